/** A sample that the server keeps, brought here whole: it plays at once from then on, and its outline can be drawn. */
import { queryOptions } from "@tanstack/react-query";
import { noticeStatus } from "@/api/client";
import { problemOfAnswer } from "@/api/problem";
import { type Peaks, peaksOfSamples } from "./peaks";
import type { Track } from "./player";

const PAIRS = 400;

/** Where a sample can be fetched from this page: addresses of this server by their path, others not at all. */
export function sampleAddress(url: string | null): string | null {
  if (!url) return null;
  const address = new URL(url, location.origin);
  // The server may know itself by another name than this page does.
  const isOurs = address.origin === location.origin || address.pathname.startsWith("/files/");
  return isOurs ? address.pathname + address.search : null;
}

interface Sample {
  url: string;
  peaks: Peaks;
}

export function sampleQuery(id: string, address: string | null) {
  return queryOptions({
    queryKey: ["sample", id],
    queryFn: () => fetchSample(address ?? ""),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
}

export async function fetchSample(address: string): Promise<Sample> {
  const answer = await fetch(address);
  noticeStatus(answer.status);
  if (!answer.ok) throw problemOfAnswer(answer.status, await answer.json().catch(() => null));
  const file = await answer.blob();
  return { url: URL.createObjectURL(file), peaks: await peaksOfFile(file) };
}

/** Decodes a sound to draw it; the rate is enough for that. */
export async function peaksOfFile(file: Blob): Promise<Peaks> {
  const decoder = new OfflineAudioContext({ numberOfChannels: 1, length: 1, sampleRate: 24_000 });
  const sound = await decoder.decodeAudioData(await file.arrayBuffer());
  return peaksOfSamples([sound.getChannelData(0)], sound.sampleRate, PAIRS);
}

export function sampleTrack(id: string, title: string, { url, peaks }: Sample): Track {
  return { id: `sample-${id}`, title, subtitle: "Sample", durationS: peaks.durationS, url, peaks };
}
