"""The report of a conversion: what came, what was made of it, and what was kept."""

import math
from collections.abc import Iterator
from typing import Any

from audiostudio.audio.codecs.conversion import Conversion
from audiostudio.tools.master_report import rounded

ENGINE = "audiostudio conversion 1"


def conversion_report(made: Conversion) -> dict[str, Any]:
    """Return the report as JSON-ready data."""
    source, fmt = made.source, made.format
    return {
        "engine": ENGINE,
        "source": {
            "container": source.container,
            "codec": source.codec,
            "sample_rate_hz": source.sample_rate_hz,
            "true_peak_dbtp": rounded(source.true_peak_dbtp),
        },
        "format": fmt.container,
        "sample_rate_hz": made.sample_rate_hz,
        "bit_depth": None if fmt.is_lossy else fmt.bit_depth,
        "bitrate_kbps": fmt.effective_bitrate_kbps,
        "channels": source.channels,
        "frames_in": source.frames,
        "frames_out": made.frames,
        "frames_expected": made.expected_frames,
        "length_exact": made.frames == made.expected_frames,
        "bit_exact": made.null_depth_db is not None and made.null_depth_db == -math.inf,
        "null_depth_db": None if made.null_depth_db is None else rounded(made.null_depth_db),
        "resampled": made.sample_rate_hz != source.sample_rate_hz,
        "dithered": made.dithered,
        "gain_db": round(made.gain_db, 2),
        "clipped_samples": made.clipped_samples,
        "true_peak_dbtp": rounded(made.true_peak_dbtp),
        "warnings": list(_warnings(made)),
        "tags_kept": list(made.tags_kept),
        "tags_lost": list(made.tags_lost),
        "cover_kept": made.cover_kept,
    }


def _warnings(made: Conversion) -> Iterator[str]:
    if made.clipped_samples:
        yield (
            f"{made.clipped_samples} samples were beyond full scale, where this format ends, and were cut. "
            "peak_protection lowers the level instead; WAV with bit_depth 32 keeps it."
        )
    elif made.format.is_lossy and made.true_peak_dbtp > 0:
        yield (
            f"Decoded, the file peaks at {made.true_peak_dbtp:+.2f} dBTP, which players cut at full scale. "
            "peak_protection lowers the level."
        )
