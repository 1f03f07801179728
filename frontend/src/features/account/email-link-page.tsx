import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, ok, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { queryClient } from "@/api/queries";
import { refreshSession } from "@/api/session";
import { Button } from "@/ui/button";
import { Notice } from "@/ui/notice";
import { AuthPage } from "./auth-page";
import { useLinkToken } from "./link-token";

const OUTCOMES: Record<Schemas["Welcome"]["outcome"], string> = {
  given: "Your free credits are in your account.",
  given_before: "",
  none_offered: "",
  mailbox_used: "There are no free credits: this mailbox has had them.",
  network_limit:
    "There are no free credits now: your network has had many. Open the app and use it all the same.",
  domain_limit: "There are no free credits now: your mail domain has had many.",
};

export function VerifyEmailPage() {
  return <EmailLinkPage open={(token) => ok(api.POST("/auth/email/verify", { body: { token } }))} />;
}

export function ConfirmEmailPage() {
  return <EmailLinkPage open={(token) => ok(api.POST("/auth/email/change/confirm", { body: { token } }))} />;
}

/** Programs that look into mail open its links, too: only a press counts. */
function EmailLinkPage({ open }: { open: (token: string) => Promise<Schemas["VerifiedEmail"]> }) {
  const token = useLinkToken();
  const proving = useMutation({
    mutationFn: () => open(token),
    onSuccess: async () => {
      await refreshSession();
      await queryClient.invalidateQueries();
    },
  });
  return (
    <AuthPage
      title="Confirm your address"
      subtitle="One press, and it is yours."
      otherwise={
        <Link to="/" className="font-medium text-accent-ink hover:underline">
          Go to the app
        </Link>
      }
    >
      {proving.error && <Notice tone="bad">{problemOf(proving.error).detail}</Notice>}
      {proving.data ? (
        <Notice tone="good" title={`${proving.data.email} is confirmed`}>
          {OUTCOMES[proving.data.welcome.outcome]}
        </Notice>
      ) : (
        <Button
          variant="primary"
          size="lg"
          className="mt-4 w-full"
          busy={proving.isPending}
          onClick={() => proving.mutate()}
        >
          Confirm my address
        </Button>
      )}
    </AuthPage>
  );
}
