"""The pack of single sounds: what it holds, at the rate of instruments, and packs that are something else."""

import io
import zipfile

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audiostudio.audio.errors import AudioError
from audiostudio.audio.instruments.drums.one_shots import OneShots

PROVENANCE = (
    b"# Words\n\n* `:bd_one` - http://example.org/1/\n* `:perc_bell_2`- https://example.org/2/\n* `tbd_x`   - Donated\n"
)


def flac(sound, rate_hz):
    buffer = io.BytesIO()
    soundfile.write(buffer, sound, rate_hz, format="FLAC")
    return buffer.getvalue()


def tone(rate_hz, seconds=0.5):
    return 0.5 * np.sin(2 * np.pi * 1_000 * np.arange(round(rate_hz * seconds)) / rate_hz)


@pytest.fixture
def pack(tmp_path):
    def made(**files):
        with zipfile.ZipFile(tmp_path / "pack.zip", "w") as archive:
            for name, content in files.items():
                archive.writestr(f"{name}.flac", content)
            archive.writestr("PROVENANCE.md", PROVENANCE)
        return OneShots(tmp_path / "pack.zip")

    return made


@pytest.mark.parametrize("rate_hz", [44_100, 48_000, 96_000, 192_000])
def test_sounds_come_at_48_khz(pack, rate_hz):
    stereo = np.stack([tone(rate_hz), np.zeros(rate_hz // 2)], axis=1)
    sound = pack(bd_one=flac(stereo, rate_hz)).sound("bd_one")
    assert sound.shape == (2, 24_000)
    middle = sound[0, 2_000:22_000]
    assert np.argmax(np.abs(np.fft.rfft(middle))) == round(1_000 * 20_000 / 48_000)
    assert np.abs(sound[1]).max() < 1e-3


def test_origins_are_those_of_the_pack(pack):
    sounds = pack(bd_one=flac(tone(48_000), 48_000))
    assert sounds.names() == ("bd_one",)
    assert sounds.origin("bd_one") == "http://example.org/1/"
    assert sounds.origin("perc_bell2") == "https://example.org/2/"
    assert sounds.origin("tbd_x") == "Donated"
    assert sounds.origin("other") == ""


def test_an_unknown_sound_is_named_with_those_that_there_are(pack):
    with pytest.raises(AudioError) as caught:
        pack(bd_one=b"").sound("bd_two")
    assert (caught.value.code, caught.value.allowed) == ("sample_unknown", {"samples": ["bd_one"]})


@pytest.mark.parametrize(
    "content", [b"", b"no sound", flac(np.zeros((100, 4)), 48_000), flac(np.zeros(500_000), 8_000)]
)
def test_what_is_no_short_sound_is_refused(pack, content):
    with pytest.raises(AudioError) as caught:
        pack(bd_one=content).sound("bd_one")
    assert caught.value.code == "samples_unreadable"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_packs_are_answers(pack, tmp_path, data):
    pack(bd_one=flac(tone(48_000, 0.02), 48_000))
    content = bytearray((tmp_path / "pack.zip").read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "damaged.zip").write_bytes(content[: data.draw(st.integers(1, len(content)))])
    try:
        OneShots(tmp_path / "damaged.zip").sound("bd_one")
    except AudioError as error:
        assert error.code in ("samples_unreadable", "sample_unknown")  # noqa: PT017 - most are damaged, not all
