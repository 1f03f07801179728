"""What models of sounds are built of: noises, filters, resonances, events by chance; ``(frames,)`` at 48 kHz.

Methods: modal synthesis and bubbles after van den Doel ("Physically based models for liquid sounds", 2005), textures of
events by chance after Farnell ("Designing Sound", 2010), the trapezoidal state-variable filter after Zavalishin.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft, rfftfreq
from scipy.signal import butter, lfilter, sosfilt

SAMPLE_RATE_HZ = 48_000

Signal = NDArray[np.float64]
Random = np.random.Generator

_INAUDIBLE = 1e-6


def seconds(length_s: float) -> int:
    """Return a length in frames."""
    return round(length_s * SAMPLE_RATE_HZ)


def times_s(frames: int) -> Signal:
    """Return the time of each frame."""
    return np.arange(frames) / SAMPLE_RATE_HZ


def noise(rng: Random, frames: int) -> Signal:
    """Return white noise of variance 1."""
    return rng.standard_normal(frames)


def shaped_noise(rng: Random, frames: int, spectrum: tuple[tuple[float, float], ...]) -> Signal:
    """Return noise of variance 1 with a spectrum by corner points ``(hz, db)``, straight over log frequency."""
    size = next_fast_len(frames, real=True)
    transformed = rfft(rng.standard_normal(size))
    hz = np.maximum(rfftfreq(size, 1 / SAMPLE_RATE_HZ), 1.0)
    corners_hz, corners_db = np.array(spectrum, float).T
    transformed *= 10 ** (np.interp(np.log(hz), np.log(corners_hz), corners_db) / 20)
    made: Signal = irfft(transformed, size)[:frames]
    return made / max(1e-12, float(np.std(made)))


def band(signal: Signal, low_hz: float, high_hz: float, order: int = 2) -> Signal:
    """Keep what lies between two frequencies."""
    high_hz = min(high_hz, 0.49 * SAMPLE_RATE_HZ)
    sections = butter(order, [min(low_hz, 0.9 * high_hz), high_hz], "bandpass", fs=SAMPLE_RATE_HZ, output="sos")
    return np.asarray(sosfilt(sections, signal))


def lowpass(signal: Signal, hz: float, order: int = 2) -> Signal:
    """Keep what lies below a frequency."""
    sections = butter(order, min(hz, 0.49 * SAMPLE_RATE_HZ), fs=SAMPLE_RATE_HZ, output="sos")
    return np.asarray(sosfilt(sections, signal))


def highpass(signal: Signal, hz: float, order: int = 2) -> Signal:
    """Keep what lies above a frequency."""
    return np.asarray(sosfilt(butter(order, hz, "highpass", fs=SAMPLE_RATE_HZ, output="sos"), signal))


def resonate(signal: Signal, hz: tuple[float, ...], decay_s: tuple[float, ...], gains: tuple[float, ...]) -> Signal:
    """Pass a signal through resonators side by side, each of gain ``gains`` at its frequency."""
    total = np.zeros_like(signal)
    for centre_hz, time_s, gain in zip(hz, decay_s, gains, strict=True):
        radius = np.exp(-1 / (time_s * SAMPLE_RATE_HZ))
        angle = 2 * np.pi * min(centre_hz, 0.45 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
        scale = gain * (1 - radius**2) / 2
        total += lfilter([scale, 0, -scale], [1, -2 * radius * np.cos(angle), radius**2], signal)
    return total


def wander(rng: Random, frames: int, rate_hz: float, low: float = 0.0, high: float = 1.0) -> Signal:
    """Return a smooth curve by chance between two values, which turns about ``rate_hz`` times a second."""
    knots = int(np.ceil(frames / SAMPLE_RATE_HZ * rate_hz)) + 3
    values = rng.uniform(low, high, knots)
    place = rng.uniform(0, 1) + np.arange(frames) * (rate_hz / SAMPLE_RATE_HZ)
    left = place.astype(int)
    share = place - left
    share = share * share * (3 - 2 * share)
    return np.asarray(values[left] * (1 - share) + values[left + 1] * share)


def decay(frames: int, time_s: float, attack_s: float = 0.0005) -> Signal:
    """Return an envelope that rises in ``attack_s`` and falls to 1/e in ``time_s``."""
    since_s = times_s(frames)
    return np.minimum(1.0, since_s / attack_s) * np.exp(-since_s / time_s)


def hump(frames: int, peak: float = 0.5, steepness: float = 1.0) -> Signal:
    """Return an envelope from 0 over 1, at a share ``peak`` of its length, back to 0."""
    share = np.linspace(0, 1, frames)
    rise, fall = np.clip(share / peak, 0, 1), np.clip((1 - share) / (1 - peak), 0, 1)
    return np.asarray((np.sin(np.pi / 2 * np.minimum(rise, fall)) ** 2) ** steepness)


def phase(hz: Signal | float, frames: int, start_s: float = 0.0) -> Signal:
    """Return the running phase in turns of a frequency, constant or a curve; ``start_s`` is the first frame's time."""
    if isinstance(hz, np.ndarray):
        return np.asarray(np.cumsum(hz) / SAMPLE_RATE_HZ)
    return np.asarray((start_s + times_s(frames)) * hz)


def sine(hz: Signal | float, frames: int, start_s: float = 0.0) -> Signal:
    """Return a sine of a frequency, constant or a curve."""
    return np.asarray(np.sin(2 * np.pi * phase(hz, frames, start_s)))


def pulse_train(turns: Signal, width: float) -> Signal:
    """Return one raised-cosine pulse a turn, ``width`` of it wide: what a cylinder or a rotor blade gives off."""
    within = turns % 1 / width
    return np.where(within < 1, 0.5 - 0.5 * np.cos(2 * np.pi * within), 0.0)


def saw(turns: Signal) -> Signal:
    """Return a sawtooth of a running phase, its corners rounded by two-point polynomials (PolyBLEP)."""
    step = np.diff(turns, prepend=turns[0] - (turns[1] - turns[0] if len(turns) > 1 else 0.01))
    step = np.clip(np.abs(step), 1e-9, 0.5)
    within = turns % 1
    early, late = within / step, (within - 1) / step
    corner = np.where(early < 1, 2 * early - early**2 - 1, np.where(late > -1, late**2 + 2 * late + 1, 0.0))
    return np.asarray(2 * within - 1 - corner)


def chance_times(rng: Random, frames: int, rate: Signal | float) -> NDArray[np.int64]:
    """Return the frames of events that come independently at a rate a second, constant or a curve, in order."""
    highest = float(np.max(rate))
    count = int(rng.poisson(highest * frames / SAMPLE_RATE_HZ))
    starts = np.sort(rng.integers(0, max(1, frames), count))
    if isinstance(rate, np.ndarray):
        starts = starts[rng.uniform(0, highest, count) < rate[starts]]
    return starts


def burst_seed(rng: Random) -> int:
    """Return a seed for `add_bursts`."""
    return int(rng.integers(1, 2**62))


def spaced_frames(rng: Random, frames: int, gap_s: float, count: int | None, uneven: float = 0.25) -> list[int]:
    """Return where events begin that follow each other by about ``gap_s``, at most ``count``."""
    starts: list[int] = []
    at_s = 0.02 + 0.1 * min(1.0, gap_s) * rng.random()
    while at_s < frames / SAMPLE_RATE_HZ - 0.03 and (count is None or len(starts) < count):
        starts.append(seconds(at_s))
        at_s += gap_s * rng.uniform(1 - uneven, 1 + uneven)
    return starts or [0]


def add_at(target: Signal, piece: Signal, start: int) -> None:
    """Add a piece to a signal from a frame on; what does not fit is left out."""
    begin, end = max(0, start), min(len(target), start + len(piece))
    if end > begin:
        target[begin:end] += piece[begin - start : end - start]


def modes(frames: int, hz: Signal, decay_s: Signal, gains: Signal) -> Signal:
    """Return damped sines that begin together: what a struck body rings like."""
    out = np.zeros(frames)
    zeros = np.zeros(len(hz))
    add_rings(out, zeros.astype(np.int64), np.asarray(hz, float), zeros, np.asarray(decay_s, float), np.asarray(gains))
    return out


@njit(cache=True, nogil=True)
def add_rings(out, starts, hz, rise, decay_s, gains):  # type: ignore[no-untyped-def]
    """Add damped sines, each from its frame; ``rise`` is how much of its frequency each gains in its decay time.

    A bubble's pitch rises as it nears the surface (van den Doel's sigma); a struck body's does not. Each is a complex
    number that turns, and the number it is turned by turns as well.
    """
    for event in range(starts.shape[0]):
        if hz[event] > 22_000.0 or hz[event] <= 0.0 or gains[event] == 0.0:
            continue
        falling = np.exp(-1.0 / (decay_s[event] * 48_000.0))
        step = 2.0 * np.pi * hz[event] / 48_000.0
        rising = step * rise[event] / (decay_s[event] * 48_000.0)
        turn = complex(falling * np.cos(step), falling * np.sin(step))
        bend = complex(np.cos(rising), np.sin(rising))
        value = complex(gains[event], 0.0)
        life = int(-np.log(max(1e-4, min(0.5, _INAUDIBLE / abs(gains[event])))) * decay_s[event] * 48_000.0)
        for at in range(starts[event], min(out.shape[0], starts[event] + life)):
            out[at] += value.imag
            value *= turn
            if rising != 0.0:
                turn *= bend


@njit(cache=True, nogil=True)
def add_bursts(out, starts, hz, bandwidth_hz, decay_s, gains, seed):  # type: ignore[no-untyped-def]
    """Add bursts of noise through a resonance each: grains, sparks, claps, drops on leaves."""
    state = np.uint64(seed) | np.uint64(1)
    for event in range(starts.shape[0]):
        centre = min(hz[event], 21_000.0)
        radius = np.exp(-np.pi * bandwidth_hz[event] / 48_000.0)
        feedback = 2.0 * radius * np.cos(2.0 * np.pi * centre / 48_000.0)
        falling = np.exp(-1.0 / (decay_s[event] * 48_000.0))
        scale = np.sqrt(1.0 - radius * radius)
        gain = gains[event]
        first = second = 0.0
        for at in range(starts[event], out.shape[0]):
            state ^= (state << np.uint64(13)) & np.uint64(0xFFFFFFFFFFFFFFFF)
            state ^= state >> np.uint64(7)
            state ^= (state << np.uint64(17)) & np.uint64(0xFFFFFFFFFFFFFFFF)
            drive = (np.float64(state >> np.uint64(11)) / 9007199254740992.0 - 0.5) * 3.4641 * gain
            value = scale * drive + feedback * first - radius * radius * second
            second = first
            first = value
            out[at] += value
            gain *= falling
            if abs(gain) < 1e-5 and abs(value) < 1e-5:
                break


@njit(cache=True, nogil=True)
def _swept(signal, hz, damping, out):  # type: ignore[no-untyped-def]
    """Run a state-variable filter whose frequency moves; rows of ``out`` are low, band and high pass."""
    first = second = 0.0
    for at in range(signal.shape[0]):
        g = np.tan(np.pi * min(hz[at], 21_000.0) / 48_000.0)
        k = damping[at]
        high = (signal[at] - (k + g) * first - second) / (1.0 + g * (g + k))
        middle = g * high + first
        first = g * high + middle
        low = g * middle + second
        second = g * middle + low
        out[0, at] = low
        out[1, at] = middle * k
        out[2, at] = high


def swept(signal: Signal, hz: Signal, q: Signal | float) -> tuple[Signal, Signal, Signal]:
    """Return a signal through a low, a band (of gain 1 at its middle) and a high pass that move."""
    out = np.empty((3, len(signal)))
    damping = 1 / np.broadcast_to(np.asarray(q, float), signal.shape)
    _swept(np.ascontiguousarray(signal), np.ascontiguousarray(hz, float), np.ascontiguousarray(damping), out)
    return out[0], out[1], out[2]


def peak_normal(signal: Signal) -> Signal:
    """Return a signal with a peak of 1; silence stays silence."""
    return signal / max(1e-12, float(np.max(np.abs(signal), initial=0.0)))


def rms_normal(signal: Signal) -> Signal:
    """Return a signal with a root mean square of 1."""
    return signal / max(1e-12, float(np.sqrt(np.mean(signal**2)))) if len(signal) else signal
