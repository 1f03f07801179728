"""The amplified guitars: in tune, in time, one amplifier for all strings, two takes, silent when they should be."""

from dataclasses import replace

import numpy as np
import pytest

from audiostudio.audio.dsp.stream import process_all, process_stream
from audiostudio.audio.instruments.catalogue import INSTRUMENTS
from audiostudio.audio.instruments.guitar.amp import GUITARS
from audiostudio.audio.instruments.guitar.gain_stages import GainStages
from audiostudio.audio.instruments.guitar.plucked_string import Pluck, String, add_string
from audiostudio.audio.instruments.performance import Performance
from audiostudio.audio.instruments.synthesis import play_synthesized
from audiostudio.audio.instruments.synthesizer.nodes import NODE_FRAMES
from audiostudio.audio.meters.loudness import measure_loudness
from audiostudio.audio.notation.notes import BENDS_A_SECOND, Note

RATE_HZ = 48_000
STRING = String(4.0, 0.1, 0.3, 0.15)


def strokes(*keys, seconds=1.5, velocity=90):
    return Performance(tuple(Note(0.0, seconds, key, velocity) for key in keys))


def plucked(string, key, seconds=2.0, velocity=90, held_s=5.0):
    out = np.zeros(round(seconds * RATE_HZ), np.float32)
    hz = np.full(len(out) // NODE_FRAMES + 2, 440 * 2 ** ((key - 69) / 12))
    add_string(out, string, Pluck(0, round(held_s * RATE_HZ), velocity, 1), hz)
    return out


def magnitudes(signal, size=1 << 19):
    return np.abs(np.fft.rfft(signal * np.hanning(len(signal)), size))


def peak_hz(signal, near_hz, size=1 << 19):
    levels = magnitudes(signal, size)
    bins = np.arange(len(levels)) * RATE_HZ / size
    return bins[np.argmax(np.where(np.abs(np.log2(np.maximum(bins, 1) / near_hz)) < 1 / 24, levels, 0))]


def level_db(signal):
    return 10 * np.log10(np.mean(np.square(signal, dtype=np.float64)) + 1e-20)


def centroid_hz(audio):
    power = magnitudes(audio[0]) ** 2
    return (power * np.arange(len(power))).sum() / power.sum() * RATE_HZ / (1 << 19)


def test_the_catalogue_and_the_amplifiers_agree():
    assert {name for name, it in INSTRUMENTS.items() if it.player == "guitar_amp"} == set(GUITARS)


@pytest.mark.parametrize("damping", [0.1, 0.36])
@pytest.mark.parametrize("key", [35, 40, 52, 64, 76, 86])
def test_strings_are_in_tune(key, damping):
    hz = 440 * 2 ** ((key - 69) / 12)
    measured = peak_hz(plucked(replace(STRING, damping=damping), key)[2400:], hz)
    assert 1200 * np.log2(measured / hz) == pytest.approx(0, abs=2.5)


def test_a_string_decays_in_its_time_and_its_highs_faster():
    wave = plucked(STRING, 45, 3.0)

    def partial_db(number, start_s):
        part = wave[round(start_s * RATE_HZ) :][: RATE_HZ // 2]
        levels = magnitudes(part, RATE_HZ)
        return 20 * np.log10(levels[110 * number - 8 : 110 * number + 9].max())

    assert partial_db(1, 0.5) - partial_db(1, 2.5) == pytest.approx(60 * 2.0 / 4.0, abs=1.5)
    # What the mean of two neighbours, 0.9 and 0.1 of them, leaves of 2200 Hz at each of 55 turns.
    turn_db = 20 * np.log10(abs(0.9 + 0.1 * np.exp(-2j * np.pi * 2200 / RATE_HZ)))
    more_db = partial_db(20, 0.2) - partial_db(20, 0.7) - (partial_db(1, 0.2) - partial_db(1, 0.7))
    assert more_db == pytest.approx(-55 * turn_db, abs=0.4)


def test_a_stiff_string_has_sharp_partials():
    wave = plucked(replace(STRING, stiffness=0.6), 52)[2400:]
    fundamental, tenth = peak_hz(wave, 164.81), peak_hz(wave, 1648.1)
    assert 1 < 1200 * np.log2(tenth / (10 * fundamental)) < 40


def test_a_pick_a_third_from_the_bridge_leaves_out_every_third_partial():
    wave = plucked(replace(STRING, pick_position=1 / 3, stiffness=0.0), 45)[2400:]
    levels = magnitudes(wave, 48_000 * 2)
    partials = [20 * np.log10(levels[220 * number - 4 : 220 * number + 5].max()) for number in range(1, 8)]
    assert partials[2] < partials[1] - 15
    assert partials[5] < partials[4] - 15


def test_a_palm_takes_the_ring_off():
    ringing, muted = (play_synthesized(strokes(40), name, 2 * RATE_HZ, 1) for name in
                      ("distorted_guitar", "palm_muted_guitar"))  # fmt: skip
    after = slice(RATE_HZ, round(1.4 * RATE_HZ))
    assert level_db(muted[:, after]) < level_db(muted[:, :9600]) - 25
    assert level_db(ringing[:, after]) > level_db(ringing[:, :9600]) - 6


def run_stages(source, gains_db):
    return process_all(source[None], GainStages(gains_db))[0]


def test_stages_add_harmonics_and_little_that_is_none():
    hz = 1249.0
    sine = (0.3 * np.sin(2 * np.pi * hz * np.arange(2 * RATE_HZ) / RATE_HZ)).astype(np.float32)
    driven = run_stages(sine, (20.0, 18.0, 10.0))[RATE_HZ // 2 :][:RATE_HZ]
    levels = 20 * np.log10(np.abs(np.fft.rfft(driven * np.blackman(RATE_HZ))) + 1e-9)
    bins = np.arange(len(levels))
    harmonic = np.abs(bins / hz - np.round(bins / hz)) * hz < 5
    assert levels[2498] > levels.max() - 40
    assert levels[3747] > levels.max() - 14
    assert levels[~harmonic & (bins > 40) & (bins < 8_000)].max() < levels.max() - 60


def test_stages_are_in_time_and_linear_for_little():
    source = np.zeros(4_000, np.float32)
    source[1_500] = 1e-4
    passed = run_stages(source, (0.0,))
    assert passed.shape == source.shape
    assert abs(int(np.argmax(np.abs(passed))) - 1_500) <= 2
    np.testing.assert_allclose(run_stages(source * np.float32(2), (0.0,)), 2 * passed, atol=1e-7)


@pytest.mark.parametrize("frames", [1, 700, 1_035, 5_000])
def test_stages_hold_no_frame_back_in_the_end_and_do_not_care_for_blocks(frames):
    source = (0.2 * np.random.default_rng(2).standard_normal((1, frames))).astype(np.float32)
    blocks = [source[:, a : a + 313] for a in range(0, frames, 313)]
    cut = np.concatenate(list(process_stream(blocks, [GainStages((10.0, 6.0))])), axis=1)
    assert cut.shape == source.shape
    np.testing.assert_array_equal(cut, process_all(source, GainStages((10.0, 6.0))))


def test_a_power_chord_is_one_amplifier_driven_by_all_strings():
    """Of a fifth the difference tone sounds, which no sum of two amplifiers has."""

    def at_the_difference(audio):
        return 20 * np.log10(magnitudes(audio[0, 9600:57_600], RATE_HZ)[76:90].max())

    chord = play_synthesized(strokes(52, 59), "distorted_guitar", 2 * RATE_HZ, 1)
    apart = sum(play_synthesized(strokes(key), "distorted_guitar", 2 * RATE_HZ, 1) for key in (52, 59))
    assert at_the_difference(chord) > at_the_difference(apart) + 20


@pytest.mark.parametrize("name", GUITARS)
def test_strokes_are_in_time_and_end_in_silence(name):
    onset_s = 0.2345678
    audio = play_synthesized(Performance((Note(onset_s, 0.8, 45, 90), Note(onset_s, 0.8, 52, 90))), name, 96_000, 2)
    onset = round(onset_s * RATE_HZ)
    assert np.abs(audio[:, : onset - 24]).max() < 1e-6
    assert np.abs(audio[:, : onset + 144]).max() > 0.03 * np.abs(audio).max()
    assert np.abs(audio[:, round(1.2 * RATE_HZ) :]).max() < 1e-4


@pytest.mark.parametrize("name", GUITARS)
def test_velocity_is_heard_as_level_and_as_brightness(name):
    soft, loud = (play_synthesized(strokes(45, 52, velocity=v), name, RATE_HZ, 1) for v in (30, 120))
    assert level_db(loud) - level_db(soft) >= 12
    assert centroid_hz(loud) > 1.03 * centroid_hz(soft)


@pytest.mark.parametrize("name", GUITARS)
def test_a_phrase_at_velocity_90_has_about_23_lufs(name):
    instrument = INSTRUMENTS[name]
    root = (instrument.lowest + instrument.highest) // 2 - 5
    notes = [Note(n / 2, n / 2 + 0.475, root + step, 90) for n, step in enumerate((0, 3, 5, 7, 10, 7, 5, 3))]
    audio = play_synthesized(Performance(tuple(notes)), name, round(4.5 * RATE_HZ), 1)
    assert measure_loudness(audio, RATE_HZ).integrated_lufs == pytest.approx(-23, abs=1.5)


def test_bends_expression_and_tone_are_followed():
    bends = tuple(np.linspace(0, 2, round(BENDS_A_SECOND / 4))) + (2.0,) * 200
    bent = Performance((Note(0.0, 1.9, 57, 90, bends),))
    audio = play_synthesized(bent, "overdriven_guitar", 2 * RATE_HZ, 1)
    hz = 220 * 2 ** (2 / 12)
    assert 1200 * np.log2(peak_hz(audio[0, RATE_HZ : round(1.8 * RATE_HZ)], hz) / hz) == pytest.approx(0, abs=8)
    full = play_synthesized(strokes(57), "overdriven_guitar", RATE_HZ, 1)
    half = play_synthesized(replace(strokes(57), expression=((0.0, 0.5),)), "overdriven_guitar", RATE_HZ, 1)
    np.testing.assert_allclose(half, full / 4, atol=1e-5)
    dark = play_synthesized(replace(strokes(57), brightness=((0.0, -1.0),)), "overdriven_guitar", RATE_HZ, 1)
    assert centroid_hz(dark) < 0.95 * centroid_hz(full)


def test_two_takes_are_wide_balanced_and_the_same_each_time():
    notes = tuple(Note(n / 4, n / 4 + 0.24, 40 + n % 5, 90) for n in range(16))
    audio = play_synthesized(Performance(notes), "distorted_guitar", 4 * RATE_HZ, 7)
    np.testing.assert_array_equal(play_synthesized(Performance(notes), "distorted_guitar", 4 * RATE_HZ, 7), audio)
    left, right = audio
    assert np.corrcoef(left, right)[0, 1] < 0.6
    assert abs(level_db(left) - level_db(right)) < 1.0
    assert not np.array_equal(play_synthesized(Performance(notes), "distorted_guitar", 4 * RATE_HZ, 8), audio)
