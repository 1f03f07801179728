/** Has music or a sound effect made: a press that is repeated because no answer came is paid once. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { newKey } from "@/api/new-key";
import { expectTake } from "@/features/jobs/awaited-takes";

/** `send` asks the server, under a key that stays the same until the same thing has been taken. */
export function useStartTake<Body>(send: (body: Body, key: string) => Promise<{ job_id: string }>) {
  const client = useQueryClient();
  const pending = useRef({ body: "", key: "" });
  return useMutation({
    mutationFn: (body: Body) => {
      const asked = JSON.stringify(body);
      if (pending.current.body !== asked) pending.current = { body: asked, key: newKey() };
      return send(body, pending.current.key);
    },
    onSuccess: ({ job_id }) => {
      pending.current = { body: "", key: "" };
      expectTake(job_id);
      void client.invalidateQueries({ queryKey: ["jobs"] });
      void client.invalidateQueries({ queryKey: ["credits"] });
    },
  });
}
