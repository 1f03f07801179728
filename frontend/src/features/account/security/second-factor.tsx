import { useState } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { Fault, Section, useChange } from "./section";

export function SecondFactorSection({ security }: { security: Schemas["AccountSecurity"] }) {
  const [codes, setCodes] = useState<string[] | null>(null);
  const [begun, setBegun] = useState<Schemas["NewSecondFactor"] | null>(null);
  const begin = useChange(() => ok(api.POST("/auth/totp")), setBegun);
  const turnOff = useChange(
    () => ok(api.DELETE("/auth/totp")),
    () => setCodes(null),
  );
  const renew = useChange(
    () => ok(api.POST("/auth/recovery-codes")),
    (made) => setCodes(made.codes),
  );

  function turnedOn(made: string[]) {
    setBegun(null);
    setCodes(made);
  }

  return (
    <Section
      title="Two-step sign-in"
      about="Beside your password, signing in asks for a code of an authenticator app."
    >
      <Fault of={begin.error ?? turnOff.error ?? renew.error} />
      {codes && <RecoveryCodes codes={codes} />}
      {security.second_factor && (
        <>
          <p>It is on. Recovery codes left: {security.recovery_codes_left}.</p>
          <div className="flex flex-wrap gap-2">
            <Button busy={renew.isPending} onClick={() => renew.mutate()}>
              New recovery codes
            </Button>
            <Button variant="danger" busy={turnOff.isPending} onClick={() => turnOff.mutate()}>
              Turn it off
            </Button>
          </div>
        </>
      )}
      {!security.second_factor && !begun && (
        <Button busy={begin.isPending} onClick={() => begin.mutate()}>
          Set it up
        </Button>
      )}
      {begun && <TurnOn begun={begun} onDone={turnedOn} />}
    </Section>
  );
}

interface TurnOnProps {
  begun: Schemas["NewSecondFactor"];
  onDone: (codes: string[]) => void;
}

function TurnOn({ begun, onDone }: TurnOnProps) {
  const turnOn = useChange(
    (code: string) => ok(api.POST("/auth/totp/confirm", { body: { code } })),
    (made) => onDone(made.codes),
  );
  return (
    <div className="flex flex-col items-start gap-4">
      <p>Scan this with your authenticator app, then type the six digits that it shows.</p>
      <img src={begun.qr_code} alt="QR code for your authenticator app" className="rounded-md bg-white p-2" />
      <p className="text-sm text-ink-3">
        Or type this key into it: <code className="font-mono break-all text-ink">{begun.secret}</code>
      </p>
      <Fault of={turnOn.error} />
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          turnOn.mutate(String(new FormData(event.currentTarget).get("code")));
        }}
      >
        <TextField
          label="Six digits"
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={12}
          required
        />
        <Button type="submit" variant="primary" busy={turnOn.isPending}>
          Turn it on
        </Button>
      </form>
    </div>
  );
}

function RecoveryCodes({ codes }: { codes: string[] }) {
  return (
    <Notice tone="warn" title="Keep these recovery codes">
      Each lets you in once without the app. They are shown now and never again.
      <ul aria-label="Recovery codes" className="mt-2 grid grid-cols-2 gap-x-6 font-mono text-ink">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Button size="sm" className="mt-3" onClick={() => void navigator.clipboard.writeText(codes.join("\n"))}>
        Copy them
      </Button>
    </Notice>
  );
}
