import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { day } from "@/ui/format-date";
import { Notice } from "@/ui/notice";
import { exportsQuery } from "./queries";
import { Fault, Section, useChange } from "./section";

const STATES = { PENDING: "Being made", READY: "Ready", FAILED: "Failed; ask again" };

export function ExportSection() {
  const exports = useQuery(exportsQuery);
  const begin = useChange(() => ok(api.POST("/auth/exports")));
  const isPending = exports.data?.some((made) => made.state === "PENDING") ?? false;
  return (
    <Section
      title="Your data"
      about="One archive of everything of yours: every file, and every record as JSON."
    >
      <Fault of={begin.error ?? exports.error} />
      {exports.data && exports.data.length > 0 && (
        <ul aria-label="Exports" className="w-full divide-y divide-line">
          {exports.data.map((made) => (
            <li key={made.export_id} className="flex items-center justify-between gap-4 py-2">
              <p>
                {day(made.created_at)}{" "}
                {made.size_bytes !== null && (
                  <span className="numeric text-ink-3">{(made.size_bytes / 2 ** 20).toFixed(1)} MB</span>
                )}
              </p>
              {made.url ? (
                <Button size="sm" asChild>
                  <a href={made.url} download>
                    Download
                  </a>
                </Button>
              ) : (
                <Badge>{STATES[made.state]}</Badge>
              )}
            </li>
          ))}
        </ul>
      )}
      <Button busy={begin.isPending} disabled={isPending} onClick={() => begin.mutate()}>
        Make an archive
      </Button>
    </Section>
  );
}

export function DeletionSection({ security }: { security: Schemas["AccountSecurity"] }) {
  const [isAsking, setIsAsking] = useState(false);
  const remove = useChange(
    (email: string) => ok(api.POST("/auth/deletion", { body: { email } })),
    () => location.assign(import.meta.env.BASE_URL),
  );
  if (security.deletion_due_at) return null; // the banner says so, and takes it back
  return (
    <Section
      title="Delete your account"
      about="With all that is in it. For 14 days you can sign in and take it back."
    >
      {!isAsking && (
        <Button variant="danger" onClick={() => setIsAsking(true)}>
          Delete my account…
        </Button>
      )}
      {isAsking && (
        <form
          className="flex flex-col items-start gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            remove.mutate(String(new FormData(event.currentTarget).get("typed")));
          }}
        >
          <Notice tone="warn">
            Files, voices, projects and credits go with it. Make an archive first if you want to keep them.
          </Notice>
          <Fault of={remove.error} />
          <TextField label={`Type ${security.email} to confirm`} name="typed" autoComplete="off" required />
          <div className="flex gap-2">
            <Button onClick={() => setIsAsking(false)}>Keep it</Button>
            <Button type="submit" variant="danger" busy={remove.isPending}>
              Delete my account
            </Button>
          </div>
        </form>
      )}
    </Section>
  );
}
