/** The meters' seat in the audio thread: reads what passes by and tells the page, twenty times a second. */
import { LoudnessMeter } from "./loudness-meter";

// What that thread has, and TypeScript's library of pages does not know.
declare const sampleRate: number;
declare const registerProcessor: (name: string, processor: unknown) => void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

class MeterProcessor extends AudioWorkletProcessor {
  #meter: LoudnessMeter | null = null;

  process([channels = []]: Float32Array[][]): boolean {
    // After a rest it begins anew.
    if (channels.length === 0) this.#meter = null;
    else {
      this.#meter ??= new LoudnessMeter(sampleRate);
      const readings = this.#meter.push(channels);
      if (readings) this.port.postMessage(readings);
    }
    return true;
  }
}

registerProcessor("meter", MeterProcessor);
