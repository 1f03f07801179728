import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, ok } from "@/api/client";
import { problemOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { AuthPage } from "./auth-page";

export function ForgotPasswordPage() {
  const asking = useMutation({
    mutationFn: (email: string) => ok(api.POST("/auth/password/forgot", { body: { email } })),
  });
  return (
    <AuthPage
      title="A new password"
      subtitle="We send a link to your address."
      otherwise={
        <Link to="/login" className="font-medium text-accent-ink hover:underline">
          Back to signing in
        </Link>
      }
    >
      {asking.isSuccess ? (
        <Notice tone="good" title="Look into your mail">
          If there is an account with this address, a link is on its way. It works once, for an hour.
        </Notice>
      ) : (
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            asking.mutate(String(new FormData(event.currentTarget).get("email")));
          }}
        >
          {asking.error && <Notice tone="bad">{problemOf(asking.error).detail}</Notice>}
          <TextField label="E-mail" name="email" type="email" autoComplete="username" required />
          <Button type="submit" variant="primary" size="lg" busy={asking.isPending}>
            Send me the link
          </Button>
        </form>
      )}
    </AuthPage>
  );
}
