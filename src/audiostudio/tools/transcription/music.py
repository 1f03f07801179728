"""The music that all parts of a recording share: beats, key and chords."""

from collections.abc import Callable
from threading import Thread
from typing import Any, TypeVar

from audiostudio.audio.music.beats import estimate_beats
from audiostudio.audio.music.chords import estimate_chords
from audiostudio.audio.music.features import MusicFeatures
from audiostudio.audio.music.key import estimate_key
from audiostudio.audio.music.unavailable import Unavailable
from audiostudio.audio.notation.tempo_map import steady_tempo_map, tempo_map
from audiostudio.tools.transcription.parts import Music
from audiostudio.tools.transcription.sound_file import Checkpoint

T = TypeVar("T")

_POLL_S = 0.1


def find_music(features: MusicFeatures, may_stop: Checkpoint) -> Music:
    """Return beats, key and chords, each with a reason where it is not there; ``may_stop`` is asked meanwhile."""
    beats = _interruptible(lambda: estimate_beats(features), may_stop)
    key = _interruptible(lambda: estimate_key(features), may_stop)
    chords = _interruptible(lambda: estimate_chords(features, beats, key), may_stop)
    reasons = {name: found.reason for name, found in (("tempo", beats), ("key", key)) if isinstance(found, Unavailable)}
    if isinstance(beats, Unavailable):
        return Music(steady_tempo_map(), None, None if isinstance(key, Unavailable) else key, chords, reasons)
    bars = tempo_map(beats.beat_times_s, beats.downbeat_indices, beats.beats_per_bar)
    return Music(bars, beats, None if isinstance(key, Unavailable) else key, chords, reasons)


def _interruptible(work: Callable[[], T], may_stop: Checkpoint) -> T:
    """Return what ``work`` returns; meanwhile ``may_stop`` is asked, and its refusal leaves the work behind."""
    outcome: list[tuple[bool, Any]] = []

    def run() -> None:
        try:
            outcome.append((True, work()))
        except Exception as error:
            outcome.append((False, error))

    worker = Thread(target=run, daemon=True)
    worker.start()
    while worker.is_alive():
        worker.join(_POLL_S)
        may_stop()
    done, value = outcome[0]
    if not done:
        raise value
    result: T = value
    return result
