import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import { api, ok } from "@/api/client";
import { problemOf } from "@/api/problem";
import { signInWithPasskey } from "@/api/session";
import { Button } from "@/ui/button";
import { Notice } from "@/ui/notice";
import { signWithPasskey } from "./security/passkey";
import { PROVIDER_NAMES, type Provider } from "./security/providers";
import { methodsQuery } from "./security/queries";

/** Beside the password: whatever this server and this browser can do. */
export function OtherWaysIn({ onDone }: { onDone: () => void }) {
  const { data: methods } = useQuery(methodsQuery);
  const passkey = useMutation({
    mutationFn: async () => {
      const options = await ok(api.POST("/auth/login/passkey/options"));
      const credential = await signWithPasskey(options);
      if (!credential) return false;
      await signInWithPasskey({ challenge: options.challenge, credential });
      return true;
    },
    onSuccess: (isDone) => isDone && onDone(),
  });
  const provider = useMutation({
    mutationFn: async (name: Provider) => {
      const { authorization_url } = await ok(api.POST("/auth/oauth", { body: { provider: name } }));
      location.assign(authorization_url);
    },
  });
  const error = passkey.error ?? provider.error;
  return (
    <div className="mt-4 flex flex-col gap-3">
      {methods?.mail && (
        <Link to="/forgot-password" className="self-start text-accent-ink hover:underline">
          Forgot your password?
        </Link>
      )}
      {error && <Notice tone="bad">{problemOf(error).detail}</Notice>}
      {methods?.passkeys && (
        <Button size="lg" busy={passkey.isPending} onClick={() => passkey.mutate()}>
          <KeyRound aria-hidden className="size-4" /> Sign in with a passkey
        </Button>
      )}
      {methods?.providers.map((name) => (
        <Button key={name} size="lg" busy={provider.isPending} onClick={() => provider.mutate(name)}>
          Go on with {PROVIDER_NAMES[name]}
        </Button>
      ))}
    </div>
  );
}
