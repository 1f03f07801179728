/** A recording of the microphone: as it is, without what browsers do to telephone calls, and with a look at its level. */
import type { LevelHistory } from "./level-hint";
import { wavFile } from "./wav-file";

const READINGS_PER_S = 20;
const BITS_PER_S = 256_000;
const SILENCE_DB = -100;

export class Microphone {
  readonly history: LevelHistory = { levelsDb: [], peaks: [], readingsPerS: READINGS_PER_S };
  readonly #stream: MediaStream;
  readonly #context = new AudioContext();
  readonly #recorder: MediaRecorder;
  readonly #pieces: Blob[] = [];
  readonly #timer: ReturnType<typeof setInterval>;

  private constructor(stream: MediaStream, onReading: () => void) {
    this.#stream = stream;
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = 2048;
    this.#context.createMediaStreamSource(stream).connect(analyser);
    const frame = new Float32Array(analyser.fftSize);
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(frame);
      this.#read(frame);
      onReading();
    }, 1000 / READINGS_PER_S);
    this.#recorder = new MediaRecorder(stream, { audioBitsPerSecond: BITS_PER_S });
    this.#recorder.ondataavailable = ({ data }) => this.#pieces.push(data);
    this.#recorder.start();
  }

  /** Asks for the microphone and begins. */
  static async open(onReading: () => void): Promise<Microphone> {
    const audio = {
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
      channelCount: 1,
    };
    return new Microphone(await navigator.mediaDevices.getUserMedia({ audio }), onReading);
  }

  get seconds(): number {
    return this.history.levelsDb.length / READINGS_PER_S;
  }

  /** Ends the recording, and returns it as a WAV file. */
  async stop(name: string): Promise<File> {
    const stopped = new Promise((resolve) => {
      this.#recorder.onstop = resolve;
    });
    this.#recorder.stop();
    await stopped;
    const packed = await new Blob(this.#pieces).arrayBuffer();
    const sound = await this.#context.decodeAudioData(packed);
    this.close();
    return new File([wavFile(sound.getChannelData(0), sound.sampleRate)], name, { type: "audio/wav" });
  }

  /** Lets the microphone go. */
  close(): void {
    clearInterval(this.#timer);
    for (const track of this.#stream.getTracks()) track.stop();
    if (this.#context.state !== "closed") void this.#context.close();
  }

  #read(frame: Float32Array): void {
    let power = 0;
    let peak = 0;
    for (const sample of frame) {
      power += sample * sample;
      peak = Math.max(peak, Math.abs(sample));
    }
    const level = power > 0 ? 10 * Math.log10(power / frame.length) : SILENCE_DB;
    this.history.levelsDb.push(Math.max(SILENCE_DB, level));
    this.history.peaks.push(peak);
  }
}

/** Why there is no microphone, in words. */
export function microphoneProblem(error: unknown): string {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError") {
    return "The browser keeps the microphone from this page. Allow it in the address bar, then try again.";
  }
  if (name === "NotFoundError") return "No microphone is connected. Connect one, or choose files.";
  if (!navigator.mediaDevices) return "Browsers give microphones to https pages only. Choose files instead.";
  return "The microphone cannot be used now. Another program may hold it; or choose files.";
}
