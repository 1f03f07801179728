"""Plays notes on plain synthetic instruments, so that a transcription can be checked by ear; it is no imitation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit

from audiostudio.audio.notation.notes import Note, frequency_hz
from audiostudio.audio.types import Audio

_BLOCK_S = 1.0
_TAIL_S = 0.5
_RELEASE_S = 0.06
_LEVEL = 0.16
_HARMONICS = 12
_HIGHEST_SHARE = 0.45


@dataclass(frozen=True)
class _Voice:
    """How an instrument sounds: slope of its harmonics, share of the even ones, attack, and decay (0 for none)."""

    slope: float
    even: float
    attack_s: float
    decay_s: float


_VOICES = {
    "piano": _Voice(1.6, 1.0, 0.003, 0.9),
    "guitar": _Voice(1.3, 0.8, 0.002, 0.6),
    "bass": _Voice(1.1, 0.9, 0.006, 1.2),
    "strings": _Voice(1.2, 1.0, 0.08, 0.0),
    "voice": _Voice(1.8, 1.0, 0.05, 0.0),
    "flute": _Voice(2.6, 0.6, 0.03, 0.0),
    "saxophone": _Voice(1.0, 0.7, 0.03, 0.0),
    "trumpet": _Voice(0.9, 1.0, 0.02, 0.0),
    "organ": _Voice(1.0, 1.0, 0.008, 0.0),
}
# Drums by their keys: pitch at the strike and where it falls to, share of noise, its brightness, decay.
_DRUMS = {
    36: (150.0, 48.0, 0.05, 0.2, 0.14),
    38: (240.0, 180.0, 0.7, 0.6, 0.09),
    42: (0.0, 0.0, 1.0, 1.0, 0.03),
    46: (0.0, 0.0, 1.0, 1.0, 0.18),
    45: (170.0, 95.0, 0.1, 0.3, 0.18),
    49: (0.0, 0.0, 1.0, 0.9, 0.7),
}


@dataclass(frozen=True)
class PreviewPart:
    """A part to be played: by one of the instruments here, or ``drums``."""

    instrument: str
    notes: Sequence[Note]


def render_preview(parts: Sequence[PreviewPart], sample_rate_hz: int) -> Iterator[Audio]:
    """Yield the sound, ``(1, frames)``, in blocks of a second, to half a second behind the last note.

    Drums are softly saturated with all the rest, so nothing passes full scale.

    Args:
        parts: what is played.
        sample_rate_hz: of the sound.
    """
    notes = sorted(((note, part.instrument) for part in parts for note in part.notes), key=lambda pair: pair[0].onset_s)
    frames = round((max((note.offset_s for note, _ in notes), default=0) + _TAIL_S) * sample_rate_hz)
    step = round(_BLOCK_S * sample_rate_hz)
    sounding: list[tuple[Note, str]] = []
    following = 0
    for start in range(0, frames, step):
        block = np.zeros(min(step, frames - start))
        end_s = (start + len(block)) / sample_rate_hz
        while following < len(notes) and notes[following][0].onset_s < end_s:
            sounding.append(notes[following])
            following += 1
        for note, instrument in sounding:
            _add(block, note, instrument, start, sample_rate_hz)
        sounding = [pair for pair in sounding if _end_s(*pair) > end_s]
        yield np.tanh(block)[None].astype(np.float32)


def _end_s(note: Note, instrument: str) -> float:
    if instrument == "drums":
        return note.onset_s + 6 * _DRUMS[note.midi_pitch][-1]
    return note.offset_s + 5 * _RELEASE_S


def _add(
    block: "np.ndarray[tuple[int], np.dtype[np.float64]]", note: Note, instrument: str, start: int, rate_hz: int
) -> None:
    onset = note.onset_s * rate_hz - start
    level = _LEVEL * (note.velocity / 127) ** 1.5
    if instrument == "drums":
        _strike(block, onset, level * 1.5, np.array(_DRUMS[note.midi_pitch]), float(rate_hz))
        return
    voice = _VOICES[instrument]
    hz = float(frequency_hz(np.array(note.midi_pitch)))
    numbers = np.arange(1, _HARMONICS + 1)
    strengths = numbers.astype(float) ** -voice.slope * np.where(numbers % 2, 1.0, voice.even)
    strengths[numbers * hz > _HIGHEST_SHARE * rate_hz] = 0
    envelope = np.array([voice.attack_s, voice.decay_s, _RELEASE_S, note.offset_s - note.onset_s]) * rate_hz
    _tone(block, onset, level, 2 * np.pi * hz / rate_hz, strengths, envelope)


@njit(cache=True, nogil=True)
def _tone(block, onset, level, step, strengths, envelope):  # type: ignore[no-untyped-def]
    """Add harmonics by the recurrence of Chebyshev, sin (n+1)x = 2 cos x sin nx - sin (n-1)x."""
    attack, decay, release, length = envelope
    first = max(0, int(np.ceil(onset)))
    last = min(len(block), int(onset + length + 5 * release))
    for at in range(first, last):
        time = at - onset
        gain = level * min(1.0, time / attack)
        if decay > 0:
            gain *= np.exp(-time / decay)
        if time > length:
            gain *= np.exp(-(time - length) / release)
        phase = step * time
        twice = 2 * np.cos(phase)
        before, here, total = 0.0, np.sin(phase), 0.0
        for strength in strengths:
            total += strength * here
            before, here = here, twice * here - before
        block[at] += gain * total


@njit(cache=True, nogil=True)
def _strike(block, onset, level, drum, rate_hz):  # type: ignore[no-untyped-def]
    high_hz, low_hz, noise_share, brightness, decay_s = drum
    first = max(0, int(np.ceil(onset)))
    last = min(len(block), int(onset + 6 * decay_s * rate_hz))
    fall_s = 0.03
    before = 0.0
    for at in range(first, last):
        time_s = (at - onset) / rate_hz
        # Noise by a hash of the frame's number, so that a drum goes on where a block ends.
        number = (int(at - np.ceil(onset)) * 2_654_435_761 + 12_345) & 0xFFFFFFFF
        number ^= number >> 15
        number = (number * 2_246_822_519) & 0xFFFFFFFF
        number ^= number >> 13
        white = number / 2_147_483_648.0 - 1.0
        noise = white - brightness * before
        before = white
        cycles = low_hz * time_s + (high_hz - low_hz) * fall_s * (1 - np.exp(-time_s / fall_s))
        tone = np.sin(2 * np.pi * cycles)
        block[at] += level * np.exp(-time_s / decay_s) * ((1 - noise_share) * 2 * tone + noise_share * noise)
