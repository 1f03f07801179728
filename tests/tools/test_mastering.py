"""Mastering through the tool: real music and hostile files in, deliverables judged by meters that are not ours."""

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from pydantic import ValidationError

from audiostudio.accounts.plans import PLANS, Tier
from audiostudio.audio.codecs import open_audio, read_audio
from audiostudio.audio.errors import AudioError
from audiostudio.audio.mastering.genres import GENRES
from audiostudio.audio.meters.loudness import measure_loudness
from audiostudio.audio.meters.true_peak import true_peak_dbtp
from audiostudio.tools.base import ToolContext, ToolError, silent_progress
from audiostudio.tools.deliverable import GENRES as MASTERED_GENRES
from audiostudio.tools.mastering.params import MasteringParams
from audiostudio.tools.mastering.tool import TOOL
from audiostudio.tools.registry import get_tool
from tests.support import signals
from tests.support.cases import chosen
from tests.support.signals import drums_and_bass, tones, write

EXCERPT_SECONDS = 30
LOSSY = ("MP3", "AAC", "OGG")


@pytest.fixture(scope="module")
def excerpts(real_tracks: list[Path], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Cut half a minute out of twelve real tracks, as 16-bit WAV at their own rate."""
    folder = tmp_path_factory.mktemp("excerpts")
    paths = []
    for track in real_tracks[::2][:12]:
        with open_audio(track) as reader:
            blocks, rate_hz = [], reader.sample_rate_hz
            for block in reader.blocks(rate_hz):
                blocks.append(block)
                if len(blocks) == 20 + EXCERPT_SECONDS:
                    break
        paths.append(folder / f"{track.stem}.wav")
        soundfile.write(paths[-1], np.concatenate(blocks, axis=1)[:, -EXCERPT_SECONDS * rate_hz :].T, rate_hz)
    assert len(paths) == 12
    return paths


def master(source: Path, out_dir: Path, tier: Tier = Tier.ADVANCED, name: str = "My Song.wav", **params):
    context = ToolContext(models_dir=out_dir, entitlements=PLANS[tier].entitlements, source_names=(name,))
    out_dir.mkdir(exist_ok=True)
    result = TOOL.run(MasteringParams(**params), [source], out_dir, context, silent_progress)
    assert [path.name for path in out_dir.iterdir()] == [result.outputs[0].path.name]
    return result


def libebur128(path: Path) -> tuple[float, float]:
    """Return integrated loudness and true peak of a file, decoded by the codecs and read by libebur128."""
    reading = signals.libebur128(*read_audio(path))
    return reading.integrated_lufs, reading.true_peak_dbtp


def ffmpeg(path: Path) -> tuple[float, float]:
    """Return integrated loudness and true peak of a file, decoded and read by FFmpeg's ebur128 filter alone."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        graph = av.filter.Graph()
        source = graph.add_abuffer(template=stream, time_base=stream.time_base or Fraction(1, stream.rate))
        meter, sink = graph.add("ebur128", "peak=true:metadata=1:framelog=quiet"), graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        graph.configure()
        loudness, peaks = -np.inf, [0.0]

        def drain() -> None:
            nonlocal loudness
            while True:
                try:
                    facts = graph.pull().metadata
                except (av.error.BlockingIOError, av.error.EOFError):
                    return
                loudness = float(facts.get("lavfi.r128.I", loudness))
                peaks.extend(float(value) for key, value in facts.items() if "true_peaks_ch" in key)

        for frame in container.decode(stream):
            graph.push(frame)
            drain()
        graph.push(None)
        drain()
    return loudness, 20 * float(np.log10(max(peaks)))


def assert_holds(result, target_lufs: float, ceiling_dbtp: float = -1.0) -> None:
    path = result.outputs[0].path
    for loudness, peak in (libebur128(path), ffmpeg(path)):
        assert peak <= ceiling_dbtp + 0.005  # the meters' two decimals
        if not result.report["target_limited"]:
            assert loudness == pytest.approx(target_lufs, abs=0.1)


COMBINATIONS = [
    (number, genre, [-14, -11, -16, -9][number % 4])
    for number, genre in enumerate([*GENRES, "Pop", "Rock", "Hip-Hop", "Electronic"])
]


@pytest.mark.parametrize(("number", "genre", "target_lufs"), chosen(COMBINATIONS, usual=COMBINATIONS[::3]))
def test_real_music_meets_target_and_ceiling_in_every_genre(number, genre, target_lufs, excerpts, tmp_path):
    result = master(excerpts[number], tmp_path / "out", genre=genre, target_lufs=target_lufs)
    assert_holds(result, target_lufs)
    if genre not in ("Jazz", "Classical"):
        assert not result.report["target_limited"]


FORMATS = [(container, target) for container in ("MP3", "AAC", "OGG", "FLAC", "AIFF") for target in (-14.0, -9.0)]


@pytest.mark.parametrize(
    ("container", "target_lufs"),
    chosen(FORMATS, usual=[("MP3", -9.0), ("AAC", -14.0), ("OGG", -9.0), ("FLAC", -14.0)]),
)
def test_every_format_holds_what_was_promised_once_decoded(container, target_lufs, excerpts, tmp_path):
    result = master(excerpts[3], tmp_path / "out", genre="Pop", target_format=container, target_lufs=target_lufs)
    assert_holds(result, target_lufs)
    with open_audio(result.outputs[0].path) as reader:
        seconds = sum(block.shape[1] for block in reader.blocks()) / reader.sample_rate_hz
    assert seconds == pytest.approx(EXCERPT_SECONDS, abs=0.001)


@pytest.mark.parametrize("genre", ["Jazz", "Classical"])
@pytest.mark.parametrize("target_lufs", [-16.0, -11.0, -7.0])
def test_jazz_and_classical_keep_their_range_or_say_that_they_could_not_be_louder(genre, target_lufs, tmp_path):
    parts = [drums_and_bass(44_100, 8, seed=i) * np.float32(10 ** (-3 * (i % 4) / 20)) for i in range(6)]
    source = write(tmp_path / "in.wav", np.concatenate(parts, axis=1), 44_100)
    result = master(source, tmp_path / "out", genre=genre, target_lufs=target_lufs)
    report = result.report
    assert abs(report["after"]["loudness_range_lu"] - report["before"]["loudness_range_lu"]) <= 1.0
    assert_holds(result, target_lufs)
    if abs(report["after"]["integrated_lufs"] - target_lufs) > 0.1:
        assert report["target_limited"]
        assert "range" in report["target_limited_reason"]


@pytest.mark.parametrize("genre", ["Jazz", "Classical"])
def test_jazz_and_classical_keep_the_range_of_real_music(genre, excerpts, tmp_path):
    for number, (excerpt, target_lufs) in enumerate(zip(excerpts[::2], [-16, -14, -11] * 2, strict=True)):
        result = master(excerpt, tmp_path / str(number), genre=genre, target_lufs=target_lufs)
        before, after = (signals.libebur128(*read_audio(path)) for path in (excerpt, result.outputs[0].path))
        assert after.range_lu == pytest.approx(before.range_lu, abs=1.0)


def test_intensity_zero_at_the_own_loudness_changes_nothing_but_dither(tmp_path):
    audio = drums_and_bass(44_100, 10) * np.float32(0.5)
    source = write(tmp_path / "in.wav", audio, 44_100, "PCM_24")
    original, _ = read_audio(source)
    loudness = measure_loudness(original, 44_100).integrated_lufs
    for bit_depth in (16, 24, 32):
        result = master(source, tmp_path / str(bit_depth), intensity=0, target_lufs=loudness, bit_depth=bit_depth)
        difference = np.abs(read_audio(result.outputs[0].path)[0] - original)
        assert difference.max() <= (0 if bit_depth == 32 else 1.5 * 2 ** (1 - bit_depth))
        assert result.report["gain_applied_db"] == 0


def test_a_target_out_of_reach_is_admitted(tmp_path):
    clicks = np.zeros((2, 44_100 * 5), np.float32)
    clicks[:, ::4410] = 0.9
    result = master(write(tmp_path / "in.wav", clicks, 44_100), tmp_path / "out", target_lufs=-8)
    assert result.report["target_limited"]
    assert result.report["target_limited_reason"]
    assert result.report["after"]["integrated_lufs"] < -8.1
    assert libebur128(result.outputs[0].path)[1] <= -1.0


def test_each_genre_moves_the_tone_its_own_way(tmp_path):
    random = np.random.default_rng(3)
    noise = (0.1 * random.standard_normal((2, 44_100 * 8))).astype(np.float32)
    source = write(tmp_path / "in.wav", noise, 44_100)

    def bands(audio):
        spectrum = np.abs(np.fft.rfft(audio)) ** 2
        hz = np.fft.rfftfreq(noise.shape[1], 1 / 44_100)
        edges = (50, 90), (900, 1100), (12_000, 16_000)
        low, middle, high = (10 * np.log10(spectrum[:, (hz > a) & (hz < b)].mean()) for a, b in edges)
        return np.array([low - middle, high - middle])

    def change(genre):
        result = master(source, tmp_path / genre, tier=Tier.FREE, genre=genre, target_lufs=-20)
        return bands(read_audio(result.outputs[0].path)[0]) - bands(noise)

    tone = {genre: change(genre) for genre in GENRES}
    assert tone["Hip-Hop"].min() > 0.8
    assert tone["Electronic"][0] > tone["Gospel"][0]
    assert tone["Pop"][1] > tone["Rock"][1] > tone["Jazz"][1]
    assert tone["Jazz"][0] > 0.3
    assert np.abs(tone["Classical"]).max() < 0.6


def test_each_tier_adds_its_stages(tmp_path):
    source = write(tmp_path / "in.wav", drums_and_bass(44_100, 4), 44_100)
    named = {}
    for tier in Tier:
        result = master(source, tmp_path / tier, tier=tier, genre="Pop")
        named[tier] = [stage["name"] for stage in result.report["stages"]]
    assert "compression" in named[Tier.FREE]
    assert not {"multiband compression", "stereo width", "harmonic colour"} & set(named[Tier.FREE])
    assert {"multiband compression", "stereo width"} <= set(named[Tier.PRO])
    assert not {"harmonic colour", "transient care"} & set(named[Tier.PRO])
    assert {"multiband compression", "stereo width", "harmonic colour", "transient care"} <= set(named[Tier.ADVANCED])


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 48_000, 96_000, 192_000])
@pytest.mark.parametrize("target_rate_hz", [44_100, 192_000])
def test_any_rate_becomes_any_rate(rate_hz, target_rate_hz, tmp_path):
    source = write(tmp_path / "in.wav", drums_and_bass(rate_hz, 5), rate_hz)
    result = master(source, tmp_path / "out", target_sample_rate=target_rate_hz)
    with open_audio(result.outputs[0].path) as reader:
        assert (reader.sample_rate_hz, reader.frames) == (target_rate_hz, 5 * target_rate_hz)
    assert_holds(result, -14)


def test_mono_stays_mono(tmp_path):
    source = write(tmp_path / "in.wav", drums_and_bass(44_100, 4)[:1], 44_100)
    result = master(source, tmp_path / "out")
    with open_audio(result.outputs[0].path) as reader:
        assert reader.channels == 1
    assert libebur128(result.outputs[0].path)[0] == pytest.approx(-14, abs=0.1)


def test_an_offset_is_removed(tmp_path):
    source = write(tmp_path / "in.wav", drums_and_bass(44_100, 4) * np.float32(0.3) + np.float32(0.3), 44_100)
    result = master(source, tmp_path / "out", genre="Classical", target_lufs=-20)
    made = read_audio(result.outputs[0].path)[0]
    assert abs(made.mean()) < 1e-3
    assert abs(made[:, :4410].mean()) < 0.01


def test_very_quiet_and_very_hot_mixes_are_brought_to_target(tmp_path):
    for gain_db in (-45, 18):
        source = write(
            tmp_path / f"{gain_db}.wav", drums_and_bass(44_100, 5) * np.float32(10 ** (gain_db / 20)), 44_100
        )
        assert_holds(master(source, tmp_path / f"out{gain_db}"), -14)


@pytest.mark.parametrize(
    ("audio", "code"),
    [
        (np.zeros((2, 44_100), np.float32), "audio_silent"),
        (tones(44_100, [(0.2, -20.0)]), "audio_too_short"),
        (np.full((2, 44_100), np.nan, np.float32), "audio_not_finite"),
        (np.full((2, 44_100), np.inf, np.float32), "audio_not_finite"),
        (np.ones((3, 44_100), np.float32), "audio_channels_unsupported"),
        (np.ones((8, 44_100), np.float32), "audio_channels_unsupported"),
        (np.full((2, 44_100), 0.5, np.float32), "audio_dc"),
    ],
    ids=("silence", "0.2 s", "NaN", "infinity", "3 channels", "8 channels", "DC"),
)
def test_what_cannot_be_mastered_is_refused_and_leaves_no_file(audio, code, tmp_path):
    source = write(tmp_path / "in.wav", audio, 44_100)
    out_dir = tmp_path / "out"
    out_dir.mkdir()
    context = ToolContext(models_dir=tmp_path)
    with pytest.raises(AudioError) as refusal:
        TOOL.run(MasteringParams(), [source], out_dir, context, silent_progress)
    assert refusal.value.code == code
    assert list(out_dir.iterdir()) == []


@pytest.mark.parametrize("tier", Tier)
@pytest.mark.parametrize("container", ["WAV", "FLAC", "MP3", "AIFF", "AAC", "OGG"])
@pytest.mark.parametrize("rate_hz", [44_100, 48_000, 96_000, 192_000])
def test_the_tier_table_is_kept(tier, container, rate_hz):
    params = MasteringParams(target_format=container, target_sample_rate=rate_hz, bit_depth=24)
    impossible = (container == "MP3" and rate_hz > 48_000) or (container == "AAC" and rate_hz > 96_000)
    if container not in PLANS[tier].entitlements.formats:
        expected = "format_not_in_tier"
    elif rate_hz not in PLANS[tier].entitlements.sample_rates_hz:
        expected = "sample_rate_not_in_tier"
    elif impossible:
        expected = "format_rate_unsupported"
    else:
        TOOL.check(params, PLANS[tier].entitlements)
        return
    with pytest.raises(ToolError) as refusal:
        TOOL.check(params, PLANS[tier].entitlements)
    assert refusal.value.code == expected
    for name, values in refusal.value.allowed.items():
        assert values
        for value in values:
            changed = params.model_copy(update={name: value})
            if expected == "format_rate_unsupported":
                TOOL.check(changed, PLANS[tier].entitlements)


def test_floating_point_is_for_wav_only():
    TOOL.check(MasteringParams(target_format="WAV", bit_depth=32), PLANS[Tier.FREE].entitlements)
    TOOL.check(MasteringParams(target_format="MP3", bit_depth=32), PLANS[Tier.FREE].entitlements)
    with pytest.raises(ToolError) as refusal:
        TOOL.check(MasteringParams(target_format="FLAC", bit_depth=32), PLANS[Tier.PRO].entitlements)
    assert (refusal.value.code, refusal.value.allowed) == ("format_bit_depth_unsupported", {"bit_depth": [16, 24]})


@pytest.mark.parametrize("wrong", [{"target_lufs": 3}, {"target_lufs": -70}, {"genre": "Polka"}, {"intensity": 1.1}])
def test_senseless_parameters_are_refused(wrong):
    with pytest.raises(ValidationError):
        MasteringParams(**wrong)


def test_names_are_taken_in_any_case():
    params = MasteringParams(genre="hip-hop", target_format="flac", target="Spotify")
    assert (params.genre, params.target_format, params.target) == ("Hip-Hop", "FLAC", "spotify")


@pytest.mark.parametrize(
    ("target", "lufs"), [("spotify", -14), ("apple", -16), ("youtube", -14), ("ebu_r128", -23), ("club", -9)]
)
def test_a_target_may_be_named(target, lufs, tmp_path):
    source = write(tmp_path / "in.wav", drums_and_bass(44_100, 4), 44_100)
    result = master(source, tmp_path / "out", target=target)
    assert libebur128(result.outputs[0].path)[0] == pytest.approx(lufs, abs=0.1)
    assert result.report["target_lufs"] == lufs
    assert MasteringParams(target=target, target_lufs=lufs).wanted_lufs == lufs


def test_a_name_and_a_number_may_not_contradict_each_other():
    with pytest.raises(ValidationError, match=r"'apple' means -16 LUFS, but target_lufs is -9; give one of them"):
        MasteringParams(target="apple", target_lufs=-9)


@pytest.mark.parametrize(("wrong", "bound"), [(3, "-6"), (-5.9, "-6"), (-70, "-36"), (-36.1, "-36")])
def test_a_refused_target_names_the_bound(wrong, bound):
    with pytest.raises(ValidationError, match=bound):
        MasteringParams(target_lufs=wrong)


def test_the_genres_offered_are_the_genres_there_are():
    assert tuple(GENRES) == MASTERED_GENRES
    assert set(MasteringParams.model_json_schema()["properties"]["genre"]["enum"]) == {*GENRES, "auto"}


@pytest.mark.parametrize(
    ("source_name", "file_name"),
    [
        ("../../etc/Ärger & Liebe.mp3", "Ärger & Liebe (Pop master).wav"),
        ("C:\\music\\a:b?.wav", "a_b_ (Pop master).wav"),
        ("x" * 300 + ".wav", "x" * 100 + " (Pop master).wav"),
        ("..", "audio (Pop master).wav"),
        ("\n\0.wav", "audio (Pop master).wav"),
    ],
)
def test_the_file_is_named_after_the_song_and_nothing_else(source_name, file_name, tmp_path):
    source = write(tmp_path / "in.wav", drums_and_bass(44_100, 1), 44_100)
    assert master(source, tmp_path / "out", name=source_name).outputs[0].path.name == file_name


def test_progress_rises_to_its_end_and_may_stop_the_work(tmp_path):
    source = write(tmp_path / "in.wav", drums_and_bass(44_100, 10), 44_100)
    seen: list[float] = []
    context = ToolContext(models_dir=tmp_path)
    out_dir = tmp_path / "out"
    out_dir.mkdir()
    TOOL.run(MasteringParams(), [source], out_dir, context, lambda fraction, message: seen.append(fraction))
    assert seen == sorted(seen)
    assert seen[-1] == pytest.approx(1)

    class StopError(Exception):
        pass

    def stop(fraction: float, message: str) -> None:
        if fraction > 0.7:
            raise StopError

    stopped = tmp_path / "stopped"
    stopped.mkdir()
    with pytest.raises(StopError):
        TOOL.run(MasteringParams(), [source], stopped, context, stop)
    assert list(stopped.iterdir()) == []


def test_true_peak_of_the_report_is_that_of_the_file(tmp_path):
    source = write(tmp_path / "in.wav", drums_and_bass(44_100, 5), 44_100)
    result = master(source, tmp_path / "out", target_lufs=-9, genre="Rock")
    audio, rate_hz = read_audio(result.outputs[0].path)
    assert result.outputs[0].details["true_peak_dbtp"] == pytest.approx(true_peak_dbtp(audio, rate_hz), abs=0.001)
    assert result.outputs[0].media_type == "audio/wav"
    assert result.report["engine"]


def test_the_tool_is_found():
    assert get_tool("mastering") is TOOL


@pytest.mark.parametrize("module", ["mastering", "album_mastering", "stem_mastering"])
def test_tools_are_light_to_import(module):
    heavy = "{'numba', 'scipy', 'soxr', 'av', 'numpy'} & set(sys.modules)"
    code = (
        f"import sys; from audiostudio.tools.{module}.tool import TOOL; TOOL.Params.model_json_schema(); "
        f"sys.exit(str({heavy}) if {heavy} else 0)"
    )
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
