"""Sounds one voice of a sampler: one sample for one note, by the synthesis model of SoundFonts.

SoundFont Technical Specification 2.04, section 9: a looped oscillator, a resonant low-pass filter and an amplifier,
which two envelopes and two low-frequency oscillators move. Times are in frames of the output, from the note's onset.
"""

from typing import NamedTuple

import numpy as np
from numba import literal_unroll, njit
from numpy.typing import NDArray

from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ
from audiostudio.audio.notation.notes import BENDS_A_SECOND

CONTROL_FRAMES = 64
"""Curves of a performance have a value every so many frames, the first at the first frame."""

PADDING_FRAMES = 16
"""Zeros before and behind the sounds of voices, so that interpolation needs no bounds."""

_TAPS = 8
_PHASES = 1024
_ONE = float(1 << 32)
_PHASE_SHIFT = 32 - 10
_TAP_NUMBERS = tuple(range(_TAPS))
_KAISER_BETA = 6.0
# Blocks of a voice: short while it begins, for attacks of a millisecond.
_FIRST_BLOCK_FRAMES, _FIRST_FRAMES = 16, 480
# A voice ends, in a last block that fades, where it is 80 dB under full scale and no lull in its sample makes it so.
_SILENT, _QUIETEST = 10 ** (-80 / 20), 0.01
_CHOKE_FRAMES = 720
_BEND_FRAMES = SAMPLE_RATE_HZ / BENDS_A_SECOND
# Players let a note speak before they move it.
_VIBRATO_STEP = 5.4 / SAMPLE_RATE_HZ
_VIBRATO_RISE_FRAMES = 0.25 * SAMPLE_RATE_HZ
_LOWEST_CUTOFF, _HIGHEST_CUTOFF, _HIGHEST_CUTOFF_HZ = 1_500.0, 14_000.0, 20_000.0
_FILTER_STEP_CENTS = 4.0
_MOST_CENTS = 9_600.0


class Voice(NamedTuple):
    """How a voice sounds, before it is played.

    Attributes:
        gain_left, gain_right: linear.
        cents: how fast the sample is read: 0 is one frame of it a frame of the output.
        first: where in the sample, in its frames, reading begins.
        loop_start, loop_end: in its frames.
        loop_mode: 0 for none, 1 always, 3 until the note is released.
        delay, attack, hold, decay, sustain_db, release: of the amplifier; decay and release are times for 100 dB.
        filter_delay, filter_attack, filter_hold, filter_decay, filter_sustain, filter_release: of the other envelope,
            its sustain 0 to 1.
        envelope_to_cents, envelope_to_cutoff: what that envelope adds at its height, in cents.
        wave_delay, wave_step: of the modulation oscillator, cycles a frame.
        wave_to_cents, wave_to_cutoff, wave_to_db: what it adds at its height.
        vibrato_delay, vibrato_step, vibrato_to_cents: of the vibrato oscillator.
        cutoff: of the filter, in cents above 8.176 Hz.
        ceiling: the highest that envelope and oscillator can move it to.
        resonance_db: height of its peak.
        is_filtered: 0 where the filter is open and nothing moves it.
        phase: of the player's own vibrato, 0 to 1.
    """

    gain_left: float
    gain_right: float
    cents: float
    first: float
    loop_start: float
    loop_end: float
    loop_mode: float
    delay: float
    attack: float
    hold: float
    decay: float
    sustain_db: float
    release: float
    filter_delay: float
    filter_attack: float
    filter_hold: float
    filter_decay: float
    filter_sustain: float
    filter_release: float
    envelope_to_cents: float
    envelope_to_cutoff: float
    wave_delay: float
    wave_step: float
    wave_to_cents: float
    wave_to_cutoff: float
    wave_to_db: float
    vibrato_delay: float
    vibrato_step: float
    vibrato_to_cents: float
    cutoff: float
    ceiling: float
    resonance_db: float
    is_filtered: float
    phase: float


def _interpolation_table() -> NDArray[np.float32]:
    """Return a Kaiser-windowed sinc at every fraction of a frame, ``(phases, taps)``, each row adding up to 1."""
    places = np.arange(_TAPS) - (_TAPS // 2 - 1) - (np.arange(_PHASES)[:, None] + 0.5) / _PHASES
    window = np.i0(_KAISER_BETA * np.sqrt(np.maximum(0, 1 - (places / (_TAPS / 2)) ** 2)))
    rows = np.sinc(places) * window
    return np.ascontiguousarray(rows / rows.sum(axis=1, keepdims=True), np.float32)


_INTERPOLATION = _interpolation_table()


@njit(cache=True, nogil=True)
def _held_level(voice, frame):  # type: ignore[no-untyped-def]
    """Return the amplifier's level before the release, 0 to 1 (section 8.1.2, generators 33 to 37)."""
    time = frame - voice.delay
    if time < 0.0:
        return 0.0
    if time < voice.attack:
        return time / voice.attack
    time -= voice.attack + voice.hold
    if time <= 0.0:
        return 1.0
    return 10.0 ** (-min(voice.sustain_db, 100.0 * time / voice.decay) / 20.0)


@njit(cache=True, nogil=True)
def _level(voice, time, release, choke):  # type: ignore[no-untyped-def]
    if time <= release:
        level = _held_level(voice, time)
    else:
        level = _held_level(voice, release) * 10.0 ** (-5.0 * (time - release) / voice.release)
    if time > choke:
        level *= max(0.0, 1.0 - (time - choke) / _CHOKE_FRAMES)
    return level


@njit(cache=True, nogil=True)
def _held_shape(voice, frame):  # type: ignore[no-untyped-def]
    """Return the modulation envelope before the release, 0 to 1; its attack is convex (generators 25 to 29)."""
    time = frame - voice.filter_delay
    if time <= 0.0:
        return 0.0
    if time < voice.filter_attack:
        return max(0.0, 1.0 + 40.0 / 96.0 * np.log10(time / voice.filter_attack))
    time -= voice.filter_attack + voice.filter_hold
    if time <= 0.0:
        return 1.0
    return max(voice.filter_sustain, 1.0 - time / voice.filter_decay)


@njit(cache=True, nogil=True)
def _shape(voice, time, release):  # type: ignore[no-untyped-def]
    if time <= release:
        return _held_shape(voice, time)
    return max(0.0, _held_shape(voice, release) - (time - release) / voice.filter_release)


@njit(cache=True, nogil=True)
def _triangle(time, step):  # type: ignore[no-untyped-def]
    """Return an oscillator's value, -1 to 1, rising from 0."""
    if time <= 0.0:
        return 0.0
    phase = time * step
    phase -= np.floor(phase)
    if phase < 0.25:
        return 4.0 * phase
    return 2.0 - 4.0 * phase if phase < 0.75 else 4.0 * phase - 4.0


@njit(cache=True, nogil=True)
def _at(curve, place):  # type: ignore[no-untyped-def]
    """Return a curve's value between its points, the last one behind its end, 0 where it has none."""
    if curve.shape[0] == 0:
        return 0.0
    index = int(place)
    if index >= curve.shape[0] - 1:
        return curve[curve.shape[0] - 1]
    share = place - index
    return curve[index] * (1.0 - share) + curve[index + 1] * share


@njit(cache=True, nogil=True)
def _low_pass(cutoff, resonance_db, coefficients):  # type: ignore[no-untyped-def]
    """Write a biquad whose peak is ``resonance_db`` high; half of that is taken off its gain (generator 9)."""
    hz = min(8.176 * 2.0 ** (cutoff / 1200.0), _HIGHEST_CUTOFF_HZ)
    angle = 2.0 * np.pi * hz / SAMPLE_RATE_HZ
    cosine = np.cos(angle)
    alpha = np.sin(angle) / (2.0 * 10.0 ** ((resonance_db - 3.01) / 20.0))
    scale = 10.0 ** (-resonance_db / 40.0) / (1.0 + alpha)
    coefficients[0] = 0.5 * (1.0 - cosine) * scale
    coefficients[1] = -2.0 * cosine / (1.0 + alpha)
    coefficients[2] = (1.0 - alpha) / (1.0 + alpha)


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "nsz"})
def _add_block(  # type: ignore[no-untyped-def]
    out, onset, size, sound, place, step, wrap, loop_frames, level, slope, gains, coefficients, state, is_filtered
):
    """Add the next frames of a sample, filtered, to a piece; return where it goes on, -1 behind its end, and its peak.

    Places in the sample are 32 bits of frames and 32 of their fraction; indices without sign spare their checks.
    """
    table = _INTERPOLATION
    last = np.int64(sound.shape[0] - PADDING_FRAMES) << 32
    gain_left, gain_right = gains
    gain, a1, a2 = coefficients[0], coefficients[1], coefficients[2]
    s1, s2, peak = state[0], state[1], 0.0
    for i in range(size):
        if loop_frames > 0:
            if place >= wrap:
                place -= ((place - wrap) // loop_frames + 1) * loop_frames
        elif place >= last:
            return np.int64(-1), peak
        at = np.uint64(place >> 32) - np.uint64(3)
        row = np.uint64((place >> _PHASE_SHIFT) & (_PHASES - 1))
        value = np.float32(0.0)
        for tap in literal_unroll(_TAP_NUMBERS):
            value += sound[at + np.uint64(tap)] * table[row, np.uint64(tap)]
        place += step
        y = np.float64(value)
        if is_filtered:
            x = gain * y
            y = x + s1
            s1 = 2.0 * x - a1 * y + s2
            s2 = x - a2 * y
        level += slope
        y *= level
        peak = max(peak, abs(y))
        frame = np.uint64(onset + i)
        if gain_left != 0.0:
            out[0, frame] += np.float32(y * gain_left)
        if gain_right != 0.0:
            out[1, frame] += np.float32(y * gain_right)
    state[0] = s1 if abs(s1) > 1e-20 else 0.0
    state[1] = s2 if abs(s2) > 1e-20 else 0.0
    return place, peak


@njit(cache=True, nogil=True)
def _update_filter(voice, moved, opened, filtered_at, coefficients):  # type: ignore[no-untyped-def]
    """Set the filter to its cutoff, ``moved`` by the voice and ``opened`` by the player; return where it is."""
    cutoff = min(_HIGHEST_CUTOFF, max(_LOWEST_CUTOFF, min(voice.ceiling, voice.cutoff + moved) + opened))
    if abs(cutoff - filtered_at) <= _FILTER_STEP_CENTS:
        return filtered_at
    _low_pass(cutoff, voice.resonance_db, coefficients)
    return cutoff


@njit(cache=True, nogil=True)
def _cents(voice, time, onset, shape, wave, bends, vibrato):  # type: ignore[no-untyped-def]
    cents = voice.cents + shape * voice.envelope_to_cents + wave * voice.wave_to_cents
    if voice.vibrato_to_cents != 0.0:
        cents += voice.vibrato_to_cents * _triangle(time - voice.vibrato_delay, voice.vibrato_step)
    if vibrato.shape[0]:
        depth = 100.0 * _at(vibrato, (onset + time) / CONTROL_FRAMES) * min(1.0, time / _VIBRATO_RISE_FRAMES)
        cents += depth * np.sin(2.0 * np.pi * (time * _VIBRATO_STEP + voice.phase))
    return min(_MOST_CENTS, cents + 100.0 * _at(bends, time / _BEND_FRAMES))


@njit(cache=True, nogil=True)
def _next_block(time, frames, release, choke):  # type: ignore[no-untyped-def]
    """Return how many frames may be rendered with settings that move in straight lines."""
    size = min(_FIRST_BLOCK_FRAMES if time < _FIRST_FRAMES else CONTROL_FRAMES, frames - time)
    if time < release:
        size = min(size, release - time)
    if time < choke:
        size = min(size, choke - time)
    return size


@njit(cache=True, nogil=True)
def render_voice(  # type: ignore[no-untyped-def]
    out, sound, unlooped, voice, onset, release, choke, bends, expression, vibrato, brightness
):
    """Add a voice to a piece.

    Args:
        out: ``(2, frames)`` float32, changed.
        sound, unlooped: ``(frames,)`` float32 between `PADDING_FRAMES` of zeros: the sample with its loop going on
            behind its end, and as recorded.
        voice: how it sounds.
        onset: frame at which it begins.
        release, choke: frames after that at which the key is let go, and at which another sound cuts it off.
        bends: semitones, `BENDS_A_SECOND`, from the onset on; may be empty.
        expression: linear gain; may be empty for 1.
        vibrato: semitones; may be empty.
        brightness: cents that the filter is opened by; may be empty.
    """
    coefficients, state = np.zeros(3), np.zeros(2)
    gains = voice.gain_left, voice.gain_right
    place, filtered_at = np.int64((voice.first + PADDING_FRAMES) * _ONE), -1e9
    # A little behind the loop's end, where the sound is that of its beginning, all around.
    wrap = np.int64((voice.loop_end + PADDING_FRAMES + PADDING_FRAMES // 2) * _ONE)
    loop_frames = np.int64((voice.loop_end - voice.loop_start) * _ONE)
    time, frames = 0, out.shape[1] - onset
    before, ends = 0.0, False
    while time < frames:
        size = _next_block(time, frames, release, choke)
        shape, wave = _shape(voice, time, release), _triangle(time - voice.wave_delay, voice.wave_step)
        after = _level(voice, time + size, release, choke) * 10.0 ** (wave * voice.wave_to_db / 20.0)
        if expression.shape[0]:
            after *= _at(expression, (onset + time + size) / CONTROL_FRAMES)
        if ends:
            after = 0.0
        step = np.int64(2.0 ** (_cents(voice, time, onset, shape, wave, bends, vibrato) / 1200.0) * _ONE)
        loops = voice.loop_mode == 1.0 or (voice.loop_mode == 3.0 and time < release)
        peak = 0.0
        if time >= voice.delay:
            if voice.is_filtered:
                moved = shape * voice.envelope_to_cutoff + wave * voice.wave_to_cutoff
                opened = _at(brightness, (onset + time) / CONTROL_FRAMES)
                filtered_at = _update_filter(voice, moved, opened, filtered_at, coefficients)
            source, around = (sound, loop_frames) if loops else (unlooped, np.int64(0))
            slope = (after - before) / size
            place, peak = _add_block(
                *(out, onset + time, size, source, place, step, wrap, around),
                *(before, slope, gains, coefficients, state, voice.is_filtered > 0.0),
            )
        before = after
        time += size
        if ends or place < 0 or time >= choke + _CHOKE_FRAMES:
            break
        fades = time > release or (loops and time > voice.delay + voice.attack + voice.hold)
        ends = fades and max(peak, after * _QUIETEST) < _SILENT
