import { api, ok, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { queryClient } from "@/api/queries";
import { toast } from "@/ui/toast";

/** Saves a sound from going with its job. */
export async function keepInLibrary(sound: Schemas["AssetView"]): Promise<void> {
  try {
    const path = { audio_id: sound.asset_id };
    await ok(api.PUT("/api/audio-studio/library/{audio_id}", { params: { path }, body: { kept: true } }));
    void queryClient.invalidateQueries({ queryKey: ["library"] });
    toast("Kept in your library for good");
  } catch (error) {
    toast(problemOf(error).detail);
  }
}
