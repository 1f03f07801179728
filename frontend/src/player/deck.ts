/**
 * Plays several sounds as one: stems of a song, or an original and its master. Each piece begins for all of them at the
 * same moment and the same place, so that they stay together to the sample, through every jump and loop.
 */
import { claim, release } from "./exclusive-playback";
import { PIECE_S, type Sound } from "./sounds";

/** Long enough to hear no click, short enough to hear no gap. */
const FADE_S = 0.008;
/** Time to hand over all sounds before the moment at which they begin. */
const LEAD_S = 0.03;
/** Time to tell all sounds their levels before the moment at which they change: no ear notices it. */
const AT_ONCE_S = 0.05;
/** How much is handed over before it is heard, and how often that is looked after. */
const AHEAD_S = 8;
const LOOK_MS = 250;

/** A part of the sounds, in seconds. */
export interface Region {
  fromS: number;
  toS: number;
}

export interface DeckState {
  playing: boolean;
  /** It would play, but waits for the sounds to arrive. */
  waiting: boolean;
  durationS: number;
  loop: Region | null;
}

/** A passage of the sounds and the moment of the context's clock at which it is heard. */
interface Passage {
  whenS: number;
  fromS: number;
  toS: number;
}

/** What was handed over since the last jump, and can be taken back by the next. */
interface Run {
  fades: Map<string, GainNode>;
  sources: AudioBufferSourceNode[];
  passages: Passage[];
  ended: boolean;
}

export class Deck {
  readonly #context: AudioContext;
  readonly #sounds: Map<string, Sound>;
  readonly #levels = new Map<string, GainNode>();
  readonly #listeners = new Set<() => void>();
  #run: Run | null = null;
  #restS = 0;
  #state: DeckState;

  constructor(context: AudioContext, sounds: Map<string, Sound>) {
    this.#context = context;
    this.#sounds = sounds;
    for (const id of sounds.keys()) {
      const level = context.createGain();
      level.connect(context.destination);
      this.#levels.set(id, level);
    }
    const durationS = Math.max(0, ...[...sounds.values()].map((sound) => sound.durationS));
    this.#state = { playing: false, waiting: false, durationS, loop: null };
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
    const now = this.#context.currentTime;
    const passage = this.#run?.passages.findLast(({ whenS }) => whenS <= now);
    return passage ? Math.min(passage.fromS + now - passage.whenS, passage.toS) : this.#restS;
  };

  play = (): void => {
    if (this.#state.playing) return;
    claim(this.pause);
    void this.#context.resume();
    if (this.#restS >= this.#state.durationS - FADE_S) this.#restS = 0;
    this.#update({ playing: true });
    this.#begin(this.#restS);
  };

  pause = (): void => {
    if (!this.#state.playing) return;
    this.#restS = this.timeS();
    this.#end();
    release(this.pause);
    this.#update({ playing: false, waiting: false });
  };

  toggle = (): void => (this.#state.playing ? this.pause() : this.play());

  seek = (timeS: number): void => {
    this.#restS = Math.min(Math.max(0, timeS), this.#state.durationS);
    if (this.#state.playing) {
      this.#end();
      this.#begin(this.#restS);
    }
    this.#update({});
  };

  setLoop = (loop: Region | null): void => {
    const timeS = this.timeS();
    this.#update({ loop });
    const outside = loop && (timeS < loop.fromS || timeS >= loop.toS);
    if (this.#state.playing) this.seek(outside ? loop.fromS : timeS);
  };

  /** Sets how loud each sound is, all at the same moment: 1 as it is, 0 silent. */
  setLevels(levels: Record<string, number>): void {
    const whenS = this.#context.currentTime + (this.#state.playing ? AT_ONCE_S : 0);
    for (const [id, level] of Object.entries(levels)) {
      this.#levels.get(id)?.gain.setTargetAtTime(level, whenS, FADE_S / 3);
    }
  }

  /** Leads what is heard into a processor of the audio thread, and hands on what that tells until the deck is closed. */
  async attachProcessor<T>(moduleUrl: string, name: string, onMessage: (message: T) => void): Promise<void> {
    await this.#context.audioWorklet.addModule(moduleUrl);
    const node = new AudioWorkletNode(this.#context, name, {
      numberOfOutputs: 0,
      channelCount: 2,
      channelCountMode: "clamped-max",
    });
    node.port.onmessage = ({ data }) => onMessage(data);
    for (const level of this.#levels.values()) level.connect(node);
  }

  close(): void {
    this.pause();
    for (const level of this.#levels.values()) level.disconnect();
    void this.#context.close();
  }

  #begin(fromS: number): void {
    const fades = new Map<string, GainNode>();
    for (const [id, level] of this.#levels) {
      const fade = this.#context.createGain();
      fade.gain.value = 0;
      fade.connect(level);
      fades.set(id, fade);
    }
    const run: Run = { fades, sources: [], passages: [], ended: false };
    this.#run = run;
    void this.#schedule(run, fromS);
  }

  /** Hands over piece after piece, a little ahead of what is heard, until the run is over. */
  async #schedule(run: Run, firstS: number): Promise<void> {
    const { sampleRate } = this.#context;
    let fromS = Math.round(firstS * sampleRate) / sampleRate;
    let whenS = 0;
    let leadS = LEAD_S;
    while (!run.ended) {
      const { loop, durationS } = this.#state;
      const index = Math.floor(fromS / PIECE_S + 1e-9);
      const loops = loop !== null && fromS < loop.toS;
      const toS = Math.min((index + 1) * PIECE_S, durationS, loops ? loop.toS : durationS);
      const pieces = await this.#piecesAt(index, run);
      if (!pieces) return;
      const begins = whenS < this.#context.currentTime + LEAD_S / 2;
      if (begins) {
        whenS = Math.ceil((this.#context.currentTime + leadS) * sampleRate) / sampleRate;
        for (const { gain } of run.fades.values()) silence(gain);
      }
      const last = this.#schedulePiece(run, pieces, { whenS, fromS, toS }, fromS - index * PIECE_S);
      if (begins && this.#context.currentTime > whenS - LEAD_S / 3) {
        // The page was held up: some would begin later than others. All are taken back, and given more time.
        this.#cancelLatest(run, pieces.size);
        leadS *= 2;
        whenS = 0;
        continue;
      }
      if (begins) for (const { gain } of run.fades.values()) fadeIn(gain, whenS);
      if (toS >= durationS && !loops) {
        if (last) last.onended = () => this.#finished(run);
        return;
      }
      whenS += toS - fromS;
      fromS = loops && toS >= loop.toS ? loop.fromS : toS;
      while (!run.ended && whenS > this.#context.currentTime + AHEAD_S) await pause(LOOK_MS);
    }
  }

  async #piecesAt(index: number, run: Run): Promise<Map<string, AudioBuffer> | null> {
    const late = setTimeout(() => !run.ended && this.#update({ waiting: true }), LOOK_MS);
    try {
      const found = await Promise.all(
        [...this.#sounds].map(async ([id, sound]) => [id, await sound.piece(index)] as const),
      );
      if (run.ended) return null;
      if (this.#state.waiting) this.#update({ waiting: false });
      return new Map(found);
    } catch {
      // The connection is lost: it rests where it is, and can be started again.
      if (!run.ended) this.pause();
      return null;
    } finally {
      clearTimeout(late);
    }
  }

  /** Returns the source of the longest sound: when it ends, all have. */
  #schedulePiece(
    run: Run,
    pieces: Map<string, AudioBuffer>,
    passage: Passage,
    offsetS: number,
  ): AudioBufferSourceNode | null {
    let longest: AudioBufferSourceNode | null = null;
    for (const [id, buffer] of pieces) {
      const fade = run.fades.get(id);
      if (!fade) continue;
      const source = this.#context.createBufferSource();
      source.buffer = buffer;
      source.connect(fade);
      source.start(passage.whenS, offsetS, passage.toS - passage.fromS);
      run.sources.push(source);
      if (buffer.duration > (longest?.buffer?.duration ?? 0)) longest = source;
    }
    run.passages.push(passage);
    // What was heard long ago is forgotten.
    if (run.passages.length > 8) run.passages.shift();
    run.sources.splice(0, Math.max(0, run.sources.length - 8 * pieces.size));
    return longest;
  }

  #cancelLatest(run: Run, sounds: number): void {
    run.passages.pop();
    for (const source of run.sources.splice(-sounds)) source.stop();
  }

  #end(): void {
    const run = this.#run;
    if (!run) return;
    run.ended = true;
    const now = this.#context.currentTime;
    for (const fade of run.fades.values()) {
      fade.gain.cancelScheduledValues(now);
      fade.gain.setTargetAtTime(0, now, FADE_S / 3);
    }
    for (const source of run.sources) {
      source.onended = null;
      source.stop(now + FADE_S * 2);
    }
    this.#run = null;
  }

  #finished(run: Run): void {
    if (run.ended) return;
    run.ended = true;
    this.#run = null;
    this.#restS = 0;
    release(this.pause);
    this.#update({ playing: false, waiting: false });
  }

  #update(change: Partial<DeckState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function silence(gain: AudioParam): void {
  gain.cancelScheduledValues(0);
  gain.value = 0;
}

function fadeIn(gain: AudioParam, whenS: number): void {
  gain.setValueAtTime(0, whenS);
  gain.linearRampToValueAtTime(1, whenS + FADE_S);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
