"""The synthesizer, by arithmetic: pitch, harmonics, aliasing, envelopes, velocity, controllers, and notes apart."""

from dataclasses import replace

import numpy as np
import pytest

from audiostudio.audio.errors import AudioError
from audiostudio.audio.instruments.catalogue import INSTRUMENTS
from audiostudio.audio.instruments.performance import Performance
from audiostudio.audio.instruments.synthesis import play_synthesized
from audiostudio.audio.instruments.synthesizer.patches import PATCHES, Envelope, Filter, Modulator, Oscillator, Patch
from audiostudio.audio.instruments.synthesizer.synthesizer import synthesize
from audiostudio.audio.instruments.synthesizer.voice_curves import VIBRATO_HZ, envelope_curve
from audiostudio.audio.meters.loudness import measure_loudness
from audiostudio.audio.notation.notes import BENDS_A_SECOND, Note

RATE_HZ = 48_000
OPEN = Filter("high_pass", 20.0, tracking=0.0, velocity_octaves=0.0)
HELD = Envelope(0.001, 1.0, 1.0, 0.05)
EFFECTS = {"riser", "downlifter", "sub_drop"}
SLOW = {"warm_pad", "bright_pad", "glass_pad", "drone", "brass_synth", "riser"}
NAMES = sorted(name for name, it in INSTRUMENTS.items() if it.player == "synthesizer")


def plain(*oscillators, **changes):
    return Patch(oscillators, HELD, OPEN, 0.0, **changes)


def held(key, seconds=1.2, velocity=90, **changes):
    return Performance((Note(0.0, seconds, key, velocity, **changes),))


def spectrum_db(audio, frames=RATE_HZ):
    """Bins of 1 Hz, from 0.1 s on, 0 dB being a sine of amplitude 1."""
    window = np.blackman(frames) / np.blackman(frames).sum() * 2
    return 20 * np.log10(np.abs(np.fft.rfft(audio[0, 4800 : 4800 + frames] * window)) + 1e-12)


def frequency_hz(audio, start_s, seconds, near_hz):
    """The strongest frequency within a semitone of a guess, by a parabola over a long transform."""
    part = audio[0, round(start_s * RATE_HZ) : round((start_s + seconds) * RATE_HZ)]
    size = 1 << 18
    magnitudes = np.log(np.abs(np.fft.rfft(part * np.hanning(len(part)), size)) + 1e-12)
    bins = np.arange(len(magnitudes)) * RATE_HZ / size
    k = np.argmax(np.where(np.abs(np.log2(np.maximum(bins, 1) / near_hz)) < 1 / 12, magnitudes, -99))
    a, b, c = magnitudes[k - 1 : k + 2]
    return (k + 0.5 * (a - c) / (a - 2 * b + c)) * RATE_HZ / size


def cents(measured_hz, key):
    return 1200 * np.log2(measured_hz / (440 * 2 ** ((key - 69) / 12)))


def level_db(audio):
    return 10 * np.log10(np.mean(audio.astype(np.float64) ** 2))


def centroid_hz(audio):
    power = np.abs(np.fft.rfft(audio[0])) ** 2
    bins = np.fft.rfftfreq(audio.shape[1], 1 / RATE_HZ)
    return (power * bins).sum() / power.sum()


def test_every_synthesizer_of_the_catalogue_has_a_patch_and_no_other():
    assert set(NAMES) == set(PATCHES)


def test_an_instrument_that_is_not_synthesised_is_refused_with_those_that_are():
    with pytest.raises(AudioError, match="instrument_unknown") as caught:
        play_synthesized(held(60), "piano", 100, 0)
    assert set(caught.value.allowed["instruments"]) >= set(PATCHES) | {"distorted_guitar"}


@pytest.mark.parametrize(("wave", "amplitudes"), [
    ("saw", {k: 2 / np.pi / k for k in range(1, 40)}),
    ("triangle", {k: 8 / np.pi**2 / k**2 for k in range(1, 16, 2)}),
    ("pulse", {k: 4 / np.pi / k for k in range(1, 40, 2)}),
    ("sine", {1: 1.0}),
])  # fmt: skip
def test_waves_have_the_harmonics_of_their_fourier_series(wave, amplitudes):
    audio = synthesize(plain(Oscillator(wave, 1.0)), held(69), 2 * RATE_HZ, "seed")
    levels = spectrum_db(audio)
    for number, amplitude in amplitudes.items():
        assert levels[440 * number] == pytest.approx(20 * np.log10(amplitude), abs=0.1), number
    absent = {"saw": [], "triangle": range(2, 40, 2), "pulse": range(2, 40, 2), "sine": range(2, 40)}[wave]
    assert {number: levels[440 * number] for number in absent if levels[440 * number] > -80} == {}


@pytest.mark.parametrize("key", [72, 87, 96])
@pytest.mark.parametrize("wave", ["saw", "pulse", "triangle"])
def test_waves_alias_below_60_db(wave, key):
    levels = spectrum_db(synthesize(plain(Oscillator(wave, 1.0, width=0.3)), held(key), 2 * RATE_HZ, "seed"))
    assert between_harmonics_db(levels, 440 * 2 ** ((key - 69) / 12)) < levels.max() - 60


def between_harmonics_db(levels, fundamental_hz):
    bins = np.arange(len(levels))
    away = np.abs(bins / fundamental_hz - np.round(bins / fundamental_hz)) * fundamental_hz > 6
    return levels[away & (bins > 20)].max()


@pytest.mark.parametrize("name", ["square_lead", "saw_lead", "pluck", "chip_lead", "brass_synth"])
def test_leads_alias_below_60_db_up_to_c7(name):
    patch = PATCHES[name]
    still = replace(patch, oscillators=tuple(replace(o, detune_cents=0.0, semitones=round(o.semitones)) for o in
                                             patch.oscillators), envelope=HELD,
                    filter=replace(patch.filter, envelope_octaves=0.0, cutoff_hz=6000.0))  # fmt: skip
    levels = spectrum_db(synthesize(still, held(96), 2 * RATE_HZ, "seed"))
    assert between_harmonics_db(levels, 440 * 2 ** (27 / 12) / 2) < levels.max() - 60


@pytest.mark.parametrize("key", [60, 84, 100, 108])
def test_bells_alias_below_60_db(key):
    """Sidebands of a ratio of 3.5 lie on multiples of half the pitch, as long as none folds back."""
    bell = plain(Oscillator("sine", 1.0, modulator=Modulator(3.5, 4.0, 100.0, 1.0)))
    levels = spectrum_db(synthesize(bell, held(key), 2 * RATE_HZ, "seed"))
    assert between_harmonics_db(levels, 440 * 2 ** ((key - 69) / 12) / 2) < levels.max() - 60


def test_driven_basses_alias_below_60_db():
    patch = replace(PATCHES["acid_bass"], envelope=HELD)
    levels = spectrum_db(synthesize(patch, held(72, velocity=120), 2 * RATE_HZ, "seed"))
    assert between_harmonics_db(levels, 440 * 2 ** (3 / 12)) < levels.max() - 60


@pytest.mark.parametrize("name", sorted(set(NAMES) - EFFECTS))
def test_every_patch_is_in_tune(name):
    instrument = INSTRUMENTS[name]
    for key in (instrument.lowest + 6, instrument.highest - 6):
        audio = play_synthesized(held(key, 3.0), name, 3 * RATE_HZ, 5)
        hz = 440 * 2 ** ((key - 69) / 12)
        # Of voices in unison any may be the strongest for a while.
        detuned = max(o.detune_cents + abs(o.semitones % 1) * 100 * (o.voices == 1) for o in PATCHES[name].oscillators)
        assert cents(frequency_hz(audio, 0.5, 2.4, hz), key) == pytest.approx(0, abs=1.5 + detuned), key


@pytest.mark.parametrize("name", NAMES)
def test_notes_begin_in_their_frame(name):
    instrument = INSTRUMENTS[name]
    onset_s = 0.1234567
    key = (instrument.lowest + instrument.highest) // 2
    audio = play_synthesized(Performance((Note(onset_s, 1.0, key, 100),)), name, RATE_HZ, 3)
    onset = round(onset_s * RATE_HZ)
    assert not audio[:, :onset].any()
    peak = np.abs(audio).max()
    if name not in SLOW:
        assert np.abs(audio[:, : onset + 144]).max() > 0.03 * peak


@pytest.mark.parametrize("name", NAMES)
def test_velocity_is_heard_as_level_and_as_brightness(name):
    instrument = INSTRUMENTS[name]
    key = (instrument.lowest + instrument.highest) // 2
    soft, loud = (play_synthesized(held(key, 0.8, velocity), name, RATE_HZ, 3) for velocity in (30, 120))
    assert level_db(loud) - level_db(soft) >= 12
    assert centroid_hz(loud) > 1.01 * centroid_hz(soft)


@pytest.mark.parametrize("name", NAMES)
def test_brightness_opens_and_closes(name):
    instrument = INSTRUMENTS[name]
    key = (instrument.lowest + instrument.highest) // 2
    dark, bright = (
        play_synthesized(replace(held(key, 0.8), brightness=((0.0, value),)), name, RATE_HZ, 3) for value in (-0.8, 0.8)
    )
    assert centroid_hz(bright) > 1.03 * centroid_hz(dark)


@pytest.mark.parametrize("name", sorted(set(NAMES) - EFFECTS))
def test_a_phrase_at_velocity_90_has_about_23_lufs(name):
    instrument = INSTRUMENTS[name]
    root = (instrument.lowest + instrument.highest) // 2 - 5
    seconds = 2.0 if "pad" in name or name == "drone" else 0.5
    steps = (0, 5, 10, 7) if seconds > 1 else (0, 3, 5, 7, 10, 7, 5, 3)
    notes = [Note(n * seconds, (n + 0.95) * seconds, root + step, 90) for n, step in enumerate(steps)]
    audio = play_synthesized(Performance(tuple(notes)), name, round((len(notes) * seconds + 0.5) * RATE_HZ), 1)
    assert measure_loudness(audio, RATE_HZ).integrated_lufs == pytest.approx(-23, abs=1.5)


def test_bends_are_followed():
    bends = tuple(np.linspace(0, 2, round(BENDS_A_SECOND))) + (2.0,) * 100
    audio = synthesize(plain(Oscillator("sine", 1.0)), held(60, 2.0, bends_semitones=bends), 2 * RATE_HZ, "seed")
    assert cents(frequency_hz(audio, 1.2, 0.7, 440 * 2 ** (-7 / 12)), 62) == pytest.approx(0, abs=1)
    assert cents(frequency_hz(audio, 0.45, 0.1, 440 * 2 ** (-8 / 12)), 61) == pytest.approx(0, abs=5)


def test_vibrato_and_expression_are_followed():
    sine = plain(Oscillator("sine", 1.0))
    vibrato = replace(held(69, 2.0), vibrato_semitones=((0.0, 0.5),))
    audio = synthesize(sine, vibrato, 2 * RATE_HZ, "seed")[0]
    crossings = np.flatnonzero((audio[:-1] < 0) & (audio[1:] >= 0))
    exact = crossings + audio[crossings] / (audio[crossings] - audio[crossings + 1])
    moved = 12 * np.log2(RATE_HZ / np.diff(exact) / 440)
    assert np.abs(moved).max() == pytest.approx(0.5, abs=0.02)
    ups = np.sum((moved[:-1] < 0) & (moved[1:] >= 0))
    assert ups == pytest.approx(2 * VIBRATO_HZ, abs=1)
    half = synthesize(sine, replace(held(69), expression=((0.0, 0.5),)), RATE_HZ, "seed")
    np.testing.assert_allclose(half, 0.25 * synthesize(sine, held(69), RATE_HZ, "seed"), atol=1e-6)


def test_the_pedal_holds_what_is_let_go():
    pedalled = Performance((Note(0.0, 0.2, 60, 90),), pedal_down=((0.1, 0.9),))
    audio = synthesize(plain(Oscillator("sine", 1.0)), pedalled, RATE_HZ, "seed")
    assert level_db(audio[:, 36_000:43_000]) > -6
    assert not audio[:, 46_000:].any()


def test_an_envelope_has_its_times():
    times = np.array([0.0, 0.05, 0.1, 0.35, 0.6, 2.0, 2.2, 2.4])
    expected = [0, 0.5, 1, 0.4 + 0.6 * 10**-1.5, 0.4 + 0.6e-3, 0.4, 0.4 * (10**-1.5 - 1e-3) / 0.999, 0]
    np.testing.assert_allclose(envelope_curve(Envelope(0.1, 0.5, 0.4, 0.4), times, 2.0), expected, atol=1e-6)


def test_a_low_pass_falls_by_its_slope():
    """Two octaves above its corner a filter of 12 dB an octave has lost 24 dB, one of 24 dB 48."""
    for kind, slope_db in (("low_pass_12", 24), ("low_pass_24", 48)):
        patch = replace(plain(Oscillator("saw", 1.0)), filter=Filter(kind, 440.0, tracking=0.0))
        saw, filtered = (spectrum_db(synthesize(p, held(45), 2 * RATE_HZ, "s")) for p in
                         (plain(Oscillator("saw", 1.0)), patch))  # fmt: skip
        assert saw[1760] - filtered[1760] == pytest.approx(slope_db, abs=0.7)
        assert saw[440] - filtered[440] == pytest.approx(3.0, abs=0.3)


def test_a_bass_slides_where_notes_overlap():
    notes = (Note(0.0, 0.6, 36, 90), Note(0.5, 1.4, 48, 90))
    audio = play_synthesized(Performance(notes), "sub_bass", 2 * RATE_HZ, 0)
    assert cents(frequency_hz(audio, 0.1, 0.4, 65.4), 36) == pytest.approx(0, abs=15)
    assert cents(frequency_hz(audio, 0.7, 0.6, 130.8), 48) == pytest.approx(0, abs=6)
    envelope = np.abs(audio[0, 4800:60_000]).reshape(-1, 2400).max(axis=1)
    assert envelope.min() > 0.5 * envelope.max()
    chord = Performance((Note(0.0, 1.0, 36, 90), Note(0.0, 1.0, 43, 90)))
    both = play_synthesized(chord, "sub_bass", RATE_HZ, 0)
    assert cents(frequency_hz(both, 0.2, 0.7, 65.4), 36) == pytest.approx(0, abs=6)


def test_an_808_drops_to_its_pitch():
    audio = play_synthesized(held(33, 1.5), "bass_808", 2 * RATE_HZ, 0)[0]
    crossings = np.flatnonzero((audio[:-1] < 0) & (audio[1:] >= 0)) / RATE_HZ
    periods = np.diff(crossings)
    assert periods[0] < 0.7 * periods[-1]
    assert 1 / np.median(periods[8:]) == pytest.approx(55.0, rel=0.005)


def test_a_wobble_moves_in_whole_cycles_a_note_and_as_brightness_says():
    def openings(performance):
        audio = play_synthesized(performance, "wobble_bass", 2 * RATE_HZ, 0)[0]
        high = np.array([np.abs(np.diff(part, 2)).mean() for part in np.array_split(audio, 80)])
        middle = (high.max() + high.min()) / 3
        return int(np.sum((high[:-1] < middle) & (high[1:] >= middle)))

    assert openings(held(36, 2.0)) == 8
    times = np.arange(0, 2.0, 0.01)
    thrice = tuple(zip(times, -np.cos(2 * np.pi * 3 * times / 2), strict=True))
    assert openings(replace(held(36, 2.0), brightness=thrice)) == 3


def test_risers_rise_and_falls_fall():
    rise = play_synthesized(held(60, 2.0), "riser", 2 * RATE_HZ, 1)
    fall = play_synthesized(held(60, 2.0), "downlifter", 2 * RATE_HZ, 1)
    first, last = slice(9_600, 28_800), slice(67_200, 86_400)
    assert level_db(rise[:, last]) - level_db(rise[:, first]) > 12
    assert centroid_hz(rise[:, last]) > 3 * centroid_hz(rise[:, first])
    assert level_db(fall[:, first]) - level_db(fall[:, last]) > 12
    assert centroid_hz(fall[:, first]) > 3 * centroid_hz(fall[:, last])


@pytest.mark.parametrize("name", ["super_saw", "warm_pad", "riser"])
def test_wide_patches_are_wide_and_balanced(name):
    left, right = play_synthesized(held(60, 1.9), name, 2 * RATE_HZ, 1).astype(np.float64)
    assert np.corrcoef(left, right)[0, 1] < 0.85
    assert abs(10 * np.log10(np.mean(left**2) / np.mean(right**2))) < 2.5


@pytest.mark.parametrize("name", ["super_saw", "synth_bell", "acid_bass", "drone"])
def test_the_same_is_the_same_and_a_note_left_out_changes_no_other(name):
    notes = (Note(0.0, 0.4, 48, 90), Note(0.5, 0.8, 50, 70), Note(5.0, 5.5, 55, 100))
    frames = 6 * RATE_HZ
    whole = play_synthesized(Performance(notes), name, frames, 9)
    np.testing.assert_array_equal(play_synthesized(Performance(notes), name, frames, 9), whole)
    less = play_synthesized(Performance(notes[::2]), name, frames, 9)
    np.testing.assert_array_equal(less[:, :24_000], whole[:, :24_000])
    np.testing.assert_array_equal(less[:, 5 * RATE_HZ :], whole[:, 5 * RATE_HZ :])
    alone = [play_synthesized(Performance((note,)), name, frames, 9) for note in notes]
    np.testing.assert_allclose(np.sum(alone, axis=0), whole, atol=1e-6)


def test_notes_beyond_the_end_are_cut_off():
    performance = Performance((Note(0.0, 1.0, 60, 90), Note(0.9, 2.0, 64, 90), Note(1.5, 2.0, 67, 90)))
    audio = play_synthesized(performance, "super_saw", RATE_HZ, 0)
    assert audio.shape == (2, RATE_HZ)
    assert audio.dtype == np.float32
    longer = play_synthesized(performance, "super_saw", 2 * RATE_HZ, 0)
    np.testing.assert_array_equal(longer[:, :RATE_HZ], audio)
