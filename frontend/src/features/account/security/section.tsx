import { type MutationFunction, useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useId } from "react";
import { problemOf } from "@/api/problem";
import { confirmed } from "@/feedback/confirmed";
import { Card } from "@/ui/card";
import { Notice } from "@/ui/notice";

/** One part of what guards an account. */
export function Section({ title, about, children }: { title: string; about?: string; children: ReactNode }) {
  const id = useId();
  return (
    <Card aria-labelledby={id}>
      <h2 id={id} className="text-lg">
        {title}
      </h2>
      {about && <p className="mt-1 text-ink-3">{about}</p>}
      <div className="mt-4 flex flex-col items-start gap-4">{children}</div>
    </Card>
  );
}

/** A change of what guards the account: asks who it is where need be, and shows afterwards how things stand. */
export function useChange<Given = void, Result = unknown>(
  change: MutationFunction<Result, Given>,
  onSuccess?: (result: Result) => void,
) {
  const queries = useQueryClient();
  return useMutation<Result, Error, Given>({
    mutationFn: (given, context) => confirmed(() => change(given, context)),
    onSuccess: async (result) => {
      onSuccess?.(result);
      await queries.invalidateQueries({ queryKey: ["auth"] });
    },
  });
}

/** What went wrong with a change, in the server's words. */
export function Fault({ of: error }: { of: Error | null }) {
  return error && <Notice tone="bad">{problemOf(error).detail}</Notice>;
}
