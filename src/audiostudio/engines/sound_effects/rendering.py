"""Makes the sound of a plan: each event by its kind, placed in time, distance and width; looped, and never clipped."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from importlib import import_module
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.dsp.limiter import Limiter
from audiostudio.audio.errors import AudioError
from audiostudio.audio.meters.loudness import LoudnessMeter
from audiostudio.audio.types import Audio
from audiostudio.engines.sound_effects.catalogue import KINDS, Kind
from audiostudio.engines.sound_effects.kinds.request import Request, Samples
from audiostudio.engines.sound_effects.lengths import natural_duration_s
from audiostudio.engines.sound_effects.plan import EffectEvent, EffectPlan
from audiostudio.engines.sound_effects.space import at_distance
from audiostudio.engines.sound_effects.synthesis import SAMPLE_RATE_HZ, Signal, seconds

CEILING_DBTP = -1.0
_BLOCK_S, _CROSSFADE_S, _WHOLE_S = 20.0, 1.0, 30.0
_PEAK_DB, _PEAK_DB_PER_INTENSITY = -6.0, 9.0  # of single sounds, which are not to jump out
_LUFS_PER_INTENSITY = 12.0
_EDGE_IN_S, _EDGE_OUT_S = 0.012, 0.25
_METER_S = 0.4
_LIMITED_AT_ONCE = 1 << 16
_LOOP_LEAD_S = 2.0

_Model = Callable[[Request], Signal]


class Progress(Protocol):
    """Called as a sound is made; an implementation may raise to stop it."""

    def __call__(self, fraction: float, message: str) -> None:
        """Report that ``fraction`` (0 to 1) is done and, in a few words, what is being done."""


def no_samples(name: str) -> NDArray[np.float32]:
    """Have no recordings.

    Raises:
        AudioError: ``samples_missing``, always.
    """
    raise AudioError("samples_missing", f"This effect is made of a recording, {name}, which is not installed.")


def render_effect(
    plan: EffectPlan, samples: Samples = no_samples, progress: Progress | None = None, *, variation: int = 0
) -> Audio:
    """Return the sound of a plan, ``(2, frames)`` float32 at 48 kHz, no true peak above -1 dBTP.

    Memory is what the sound itself takes and some 20 s of work beside it.

    Args:
        plan: what is to be heard.
        samples: recordings, for the kinds that are made of some.
        progress: hears how far it is.
        variation: which take, from 0 on; each is another chance of the same.

    Raises:
        AudioError: ``samples_missing``.
    """
    frames = seconds(plan.duration_s)
    report = progress or (lambda fraction, message: None)
    out = np.zeros((2, frames), np.float32)
    seen: dict[str, int] = {}
    for number, event in enumerate(plan.events):
        again = seen[event.kind] = seen.get(event.kind, -1) + 1
        seed = f"{plan.seed}/{variation}/{event.kind}/{again}"
        length = _frames_of(event, plan)
        for start, piece in _pieces(event, length, plan, seed, samples):
            _add(out, piece, seconds(event.start_s) + start, wraps=plan.loop)
            share = min(1.0, (start + piece.shape[1]) / length)
            report(0.95 * (number + share) / len(plan.events), event.kind.replace("_", " "))
    return _limited(out, loops=plan.loop)


def _frames_of(event: EffectEvent, plan: EffectPlan) -> int:
    """Return how many frames an event is asked to last, never beyond the plan's end unless that is the beginning."""
    if plan.loop and event.duration_s is None:
        return max(1, seconds(natural_duration_s(event)))
    left = seconds(plan.duration_s) - seconds(event.start_s)
    asked = seconds(natural_duration_s(event)) if event.duration_s is None else seconds(event.duration_s)
    return max(1, min(left, asked))


def _pieces(
    event: EffectEvent, frames: int, plan: EffectPlan, seed: str, samples: Samples
) -> Iterator[tuple[int, Audio]]:
    """Yield an event's sound in stereo as pieces that overlap and add up, each with its first frame."""
    kind = KINDS[event.kind]
    goes_on = kind.style in ("steady", "texture") or (kind.style == "repeating" and event.count is None)
    fills = plan.loop and goes_on and frames >= seconds(plan.duration_s)
    fade = min(seconds(_CROSSFADE_S), frames // 4) if fills else 0
    total = frames + fade
    block, overlap = seconds(_BLOCK_S), seconds(_CROSSFADE_S)
    is_split = goes_on and total > seconds(_WHOLE_S)
    starts = range(0, total - overlap, block - overlap) if is_split else [0]
    gain = 0.0
    for number, start in enumerate(starts):
        length = min(block, total - start) if is_split else total
        wide = _stereo(event, kind, length, start, plan.width, f"{seed}/{number}", samples)
        if not number:
            gain = _gain(wide, kind, event)
        piece = at_distance(np.asarray(wide * gain, np.float32), event.distance_m, tail=not goes_on)
        is_last = start + length >= total
        _fade(piece, overlap if number else 0, 0 if is_last else overlap, by_chance=kind.style != "steady")
        if not fills and not number:
            _edge_in(piece, kind)
        if not fills and is_last:
            _edge_out(piece, kind, total - start)
        if fills and not number:
            _fade(piece, fade, 0, by_chance=kind.style != "steady")
        if fills and is_last:
            _fade(piece, 0, fade, by_chance=kind.style != "steady")
        yield start, piece
        if is_last:
            return


def _stereo(
    event: EffectEvent, kind: Kind, frames: int, start: int, width: float, seed: str, samples: Samples
) -> NDArray[np.float64]:
    """Return ``(2, frames)``: the model played once in the middle and, for textures, once more to the sides."""
    family, function = kind.model.split(".")
    model: _Model = getattr(import_module(f"audiostudio.engines.sound_effects.kinds.{family}"), function)
    # What goes on as a function of time has the same chances in each of its pieces.
    parts = seed.rsplit("/", 1)[0] if kind.style == "steady" else seed

    def played(role: str) -> Signal:
        digest = sha256(f"{parts}/{role}".encode()).digest()
        rng = np.random.default_rng(int.from_bytes(digest[:16], "big"))
        material = event.material or kind.materials[0]
        begin_s = start / SAMPLE_RATE_HZ
        return model(Request(frames, rng, event.intensity, event.size, material, event.count, begin_s, samples))

    middle = played("middle")
    if kind.style != "texture" or width == 0:
        return np.stack([middle, middle])
    side = played("side")
    angle = width * np.pi / 4
    return np.stack([middle * np.cos(angle) + side * np.sin(angle), middle * np.cos(angle) - side * np.sin(angle)])


def _gain(sound: NDArray[np.float64], kind: Kind, event: EffectEvent) -> float:
    """Return what brings a sound, near by, to its kind's loudness; single sounds are held to a peak as well."""
    more_db = event.level_db
    peak = max(float(np.max(np.abs(sound))), 1e-9)
    meter = LoudnessMeter(SAMPLE_RATE_HZ, 2)
    quiet = np.zeros((2, seconds(_METER_S)), np.float32)
    meter.feed(np.concatenate([np.asarray(sound / peak, np.float32), quiet], axis=1))
    gain_db = kind.level_lufs + (event.intensity - 0.5) * _LUFS_PER_INTENSITY - float(np.max(meter.momentary_lufs()))
    if kind.style == "single" or (kind.style == "repeating" and event.count):
        gain_db = min(gain_db, _PEAK_DB + (event.intensity - 0.5) * _PEAK_DB_PER_INTENSITY)
    return float(10 ** ((gain_db + more_db) / 20) / peak)


def _fade(piece: Audio, frames_in: int, frames_out: int, *, by_chance: bool) -> None:
    """Fade a piece in place where it overlaps its neighbours: by power what is by chance, else by amplitude."""
    for frames, place in ((frames_in, slice(0, frames_in)), (frames_out, slice(piece.shape[1] - frames_out, None))):
        if frames:
            share = np.arange(frames) / frames
            ramp = np.sin(share * np.pi / 2) if by_chance else share
            if place.start:
                ramp = np.cos(share * np.pi / 2) if by_chance else 1 - share
            piece[:, place] *= ramp.astype(np.float32)


def _edge_in(piece: Audio, kind: Kind) -> None:
    if kind.style in ("steady", "texture"):
        frames = min(seconds(_EDGE_IN_S), piece.shape[1] // 8)
        piece[:, :frames] *= np.linspace(0, 1, frames, dtype=np.float32)


def _edge_out(piece: Audio, kind: Kind, frames: int) -> None:
    """Let what is cut by its length die away: soon where it goes on, at once where it is only ringing out."""
    if kind.style in ("steady", "texture") or piece.shape[1] > frames:
        fade = min(seconds(_EDGE_OUT_S), frames // 4)
        if kind.style not in ("steady", "texture"):
            return
        piece[:, frames - fade : frames] *= np.linspace(1, 0, fade, dtype=np.float32)


def _add(out: Audio, piece: Audio, start: int, *, wraps: bool) -> None:
    """Add a piece; what reaches beyond the end is left out, or comes round to the beginning."""
    while piece.shape[1]:
        room = min(out.shape[1] - start, piece.shape[1])
        out[:, start : start + room] += piece[:, :room]
        if not wraps:
            _soft_end(out, piece, room)
            return
        piece, start = piece[:, room:], 0


def _soft_end(out: Audio, piece: Audio, room: int) -> None:
    """Take the step out of a piece that is cut at the end of all."""
    if piece.shape[1] > room:
        fade = min(seconds(0.02), room)
        ramp = np.linspace(0, 1, fade, dtype=np.float32)
        out[:, out.shape[1] - fade :] -= piece[:, room - fade : room] * ramp


def _limited(out: Audio, *, loops: bool) -> Audio:
    """Keep peaks below the ceiling, in place; a loop's gain is that of a loop that has been running."""
    limiter = Limiter(SAMPLE_RATE_HZ, 2, CEILING_DBTP)
    frames = out.shape[1]
    lead = min(seconds(_LOOP_LEAD_S), frames) if loops else 0
    head, tail = out[:, :lead].copy(), out[:, frames - lead :].copy()
    skip, written = lead, 0
    sources = [tail, *(out[:, at : at + _LIMITED_AT_ONCE] for at in range(0, frames, _LIMITED_AT_ONCE)), head]
    for source in sources:
        ready = limiter.process(source.copy())
        skip, written = _keep(out, ready, skip, written)
    _keep(out, limiter.finish(), skip, written)
    return out


def _keep(out: Audio, ready: Audio, skip: int, written: int) -> tuple[int, int]:
    dropped = min(skip, ready.shape[1])
    ready = ready[:, dropped : dropped + out.shape[1] - written]
    out[:, written : written + ready.shape[1]] = ready
    return skip - dropped, written + ready.shape[1]
