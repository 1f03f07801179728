/**
 * Sounds that a deck plays, by pieces of five seconds. Short ones are decoded as a whole; long WAV files are fetched piece
 * by piece as they are needed, so that an hour of six stems plays at once and fits into memory.
 */
import { noticeStatus } from "@/api/client";
import { Problem, problemOfAnswer } from "@/api/problem";
import { readSamples, readWavLayout, type WavLayout } from "./wav";

export const PIECE_S = 5;

const HEAD_BYTES = 65_536;
const WHOLE_BYTES = 48 * 2 ** 20;
const KEPT_PIECES = 16;

export interface Sound {
  durationS: number;
  /** The piece that begins at `index` times five seconds. */
  piece: (index: number) => Promise<AudioBuffer>;
}

interface Probe {
  url: string;
  layout: WavLayout | null;
  sizeBytes: number;
}

/** Opens sounds, telling how many are ready; they share one context, at the rate of those that are streamed. */
export async function openSounds(
  urls: Map<string, string>,
  onReady: (ready: number) => void,
  signal: AbortSignal,
): Promise<{ context: AudioContext; sounds: Map<string, Sound> }> {
  const probes = await Promise.all(
    [...urls].map(async ([id, url]) => [id, await probe(url, signal)] as const),
  );
  const streamed = probes.find(([, { layout, sizeBytes }]) => layout && sizeBytes > WHOLE_BYTES)?.[1].layout;
  const context = new AudioContext({ latencyHint: "playback", sampleRate: streamed?.sampleRateHz });
  try {
    let ready = 0;
    const opened = await Promise.all(
      probes.map(async ([id, found]) => {
        const sound = await open(context, found, signal);
        ready += 1;
        onReady(ready);
        return [id, sound] as const;
      }),
    );
    return { context, sounds: new Map(opened) };
  } catch (error) {
    void context.close();
    throw error;
  }
}

async function probe(url: string, signal: AbortSignal): Promise<Probe> {
  const answer = await getRange(url, 0, HEAD_BYTES, signal);
  const total = Number(
    answer.headers.get("Content-Range")?.split("/")[1] ?? answer.headers.get("Content-Length"),
  );
  return { url, layout: readWavLayout(await answer.arrayBuffer()), sizeBytes: total };
}

async function open(
  context: AudioContext,
  { url, layout, sizeBytes }: Probe,
  signal: AbortSignal,
): Promise<Sound> {
  if (sizeBytes > WHOLE_BYTES) {
    if (layout) return streamedSound(context, url, layout, signal);
    throw new Problem({
      title: "Too long to be played together",
      detail:
        "These files can only be decoded as a whole, which takes more memory than a page should. Play each below.",
      code: "too_long_here",
      status: 0,
    });
  }
  const answer = await fetch(url, { signal });
  noticeStatus(answer.status);
  if (!answer.ok) throw problemOfAnswer(answer.status, await answer.json().catch(() => null));
  return wholeSound(context, await context.decodeAudioData(await answer.arrayBuffer()));
}

function wholeSound(context: AudioContext, whole: AudioBuffer): Sound {
  const frames = PIECE_S * whole.sampleRate;
  const piece = async (index: number) => {
    const from = Math.min(index * frames, whole.length);
    const part = context.createBuffer(
      whole.numberOfChannels,
      Math.max(1, Math.min(frames, whole.length - from)),
      whole.sampleRate,
    );
    for (let channel = 0; channel < whole.numberOfChannels; channel++) {
      part.copyToChannel(whole.getChannelData(channel).subarray(from, from + frames), channel);
    }
    return part;
  };
  return { durationS: whole.duration, piece: keepingLatest(piece) };
}

function streamedSound(context: AudioContext, url: string, layout: WavLayout, signal: AbortSignal): Sound {
  const frameBytes = layout.channels * (layout.bits / 8);
  const frames = PIECE_S * layout.sampleRateHz;
  const piece = async (index: number) => {
    const from = Math.min(index * frames, layout.frames);
    const count = Math.min(frames, layout.frames - from);
    if (count <= 0) return context.createBuffer(layout.channels, 1, layout.sampleRateHz);
    const start = layout.dataStart + from * frameBytes;
    const answer = await getRange(url, start, count * frameBytes, signal);
    const channels = readSamples(await answer.arrayBuffer(), layout);
    const part = context.createBuffer(layout.channels, count, layout.sampleRateHz);
    for (const [channel, samples] of channels.entries()) part.copyToChannel(samples, channel);
    return part;
  };
  return { durationS: layout.frames / layout.sampleRateHz, piece: keepingLatest(piece) };
}

/** Pieces that are heard again, in a loop or after a jump back, are not fetched again. */
function keepingLatest(
  make: (index: number) => Promise<AudioBuffer>,
): (index: number) => Promise<AudioBuffer> {
  const kept = new Map<number, Promise<AudioBuffer>>();
  return (index) => {
    const made = kept.get(index) ?? make(index);
    kept.delete(index);
    kept.set(index, made);
    made.catch(() => kept.delete(index));
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_PIECES) break;
      kept.delete(oldest);
    }
    return made;
  };
}

async function getRange(url: string, from: number, bytes: number, signal: AbortSignal): Promise<Response> {
  const answer = await fetch(url, { signal, headers: { Range: `bytes=${from}-${from + bytes - 1}` } });
  noticeStatus(answer.status);
  if (!answer.ok) throw problemOfAnswer(answer.status, await answer.json().catch(() => null));
  return answer;
}
