import { api, ok, type Schemas } from "@/api/client";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { ago } from "@/ui/relative-time";
import { makePasskey } from "./passkey";
import { PROVIDER_NAMES, type Provider } from "./providers";
import { Fault, Section, useChange } from "./section";

type Security = Schemas["AccountSecurity"];

export function PasskeysSection({ security }: { security: Security }) {
  const add = useChange(async (name: string) => {
    const options = await ok(api.POST("/auth/passkeys/options"));
    const credential = await makePasskey(options);
    if (!credential) return;
    await ok(api.POST("/auth/passkeys", { body: { challenge: options.challenge, credential, name } }));
  });
  const remove = useChange((passkey_id: string) =>
    ok(api.DELETE("/auth/passkeys/{passkey_id}", { params: { path: { passkey_id } } })),
  );
  return (
    <Section title="Passkeys" about="Sign in with a finger, a face or a PIN; no password, no second step.">
      <Fault of={add.error ?? remove.error} />
      {security.passkeys.length > 0 && (
        <ul aria-label="Passkeys" className="w-full divide-y divide-line">
          {security.passkeys.map((passkey) => (
            <li key={passkey.passkey_id} className="flex items-center justify-between gap-4 py-2">
              <div className="min-w-0">
                <p className="truncate font-medium">{passkey.name}</p>
                <p className="text-sm text-ink-3">
                  {passkey.last_used_at ? `Last used ${ago(passkey.last_used_at)}` : "Not used yet"}
                </p>
              </div>
              <Button
                size="sm"
                aria-label={`Remove ${passkey.name}`}
                onClick={() => remove.mutate(passkey.passkey_id)}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
      {security.methods.passkeys ? (
        <form
          className="flex flex-wrap items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            const form = event.currentTarget;
            add.mutate(String(new FormData(form).get("name")), { onSuccess: () => form.reset() });
          }}
        >
          <TextField label="Name of the device" name="name" maxLength={60} required />
          <Button type="submit" busy={add.isPending}>
            Add a passkey
          </Button>
        </form>
      ) : (
        <Notice tone="info">Browsers make passkeys only where this server is reached by https.</Notice>
      )}
    </Section>
  );
}

export function IdentitiesSection({ security }: { security: Security }) {
  const connect = useChange(async (provider: Provider) => {
    const { authorization_url } = await ok(api.POST("/auth/identities", { body: { provider } }));
    location.assign(authorization_url);
  });
  const disconnect = useChange((identity_id: string) =>
    ok(api.DELETE("/auth/identities/{identity_id}", { params: { path: { identity_id } } })),
  );
  const free = security.methods.providers.filter(
    (provider) => !security.identities.some((identity) => identity.provider === provider),
  );
  if (free.length === 0 && security.identities.length === 0) return null;
  return (
    <Section title="Connected accounts" about="These open your account here.">
      <Fault of={connect.error ?? disconnect.error} />
      {security.identities.map((identity) => (
        <div key={identity.identity_id} className="flex w-full items-center justify-between gap-4">
          <p className="min-w-0 truncate">
            <span className="font-medium">{PROVIDER_NAMES[identity.provider]}</span>{" "}
            <span className="text-ink-3">{identity.email}</span>
          </p>
          <Button size="sm" onClick={() => disconnect.mutate(identity.identity_id)}>
            Disconnect {PROVIDER_NAMES[identity.provider]}
          </Button>
        </div>
      ))}
      <div className="flex flex-wrap gap-2">
        {free.map((provider) => (
          <Button key={provider} busy={connect.isPending} onClick={() => connect.mutate(provider)}>
            Connect {PROVIDER_NAMES[provider]}
          </Button>
        ))}
      </div>
    </Section>
  );
}
