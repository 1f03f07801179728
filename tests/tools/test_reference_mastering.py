"""Mastering after references: nearer in what is matched, untouched in what is not, and no use of a bad reference."""

import numpy as np
import pytest
from scipy.signal import firwin2, lfilter

from audiostudio.accounts.plans import PLANS, Tier
from audiostudio.audio.codecs import open_audio, read_audio
from audiostudio.audio.errors import AudioError
from audiostudio.tools.base import ToolContext, silent_progress
from audiostudio.tools.mastering.params import MasteringParams
from audiostudio.tools.mastering.tool import TOOL
from tests.support import signals
from tests.support.signals import drums_and_bass, gap, tones, write

RATE_HZ = 44_100


@pytest.fixture(scope="module")
def pair(real_tracks, tmp_path_factory):
    """Give twelve seconds of a dull acoustic piece, and of a bright electronic one at another rate."""
    folder = tmp_path_factory.mktemp("pair")
    paths = []
    for name in ("nostalgic_acoustic_s411", "nostalgic_electronic_s522"):
        audio, rate_hz = read_audio(next(path for path in real_tracks if path.stem == name))
        paths.append(write(folder / f"{name}.wav", audio[:, 8 * rate_hz : 20 * rate_hz], rate_hz))
    return paths


def master(source, references, out_dir, tier=Tier.ADVANCED, **params):
    out_dir.mkdir()
    context = ToolContext(models_dir=out_dir, entitlements=PLANS[tier].entitlements, references=tuple(references))
    result = TOOL.run(MasteringParams(**params), [source], out_dir, context, silent_progress)
    return result, *read_audio(result.outputs[0].path)


def side_to_mid_db(audio):
    return 10 * np.log10(np.square(audio[0] - audio[1]).mean() / np.square(audio[0] + audio[1]).mean())


def test_a_master_resembles_its_reference_in_tone_level_and_width(pair, tmp_path):
    source, reference = pair
    result, made, rate_hz = master(source, [reference], tmp_path / "out")
    before, wanted = read_audio(source), read_audio(reference)
    assert gap((made, rate_hz), wanted) < 0.4 * gap(before, wanted)
    heard = signals.libebur128(made, rate_hz)
    assert heard.integrated_lufs == pytest.approx(signals.libebur128(*wanted).integrated_lufs, abs=0.1)
    assert heard.true_peak_dbtp <= -1 + 0.005
    widths = [side_to_mid_db(audio) for audio in (before[0], made, wanted[0])]
    assert abs(widths[1] - widths[2]) < abs(widths[0] - widths[2])
    names = [stage["name"] for stage in result.report["stages"]]
    assert {"spectrum match", "width match"} <= set(names)
    told = result.report["reference"]
    assert told["distance_before"]["spectrum_db"] > 2 * told["distance_after"]["spectrum_db"]
    assert told["distance_after"]["width_db"] == pytest.approx(widths[1] - widths[2], abs=0.3)
    with open_audio(result.outputs[0].path) as reader:
        assert reader.frames == round(12 * RATE_HZ)


def test_intensity_scales_the_match(pair, tmp_path):
    source, reference = pair
    wanted = read_audio(reference)
    gaps = []
    for intensity in (0, 0.5, 1):
        _, made, rate_hz = master(source, [reference], tmp_path / str(intensity), intensity=intensity)
        gaps.append(gap((made, rate_hz), wanted))
    assert gaps[0] > gaps[1] + 0.5 > gaps[2] + 1
    assert gaps[0] == pytest.approx(gap(read_audio(source), wanted), abs=0.3)


def test_each_kind_of_match_can_be_left_out(pair, tmp_path):
    source, reference = pair
    off = {"match_spectrum": False, "match_level": False, "match_dynamics": False, "match_width": False}
    plain, made, rate_hz = master(source, [reference], tmp_path / "none", **off)
    assert not any("match" in stage["name"] for stage in plain.report["stages"])
    assert plain.report["target_lufs"] == -14
    assert gap((made, rate_hz), read_audio(source)) < 0.5  # Welch's bins differ between the rates
    given, _, _ = master(source, [reference], tmp_path / "given", **(off | {"match_level": True}), target="apple")
    assert given.report["target_lufs"] == -16
    free, _, _ = master(source, [reference], tmp_path / "free", tier=Tier.FREE)
    assert "width" not in free.report["reference"]["matched"]


def test_a_known_filter_is_undone(tmp_path):
    """A mix that is its reference through a known curve comes back to the reference, at its own rate."""
    random = np.random.default_rng(5)
    noise = lfilter(firwin2(255, [0, 0.02, 0.9, 1], [1, 1, 0.05, 0]), 1, random.standard_normal((2, 10 * RATE_HZ)))
    reference = (0.1 * noise).astype(np.float32)
    dulled = lfilter(firwin2(511, [0, 0.01, 0.05, 0.2, 1], [1, 1, 0.4, 1, 0.3]), 1, reference).astype(np.float32)
    paths = [write(tmp_path / f"{n}.wav", audio, RATE_HZ) for n, audio in enumerate((dulled, reference))]
    _, made, rate_hz = master(paths[0], paths[1:], tmp_path / "out", match_dynamics=False)
    assert gap((dulled, RATE_HZ), (reference, RATE_HZ)) > 1.5
    assert gap((made, rate_hz), (reference, RATE_HZ)) < 0.3


def test_dynamics_shrink_towards_a_denser_reference(tmp_path):
    source = write(tmp_path / "in.wav", drums_and_bass(RATE_HZ, 10), RATE_HZ)
    dense = np.tanh(6 * drums_and_bass(RATE_HZ, 10)) * np.float32(0.1)
    result, made, _ = master(
        source, [write(tmp_path / "ref.wav", dense, RATE_HZ)], tmp_path / "out", match_spectrum=False
    )

    def spread_db(audio):
        steps = np.square(audio[0, : 10 * RATE_HZ]).reshape(-1, RATE_HZ // 100).mean(axis=1)
        return 10 * np.log10(np.quantile(steps, 0.95) / np.median(steps))

    before_db, after_db, wanted_db = (spread_db(audio) for audio in (read_audio(source)[0], made, dense))
    assert wanted_db < after_db < before_db - 0.4 * (before_db - wanted_db)
    stage = next(stage for stage in result.report["stages"] if stage["name"] == "dynamics match")
    assert 1 < stage["ratio"] <= 3


def test_several_references_are_averaged(pair, tmp_path):
    levels = [-20.0, -14.0]
    paths = []
    for level in levels:
        audio, rate_hz = read_audio(pair[1])
        gain_db = level - signals.libebur128(audio, rate_hz).integrated_lufs
        paths.append(write(tmp_path / f"{level}.wav", audio * np.float32(10 ** (gain_db / 20)), rate_hz))
    result, _, _ = master(pair[0], paths, tmp_path / "out")
    assert result.report["target_lufs"] == pytest.approx(-17, abs=0.05)


def test_mono_and_stereo_go_together(pair, tmp_path):
    audio, rate_hz = read_audio(pair[0])
    mono = write(tmp_path / "mono.wav", audio[:1], rate_hz)
    for number, (source, reference) in enumerate([(mono, pair[1]), (pair[1], mono)]):
        result, made, _ = master(source, [reference], tmp_path / str(number))
        assert made.shape[0] == (1, 2)[number]
        assert "width match" not in [stage["name"] for stage in result.report["stages"]]


@pytest.mark.parametrize(
    ("audio", "why"),
    [
        (np.zeros((2, 10 * RATE_HZ), np.float32), "-70 LUFS"),
        (tones(RATE_HZ, [(2.0, -20.0)]), "2.0 s"),
        (np.full((2, 10 * RATE_HZ), 0.5, np.float32), "constant"),
        (np.ones((6, RATE_HZ), np.float32), "6 channels"),
    ],
    ids=("silence", "2 s", "DC", "surround"),
)
def test_a_reference_of_no_use_is_refused(audio, why, pair, tmp_path):
    bad = write(tmp_path / "bad.wav", audio, RATE_HZ)
    with pytest.raises(AudioError, match=why) as refusal:
        master(pair[0], [pair[1], bad], tmp_path / "out")
    assert refusal.value.code == "reference_unsuitable"
    assert "Reference 2" in refusal.value.detail
    assert list((tmp_path / "out").iterdir()) == []


def test_music_is_not_taken_for_speech(pair, tmp_path):
    result, _, _ = master(pair[0], [pair[1]], tmp_path / "out")
    assert result.report["reference"]["warnings"] == []


def test_talking_earns_a_warning(pair, tmp_path):
    """Bursts of a buzzing voice at four a second, with a breath after each phrase."""
    time = np.arange(12 * RATE_HZ) / RATE_HZ
    voice = lfilter([1], [1, -1.6, 0.8], np.sign(np.sin(2 * np.pi * (120 + 8 * np.sin(2 * time)) * time)))
    syllables = np.maximum(0, np.sin(2 * np.pi * 4 * time)) ** 2 * ((time % 3) < 2.2)
    talk = np.tile((0.02 * voice * syllables).astype(np.float32), (2, 1))
    result, _, _ = master(pair[0], [write(tmp_path / "talk.wav", talk, RATE_HZ)], tmp_path / "out")
    assert "speech" in result.report["reference"]["warnings"][0]
