"""The report of a separation, its stems as outputs, and their waveforms as a picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audiostudio.audio.plots.stem_waveforms import WaveformMeter, draw_stems
from audiostudio.engines.separation.base import Separator
from audiostudio.engines.separation.products import Balance
from audiostudio.tools.base import Output
from audiostudio.tools.file_names import file_stem
from audiostudio.tools.separation.stem_files import StemSettings

# A mix lowered by this little is itself to within -60 dB.
_UNCHANGED_DB = 0.0087


@dataclass(frozen=True)
class Separated:
    """What a run made.

    Attributes:
        paths: the file of each stem.
        settings: what the files are.
        duration_s: their length.
        mix_channels: how many channels the mix had.
        gain_db: by how much all stems were lowered together, 0 or negative.
        balance: what had to be moved between stems.
        meters: the waveform of each stem, where waveforms are to be drawn.
    """

    paths: dict[str, Path]
    settings: StemSettings
    duration_s: float
    mix_channels: int
    gain_db: float
    balance: Balance
    meters: dict[str, WaveformMeter]

    @property
    def facts(self) -> dict[str, Any]:
        """What is true of every stem."""
        return {
            "duration_s": round(self.duration_s, 3),
            "sample_rate_hz": self.settings.sample_rate_hz,
            "channels": self.settings.channels,
        }


def separation_outputs(separated: Separated, out_dir: Path, source_name: str) -> tuple[Output, ...]:
    """Return the stems as outputs, with a picture of their waveforms where they were measured."""
    media_type = separated.settings.format.media_type
    outputs = [Output(path, stem, "stem", media_type, separated.facts) for stem, path in separated.paths.items()]
    if separated.meters:
        path = out_dir / "waveforms.svg"
        drawn = draw_stems(separated.meters, separated.duration_s, file_stem(source_name))
        path.write_text(drawn, encoding="utf-8")
        outputs.append(Output(path, "waveforms", "picture", "image/svg+xml"))
    return tuple(outputs)


def separation_report(separated: Separated, separator: Separator, *, sums_to_mix: bool) -> dict[str, Any]:
    """Return the report; ``sums_to_mix`` where the stems do so by their making, before they were written."""
    balance, settings = separated.balance, separated.settings
    channels = settings.channels
    kept = abs(separated.gain_db) <= _UNCHANGED_DB and not balance.cut_samples and not settings.format.is_lossy
    return {
        "engine": separator.engine,
        "model": separator.model,
        "licence": separator.licence,
        "stems": list(separated.paths),
        "sums_to_mix": sums_to_mix and kept,
        "residual_db": None if balance.residual_db is None else round(balance.residual_db, 1),
        "gain_db": round(separated.gain_db, 2) + 0.0,
        "samples_handed_over": balance.moved_samples,
        "clipped_samples": balance.cut_samples,
        "warnings": list(_warnings(separated)),
        "mixed_down_from_channels": separated.mix_channels if separated.mix_channels != channels else None,
        **separated.facts,
    }


def _warnings(separated: Separated) -> Iterator[str]:
    if separated.gain_db < -_UNCHANGED_DB:
        held = "lossy files" if separated.settings.format.is_lossy else "files of whole numbers"
        yield (
            f"The mix peaks at {-separated.gain_db:+.2f} dBFS, beyond what {held} hold: all stems were lowered by "
            f"{-separated.gain_db:.2f} dB together. WAV with bit_depth 32 keeps the level."
        )
    if cut := separated.balance.cut_samples:
        yield f"{cut} samples of the stems were beyond full scale and were cut. WAV with bit_depth 32 keeps them."
