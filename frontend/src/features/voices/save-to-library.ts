/** What becomes of a text that was read, in the library. */
import { api, ok, type Schemas } from "@/api/client";
import type { Job } from "@/api/jobs";
import { problemOf } from "@/api/problem";
import { queryClient } from "@/api/queries";
import { toast } from "@/ui/toast";

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

/** Saves a sound from going with its job. */
export async function keepInLibrary(speech: Schemas["AssetView"]): Promise<void> {
  try {
    const path = { audio_id: speech.asset_id };
    await ok(api.PUT("/api/audio-studio/library/{audio_id}", { params: { path }, body: { kept: true } }));
    void queryClient.invalidateQueries({ queryKey: ["library"] });
    toast("Kept in your library for good");
  } catch (error) {
    toast(problemOf(error).detail);
  }
}
