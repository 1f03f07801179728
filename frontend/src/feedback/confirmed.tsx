import { useMutation } from "@tanstack/react-query";
import { create } from "zustand";
import { api, ok } from "@/api/client";
import { problemOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { Notice } from "@/ui/notice";

interface Asking {
  /** Ends the question: whether the person has proved who they are. */
  answer: ((confirmed: boolean) => void) | null;
}

const useAsking = create<Asking>(() => ({ answer: null }));

/** Does what changes an account's locks; where the server asks who it is, asks for the password and does it again. */
export async function confirmed<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (problemOf(error).code !== "confirmation_required") throw error;
    const isConfirmed = await new Promise<boolean>((answer) => useAsking.setState({ answer }));
    if (!isConfirmed) throw error;
    return await act();
  }
}

export function ConfirmDialog() {
  const answer = useAsking((state) => state.answer);
  const confirming = useMutation({
    mutationFn: (password: string) => ok(api.POST("/auth/confirm", { body: { password } })),
    onSuccess: () => end(true),
  });

  function end(isConfirmed: boolean) {
    useAsking.setState({ answer: null });
    answer?.(isConfirmed);
  }

  return (
    <Dialog
      open={answer !== null}
      onClose={() => end(false)}
      title="Confirm that it is you"
      description="You signed in a while ago. Without a password, sign out and in again."
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          confirming.mutate(String(new FormData(event.currentTarget).get("confirmation")));
        }}
      >
        {confirming.error && <Notice tone="bad">{problemOf(confirming.error).detail}</Notice>}
        <TextField
          label="Your password"
          name="confirmation"
          type="password"
          autoComplete="current-password"
          required
        />
        <Button type="submit" variant="primary" busy={confirming.isPending}>
          Go on
        </Button>
      </form>
    </Dialog>
  );
}
