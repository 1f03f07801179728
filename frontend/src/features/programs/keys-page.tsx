import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { ErrorState } from "@/feedback/error-state";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { EmptyState } from "@/ui/empty-state";
import { Field, TextField } from "@/ui/field";
import { ago } from "@/ui/relative-time";
import { Select } from "@/ui/select";
import { SkeletonRows } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { Checkboxes } from "./checkboxes";
import { ProgramsFrame } from "./programs-frame";
import { type ApiKey, keysQuery } from "./queries";
import { SecretNotice } from "./secret-notice";

type Scope = Schemas["Scope"];
type Made = Schemas["MadeApiKey"];

const SCOPES: { value: Scope; label: string }[] = [
  { value: "jobs:read", label: "See jobs and results" },
  { value: "jobs:write", label: "Ask tools, and spend credits" },
  { value: "library:read", label: "See the library" },
  { value: "library:write", label: "Change the library" },
  { value: "uploads:write", label: "Upload in pieces" },
  { value: "voices:read", label: "See voices" },
  { value: "voices:write", label: "Change voices" },
  { value: "music:read", label: "Plan music" },
  { value: "credits:read", label: "See credits and usage" },
  { value: "account:read", label: "See the account" },
];
const COMMON: string[] = [
  "jobs:read",
  "jobs:write",
  "library:read",
  "voices:read",
  "music:read",
  "credits:read",
];
const LIFETIMES = [
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
  { value: "never", label: "Never" },
];
const OVERLAP_HOURS = 24;

export function KeysPage() {
  const keys = useQuery(keysQuery);
  const [made, setMade] = useState<Made | null>(null);
  return (
    <ProgramsFrame
      title="API keys"
      subtitle="With a key, a program of yours works here as you do, or with less."
    >
      <div className="flex max-w-3xl flex-col gap-6">
        {made && (
          <SecretNotice title={`The secret of “${made.name}”`} secret={made.secret}>
            Copy it now: it is not shown again.
          </SecretNotice>
        )}
        <MakeKey onMade={setMade} />
        {keys.isPending && <SkeletonRows rows={3} label="Loading the keys" />}
        {keys.error && !keys.data && <ErrorState error={keys.error} onRetry={() => keys.refetch()} />}
        {keys.data?.length === 0 && (
          <EmptyState icon={<KeyRound aria-hidden />} title="There is no key yet" />
        )}
        {keys.data && keys.data.length > 0 && (
          <ul
            aria-label="Keys"
            className="divide-y divide-line rounded-lg border border-line bg-surface shadow-1"
          >
            {keys.data.map((key) => (
              <Key key={key.key_id} apiKey={key} onRotated={setMade} />
            ))}
          </ul>
        )}
      </div>
    </ProgramsFrame>
  );
}

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: keysQuery.queryKey });
}

function MakeKey({ onMade }: { onMade: (made: Made) => void }) {
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState(COMMON);
  const [days, setDays] = useState("90");
  const refresh = useRefresh();
  const making = useMutation({
    mutationFn: () => {
      const expires_at =
        days === "never" ? null : new Date(Date.now() + Number(days) * 86_400_000).toISOString();
      return ok(api.POST("/api-keys", { body: { name, scopes: scopes as Scope[], expires_at } }));
    },
    onSuccess: (made) => {
      setName("");
      onMade(made);
      return refresh();
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    making.mutate();
  }

  return (
    <Card aria-labelledby="new-key">
      <h2 id="new-key" className="mb-4 text-lg">
        A new key
      </h2>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <div className="grid items-start gap-4 sm:grid-cols-[1fr_12rem]">
          <TextField
            label="What it is for"
            required
            maxLength={100}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
            error={making.error && problemOf(making.error).detail}
          />
          <Field label="It expires">
            {(ids) => <Select {...ids} value={days} choices={LIFETIMES} onChange={setDays} />}
          </Field>
        </div>
        <Checkboxes legend="It may" choices={SCOPES} chosen={scopes} onChange={setScopes} />
        <div>
          <Button type="submit" variant="primary" busy={making.isPending} disabled={scopes.length === 0}>
            Make the key
          </Button>
        </div>
      </form>
    </Card>
  );
}

function Key({ apiKey, onRotated }: { apiKey: ApiKey; onRotated: (made: Made) => void }) {
  const [asking, setAsking] = useState(false);
  const refresh = useRefresh();
  const path = { key_id: apiKey.key_id };
  const onError = (error: unknown) => toast(problemOf(error).detail);
  const rotating = useMutation({
    mutationFn: () =>
      ok(api.POST("/api-keys/{key_id}/rotate", { params: { path }, body: { overlap_hours: OVERLAP_HOURS } })),
    onSuccess: (made) => {
      onRotated(made);
      toast("The old secret works for another day");
      return refresh();
    },
    onError,
  });
  const revoking = useMutation({
    mutationFn: () => ok(api.DELETE("/api-keys/{key_id}", { params: { path } })),
    onSuccess: refresh,
    onError,
  });
  const works = !apiKey.revoked_at && !isPast(apiKey.expires_at);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium break-words">{apiKey.name}</span>
          <Badge tone={works ? "good" : "neutral"}>{stateOf(apiKey)}</Badge>
        </p>
        <p className="text-sm text-ink-3">
          <code>{apiKey.beginning}…</code> ·{" "}
          {apiKey.last_used_at ? `used ${ago(apiKey.last_used_at)}` : "not used yet"}
        </p>
        <p className="text-sm text-ink-3">{apiKey.scopes.join(", ")}</p>
      </div>
      {works && (
        <div className="flex gap-2">
          <Button size="sm" busy={rotating.isPending} onClick={() => rotating.mutate()}>
            New secret
          </Button>
          <Button size="sm" variant="danger" busy={revoking.isPending} onClick={() => setAsking(true)}>
            Revoke
          </Button>
        </div>
      )}
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Revoke “${apiKey.name}”?`}
        description="Programs that use it are refused from now on."
        action="Revoke it"
        onConfirm={() => revoking.mutate()}
      />
    </li>
  );
}

function isPast(moment: string | null): boolean {
  return moment !== null && new Date(moment).getTime() <= Date.now();
}

function stateOf(apiKey: ApiKey): string {
  if (apiKey.revoked_at) return "revoked";
  if (!apiKey.expires_at) return "works";
  const day = new Date(apiKey.expires_at).toLocaleDateString("en", { dateStyle: "medium" });
  return isPast(apiKey.expires_at) ? `expired ${day}` : `works until ${day}`;
}
