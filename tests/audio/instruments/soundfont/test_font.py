"""Reading SoundFonts: zones as the specification combines them, samples of both versions, and files that lie."""

import struct
import time
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audiostudio.audio.errors import AudioError
from audiostudio.audio.instruments.performance import Performance
from audiostudio.audio.instruments.soundfont.font import SoundFont, open_soundfont
from audiostudio.audio.instruments.soundfont.sampler import Sampler
from audiostudio.audio.notation.notes import Note
from tests.support.soundfonts import KEY_RANGE, VELOCITY_RANGE, Font, Tone, Zone, sine, span, write_font

TONE = Tone(sine(440, 0.3))


def read(tmp_path, font, **kind):
    return SoundFont(write_font(tmp_path / "font.sf2", font, **kind))


def test_a_preset_is_its_instruments_zones(tmp_path):
    low = Zone([(KEY_RANGE, span(0, 59))], target=0)
    high = Zone([(KEY_RANGE, span(60, 127)), (VELOCITY_RANGE, span(64, 127))], target=1)
    font = read(tmp_path, Font([TONE, TONE], [[low, high]]))
    assert [(region.keys, region.velocities, region.sample) for region in font.regions(0, 0)] == [
        ((0, 59), (0, 127), 0),
        ((60, 127), (64, 127), 1),
    ]
    assert font.presets() == {(0, 0): "preset 0"}
    assert font.title == "Tones"


def test_global_zones_count_unless_a_zone_says_otherwise_and_presets_add(tmp_path):
    coarse, fine, attenuation = 51, 52, 48
    instrument = [
        Zone([(coarse, 1), (fine, 10)], target=None),
        Zone([(fine, 20)], target=0),
        Zone([], target=0),
    ]
    preset = [Zone([(attenuation, 100), (fine, 3)], target=None), Zone([(fine, 5)], target=0)]
    first, second = read(tmp_path, Font([TONE], [instrument], {(0, 0): preset})).regions(0, 0)
    assert (first.generators[coarse], first.generators[fine], first.generators[attenuation]) == (1, 25, 100)
    assert (second.generators[coarse], second.generators[fine]) == (1, 15)


def test_a_preset_adds_to_a_default_and_cannot_say_what_is_an_instruments(tmp_path):
    cutoff, modes = 8, 54
    font = read(tmp_path, Font([TONE], presets={(0, 0): [Zone([(cutoff, -1200), (modes, 1)])]}))
    (region,) = font.regions(0, 0)
    assert region.generators == {cutoff: 12_300}


def test_ranges_of_preset_and_instrument_are_both_kept(tmp_path):
    instrument = [Zone([(KEY_RANGE, span(40, 70))])]
    preset = [Zone([(KEY_RANGE, span(60, 90))]), Zone([(KEY_RANGE, span(80, 90))])]
    regions = read(tmp_path, Font([TONE], [instrument], {(0, 0): preset})).regions(0, 0)
    assert [region.keys for region in regions] == [(60, 70)]


def test_an_instruments_modulator_replaces_the_default_and_a_presets_is_added(tmp_path):
    velocity_to_attenuation = 0x0502, 48
    instrument = [Zone(modulators=[(*velocity_to_attenuation, 400, 0, 0)])]
    preset = [Zone(modulators=[(*velocity_to_attenuation, 100, 0, 0)])]
    (region,) = read(tmp_path, Font([TONE], [instrument], {(0, 0): preset})).regions(0, 0)
    amounts = [part.amount for part in region.modulators if (part.source, part.target) == velocity_to_attenuation]
    assert sorted(amounts) == [100, 400]


@pytest.mark.parametrize("is_vorbis", [False, True])
def test_samples_of_both_versions_are_what_was_recorded(tmp_path, is_vorbis):
    tones = [TONE, Tone(sine(1000, 0.5, 44_100), 44_100, key=84, correction_cents=-7, loop=(100, 20_000))]
    font = read(tmp_path, Font(tones), is_vorbis=is_vorbis)
    sample = font.sample(1)
    assert (sample.rate_hz, sample.key, sample.correction_cents, sample.loop) == (44_100, 84, -7, (100, 20_000))
    assert sample.frames == len(tones[1].sound)


def test_a_preset_that_is_not_there_is_named(tmp_path):
    font = read(tmp_path, Font([TONE], presets={(0, 5): [Zone()], (0, 2): [Zone()]}))
    with pytest.raises(AudioError) as caught:
        font.regions(0, 4)
    assert caught.value.code == "preset_unknown"
    assert caught.value.allowed == {"programs": [2, 5]}


def test_silence_before_a_sound_is_skipped_and_none_is_made_up(tmp_path):
    late = Tone(np.concatenate([np.zeros(2_000, np.float32), sine(440, 0.2)]))
    font = read(tmp_path, Font([late, TONE]))
    assert 1_950 < font.sample(0).sounds_from <= 2_005
    assert font.sample(1).sounds_from == 0


def test_a_file_is_opened_once(tmp_path):
    path = write_font(tmp_path / "font.sf2", Font([TONE]))
    assert open_soundfont(path) is open_soundfont(path)


def play_everything(path):
    font = SoundFont(path)
    for bank, program in font.presets():
        Sampler(font).play(Performance((Note(0, 0.01, 60, 90),)), bank=bank, program=program, frames=500, seed=0)


@pytest.fixture(scope="module", params=[False, True], ids=["version 2", "version 3"])
def whole(request, tmp_path_factory):
    zones = [Zone([(KEY_RANGE, span(0, 90)), (54, 1)], [(0x0102, 8, -900, 0, 0)]), Zone([(51, 3)], target=1)]
    tones = [Tone(sine(440, 0.05), loop=(10, 2_000)), Tone(sine(660, 0.05))]
    path = tmp_path_factory.mktemp("fonts") / "font.sf2"
    write_font(path, Font(tones, [zones], {(0, 0): [Zone()], (128, 1): [Zone()]}), is_vorbis=request.param)
    play_everything(path)
    return path


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_files_are_answers_and_no_crashes(whole, tmp_path, data):
    content = bytearray(whole.read_bytes())
    tables = content.rindex(b"LIST")
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.one_of(st.integers(0, len(content) - 1), st.integers(tables, len(content) - 1)))
        content[at] = data.draw(st.integers(0, 255))
    length = data.draw(st.one_of(st.just(len(content)), st.integers(0, len(content))))
    path = tmp_path / "damaged.sf2"
    path.write_bytes(content[:length])
    began = time.monotonic()
    with suppress(AudioError):
        play_everything(path)
    assert time.monotonic() - began < 5


def test_a_header_that_promises_more_than_there_is_is_refused(tmp_path):
    path = write_font(tmp_path / "font.sf2", Font([TONE]))
    content = path.read_bytes()
    at = content.index(b"tone 0\0") + 24
    path.write_bytes(content[:at] + struct.pack("<I", 0xFFFF_FFF0) + content[at + 4 :])
    with pytest.raises(AudioError, match="cut short"):
        play_everything(path)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"RIFF\x04\0\0\0WAVE", b"\0" * 100])
def test_what_is_no_soundfont_is_refused(tmp_path, content):
    path = tmp_path / "other.sf2"
    path.write_bytes(content)
    with pytest.raises(AudioError) as caught:
        SoundFont(path)
    assert caught.value.code == "soundfont_unreadable"
