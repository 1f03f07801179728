"""The sampler on tones that are known: pitch, level, place, time, and what a player does to them."""

import numpy as np
import pytest

from audiostudio.audio.errors import AudioError
from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ, Performance
from audiostudio.audio.instruments.soundfont.font import SoundFont
from audiostudio.audio.instruments.soundfont.sampler import Sampler
from audiostudio.audio.notation.notes import BENDS_A_SECOND, Note
from tests.support.soundfonts import (
    EXCLUSIVE_CLASS,
    KEY_RANGE,
    SAMPLE_MODES,
    VELOCITY_RANGE,
    Font,
    Tone,
    Zone,
    sine,
    span,
    write_font,
)

# 441 periods fill the loop, which therefore has no seam.
A4 = Tone(sine(440, 1.0), key=69, loop=(1_200, 1_200 + 48_000 * 11 // 440 * 10))
LOOPED = [(SAMPLE_MODES, 1)]
PAN, ATTENUATION, RELEASE, ATTACK, FINE, CUTOFF, SCALE = 17, 48, 38, 34, 52, 8, 56
# Loudness that neither velocity nor filter moves; the sampler has a range of its own for that.
PLAIN = [(0x0102, 8, 0, 0, 0)]


@pytest.fixture
def sampler(tmp_path):
    def made(generators=(), modulators=PLAIN, tone=A4, **kind):
        font = Font([tone], [[Zone([*generators], [*modulators])]], {(0, 0): [Zone()], (128, 0): [Zone()]})
        return Sampler(SoundFont(write_font(tmp_path / "font.sf2", font, **kind)))

    return made


def play(sampler, *notes, seconds=1.0, bank=0, seed=0, **shapes):
    performance = Performance(tuple(notes), **shapes)
    return sampler.play(performance, bank=bank, program=0, frames=round(seconds * SAMPLE_RATE_HZ), seed=seed)


def frequency_hz(sound):
    padded = 1 << 20
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), padded))
    return float(np.argmax(spectrum) * SAMPLE_RATE_HZ / padded)


def cents(hz, reference_hz):
    return 1200 * np.log2(hz / reference_hz)


def level_db(sound):
    return 10 * np.log10(np.mean(np.asarray(sound, np.float64) ** 2) + 1e-20)


@pytest.mark.parametrize("key", [33, 57, 69, 70, 81, 93])
@pytest.mark.parametrize("is_vorbis", [False, True])
def test_keys_are_in_tune(sampler, key, is_vorbis):
    sound = play(sampler(LOOPED, is_vorbis=is_vorbis), Note(0, 1, key, 100))
    assert abs(cents(frequency_hz(sound[0, 4_800:]), 440 * 2 ** ((key - 69) / 12))) < 2.5


def test_corrections_and_tunings_move_the_pitch(sampler):
    tone = Tone(A4.sound, key=69, correction_cents=20, loop=A4.loop)
    sound = play(sampler([*LOOPED, (FINE, 30)], tone=tone), Note(0, 1, 69, 100))
    assert abs(cents(frequency_hz(sound[0, 4_800:]), 440) - 50) < 2.5
    scaled = play(sampler([*LOOPED, (SCALE, 50)]), Note(0, 1, 81, 100))
    assert abs(cents(frequency_hz(scaled[0, 4_800:]), 440) - 600) < 2.5


@pytest.mark.parametrize("rate_hz", [22_050, 44_100, 96_000])
def test_the_rate_of_a_sample_is_no_pitch(sampler, rate_hz):
    tone = Tone(sine(440, 1.0, rate_hz), rate_hz)
    assert abs(cents(frequency_hz(play(sampler(tone=tone), Note(0, 1, 69, 100))[0, :38_000]), 440)) < 2.5


def test_velocity_is_level_by_its_square(sampler):
    player = sampler(LOOPED)
    loud, soft = (level_db(play(player, Note(0, 1, 69, velocity))) for velocity in (120, 30))
    # Equal notes differ by 0.7 dB at most, and these are equal in that.
    assert loud - soft == pytest.approx(40 * np.log10(120 / 30), abs=0.3)


def test_a_file_that_ignores_velocity_is_played_by_velocity_all_the_same(sampler):
    player = sampler(LOOPED, [*PLAIN, (0x0502, 48, 0, 0, 0)])
    loud, soft = (level_db(play(player, Note(0, 1, 69, velocity))) for velocity in (120, 30))
    assert loud - soft >= 12


def test_soft_notes_have_fewer_harmonics(sampler):
    saw = Tone((0.1 * sum(sine(110 * n, 1.0) / n for n in range(1, 150))).astype(np.float32), key=45)
    player = sampler(tone=saw)

    def above_4_khz_db(velocity):
        spectrum = np.abs(np.fft.rfft(play(player, Note(0, 1, 45, velocity))[0])) ** 2
        return 10 * np.log10(spectrum[4_000:].sum() / spectrum.sum())

    soft, middle, loud = (above_4_khz_db(velocity) for velocity in (30, 70, 120))
    assert middle - soft > 6
    assert loud - middle > 3


def test_attenuation_is_what_the_sound_cards_made_of_it(sampler):
    plain, quieter = (play(sampler([*LOOPED, (ATTENUATION, cb)]), Note(0, 1, 69, 100)) for cb in (0, 200))
    assert level_db(plain) - level_db(quieter) == pytest.approx(0.4 * 20, abs=0.05)


@pytest.mark.parametrize(("pan", "left", "right"), [(-500, 1, 0), (0, 0.5, 0.5), (250, 0.1464, 0.8536), (500, 0, 1)])
def test_pan_keeps_the_power(sampler, pan, left, right):
    sound = play(sampler([*LOOPED, (PAN, pan)]), Note(0, 1, 69, 100))
    powers = np.mean(sound.astype(np.float64) ** 2, axis=1)
    assert powers / powers.sum() == pytest.approx([left, right], abs=1e-3)


@pytest.mark.parametrize("onset", [0, 1, 1_000, 12_345])
def test_onsets_are_exact_to_the_frame(sampler, onset):
    step = Tone(np.full(4_800, 0.5, np.float32))
    sound = play(sampler(tone=step), Note(onset / SAMPLE_RATE_HZ, 0.5, 69, 127))
    assert not sound[:, :onset].any()
    assert np.abs(sound[:, onset : onset + 4]).max() > 0


def test_silence_at_the_beginning_of_a_recording_delays_nothing(sampler):
    late = Tone(np.concatenate([np.zeros(4_000, np.float32), sine(440, 0.5)]))
    sound = np.abs(play(sampler(tone=late), Note(0.1, 0.6, 69, 100))[0])
    first = np.argmax(sound > 0.01 * sound.max())
    assert 0 <= first - 4_800 <= 0.003 * SAMPLE_RATE_HZ


@pytest.mark.parametrize("semitones", [-2.0, -0.5, 1.0, 2.0])
def test_bends_are_followed(sampler, semitones):
    bends = (0.0,) * round(0.5 * BENDS_A_SECOND) + (semitones,) * round(1.6 * BENDS_A_SECOND)
    sound = play(sampler(LOOPED), Note(0, 2, 69, 100, bends), seconds=2.0)[0]
    before, after = (frequency_hz(sound[slice(*part)]) for part in ((4_800, 21_000), (28_000, 90_000)))
    assert abs(cents(before, 440)) < 4
    assert abs(cents(after, before) - 100 * semitones) < 4


def test_the_pedal_holds_what_is_let_go(sampler):
    player = sampler([*LOOPED, (RELEASE, -6_000)])
    note = Note(0, 0.2, 69, 100)
    dry, held = (play(player, note, seconds=2.0, pedal_down=spans) for spans in ((), ((0.1, 1.0),)))
    assert level_db(dry[:, 24_000:40_000]) < -80
    assert level_db(held[:, 24_000:40_000]) == pytest.approx(level_db(dry[:, 1_000:9_000]), abs=0.2)
    assert level_db(held[:, 60_000:]) < -80


def test_a_release_falls_by_100_db_in_its_time(sampler):
    sound = play(sampler([*LOOPED, (RELEASE, 0)]), Note(0, 0.5, 69, 127), seconds=1.5)[0]
    levels = [level_db(sound[at : at + 1_200]) for at in (36_000, 48_000)]
    assert levels[0] - levels[1] == pytest.approx(100 * 12_000 / 48_000, abs=0.3)


def test_an_attack_rises_in_a_straight_line(sampler):
    steady = Tone(np.full(48_000, 0.5, np.float32))
    sound = play(sampler([(ATTACK, -1_200)], tone=steady), Note(0, 1, 69, 127))[0]
    assert sound[6_000] / sound[12_000] == pytest.approx(0.5, abs=0.01)
    assert sound[30_000] / sound[12_000] == pytest.approx(2.0, abs=0.01)


def test_a_loop_goes_on_as_long_as_the_note_without_a_seam(sampler):
    sound = play(sampler(LOOPED), Note(0, 4, 69, 100), seconds=4.0)[0, 4_800:]
    assert level_db(sound[-9_600:]) == pytest.approx(level_db(sound[:9_600]), abs=0.05)
    spectrum = np.abs(np.fft.rfft(sound * np.blackman(len(sound)))) ** 2
    tone = np.argmax(spectrum)
    rest = spectrum.sum() - spectrum[tone - 20 : tone + 20].sum()
    assert 10 * np.log10(rest / spectrum.sum()) < -55


def test_a_loop_until_release_is_left_then(sampler):
    tone = Tone(np.concatenate([sine(440, 0.5), sine(1_320, 1.0)]), loop=(1_200, 24_000))
    sound = play(sampler([(SAMPLE_MODES, 3), (RELEASE, 1_200)], tone=tone), Note(0, 1.6, 69, 100), seconds=3.0)[0]
    assert frequency_hz(sound[50_000:70_000]) == pytest.approx(440, abs=2)
    assert frequency_hz(sound[105_000:120_000]) == pytest.approx(1_320, abs=4)


@pytest.mark.parametrize("semitones", [5, 12, 19])
def test_what_would_lie_beyond_the_band_when_played_higher_does_not_fold_back(sampler, semitones):
    random = np.random.default_rng(0)
    spectrum = np.zeros(24_001, complex)
    spectrum[17_500:21_000] = np.exp(2j * np.pi * random.random(3_500))
    high = np.fft.irfft(spectrum)
    tone = Tone((0.5 * high / np.abs(high).max()).astype(np.float32), key=40)
    plain, higher = (play(sampler(tone=tone), Note(0, 1, key, 127)) for key in (40, 40 + semitones))
    folded = np.abs(np.fft.rfft(higher[0, :15_000])) ** 2
    below_17_khz = folded[: 17_000 * 15_000 // SAMPLE_RATE_HZ].sum() / 15_000
    assert 10 * np.log10(below_17_khz / (np.abs(np.fft.rfft(plain[0])) ** 2).sum() * 48_000) < -45


def test_a_later_sound_of_a_class_cuts_the_earlier_off(sampler, tmp_path):
    zones = [
        Zone([(KEY_RANGE, span(42, 42)), *LOOPED, (EXCLUSIVE_CLASS, 1)], PLAIN),
        Zone([(KEY_RANGE, span(46, 46)), *LOOPED, (EXCLUSIVE_CLASS, 1)], PLAIN, target=1),
    ]
    tones = [Tone(sine(3_000, 0.2), key=42, loop=(100, 9_000)), Tone(sine(5_000, 0.2), key=46, loop=(96, 9_600))]
    font = Font(tones, [zones], {(128, 0): [Zone()]})
    player = Sampler(SoundFont(write_font(tmp_path / "hats.sf2", font)))
    alone, cut = (
        play(player, Note(0, 0.1, 46, 100), *others, bank=128)[0, 26_000:] for others in ((), (Note(0.5, 0.6, 42, 1),))
    )
    assert level_db(alone) > -40
    assert level_db(cut) < level_db(alone) - 30


def test_expression_is_amplitude_by_its_square_and_moves_in_a_line(sampler):
    sound = play(sampler(LOOPED), Note(0, 2, 69, 100), seconds=2.0, expression=((0.0, 1.0), (1.0, 1.0), (1.001, 0.5)))
    assert level_db(sound[:, 60_000:]) - level_db(sound[:, 10_000:40_000]) == pytest.approx(-12.04, abs=0.1)


def test_vibrato_has_the_depth_that_is_asked(sampler):
    sound = play(sampler(LOOPED), Note(0, 3, 69, 100), seconds=3.0, vibrato_semitones=((0.0, 0.5),))[0, 48_000:]
    crossings = np.flatnonzero((sound[:-1] < 0) & (sound[1:] >= 0))
    exact = crossings - sound[crossings] / (sound[crossings + 1] - sound[crossings])
    deviation = cents(SAMPLE_RATE_HZ / np.diff(exact), 440)
    assert np.percentile(deviation, 98) == pytest.approx(50, abs=6)
    assert np.percentile(deviation, 2) == pytest.approx(-50, abs=6)


def test_brightness_opens_and_closes_the_filter(sampler):
    noise = Tone(np.random.default_rng(0).uniform(-0.5, 0.5, 48_000).astype(np.float32))
    player = sampler([(CUTOFF, 9_000)], tone=noise)

    def high_share_db(value):
        spectrum = np.abs(np.fft.rfft(play(player, Note(0, 1, 69, 100), brightness=((0.0, value),))[0])) ** 2
        return 10 * np.log10(spectrum[4_000:].sum() / spectrum.sum())

    dark, plain, bright = (high_share_db(value) for value in (-1.0, 0.0, 1.0))
    assert bright - plain > 6
    assert plain - dark > 6


def test_no_two_equal_notes_are_the_same_and_each_stays_what_it_is(sampler):
    player = sampler()
    first, second = Note(0, 0.2, 69, 100), Note(0.5, 0.7, 69, 100)
    both = play(player, first, second)
    one, other = both[:, :20_000], both[:, 24_000:44_000]
    assert not np.array_equal(one, other)
    assert level_db(one) == pytest.approx(level_db(other), abs=1.5)
    assert np.array_equal(play(player, second)[:, 24_000:], both[:, 24_000:])
    assert np.array_equal(play(player, first, second), both)
    assert not np.array_equal(play(player, first, second, seed=1), both)


def test_a_key_without_a_sound_is_named_with_those_that_have_one(sampler):
    player = sampler([(KEY_RANGE, span(60, 62))])
    with pytest.raises(AudioError) as caught:
        play(player, Note(0, 1, 63, 100))
    assert (caught.value.code, caught.value.allowed) == ("key_unplayable", {"keys": [60, 61, 62]})


def test_notes_outside_the_piece_are_not_played_into_it(sampler):
    assert not play(sampler(), Note(5, 6, 69, 100)).any()


def test_a_gap_between_velocities_is_played_by_the_nearest_layer(tmp_path):
    layers = [Zone([(VELOCITY_RANGE, span(60, 90))]), Zone([(VELOCITY_RANGE, span(100, 127))], target=1)]
    font = Font([A4, Tone(sine(660, 1.0))], [layers])
    player = Sampler(SoundFont(write_font(tmp_path / "font.sf2", font)))
    assert [player.voices(0, 0, Note(0, 1, 69, velocity))[0].sample for velocity in (1, 92, 99)] == [
        *("tone 0", "tone 0", "tone 1"),
    ]
