import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, ok } from "@/api/client";
import { problemOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { AuthPage } from "./auth-page";
import { useLinkToken } from "./link-token";

export function ResetPasswordPage() {
  const token = useLinkToken();
  const setting = useMutation({
    mutationFn: (password: string) => ok(api.POST("/auth/password/reset", { body: { token, password } })),
  });
  return (
    <AuthPage
      title="Set a new password"
      subtitle="All your sessions end with it."
      otherwise={
        <Link to="/forgot-password" className="font-medium text-accent-ink hover:underline">
          Ask for another link
        </Link>
      }
    >
      {setting.isSuccess ? (
        <Notice tone="good" title="Your password is changed">
          <Link to="/login" className="font-medium text-accent-ink hover:underline">
            Sign in with it
          </Link>
        </Notice>
      ) : (
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            setting.mutate(String(new FormData(event.currentTarget).get("password")));
          }}
        >
          {setting.error && <Notice tone="bad">{problemOf(setting.error).detail}</Notice>}
          <TextField
            label="New password"
            name="password"
            type="password"
            autoComplete="new-password"
            minLength={8}
            maxLength={200}
            required
            hint="At least 8 characters."
          />
          <Button type="submit" variant="primary" size="lg" busy={setting.isPending}>
            Set my password
          </Button>
        </form>
      )}
    </AuthPage>
  );
}
