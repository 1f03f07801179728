"""A synthesizer: plays a part by a patch, note by note, each of which sounds the same whatever else is played."""

from collections.abc import Iterator, Sequence
from hashlib import shake_128

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ, Performance, Span
from audiostudio.audio.instruments.synthesizer.filters import FILTER_NUMBERS, filter_dampings
from audiostudio.audio.instruments.synthesizer.nodes import NODE_FRAMES
from audiostudio.audio.instruments.synthesizer.oscillators import WAVE_NUMBERS, modulation_limits, wave_tables
from audiostudio.audio.instruments.synthesizer.patches import Oscillator, Patch
from audiostudio.audio.instruments.synthesizer.voice_curves import Phrase, voice_curves, voice_frames
from audiostudio.audio.instruments.synthesizer.voices import OSCILLATOR_COLUMNS, render_voice
from audiostudio.audio.notation.notes import Note
from audiostudio.audio.types import Audio

# Of the seven voices whose beating made the sound known: Szabo, "How to Emulate the Super Saw" (KTH, 2010), table 2.
_DETUNE_SHAPE = np.array([-0.11002313, -0.06288439, -0.01952356, 0.0, 0.01991221, 0.06216538, 0.10745242]) / 0.11002313
# Notes struck less apart are a chord, of which none slides into another.
_CHORD_S = 0.01


def synthesize(patch: Patch, performance: Performance, frames: int, seed: str) -> Audio:
    """Return what a synthesizer plays, ``(2, frames)`` at 48 kHz; what would sound later is cut off.

    Args:
        patch: the sound.
        performance: the part.
        frames: length of the result.
        seed: decides where oscillators begin, for each note on its own.
    """
    out = np.zeros((2, frames), np.float32)
    rows = _oscillator_rows(patch.oscillators)
    is_stereo = bool(np.any(rows[:, 2] != rows[:, 3]) or np.any(rows[:, 0] == WAVE_NUMBERS["noise"]))
    filtering = np.array([FILTER_NUMBERS[patch.filter.kind], *filter_dampings(patch.filter.q)])
    for phrase in phrases(performance, patch.glide_s is not None):
        end = min(frames, phrase.onset_frame + voice_frames(patch, phrase))
        if end <= phrase.onset_frame:
            continue
        chances = _chances(f"{seed}/{phrase.onset_frame}/{phrase.notes[0].midi_pitch}", 1 + 3 * len(rows))
        curves = voice_curves(patch, phrase, performance, chances[0] / 2**32, end - phrase.onset_frame)
        # Alone a wave begins where it always does, so that every bass note strikes alike.
        phases = chances[1 : 1 + 2 * len(rows)].reshape(-1, 2) / 2**32 * _is_in_unison(patch.oscillators)[:, None]
        noise = chances[1 + 2 * len(rows) :].astype(np.uint64) * np.uint64(2_654_435_761) + np.uint64(1)
        target = out[:, phrase.onset_frame : end]
        render_voice(
            wave_tables(), modulation_limits(), rows, phases, noise, curves, filtering, patch.drive, is_stereo, target
        )
    return out


def phrases(performance: Performance, is_sliding: bool) -> Iterator[Phrase]:
    """Yield the notes of a part as voices play them, the sustain pedal's time added.

    Args:
        performance: the part.
        is_sliding: whether a note that begins while another sounds takes over its voice.
    """
    notes = sorted(performance.notes, key=lambda note: (note.onset_s, note.midi_pitch))
    groups: list[list[Note]] = []
    for note in notes:
        open_groups = [g for g in groups[-4:] if is_sliding and _slides(g[-1], note)]
        if open_groups:
            open_groups[-1].append(note)
        else:
            groups.append([note])
    for group in groups:
        onset_frame = round(group[0].onset_s * SAMPLE_RATE_HZ)
        end_s = max(held_until(note.offset_s, performance.pedal_down) for note in group)
        gate_s = max(end_s - group[0].onset_s, NODE_FRAMES / SAMPLE_RATE_HZ)
        yield Phrase(tuple(group), onset_frame, gate_s)


def held_until(offset_s: float, pedal_down: Sequence[Span]) -> float:
    """Return when a note that is let go at ``offset_s`` ends: with the pedal, if that is down."""
    return max((end for start, end in pedal_down if start <= offset_s < end), default=offset_s)


def _slides(before: Note, note: Note) -> bool:
    return before.onset_s + _CHORD_S < note.onset_s < before.offset_s


def _chances(text: str, count: int) -> NDArray[np.float64]:
    """Return whole numbers from 0 to 2^32, ``(count,)``, that hang on nothing but the text."""
    return np.frombuffer(shake_128(text.encode()).digest(4 * count), "<u4").astype(np.float64)


def _is_in_unison(oscillators: Sequence[Oscillator]) -> NDArray[np.bool_]:
    return np.array([o.voices > 1 for o in oscillators for _ in range(o.voices)])


def _oscillator_rows(oscillators: Sequence[Oscillator]) -> NDArray[np.float64]:
    """Return every voice of every oscillator, ``(oscillators, OSCILLATOR_COLUMNS)``, with equal power."""
    rows = []
    for oscillator in oscillators:
        places = np.linspace(-1, 1, oscillator.voices) if oscillator.voices > 1 else np.zeros(1)
        shape = np.interp(places, np.linspace(-1, 1, len(_DETUNE_SHAPE)), _DETUNE_SHAPE)
        # Neighbours in pitch lie on opposite sides, so that neither side is sharp or flat.
        sides = np.where(np.arange(oscillator.voices) % 2, 1, -1) * np.abs(places)
        for detune, side in zip(shape * oscillator.detune_cents / 1200, sides, strict=True):
            angle = np.pi / 4 * (1 + np.clip(side * oscillator.spread + oscillator.pan, -1, 1))
            level = oscillator.level * np.sqrt(2 / oscillator.voices)
            moved = oscillator.modulator
            modulation = (
                (0.0, 0.0, 0.0, 0.0)
                if moved is None
                else (
                    moved.ratio,
                    moved.index,
                    moved.index * moved.sustain,
                    np.exp(-NODE_FRAMES / (moved.decay_s * SAMPLE_RATE_HZ)),
                )
            )
            ratio = 2 ** (oscillator.semitones / 12 + detune)
            left, right = level * np.cos(angle), level * np.sin(angle)
            rows.append((WAVE_NUMBERS[oscillator.wave], ratio, left, right, oscillator.width, *modulation))
    assert len(rows[0]) == OSCILLATOR_COLUMNS
    return np.array(rows)
