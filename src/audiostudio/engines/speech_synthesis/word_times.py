"""When each word of a phrase is said: from the network's durations, held to the sound that came of them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.speech.edges import levels_db
from audiostudio.engines.speech_synthesis.kokoro import RATE_HZ, SAMPLES_PER_FRAME
from audiostudio.engines.text.spoken_text import SpokenWord

# The network's sound runs ahead of its durations. Measured against a forced aligner (benchmarks/long_speech.py): words
# begin 85 ms and end 40 ms before their tokens do, where the aligner itself tells starts 5 ms and ends 59 ms early.
_BEGINS_AHEAD = 3 * SAMPLES_PER_FRAME
_ENDS_AHEAD = 2 * SAMPLES_PER_FRAME
# Last sounds of a phrase are given the silence after them, too; a word ends where it fades.
_SILENT_BELOW_PEAK_DB = 40.0


def word_spans(
    words: Sequence[SpokenWord], durations: NDArray[np.int64], sound: NDArray[np.float32]
) -> NDArray[np.int64]:
    """Return the first sample of each word and the one after its last, ``(words, 2)``; they never overlap.

    Args:
        words: what was said, in order.
        durations: frames of each token, with those of the silences at both ends.
        sound: ``(600 x frames,)``, what the network made of them.
    """
    edges = np.concatenate([[0], np.cumsum(durations)]) * SAMPLES_PER_FRAME
    lengths = np.array([(len(word.lead), len(word.phonemes), len(word.symbols)) for word in words])
    firsts = 1 + np.concatenate([[0], np.cumsum(lengths[:-1, 2])]) + lengths[:, 0]
    starts = np.maximum(edges[firsts] - _BEGINS_AHEAD, 0)
    ends = np.maximum(edges[firsts + lengths[:, 1]] - _ENDS_AHEAD, starts)
    ends[:-1] = np.minimum(ends[:-1], starts[1:])
    levels = levels_db(sound, RATE_HZ)
    heard = np.flatnonzero(levels > levels.max() - _SILENT_BELOW_PEAK_DB)
    if heard.size:
        hop = sound.size / levels.size
        faded = (heard[np.maximum(np.searchsorted(heard, ends / hop) - 1, 0)] + 1) * hop
        ends = np.where(faded > starts, np.minimum(ends, faded), ends)
    return np.stack([starts, ends], axis=1).astype(np.int64)
