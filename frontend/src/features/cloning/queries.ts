/** What the screens of cloned voices ask of the server. */
import { queryOptions } from "@tanstack/react-query";
import { api, noticeStatus, ok, type Schemas } from "@/api/client";
import { problemOfAnswer } from "@/api/problem";
import { queryClient } from "@/api/queries";

export type ClonedVoice = Schemas["ClonedVoiceView"];
export type CheckedSamples = Schemas["SamplesView"];

const MOST_LISTED = 100;

export const clonedVoicesQuery = queryOptions({
  queryKey: ["voices", "cloned"],
  queryFn: async () =>
    (
      await ok(
        api.GET("/api/audio-studio/voice-cloning/voices", { params: { query: { limit: MOST_LISTED } } }),
      )
    ).items,
});

export const consentQuery = queryOptions({
  queryKey: ["voices", "consent"],
  queryFn: async () => (await ok(api.GET("/api/audio-studio/voice-cloning/consent"))).statement,
  staleTime: Number.POSITIVE_INFINITY,
});

/** Every list of voices, the gallery's included. */
export function refreshVoices(): void {
  void queryClient.invalidateQueries({ queryKey: clonedVoicesQuery.queryKey });
  void queryClient.invalidateQueries({ queryKey: ["voices", "gallery"] });
}

/** Has recordings of one speaker who agreed listened to: all are kept, or all refused. */
export async function checkSamples(files: File[], speaker: string): Promise<CheckedSamples> {
  const form = new FormData();
  form.set("consent", "true");
  form.set("speaker", speaker);
  for (const file of files) form.append("file", file);
  const answer = await fetch("/api/audio-studio/voice-cloning/upload", { method: "POST", body: form });
  noticeStatus(answer.status);
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw problemOfAnswer(answer.status, body);
  return body as CheckedSamples;
}

/** Deletes recordings that no voice was learned from. */
export async function forgetSamples({ samples }: CheckedSamples): Promise<void> {
  const gone = samples.map(({ sample_id }) =>
    ok(
      api.DELETE("/api/audio-studio/voice-cloning/samples/{sample_id}", { params: { path: { sample_id } } }),
    ),
  );
  await Promise.allSettled(gone);
}
