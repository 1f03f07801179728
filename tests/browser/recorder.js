// Keeps every sample of the lines into the loudspeaker, in the audio thread, where nothing is lost on a slow machine.
const CHANNELS = 2;
const FRAMES_A_MESSAGE = 8192;

class Recorder extends AudioWorkletProcessor {
  #frames = 0;
  #kept = null;

  process(inputs) {
    this.#kept ??= { fromFrame: currentFrame, lines: inputs.map(() => new Float32Array(CHANNELS * FRAMES_A_MESSAGE)) };
    const quantum = 128;
    for (const [index, channels] of inputs.entries()) {
      for (let channel = 0; channel < channels.length; channel++) {
        this.#kept.lines[index].set(channels[channel], channel * FRAMES_A_MESSAGE + this.#frames);
      }
    }
    this.#frames += quantum;
    if (this.#frames === FRAMES_A_MESSAGE) {
      this.port.postMessage(this.#kept);
      this.#kept = null;
      this.#frames = 0;
    }
    return true;
  }
}

registerProcessor("recorder", Recorder);
