/**
 * The moving meters of ITU-R BS.1770-5 and EBU Tech 3341: momentary and short-term loudness and the true peak of a sound
 * as it plays. It runs where the sound runs, in the audio thread.
 */

const BIN_S = 0.05;
const MOMENTARY_BINS = 8;
const SHORT_TERM_BINS = 60;
/** Sub-samples between two samples, and samples that each of them is reckoned from (BS.1770-5, annex 2). */
const OVERSAMPLING = 4;
const TAPS = 12;

export interface Readings {
  /** Over the last 400 ms; -Infinity in silence. */
  momentaryLufs: number;
  /** Over the last three seconds, or what there was of them. */
  shortTermLufs: number;
  /** The highest of the last 400 ms. */
  truePeakDbtp: number;
}

interface Bin {
  energy: number;
  peak: number;
}

type Section = readonly [b0: number, b1: number, b2: number, a1: number, a2: number];

export class LoudnessMeter {
  readonly #shelf: Section;
  readonly #highPass: Section;
  readonly #binFrames: number;
  readonly #lines: Line[] = [];
  #bins: Bin[] = [];
  #bin: Bin = { energy: 0, peak: 0 };
  #frames = 0;

  constructor(sampleRateHz: number) {
    [this.#shelf, this.#highPass] = kWeighting(sampleRateHz);
    this.#binFrames = Math.round(BIN_S * sampleRateHz);
  }

  /** Takes the next samples of each channel, left and right; returns what the meter reads where a bin was filled. */
  push(channels: readonly Float32Array[]): Readings | null {
    let full = false;
    const frames = channels[0]?.length ?? 0;
    for (let frame = 0; frame < frames; frame++) {
      for (const [index, samples] of channels.entries()) {
        this.#lines[index] ??= new Line();
        this.#take(this.#lines[index], samples[frame] ?? 0);
      }
      this.#frames += 1;
      if (this.#frames === this.#binFrames) {
        this.#bins = [...this.#bins.slice(1 - SHORT_TERM_BINS), this.#bin];
        this.#bin = { energy: 0, peak: 0 };
        this.#frames = 0;
        full = true;
      }
    }
    return full ? this.#read() : null;
  }

  #take(line: Line, sample: number): void {
    const weighted = line.highPass.next(this.#highPass, line.shelf.next(this.#shelf, sample));
    this.#bin.energy += weighted * weighted;
    this.#bin.peak = Math.max(this.#bin.peak, line.peakAfter(sample));
  }

  #read(): Readings {
    const latest = this.#bins.slice(-MOMENTARY_BINS);
    return {
      momentaryLufs: this.#loudnessOf(latest),
      shortTermLufs: this.#loudnessOf(this.#bins),
      truePeakDbtp: 20 * Math.log10(Math.max(...latest.map(({ peak }) => peak))),
    };
  }

  #loudnessOf(bins: Bin[]): number {
    const energy = bins.reduce((sum, bin) => sum + bin.energy, 0);
    return -0.691 + 10 * Math.log10(energy / (bins.length * this.#binFrames));
  }
}

/** A second-order filter's memory. */
class Memory {
  #first = 0;
  #second = 0;

  next([b0, b1, b2, a1, a2]: Section, x: number): number {
    const y = b0 * x + this.#first;
    this.#first = b1 * x - a1 * y + this.#second;
    this.#second = b2 * x - a2 * y;
    return y;
  }
}

/** One channel: its filters, and the samples that the next sub-samples lie between. */
class Line {
  readonly shelf = new Memory();
  readonly highPass = new Memory();
  /** Each is written twice, so that the latest always stand in one row. */
  readonly #samples = new Float64Array(2 * TAPS);
  #at = 0;

  peakAfter(sample: number): number {
    this.#samples[this.#at] = sample;
    this.#samples[this.#at + TAPS] = sample;
    this.#at = (this.#at + 1) % TAPS;
    let peak = Math.abs(sample);
    for (const phase of INTERPOLATORS) {
      let between = 0;
      for (let tap = 0; tap < TAPS; tap++) {
        between += (phase[tap] as number) * (this.#samples[this.#at + tap] as number);
      }
      peak = Math.max(peak, Math.abs(between));
    }
    return peak;
  }
}

/** Sines over their angle under a Hann window: one row for each place between two samples. */
const INTERPOLATORS = Array.from({ length: OVERSAMPLING - 1 }, (_, place) =>
  Float64Array.from({ length: TAPS }, (_, tap) => {
    const distance = tap - (TAPS / 2 - 1) - (place + 1) / OVERSAMPLING;
    const sinc = Math.sin(Math.PI * distance) / (Math.PI * distance);
    return sinc * Math.cos((Math.PI * distance) / (TAPS + 1)) ** 2;
  }),
);

/**
 * The two sections of the K-weighting: the analogue prototype behind the standard's table for 48 kHz, as De Man
 * identified it (AES 145, 2018), taken through the bilinear transform.
 */
function kWeighting(sampleRateHz: number): [Section, Section] {
  let k = Math.tan((Math.PI * 1681.974450955533) / sampleRateHz);
  let q = 0.7071752369554196;
  const high = 10 ** (3.999843853973347 / 20);
  const band = high ** 0.4996667741545416;
  let a0 = 1 + k / q + k * k;
  const shelf: Section = [
    (high + (band * k) / q + k * k) / a0,
    (2 * (k * k - high)) / a0,
    (high - (band * k) / q + k * k) / a0,
    (2 * (k * k - 1)) / a0,
    (1 - k / q + k * k) / a0,
  ];
  k = Math.tan((Math.PI * 38.13547087602444) / sampleRateHz);
  q = 0.5003270373238773;
  a0 = 1 + k / q + k * k;
  return [shelf, [1, -2, 1, (2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0]];
}
