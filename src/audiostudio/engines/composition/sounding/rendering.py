"""From a score to sound: every part is played, sent through the desk and handed on as a stem, then the mix."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Protocol

import numpy as np

from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ, Automation, Performance
from audiostudio.audio.mixing.automation import apply_gain
from audiostudio.audio.mixing.channel import Channel
from audiostudio.audio.mixing.delay import DelaySettings, beat_frames
from audiostudio.audio.mixing.desk import MixingDesk
from audiostudio.audio.mixing.ducking import Ducking, duck_onsets
from audiostudio.audio.mixing.loops import wrap_loop
from audiostudio.audio.types import Audio
from audiostudio.engines.composition.plan import Part, Plan, Role
from audiostudio.engines.composition.score import Score, ScorePart
from audiostudio.engines.composition.sounding.strips import manner_of, strip_of

# What rings on behind a loop's end is folded onto its head for so long, and is inaudible then.
_LOOP_TAIL_S = 8.0
_FADE_SHARE, _LONGEST_FADE_S = 0.25, 12.0
# The last hundredths fall to nothing, so that no sound ends in a click.
_END_FADE_S = 0.03
_KICK_KEYS = frozenset({35, 36})
_DUCKED: frozenset[Role] = frozenset({"bass", "chords", "pad", "arpeggio", "lead", "riff", "drone", "counter_melody"})
_HEADROOM_DB = -9.0
_BLOCK_FRAMES = 1 << 18


class Players(Protocol):
    """Whoever plays performances."""

    def play(self, performance: Performance, instrument_name: str, frames: int, seed: int) -> Audio:
        """Return a part, ``(2, frames)`` at 48 kHz."""


@dataclass(frozen=True)
class Stem:
    """A part as it is in the mix, ``(2, frames)`` at 48 kHz; it may be overwritten once it has been handed on."""

    part: Part
    audio: Audio


def render(
    plan: Plan,
    score: Score,
    players: Players,
    take: Callable[[Stem], None],
    tick: Callable[[float, Role], None],
    *,
    threads: int,
    duck: Automation = (),
) -> Audio:
    """Play a score and return the mix, ``(2, frames)`` float32 at 48 kHz, exactly as long as the plan says.

    Stems are handed on as they come, in the plan's order, and sum to the mix within single precision. Each is played
    and treated by itself, so that a change to one part leaves all others bit for bit as they were.

    Args:
        plan: what the score was written from.
        score: what is played; muted parts are not.
        players: play it.
        take: takes each stem.
        tick: called with the share that is done and the role in work; may raise to stop.
        threads: how many parts are played at once.
        duck: linear gain over time that all parts share, where they leave room for a voice.
    """
    frames = round(score.duration_s * SAMPLE_RATE_HZ)
    tail = round(_LOOP_TAIL_S * SAMPLE_RATE_HZ) if plan.ending == "loop" else 0
    sounding = [
        (part, written)
        for part, written in zip(plan.parts, score.parts, strict=True)
        if not part.is_muted and written.performance.notes
    ]
    desk = MixingDesk(frames + tail, _echoes(plan), _HEADROOM_DB)
    mix = np.zeros((2, frames), np.float32) if tail else desk.mix
    kicks_s, shared = _kicks_s(score), [gain for gain in (duck, _ending(plan, score)) if gain]
    for number, (part, played) in enumerate(_played(sounding, players, frames + tail, plan.seed, threads)):
        tick(number / len(sounding), part.role)
        stem = desk.add(played, _channel(plan, part, kicks_s))
        if tail:
            stem = wrap_loop(stem, frames)
            mix += stem
        _apply(stem, shared)
        take(Stem(part, stem))
    _apply(mix, shared)
    return mix


def _played(
    sounding: list[tuple[Part, ScorePart]], players: Players, frames: int, seed: int, threads: int
) -> Iterator[tuple[Part, Audio]]:
    """Yield every part as it was played, in order, the next ones being played meanwhile."""
    with ThreadPoolExecutor(max_workers=threads) as pool:
        waiting: deque[tuple[Part, Future[Audio]]] = deque()
        for part, written in sounding:
            own_seed = int.from_bytes(sha256(f"{seed}/{part.role}".encode()).digest()[:4])
            waiting.append((part, pool.submit(players.play, written.performance, part.instrument, frames, own_seed)))
            if len(waiting) > threads:  # what is played ahead of the desk lies in memory
                yield _taken(waiting)
        while waiting:
            yield _taken(waiting)


def _taken(waiting: "deque[tuple[Part, Future[Audio]]]") -> tuple[Part, Audio]:
    part, played = waiting.popleft()
    return part, played.result()


def _channel(plan: Plan, part: Part, kicks_s: list[float]) -> Channel:
    channel = strip_of(plan, part)
    duck_db = manner_of(plan.genre).duck_db
    if duck_db and kicks_s and part.role in _DUCKED and not plan.under_voice:
        beat_s = 60 / plan.bpm
        ducking = Ducking(duck_db, attack_s=0.004, hold_s=0.04, release_s=0.55 * beat_s)
        channel = replace(channel, gain=duck_onsets(kicks_s, ducking))
    return channel


def _kicks_s(score: Score) -> list[float]:
    """Return when the drums' kick is struck: what is side-chained gives way to it."""
    return [
        note.onset_s
        for part in score.parts
        if part.role == "drums"
        for note in part.performance.notes
        if note.midi_pitch in _KICK_KEYS
    ]


def _echoes(plan: Plan) -> DelaySettings:
    """Return echoes of three and of two eighths, which fill the gaps between beats."""
    return DelaySettings(beat_frames(plan.bpm, 0.75), beat_frames(plan.bpm, 1.0), feedback=0.35)


def _ending(plan: Plan, score: Score) -> Automation:
    """Return the gain at the end; none where the end leads into the beginning."""
    if plan.ending == "loop":
        return ()
    end_s = score.duration_s
    if plan.ending == "fade":
        from_s = end_s - min(_LONGEST_FADE_S, _FADE_SHARE * end_s)
        shares = np.linspace(0, 1, 33)
        # A raised cosine in amplitude: it is heard to go down evenly, and ends at nothing.
        return tuple(
            (float(from_s + share * (end_s - from_s)), float(np.cos(share * np.pi / 2) ** 2)) for share in shares
        )
    return ((max(0.0, end_s - _END_FADE_S), 1.0), (end_s, 0.0))


def _apply(audio: Audio, gains: list[Automation]) -> None:
    """Multiply by automations in place, block by block."""
    for gain in gains:
        for at in range(0, audio.shape[1], _BLOCK_FRAMES):
            audio[:, at : at + _BLOCK_FRAMES] = apply_gain(audio[:, at : at + _BLOCK_FRAMES], gain, at)
