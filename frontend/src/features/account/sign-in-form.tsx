import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { problemOf } from "@/api/problem";
import { signIn } from "@/api/session";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Notice } from "@/ui/notice";

interface SignInFormProps {
  /** Known already where a session has ended. */
  email?: string;
  onDone: () => void;
}

export function SignInForm({ email, onDone }: SignInFormProps) {
  const signing = useMutation({ mutationFn: signIn, onSuccess: onDone });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    signing.mutate({ email: email ?? String(form.get("email")), password: String(form.get("password")) });
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {signing.error && <Notice tone="bad">{problemOf(signing.error).detail}</Notice>}
      <TextField
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        required
        readOnly={email !== undefined}
        defaultValue={email}
      />
      <TextField label="Password" name="password" type="password" autoComplete="current-password" required />
      <Button type="submit" variant="primary" size="lg" busy={signing.isPending} className="mt-2">
        Sign in
      </Button>
    </form>
  );
}
