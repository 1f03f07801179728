import { useState } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { Fault, Section, useChange } from "./section";

type Security = Schemas["AccountSecurity"];

export function EmailSection({ security }: { security: Security }) {
  const [asked, setAsked] = useState("");
  const resend = useChange(() => ok(api.POST("/auth/email/verification")));
  const change = useChange((email: string) => ok(api.POST("/auth/email/change", { body: { email } })));
  return (
    <Section title="E-mail">
      <p>
        <span className="font-medium">{security.email}</span>{" "}
        {security.methods.mail && (
          <span className="text-ink-3">{security.email_verified ? "(confirmed)" : "(not confirmed)"}</span>
        )}
      </p>
      {security.methods.mail && !security.email_verified && (
        <Notice tone="warn" title="Confirm your address">
          We have sent you a link. Your free credits come with it.{" "}
          {resend.isSuccess ? (
            "It is on its way again."
          ) : (
            <Button size="sm" className="mt-2" busy={resend.isPending} onClick={() => resend.mutate()}>
              Send it again
            </Button>
          )}
        </Notice>
      )}
      <Fault of={resend.error ?? change.error} />
      {change.data?.pending && (
        <Notice tone="good">
          Open the link that we have sent to {asked}; until then your address stays.
        </Notice>
      )}
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          const email = String(new FormData(event.currentTarget).get("email"));
          setAsked(email);
          change.mutate(email);
        }}
      >
        <TextField label="New address" name="email" type="email" autoComplete="email" required />
        <Button type="submit" busy={change.isPending}>
          Change address
        </Button>
      </form>
    </Section>
  );
}

export function PasswordSection({ security }: { security: Security }) {
  const change = useChange((body: Schemas["PasswordChange"]) => ok(api.PUT("/auth/password", { body })));
  return (
    <Section title="Password" about="A new password ends all your other sessions.">
      <Fault of={change.error} />
      {change.isSuccess && <Notice tone="good">Your password is changed.</Notice>}
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          const given = new FormData(form);
          change.mutate(
            {
              current_password: security.has_password ? String(given.get("current")) : null,
              password: String(given.get("new")),
            },
            { onSuccess: () => form.reset() },
          );
        }}
      >
        {security.has_password && (
          <TextField
            label="Present password"
            name="current"
            type="password"
            autoComplete="current-password"
            required
          />
        )}
        <TextField
          label="New password"
          name="new"
          type="password"
          autoComplete="new-password"
          minLength={8}
          maxLength={200}
          required
        />
        <Button type="submit" busy={change.isPending}>
          {security.has_password ? "Change password" : "Set a password"}
        </Button>
      </form>
    </Section>
  );
}
