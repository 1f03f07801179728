"""Previews: the right pitches at the right times, the same whatever the block, never beyond full scale."""

import numpy as np
import pytest

from audiostudio.audio.notation.drums import DRUM_KEYS
from audiostudio.audio.notation.notes import Note
from audiostudio.audio.notation.preview import PreviewPart, render_preview
from audiostudio.tools.transcription.parts import PROGRAMS

RATE_HZ = 44_100


def sound_of(*parts, rate_hz=RATE_HZ):
    return np.concatenate(list(render_preview(parts, rate_hz)), axis=1)[0]


@pytest.mark.parametrize("instrument", [name for name in PROGRAMS if name != "drums"])
@pytest.mark.parametrize("pitch", [40, 69, 100])
def test_a_note_has_its_pitch_and_its_time(instrument, pitch):
    """The strongest line of a spectrum of 0.5 s is the fundamental of equal temperament, to half a line."""
    sound = sound_of(PreviewPart(instrument, [Note(1.1, 1.8, pitch, 100)]))
    assert len(sound) == round(2.3 * RATE_HZ)
    assert not sound[: round(1.1 * RATE_HZ)].any()
    part = sound[round(1.2 * RATE_HZ) : round(1.7 * RATE_HZ)]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part))))
    fundamental_hz = 440 * 2 ** ((pitch - 69) / 12)
    assert spectrum.argmax() * RATE_HZ / len(part) == pytest.approx(fundamental_hz, abs=2.1)
    assert np.abs(sound[round(2.2 * RATE_HZ) :]).max() < 0.001


def test_notes_go_on_over_blocks_without_a_step():
    """A sine alone changes by no more than its slope from sample to sample, also where blocks of a second meet."""
    sound = sound_of(PreviewPart("flute", [Note(0.2, 3.5, 60, 100)]))
    steps = np.abs(np.diff(sound))
    assert steps[RATE_HZ - 5 : RATE_HZ + 5].max() <= steps[RATE_HZ // 2 : RATE_HZ].max() * 1.01


@pytest.mark.parametrize("key", DRUM_KEYS)
def test_drums_are_struck_and_fade(key):
    sound = sound_of(PreviewPart("drums", [Note(0.5, 0.6, key, 100), Note(6.0, 6.1, key, 100)]))
    assert not sound[: RATE_HZ // 2].any()
    first, second = sound[RATE_HZ // 2 : RATE_HZ], sound[6 * RATE_HZ : round(6.5 * RATE_HZ)]
    assert np.abs(first[:2_000]).max() > 5 * np.abs(first[-2_000:]).max() or key == 49
    np.testing.assert_allclose(second, first[: len(second)], atol=1e-4)


def test_any_number_of_notes_stays_within_full_scale():
    notes = [Note(0, 1, pitch, 127) for pitch in range(40, 90)]
    assert 0.5 < np.abs(sound_of(PreviewPart("organ", notes), PreviewPart("trumpet", notes))).max() <= 1
