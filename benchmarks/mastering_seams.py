"""Albums cut out of one programme: how much the seams stand out above 2 kHz from the seconds around them.

    python benchmarks/mastering_seams.py [--seconds 24]

A sustained chord that fades over its length is cut into three tracks away from its zero crossings, mastered as an album
in every genre, with one loudness for the album and one for each track, at its own rate and resampled, and joined again.
A positive figure is a click; the limit is 1 dB. As a scale, the last row is the same album with the tracks mastered one
by one.
"""

import argparse
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.signals import continuous_programme, step_at_seam_db, write

from audiostudio.audio.codecs import read_audio
from audiostudio.audio.types import Audio
from audiostudio.tools.album_mastering.params import AlbumParams
from audiostudio.tools.album_mastering.tool import TOOL
from audiostudio.tools.base import ToolContext, silent_progress
from audiostudio.tools.deliverable import GENRES

RATE_HZ = 44_100
LIMIT_DB = 1.0
SETTINGS = {
    "album, 44.1 kHz": {"target_lufs": -14.0},
    "track, 44.1 kHz": {"target_lufs": -14.0, "loudness": "track"},
    "album, 48 kHz": {"target_lufs": -14.0, "target_sample_rate": 48_000},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=24)
    seconds = parser.parse_args().seconds
    programme = continuous_programme(RATE_HZ, seconds)
    cuts = [0, int(seconds * RATE_HZ / 3) - 137, int(seconds * RATE_HZ * 2 / 3) + 11, programme.shape[1]]
    with tempfile.TemporaryDirectory() as folder:
        tracks = [
            write(Path(folder) / f"{number}.wav", programme[:, start:end], RATE_HZ)
            for number, (start, end) in enumerate(pairwise(cuts))
        ]
        print(f"step at the seams in dB, limit {LIMIT_DB:g}")
        for genre in GENRES:
            shown = []
            for name, wanted in SETTINGS.items():
                params = AlbumParams(genre=genre, bit_depth=32, **wanted)
                shown.append(f"{name}: {worst(mastered(params, [tracks]), params.target_sample_rate):+6.1f}")
            print(f"  {genre:12s} {'   '.join(shown)}")
        alone = mastered(AlbumParams(bit_depth=32, target_lufs=-14.0), [[track] for track in tracks])
        print(f"  one by one, Pop: {worst(alone, RATE_HZ):+.1f}")


def mastered(params: AlbumParams, albums: list[list[Path]]) -> list[Audio]:
    masters = []
    for tracks in albums:
        with tempfile.TemporaryDirectory() as folder:
            context = ToolContext(Path(folder), source_names=tuple(track.name for track in tracks))
            result = TOOL.run(params, tracks, Path(folder), context, silent_progress)
            masters += [read_audio(output.path)[0] for output in result.outputs]
    return masters


def worst(parts: list[Audio], rate_hz: int) -> float:
    return max(step_at_seam_db(parts[:number], parts[number:], rate_hz) for number in range(1, len(parts)))


if __name__ == "__main__":
    main()
