"""Separates with Band-Split and Mel-Band RoFormers, as a stream of bounded memory.

Lu, Wang, Kong and Hung, "Music source separation with band-split RoPE Transformer", ICASSP 2024; Wang, Lu and Won,
"Mel-Band RoFormer for Music Source Separation", 2023. Chunks and crossfades are computed here over a stream and equal
those of bs-roformer-infer bit by bit.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.types import Audio, Stems
from audiostudio.engines.separation.base import Tick, no_tick
from audiostudio.engines.separation.operator_weights import FoundWeights
from audiostudio.engines.separation.roformer_network import make_roformer
from audiostudio.engines.separation.streaming import Fifo, ModelRateMix, OverlapAdder, StreamWindow, match_mix
from audiostudio.engines.separation.torch_runtime import torch_network
from audiostudio.engines.weights.errors import CheckpointError, ModelUnreadable

Kind = Literal["bs_roformer", "mel_band_roformer"]

_DEFAULT_CHUNKS_OVER_A_FRAME = 2
_FADES_PER_CHUNK = 10


@dataclass(frozen=True)
class RoformerSettings:
    """What a configuration says beside the network's shape.

    Attributes:
        network: arguments of the network's class.
        stems: what the network estimates.
        complement: name of what is left of the mix, where it estimates one stem only.
        sample_rate_hz: rate it hears.
        chunk_frames: frames it hears at once.
        chunks_over_a_frame: how many chunks lie over each frame.
    """

    network: dict[str, Any]
    stems: tuple[str, ...]
    complement: str | None
    sample_rate_hz: int
    chunk_frames: int
    chunks_over_a_frame: int


class RoformerSeparator:
    """One RoFormer.

    A network that estimates a single stem of two leaves the rest of the mix as the other, so that both sum to the mix.

    Args:
        model: name of the weights.
        kind: of the network.
        weights: one file, and its configuration.
        stems: those that will be read.
        overlap: share of a chunk that the next one covers again, below 1; ``None`` is the configuration's own.
        use_cpu: stay on the CPU even where CUDA is present.
        threads: how many CPU threads to use.

    Raises:
        ModelUnreadable: the file and its configuration are no such network.
    """

    def __init__(
        self,
        model: str,
        kind: Kind,
        weights: FoundWeights,
        *,
        stems: Sequence[str],
        overlap: float | None = None,
        use_cpu: bool = True,
        threads: int = 2,
    ) -> None:
        self.engine: str = kind
        self.model, self.licence = model, weights.licence
        self.stems: tuple[str, ...] = tuple(stems)
        self._settings = settings = _settings(model, weights.config)
        known = (*settings.stems, *([settings.complement] if settings.complement else []))
        if unknown := set(stems) - set(known):
            raise ModelUnreadable(f"The weights of {model} make {', '.join(known)}, not {', '.join(sorted(unknown))}.")
        self.sums_to_mix = settings.complement is not None
        self._chunks_over_a_frame = (
            settings.chunks_over_a_frame if overlap is None else max(1, round(1 / (1 - overlap)))
        )
        try:
            self._network = torch_network(
                (weights.files[0], repr(settings.network)),
                lambda: make_roformer(kind, settings.network, weights.files[0]),
                use_cpu=use_cpu,
                threads=threads,
            )
        except CheckpointError as error:
            raise ModelUnreadable(f"{weights.files[0]} cannot be used: {error}.") from error

    def separate(
        self, blocks: Iterable[Audio], sample_rate_hz: int, channels: int, tick: Tick = no_tick
    ) -> Iterator[dict[str, Audio]]:
        """Separate a stream; see `audiostudio.engines.separation.base.Separator.separate`."""
        made = self._settings.stems
        rate_hz = self._settings.sample_rate_hz
        mix = Fifo(channels)
        resampled = ModelRateMix(mix.recording(blocks), sample_rate_hz, channels, rate_hz)
        back = match_mix(self._estimates(resampled, tick), rate_hz, sample_rate_hz, channels, len(made))
        for whole, part in _paired(mix, back):
            found = dict(zip(made, part, strict=True))
            if self._settings.complement:
                found[self._settings.complement] = whole - part[0]
            yield {stem: found[stem] for stem in self.stems}

    def _estimates(self, blocks: Iterable[Audio], tick: Tick) -> Iterator[Stems]:
        chunk = self._settings.chunk_frames
        step = chunk // self._chunks_over_a_frame
        border = chunk - step
        pieces = _ReflectPadded(blocks, border)
        stream, output = StreamWindow(2), OverlapAdder(len(self._settings.stems), 2)

        def add(offset: int, *, is_last: bool) -> None:
            part = stream.read(offset, min(chunk, stream.end - offset))
            frames = part.shape[1]
            if frames < chunk:
                mode: Literal["reflect", "constant"] = "reflect" if frames > chunk // 2 + 1 else "constant"
                part = np.pad(part, ((0, 0), (0, chunk - frames)), mode=mode)
            estimate = self._network.separate(part, tick)[..., :frames]
            output.add(offset, estimate, _window(chunk, is_first=offset == 0, is_last=is_last)[:frames])
            stream.forget(offset + step)

        offset, cut = 0, 0
        for block in pieces:
            stream.append(block)
            while stream.end > offset + chunk:  # one frame more, for only then it is not the last chunk
                add(offset, is_last=False)
                offset += step
                part = output.take(offset)
                yield part[..., min(pieces.border - cut, part.shape[-1]) :]
                cut = min(pieces.border, cut + part.shape[-1])
        while offset < stream.end:
            add(offset, is_last=offset + chunk >= stream.end)
            offset += step
        rest = output.take(stream.end)
        yield rest[..., pieces.border - cut : rest.shape[-1] - pieces.border]


def _paired(mix: Fifo, estimates: Iterable[Stems]) -> Iterator[tuple[Audio, Stems]]:
    """Yield the mix with its estimates, which are cut or filled up with silence to exactly its length."""
    rows = 0
    for part in estimates:
        rows = part.shape[0]
        whole = mix.take(part.shape[-1])
        if whole.shape[1]:
            yield whole, part[..., : whole.shape[1]]
    rest = mix.take(mix.frames)
    if rest.shape[1]:
        yield rest, np.zeros((rows, *rest.shape), np.float32)


class _ReflectPadded:
    """A stream with its first and last frames mirrored outwards, if it is long enough.

    Attributes:
        border: frames added at each end; 0 where the stream is not longer than two borders, known after its beginning.
    """

    def __init__(self, blocks: Iterable[Audio], border: int) -> None:
        self._blocks = blocks
        self.border = border

    def __iter__(self) -> Iterator[Audio]:
        border, blocks = self.border, iter(self._blocks)
        start: Audio = np.zeros((2, 0), np.float32)
        while start.shape[1] <= 2 * border and (block := next(blocks, None)) is not None:
            start = np.concatenate([start, block], axis=1)
        if start.shape[1] <= 2 * border or not border:
            self.border = 0
            yield start
            yield from blocks
            return
        yield start[:, border:0:-1]
        yield start
        end = start[:, -border - 1 :]
        for block in blocks:
            yield block
            end = np.concatenate([end, block], axis=1)[:, -border - 1 :]
        yield end[:, -2::-1]


def _window(frames: int, *, is_first: bool, is_last: bool) -> NDArray[np.float32]:
    fade = frames // _FADES_PER_CHUNK
    window = np.ones(frames, np.float32)
    if not is_last or is_first:
        window[frames - fade :] = _ramp(fade)[::-1]
    if not is_first:
        window[:fade] = _ramp(fade)
    return window


def _ramp(frames: int) -> NDArray[np.float32]:
    import torch

    ramp: NDArray[np.float32] = torch.linspace(0, 1, frames).numpy()
    return ramp


def _settings(model: str, config: dict[str, Any]) -> RoformerSettings:
    try:
        audio, training = config.get("audio", {}), config.get("training", {})
        inference = config.get("inference", {})
        instruments = tuple(str(name) for name in training["instruments"])
        target = training.get("target_instrument")
        others = [name for name in instruments if name != target]
        return RoformerSettings(
            network=dict(config["model"]),
            stems=instruments if target is None else (str(target),),
            complement=others[0] if target is not None and len(others) == 1 else None,
            sample_rate_hz=int(audio.get("sample_rate", config["model"].get("sample_rate", 44_100))),
            chunk_frames=int(inference["chunk_size"] if "chunk_size" in inference else audio["chunk_size"]),
            chunks_over_a_frame=int(inference.get("num_overlap", _DEFAULT_CHUNKS_OVER_A_FRAME)),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelUnreadable(f"The configuration of {model} lacks, or has wrong: {error}.") from error
