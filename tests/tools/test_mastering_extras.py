"""The picture of a master's report and the pair of previews, made by a mastering run."""

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import soundfile

from audiostudio.audio.codecs import AudioFormat, create_audio, open_audio, read_audio, read_cover
from audiostudio.tools.base import ToolContext, silent_progress
from audiostudio.tools.mastering.params import MasteringParams
from audiostudio.tools.mastering.tool import TOOL
from tests.support.signals import drums_and_bass, libebur128
from tests.support.tags import TAGS

RATE_HZ = 44_100


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """50 s that are soft for 10 s, loud for 35, and silent at the end."""
    audio = drums_and_bass(RATE_HZ, 50)
    audio[:, : 10 * RATE_HZ] *= np.float32(0.1)
    audio[:, 45 * RATE_HZ :] = 0
    path = tmp_path_factory.mktemp("song") / "song.wav"
    soundfile.write(path, audio.T, RATE_HZ)
    return path


def master(source: Path, out_dir: Path, **params):
    context = ToolContext(models_dir=out_dir, source_names=("My Song.wav",))
    result = TOOL.run(MasteringParams(**params), [source], out_dir, context, silent_progress)
    assert {output.path.name for output in result.outputs} == {path.name for path in out_dir.iterdir()}
    return {output.role: output for output in result.outputs}, result.report


@pytest.fixture(scope="module")
def made(song, tmp_path_factory):
    return master(song, tmp_path_factory.mktemp("made"), target_lufs=-10, report=True, preview=True)


def test_only_the_master_is_made_unless_more_is_asked_for(song, tmp_path):
    outputs, report = master(song, tmp_path)
    assert outputs.keys() == {"master"}
    assert not {"curves", "preview"} & report.keys()


def test_the_picture_is_an_svg_of_the_reports_curves(made):
    outputs, report = made
    picture = outputs["report_picture"]
    assert (picture.type, picture.media_type, picture.path.suffix) == ("picture", "image/svg+xml", ".svg")
    root = ElementTree.parse(picture.path).getroot()
    assert "My Song" in "".join(root.itertext())
    curves = report["curves"]
    assert curves["seconds"] == pytest.approx(50)
    series = [curves["times_s"], curves["gain_reduction_db"]]
    series += [curves[when][name] for when in ("before", "after") for name in ("short_term_lufs", "correlation")]
    assert {len(values) for values in series} == {240}
    assert len(curves["thirds_hz"]) == len(curves["before"]["thirds_db"]) == 30


def test_curves_tell_when_and_where_what_happens(made):
    curves = made[1]["curves"]
    at = np.array(curves["times_s"])
    after = np.array(curves["after"]["short_term_lufs"], float)
    assert np.nanmean(after[(at > 2) & (at < 8)]) < np.nanmean(after[(at > 13) & (at < 43)]) - 10
    assert np.isnan(after[at > 48.6]).all()
    taken = np.array(curves["gain_reduction_db"], float)
    assert taken[(at > 2) & (at < 8)].max() < 0.5
    assert taken[(at > 13) & (at < 43)].max() > 1
    assert max(curves["after"]["short_term_lufs"], key=lambda value: value or -99) == pytest.approx(
        made[1]["after"]["max_short_term_lufs"], abs=0.02
    )


def test_thirds_of_an_octave_of_pink_noise_are_level(tmp_path):
    random = np.random.default_rng(4)
    hz = np.fft.rfftfreq(RATE_HZ * 10, 1 / RATE_HZ)
    spectrum = np.fft.rfft(random.standard_normal((1, RATE_HZ * 10))) / np.sqrt(np.maximum(hz, 20))
    noise = np.fft.irfft(spectrum)
    soundfile.write(tmp_path / "in.wav", (0.1 * noise / noise.std()).T, RATE_HZ, subtype="FLOAT")
    out_dir = tmp_path / "out"
    out_dir.mkdir()
    _, report = master(tmp_path / "in.wav", out_dir, report=True, target_lufs=-20)
    bands = np.array(report["curves"]["before"]["thirds_db"])[4:-2]
    assert np.abs(bands - bands.mean()).max() < 1.0
    assert report["curves"]["before"]["correlation"] is None


def test_previews_are_equally_loud_and_the_louder_one_was_turned_down(made):
    outputs, report = made
    pair = [outputs["preview_original"], outputs["preview_master"]]
    loudness = [libebur128(*read_audio(output.path)).integrated_lufs for output in pair]
    assert loudness[0] == pytest.approx(loudness[1], abs=0.1)
    preview = report["preview"]
    assert preview["original"]["gain_db"] == 0
    assert preview["master"]["gain_db"] < -1
    assert preview["master"]["integrated_lufs"] == pytest.approx(loudness[1], abs=0.05)
    assert {(output.type, output.media_type) for output in pair} == {("preview", "audio/mpeg")}


def test_previews_are_of_the_loudest_half_minute(made):
    assert made[1]["preview"]["duration_seconds"] == 30
    assert 10 <= made[1]["preview"]["start_seconds"] <= 15


@pytest.mark.parametrize("target_rate_hz", [44_100, 96_000])
def test_previews_are_aligned_to_the_sample(song, target_rate_hz, tmp_path):
    outputs, _ = master(song, tmp_path, intensity=0, preview=True, target_lufs=-20, target_sample_rate=target_rate_hz)
    (one, rate_hz), (other, _) = (read_audio(outputs[f"preview_{name}"].path) for name in ("original", "master"))
    assert one.shape == other.shape
    size = 1 << 18
    spectra = [np.fft.rfft(audio[0, rate_hz : rate_hz + size // 2], size) for audio in (one, other)]
    correlation = np.fft.irfft(spectra[0] * np.conj(spectra[1]))
    assert np.argmax(correlation) == 0


def test_a_short_song_is_its_own_preview(tmp_path):
    soundfile.write(tmp_path / "in.wav", drums_and_bass(RATE_HZ, 2).T, RATE_HZ)
    out_dir = tmp_path / "out"
    out_dir.mkdir()
    outputs, report = master(tmp_path / "in.wav", out_dir, preview=True, report=True)
    assert report["preview"]["duration_seconds"] == 2
    assert len(outputs) == 4


def test_the_preview_of_a_mix_beyond_full_scale_does_not_clip(tmp_path):
    sparse = drums_and_bass(RATE_HZ, 2)
    sparse[:, ::4410] *= 30
    soundfile.write(tmp_path / "in.wav", (4 * sparse).T, RATE_HZ, subtype="FLOAT")
    (tmp_path / "out").mkdir()
    outputs, report = master(tmp_path / "in.wav", tmp_path / "out", preview=True)
    assert np.abs(read_audio(outputs["preview_original"].path)[0]).max() < 1.1  # coding adds a little
    assert report["preview"]["original"]["gain_db"] < -10


def test_a_master_keeps_tags_and_cover(cover, tmp_path):
    with create_audio(tmp_path / "in", AudioFormat("FLAC"), RATE_HZ, 2, tags=TAGS, cover=cover) as writer:
        writer.write(drums_and_bass(RATE_HZ, 2))
    for container in ("WAV", "MP3"):
        out_dir = tmp_path / container
        out_dir.mkdir()
        outputs, _ = master(tmp_path / "in", out_dir, target_format=container)
        with open_audio(outputs["master"].path) as reader:
            assert reader.tags == TAGS
        assert read_cover(outputs["master"].path) == cover
