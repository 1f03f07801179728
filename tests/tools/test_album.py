"""Albums: one loudness in the tracks' own proportions, tones that move together, gaps as they were."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pyebur128
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import lfilter

from audiostudio.accounts.plans import PLANS, Tier
from audiostudio.audio.codecs import open_audio, read_audio
from audiostudio.audio.errors import AudioError
from audiostudio.audio.mastering.album import (
    LOUDEST_ABOVE_LU,
    SOFTEST_BELOW_LU,
    album_loudness_lufs,
    track_targets_lufs,
)
from audiostudio.audio.meters.loudness import gated_loudness_lufs
from audiostudio.audio.meters.programme import Meters
from audiostudio.tools.album_mastering.params import AlbumParams
from audiostudio.tools.album_mastering.tool import TOOL
from audiostudio.tools.base import ToolContext, ToolError, silent_progress
from audiostudio.tools.deliverable import GENRES
from audiostudio.tools.registry import get_tool
from tests.support.signals import (
    continuous_programme,
    drums_and_bass,
    gap,
    libebur128,
    step_at_seam_db,
    tones,
    write,
)

RATE_HZ = 44_100


def at_lufs(audio, lufs):
    return audio * np.float32(10 ** ((lufs - libebur128(audio, RATE_HZ).integrated_lufs) / 20))


def make_album(paths, out_dir, names=None, tier=Tier.ADVANCED, **params):
    out_dir.mkdir()
    context = ToolContext(
        models_dir=out_dir,
        entitlements=PLANS[tier].entitlements,
        source_names=tuple(names or (path.name for path in paths)),
    )
    return TOOL.run(AlbumParams(**params), paths, out_dir, context, silent_progress)


def album_lufs(result):
    """Return the loudness of all masters together, by libebur128."""
    states = []
    for output in result.outputs:
        audio, rate_hz = read_audio(output.path)
        states.append(pyebur128.R128State(2, rate_hz, pyebur128.MeasurementMode.MODE_I))
        states[-1].add_frames(np.ascontiguousarray(audio.T, np.float64).reshape(-1), audio.shape[1])
    return pyebur128.get_loudness_global_multiple(states)


def track_lufs(result):
    return [libebur128(*read_audio(output.path)).integrated_lufs for output in result.outputs]


@pytest.fixture(scope="module")
def tracks(tmp_path_factory):
    """Give three tracks of -16, -18 and -21 LUFS."""
    folder = tmp_path_factory.mktemp("tracks")
    return [
        write(folder / f"{number}.wav", at_lufs(drums_and_bass(RATE_HZ, 8, seed=number), lufs), RATE_HZ)
        for number, lufs in enumerate((-16.0, -18.0, -21.0))
    ]


def test_the_album_meets_the_target_and_tracks_keep_their_proportions(tracks, tmp_path):
    result = make_album(tracks, tmp_path / "out", target_lufs=-18, genre="Jazz")
    assert album_lufs(result) == pytest.approx(-18, abs=0.15)
    assert result.report["album"]["integrated_lufs"] == pytest.approx(album_lufs(result), abs=0.05)
    first, second, third = track_lufs(result)
    assert (first - second, first - third) == (pytest.approx(2, abs=0.15), pytest.approx(5, abs=0.15))
    assert [output.role for output in result.outputs] == ["track_01", "track_02", "track_03"]
    assert [track["name"] for track in result.report["tracks"]] == ["0.wav", "1.wav", "2.wav"]


def test_proportions_are_bounded(tracks, tmp_path):
    whisper = write(tmp_path / "whisper.wav", at_lufs(drums_and_bass(RATE_HZ, 8, seed=7), -40.0), RATE_HZ)
    result = make_album([tracks[0], whisper], tmp_path / "out", target_lufs=-20, genre="Jazz")
    first, second = track_lufs(result)
    assert first - second == pytest.approx(6, abs=0.2)
    assert album_lufs(result) == pytest.approx(-20, abs=0.15)


@settings(max_examples=50)
@given(
    levels=st.lists(st.floats(-45, -5), min_size=1, max_size=20),
    target_lufs=st.floats(-30, -6),
)
def test_any_album_is_planned_to_its_target_within_the_bounds(levels, target_lufs):
    random = np.random.default_rng(len(levels))
    meters = Meters(RATE_HZ, 1)
    meters.feed(tones(RATE_HZ, [(1.0, -20.0)], channels=1))
    base, tracks = meters.read(), []
    for level in levels:
        blocks = random.uniform(0.5, 1.5, random.integers(5, 60))
        blocks *= 10 ** ((level - gated_loudness_lufs(blocks)) / 10)
        loudness = replace(base.loudness, integrated_lufs=level)
        tracks.append(replace(base, loudness=loudness, gating_blocks=blocks))
    targets = np.array(track_targets_lufs(tracks, target_lufs))
    planned = [t.gating_blocks * 10 ** ((to - lufs) / 10) for t, to, lufs in zip(tracks, targets, levels, strict=True)]
    assert album_loudness_lufs(planned) == pytest.approx(target_lufs, abs=0.01)
    assert np.ptp(targets) <= LOUDEST_ABOVE_LU - SOFTEST_BELOW_LU + 1e-9
    order = np.argsort(levels)
    assert (np.diff(targets[order]) >= -1e-9).all()


def test_each_track_may_meet_the_target_instead(tracks, tmp_path):
    result = make_album(tracks, tmp_path / "out", target="spotify", loudness="track", genre="auto")
    assert track_lufs(result) == [pytest.approx(-14, abs=0.1)] * 3
    assert result.report["genre_choice"]["why"]


def test_tones_move_towards_each_other_by_the_share_asked(tmp_path):
    bright = drums_and_bass(RATE_HZ, 8)
    dull = lfilter([0.5], [1, -0.5], bright).astype(np.float32)
    paths = [write(tmp_path / f"{n}.wav", audio, RATE_HZ) for n, audio in enumerate((bright, dull))]
    gaps = []
    for share in (0, 0.5, 1):
        result = make_album(paths, tmp_path / str(share), intensity=0, target_lufs=-23, tone_alignment=share)
        gaps.append(gap(*(read_audio(output.path) for output in result.outputs)))
    assert gaps[0] == pytest.approx(gap((bright, RATE_HZ), (dull, RATE_HZ)), abs=0.1)
    assert gaps[0] > gaps[1] + 0.3 > gaps[2] + 0.5


def test_gaps_and_lengths_are_kept_to_the_sample(tmp_path):
    frames = 5 * RATE_HZ + 17
    audio = drums_and_bass(RATE_HZ, 6)[:, :frames].copy()
    audio[:, : RATE_HZ // 2] = 0
    paths = [write(tmp_path / f"{n}.wav", audio * np.float32(gain), RATE_HZ) for n, gain in enumerate((1, 0.7))]
    for output in make_album(paths, tmp_path / "out", bit_depth=32, target_lufs=-20).outputs:
        made, _ = read_audio(output.path)
        assert made.shape[1] == frames
        # Look-ahead may lower gain before the first sound, but nothing sounds there.
        assert np.abs(made[:, : RATE_HZ // 2 - 64]).max() < 1e-6


@pytest.fixture(scope="module")
def segue(tmp_path_factory):
    """Give one programme cut into three tracks, not at zero crossings."""
    folder, programme = tmp_path_factory.mktemp("segue"), continuous_programme(RATE_HZ, 7)
    cuts = [0, 2 * RATE_HZ - 137, 4 * RATE_HZ + 11, programme.shape[1]]
    return [write(folder / f"{n}.wav", programme[:, a:b], RATE_HZ) for n, (a, b) in enumerate(pairwise(cuts))]


def mastered_segue(segue, out_dir, **params):
    """Return the masters of a segue, and the highest step at a seam in dB."""
    result = make_album(segue, out_dir, target_lufs=-14, **params)
    parts = [read_audio(output.path) for output in result.outputs]
    masters, rate_hz = [audio for audio, _ in parts], parts[0][1]
    assert [track["goes_on_from_previous"] for track in result.report["tracks"]] == [False, True, True]
    steps = [step_at_seam_db(masters[:n], masters[n:], rate_hz) for n in (1, 2)]
    return result, masters, max(steps)


@pytest.mark.parametrize("genre", GENRES)
def test_a_programme_cut_into_tracks_has_no_step_at_the_seams(segue, genre, tmp_path):
    result, masters, step_db = mastered_segue(segue, tmp_path / "out", genre=genre)
    assert step_db < 1
    assert [master.shape[1] for master in masters] == [88_063, 88_348, 132_289]
    assert album_lufs(result) == pytest.approx(-14, abs=0.1)


def test_a_segue_stays_whole_where_each_track_gets_its_own_loudness_and_another_rate(segue, tmp_path):
    result, masters, step_db = mastered_segue(segue, tmp_path / "out", loudness="track", target_sample_rate=48_000)
    assert step_db < 1
    assert track_lufs(result) == [pytest.approx(-14, abs=0.1)] * 3
    assert [master.shape[1] for master in masters] == [round(n * 48 / 44.1) for n in (88_063, 88_348, 132_289)]


def test_tracks_that_stop_and_start_in_mid_sound_do_not_go_on_in_each_other(segue, tmp_path):
    other = write(tmp_path / "other.wav", drums_and_bass(RATE_HZ, 4)[:, RATE_HZ // 4 :], RATE_HZ)
    report = make_album([segue[0], other, segue[2]], tmp_path / "out").report
    assert [track["goes_on_from_previous"] for track in report["tracks"]] == [False, False, False]


def test_the_file_at_fault_is_named_and_nothing_is_left(tracks, tmp_path):
    silent = write(tmp_path / "silent.wav", np.zeros((2, RATE_HZ), np.float32), RATE_HZ)
    with pytest.raises(AudioError, match=r"^audio_silent: Interlude\.wav: ") as refusal:
        make_album([tracks[0], silent], tmp_path / "out", names=["Opener.wav", "Interlude.wav"])
    assert refusal.value.code == "audio_silent"
    assert list((tmp_path / "out").iterdir()) == []


def test_it_stops_when_told_and_leaves_nothing(tracks, tmp_path):
    class StopError(Exception):
        pass

    seen = []

    def stop(fraction, message):
        seen.append(fraction)
        if fraction > 0.8:
            raise StopError

    context = ToolContext(models_dir=tmp_path, source_names=("a", "b", "c"))
    (tmp_path / "out").mkdir()
    with pytest.raises(StopError):
        TOOL.run(AlbumParams(), tracks, tmp_path / "out", context, stop)
    assert seen == sorted(seen)
    assert list((tmp_path / "out").iterdir()) == []


def test_tracks_of_one_name_become_different_files(tracks, tmp_path):
    result = make_album(tracks[:2], tmp_path / "out", names=["song.wav", "song.wav"], target_format="FLAC")
    names = [output.path.name for output in result.outputs]
    assert names == ["01 song (album master).flac", "02 song (album master).flac"]
    with open_audio(result.outputs[1].path) as reader:
        assert reader.frames == 8 * RATE_HZ


def test_limits_are_masterings():
    with pytest.raises(ToolError) as refusal:
        TOOL.check(AlbumParams(target_format="FLAC"), PLANS[Tier.FREE].entitlements)
    assert refusal.value.code == "format_not_in_tier"
    assert TOOL.price_credits(AlbumParams(), 7) == 7
    assert get_tool("album_mastering") is TOOL
