import { useMutation } from "@tanstack/react-query";
import { problemOf } from "@/api/problem";
import { finishSignIn } from "@/api/session";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { Notice } from "@/ui/notice";

interface SecondStepFormProps {
  /** What the first step has given. */
  challenge: string;
  onDone: () => void;
  onBack: () => void;
}

export function SecondStepForm({ challenge, onDone, onBack }: SecondStepFormProps) {
  const finishing = useMutation({
    mutationFn: (code: string) => finishSignIn({ challenge, code }),
    onSuccess: onDone,
  });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        finishing.mutate(String(new FormData(event.currentTarget).get("code")));
      }}
    >
      {finishing.error && <Notice tone="bad">{problemOf(finishing.error).detail}</Notice>}
      <TextField
        label="Code of your authenticator app"
        name="code"
        autoComplete="one-time-code"
        maxLength={40}
        required
        autoFocus
        hint="Or one of your recovery codes."
      />
      <Button type="submit" variant="primary" size="lg" busy={finishing.isPending}>
        Go on
      </Button>
      <Button variant="quiet" onClick={onBack}>
        Start again
      </Button>
    </form>
  );
}
