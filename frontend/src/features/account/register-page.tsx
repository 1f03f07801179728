import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { type Problem, problemOf } from "@/api/problem";
import { register } from "@/api/session";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { AuthPage } from "./auth-page";

const FIELDS_OF_CODES: Record<string, string> = {
  email_taken: "email",
  password_too_easy: "password",
  username_taken: "username",
};

export function RegisterPage() {
  const { next } = useSearch({ from: "/register" });
  const navigate = useNavigate();
  const registering = useMutation({ mutationFn: register, onSuccess: () => navigate({ to: next ?? "/" }) });
  const problem = registering.error && problemOf(registering.error);
  const fault = (field: string) => (problem ? faultIn(problem, field) : null);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    registering.mutate({
      email: String(form.get("email")),
      username: String(form.get("username")),
      password: String(form.get("password")),
    });
  }

  return (
    <AuthPage
      title="Make an account"
      subtitle="It comes with a few credits, to hear for yourself."
      otherwise={
        <>
          Have one already?{" "}
          <Link to="/login" className="font-medium text-accent-ink hover:underline">
            Sign in
          </Link>
        </>
      }
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        {problem && !["email", "username", "password"].some(fault) && (
          <Notice tone="bad">{problem.detail}</Notice>
        )}
        <TextField
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          required
          error={fault("email")}
        />
        <TextField
          label="Name"
          name="username"
          autoComplete="nickname"
          minLength={2}
          maxLength={50}
          required
          error={fault("username")}
        />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={8}
          maxLength={200}
          required
          hint="At least 8 characters."
          error={fault("password")}
        />
        <Button type="submit" variant="primary" size="lg" busy={registering.isPending} className="mt-2">
          Make my account
        </Button>
      </form>
    </AuthPage>
  );
}

/** What the server said of one field. */
function faultIn(problem: Problem, field: string): string | null {
  if (FIELDS_OF_CODES[problem.code] === field) return problem.detail;
  const errors = (problem.members.errors ?? []) as { location: string; message: string }[];
  return errors.find(({ location }) => location.endsWith(`/${field}`))?.message ?? null;
}
