/** What becomes of a text that was read, in the library. */
import { api, ok } from "@/api/client";
import type { Job } from "@/api/jobs";
import { queryClient } from "@/api/queries";

/** Names what was read after its text: in a library full of "speech.wav", nothing is found again. */
export async function nameAfterText(job: Job, title: string): Promise<void> {
  if (!title) return;
  const named = job.outputs.map(({ asset_id, role }) =>
    ok(
      api.PUT("/api/audio-studio/library/{audio_id}", {
        params: { path: { audio_id: asset_id } },
        body: { name: role === "speech" ? title : `${title} (${role === "json" ? "word times" : role})` },
      }),
    ),
  );
  await Promise.allSettled(named);
  void queryClient.invalidateQueries({ queryKey: ["library"] });
}
