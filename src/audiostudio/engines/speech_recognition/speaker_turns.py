"""Tells voices apart: sentences whose voices are alike belong to one speaker."""

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from audiostudio.audio.speech.transcript import Word
from audiostudio.engines.speech_recognition.speaker_encoder import Embedding

# Two seconds of one voice have a cosine of 0.76 and more to each other, of different voices 0.70 and less (measured on
# four voices of both sexes); means over clusters lie further apart.
_ALIKE = 0.70
_SURE_S = 1.5
# Somebody who says less than this in all is taken for one of the others: a cough is no speaker.
_LEAST_SPEECH_S = 2.0
_PAUSE_S = 0.3
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？")


def sentences(words: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    """Yield words up to the end of each sentence, or to a pause: places where the speaker may change."""
    sentence: list[Word] = []
    for word in words:
        if sentence and (
            word.start_s - sentence[-1].end_s >= _PAUSE_S or sentence[-1].text.rstrip().endswith(_SENTENCE_ENDS)
        ):
            yield tuple(sentence)
            sentence = []
        sentence.append(word)
    if sentence:
        yield tuple(sentence)


def tell_speakers(voices: Sequence[Embedding | None], durations_s: Sequence[float]) -> list[int]:
    """Return the number of the speaker of each sentence, from 1 in the order of appearance.

    Args:
        voices: the voice in each sentence; ``None`` where it is too short to tell, which takes the one before it.
        durations_s: how long each sentence is.
    """
    heard = [place for place, voice in enumerate(voices) if voice is not None]
    sure = [place for place in heard if durations_s[place] >= _SURE_S] or heard
    if not sure:
        return [1] * len(voices)
    speakers = _speakers(np.stack([_known(voices[place]) for place in sure]), [durations_s[place] for place in sure])
    numbers: dict[int, int] = {}
    labels = []
    latest = heard[0]
    for place, voice in enumerate(voices):
        latest = place if voice is not None else latest
        nearest = int(np.argmax(speakers @ _known(voices[latest])))
        labels.append(numbers.setdefault(nearest, len(numbers) + 1))
    return labels


def _speakers(voices: Embedding, durations_s: Sequence[float]) -> Embedding:
    """Return the mean voice of each speaker, ``(speakers, 256)``."""
    if len(voices) == 1:
        return voices
    clusters = fcluster(linkage(voices, "average", metric="cosine"), 1 - _ALIKE, "distance")
    weights = np.asarray(durations_s)
    said_s = {cluster: weights[clusters == cluster].sum() for cluster in np.unique(clusters)}
    kept = [cluster for cluster, seconds in said_s.items() if seconds >= min(_LEAST_SPEECH_S, max(said_s.values()))]
    means = np.stack(
        [np.average(voices[clusters == cluster], axis=0, weights=weights[clusters == cluster]) for cluster in kept]
    )
    return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), np.float32)


def _known(voice: Embedding | None) -> Embedding:
    assert voice is not None
    return voice
