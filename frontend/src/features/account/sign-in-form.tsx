import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { problemOf } from "@/api/problem";
import { signIn } from "@/api/session";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { SecondStepForm } from "./second-step-form";

interface SignInFormProps {
  /** Known already where a session has ended. */
  email?: string;
  onDone: () => void;
}

export function SignInForm({ email, onDone }: SignInFormProps) {
  const [challenge, setChallenge] = useState<string | null>(null);
  const signing = useMutation({
    mutationFn: signIn,
    onSuccess: onDone,
    onError: (error) => {
      const { code, members } = problemOf(error);
      if (code === "second_factor_required") setChallenge(String(members.challenge));
    },
  });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    signing.mutate({ email: email ?? String(form.get("email")), password: String(form.get("password")) });
  }

  if (challenge) {
    return <SecondStepForm challenge={challenge} onDone={onDone} onBack={() => setChallenge(null)} />;
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {signing.error && problemOf(signing.error).code !== "second_factor_required" && (
        <Notice tone="bad">{problemOf(signing.error).detail}</Notice>
      )}
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
