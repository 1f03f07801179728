/**
 * Plays several sounds as one: stems of a song, or an original and its master. Every start and every jump hands the
 * same moment and the same offset to all of them, so that they stay together to the sample.
 */
import { leaveTheFloor, takeTheFloor } from "./one-at-a-time";
import type { Region } from "./waveform";

/** Long enough to hear no click, short enough to hear no gap. */
const FADE_S = 0.008;
/** Time to hand over all sounds before the moment at which they begin. */
const LEAD_S = 0.02;

export interface DeckState {
  playing: boolean;
  durationS: number;
  loop: Region | null;
}

interface Voice {
  source: AudioBufferSourceNode;
  fade: GainNode;
}

export class Deck {
  readonly #context: AudioContext;
  readonly #buffers: Map<string, AudioBuffer>;
  readonly #levels = new Map<string, GainNode>();
  readonly #listeners = new Set<() => void>();
  #voices: Voice[] = [];
  #startedAtS = 0;
  #offsetS = 0;
  #state: DeckState;

  constructor(context: AudioContext, buffers: Map<string, AudioBuffer>) {
    this.#context = context;
    this.#buffers = buffers;
    for (const id of buffers.keys()) {
      const level = context.createGain();
      level.connect(context.destination);
      this.#levels.set(id, level);
    }
    const durationS = Math.max(0, ...[...buffers.values()].map((buffer) => buffer.duration));
    this.#state = { playing: false, durationS, loop: null };
  }

  get state(): DeckState {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Where it stands, in seconds. */
  timeS = (): number => {
    const { playing, loop, durationS } = this.#state;
    if (!playing) return this.#offsetS;
    const passedS = Math.max(0, this.#context.currentTime - this.#startedAtS);
    const timeS = this.#offsetS + passedS;
    if (loop && this.#offsetS < loop.toS && timeS >= loop.toS) {
      return loop.fromS + ((timeS - loop.fromS) % (loop.toS - loop.fromS));
    }
    return Math.min(timeS, durationS);
  };

  play = (): void => {
    if (this.#state.playing) return;
    takeTheFloor(this.pause);
    void this.#context.resume();
    if (this.#offsetS >= this.#state.durationS - FADE_S) this.#offsetS = 0;
    this.#begin(this.#offsetS);
    this.#tell({ playing: true });
  };

  pause = (): void => {
    if (!this.#state.playing) return;
    const timeS = this.timeS();
    this.#end();
    this.#offsetS = timeS;
    leaveTheFloor(this.pause);
    this.#tell({ playing: false });
  };

  toggle = (): void => (this.#state.playing ? this.pause() : this.play());

  seek = (timeS: number): void => {
    const goal = Math.min(Math.max(0, timeS), this.#state.durationS);
    if (this.#state.playing) {
      this.#end();
      this.#begin(goal);
    } else {
      this.#offsetS = goal;
    }
    this.#tell({});
  };

  setLoop = (loop: Region | null): void => {
    const timeS = this.timeS();
    this.#tell({ loop });
    if (!this.#state.playing) return;
    this.#end();
    this.#begin(loop && (timeS < loop.fromS || timeS >= loop.toS) ? loop.fromS : timeS);
  };

  /** Sets how loud a sound is: 1 as it is, 0 silent. */
  setLevel(id: string, level: number): void {
    this.#levels.get(id)?.gain.setTargetAtTime(level, this.#context.currentTime, FADE_S / 3);
  }

  bufferOf(id: string): AudioBuffer {
    const buffer = this.#buffers.get(id);
    if (!buffer) throw new Error(`There is no sound ${id} on this deck.`);
    return buffer;
  }

  close(): void {
    this.pause();
    for (const level of this.#levels.values()) level.disconnect();
    void this.#context.close();
  }

  #begin(offsetS: number): void {
    const when = this.#context.currentTime + LEAD_S;
    const { loop } = this.#state;
    this.#voices = [...this.#buffers].map(([id, buffer]) => {
      const source = this.#context.createBufferSource();
      source.buffer = buffer;
      if (loop && offsetS < loop.toS) {
        source.loop = true;
        source.loopStart = loop.fromS;
        source.loopEnd = loop.toS;
      }
      const fade = this.#context.createGain();
      fade.gain.setValueAtTime(0, when);
      fade.gain.linearRampToValueAtTime(1, when + FADE_S);
      source.connect(fade).connect(this.#levels.get(id) as GainNode);
      source.start(when, offsetS);
      return { source, fade };
    });
    const longest = this.#voices.reduce<Voice | undefined>(
      (best, voice) => (length(voice) > length(best) ? voice : best),
      undefined,
    );
    if (longest) longest.source.onended = () => this.#finished(longest);
    this.#startedAtS = when;
    this.#offsetS = offsetS;
  }

  #end(): void {
    const now = this.#context.currentTime;
    for (const { source, fade } of this.#voices) {
      source.onended = null;
      fade.gain.cancelScheduledValues(now);
      fade.gain.setTargetAtTime(0, now, FADE_S / 3);
      source.stop(now + FADE_S * 2);
    }
    this.#voices = [];
  }

  #finished(voice: Voice): void {
    if (!this.#voices.includes(voice)) return;
    this.#voices = [];
    this.#offsetS = 0;
    leaveTheFloor(this.pause);
    this.#tell({ playing: false });
  }

  #tell(change: Partial<DeckState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function length(voice: Voice | undefined): number {
  return voice?.source.buffer?.duration ?? -1;
}

/** Fetches and decodes sounds, telling how many are ready. */
export async function loadBuffers(
  context: BaseAudioContext,
  urls: Map<string, string>,
  onReady: (ready: number) => void,
  signal: AbortSignal,
): Promise<Map<string, AudioBuffer>> {
  let ready = 0;
  const loaded = await Promise.all(
    [...urls].map(async ([id, url]) => {
      const answer = await fetch(url, { signal });
      if (!answer.ok)
        throw new Error("A sound could not be loaded. It may have expired; load the page again.");
      const buffer = await context.decodeAudioData(await answer.arrayBuffer());
      ready += 1;
      onReady(ready);
      return [id, buffer] as const;
    }),
  );
  return new Map(loaded);
}
