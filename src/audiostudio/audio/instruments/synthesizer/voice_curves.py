"""What moves a voice while it sounds: pitch, filter and level as curves of nodes, from patch, notes and performance."""

from dataclasses import dataclass

import numpy as np

from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ, Performance
from audiostudio.audio.instruments.synthesizer.filters import filter_coefficients
from audiostudio.audio.instruments.synthesizer.nodes import automated, node_times_s
from audiostudio.audio.instruments.synthesizer.patches import Envelope, Filter, Patch
from audiostudio.audio.notation.notes import BENDS_A_SECOND, Note
from audiostudio.audio.types import Curve

VIBRATO_HZ = 5.6
# Amplitude by velocity: from 30 to 120 these are 15.7 dB.
_VELOCITY_EXPONENT = 1.3
_DRIVEN_EXPONENT = 0.6
_INDEX_EXPONENT = 0.7
_USUAL_VELOCITY = 90.0
_SMALLEST = 1e-3
_VELOCITY_CHANGE_S = 0.01


@dataclass(frozen=True)
class Phrase:
    """Notes that one voice plays: a single one, or several of which each slides into the next.

    Attributes:
        notes: by onset.
        onset_frame: where the voice begins.
        gate_s: how long it is held.
    """

    notes: tuple[Note, ...]
    onset_frame: int
    gate_s: float


def envelope_curve(envelope: Envelope, times_s: Curve, gate_s: float) -> Curve:
    """Return an envelope's level at times since the onset, ``(points,)``, 0 to 1."""

    def held(times: Curve) -> Curve:
        rise = np.minimum(1.0, times / envelope.attack_s) if envelope.attack_s else np.ones_like(times)
        fall = _SMALLEST ** (np.maximum(0.0, times - envelope.attack_s) / envelope.decay_s)
        return np.asarray(rise * (envelope.sustain + (1 - envelope.sustain) * fall), np.float64)

    level = held(np.minimum(times_s, gate_s))
    after = np.searchsorted(times_s, gate_s)
    released = _SMALLEST ** ((times_s[after:] - gate_s) / envelope.release_s)
    level[after:] *= np.maximum(0.0, (released - _SMALLEST) / (1 - _SMALLEST))
    return level


def voice_frames(patch: Patch, phrase: Phrase) -> int:
    """Return for how many frames a phrase sounds."""
    return round((phrase.gate_s + patch.envelope.release_s) * SAMPLE_RATE_HZ)


def voice_curves(patch: Patch, phrase: Phrase, performance: Performance, drift: float, frames: int) -> Curve:
    """Return the curves of `render_voice`, ``(5, nodes)``, for as many frames as sound.

    Args:
        patch: the sound.
        phrase: the notes.
        performance: how they are shaped.
        drift: where the filter's drift begins, 0 to 1 of a cycle.
        frames: how long the voice sounds.
    """
    times_s = node_times_s(frames)
    song_s = times_s + phrase.onset_frame / SAMPLE_RATE_HZ
    progress = np.minimum(1.0, times_s / phrase.gate_s)
    keys = _keys(patch, phrase, times_s)
    velocity = _velocity(phrase, times_s) / _USUAL_VELOCITY
    brightness = automated(performance.brightness, song_s) if performance.brightness else 0.0
    curves = np.empty((5, len(times_s)))
    pitch = keys + _pitch_movement(patch, phrase, performance, times_s, song_s, progress)
    curves[0] = 440 * 2 ** ((pitch - 69) / 12)
    octaves = _filter_octaves(patch.filter, phrase, times_s, drift) + patch.filter.sweep_octaves * progress
    octaves += patch.filter.tracking * (keys - 60) / 12 + patch.filter.velocity_octaves * np.log2(velocity)
    octaves += patch.filter.brightness_octaves * brightness
    if patch.filter.wobble_octaves and not performance.brightness:
        cycles = max(1, round(phrase.gate_s * patch.filter.wobble_hz))
        octaves -= patch.filter.wobble_octaves * np.cos(2 * np.pi * cycles * progress)
    curves[1] = filter_coefficients(patch.filter.cutoff_hz * 2**octaves)
    curves[2] = envelope_curve(patch.envelope, times_s, phrase.gate_s)
    curves[3] = velocity**_VELOCITY_EXPONENT * 10 ** (patch.level_db / 20)
    if patch.drive:
        # Part of the level lies in front of the drive, so that loud notes have more harmonics.
        curves[2] *= velocity**_DRIVEN_EXPONENT * 2**brightness
        curves[3] /= velocity ** (0.5 * _DRIVEN_EXPONENT)
    if patch.swell_db:
        curves[3] *= 10 ** (patch.swell_db * (progress - (patch.swell_db > 0)) / 20)
    if performance.expression:
        curves[3] *= automated(performance.expression, song_s) ** 2
    curves[4] = velocity**_INDEX_EXPONENT * 2 ** (1.5 * brightness)
    return curves


def _keys(patch: Patch, phrase: Phrase, times_s: Curve) -> Curve:
    """Return which key sounds, with the slides between keys."""
    first, *others = phrase.notes
    if not others:
        return np.full(len(times_s), float(first.midi_pitch))
    assert patch.glide_s is not None
    places, keys = [0.0], [float(first.midi_pitch)]
    for index, note in enumerate(others, 1):
        start_s = note.onset_s - first.onset_s
        following = phrase.notes[index + 1].onset_s - first.onset_s if index < len(others) else np.inf
        places += [start_s, min(start_s + patch.glide_s, following)]
        keys += [keys[-1], float(note.midi_pitch)]
    return np.interp(times_s, places, keys)


def _velocity(phrase: Phrase, times_s: Curve) -> Curve:
    first = phrase.notes[0]
    places, velocities = [0.0], [float(first.velocity)]
    for note in phrase.notes[1:]:
        start_s = note.onset_s - first.onset_s
        places += [start_s, start_s + _VELOCITY_CHANGE_S]
        velocities += [velocities[-1], float(note.velocity)]
    return np.interp(times_s, places, velocities)


def bend_curve(phrase: Phrase, times_s: Curve) -> Curve:
    """Return how far the notes' own bends move the pitch at times since the onset, in semitones, ``(points,)``."""
    moved = np.zeros(len(times_s))
    first_s = phrase.notes[0].onset_s
    starts = [note.onset_s - first_s for note in phrase.notes[1:]]
    for note, start_s, end_s in zip(phrase.notes, (0.0, *starts), (*starts, np.inf), strict=True):
        if note.bends_semitones:
            mine = slice(*np.searchsorted(times_s, (start_s, end_s)))
            steps = (times_s[mine] - start_s) * BENDS_A_SECOND
            moved[mine] = np.interp(steps, np.arange(len(note.bends_semitones)), note.bends_semitones)
    return moved


def _pitch_movement(
    patch: Patch, phrase: Phrase, performance: Performance, times_s: Curve, song_s: Curve, progress: Curve
) -> Curve:
    """Return how far the pitch lies from the keys, in semitones."""
    moved = bend_curve(phrase, times_s)
    if performance.vibrato_semitones:
        moved += automated(performance.vibrato_semitones, song_s) * np.sin(2 * np.pi * VIBRATO_HZ * song_s)
    if patch.drop_semitones:
        moved += patch.drop_semitones * np.exp(-times_s / patch.drop_s)
    if patch.sweep_semitones:
        moved += patch.sweep_semitones * (progress - (patch.sweep_semitones > 0))
    return moved


def _filter_octaves(moving: Filter, phrase: Phrase, times_s: Curve, drift: float) -> Curve:
    octaves = np.zeros(len(times_s))
    if moving.envelope_octaves:
        octaves += moving.envelope_octaves * envelope_curve(moving.envelope, times_s, phrase.gate_s)
    if moving.drift_octaves:
        octaves += moving.drift_octaves * np.sin(2 * np.pi * (moving.drift_hz * times_s + drift))
    return octaves
