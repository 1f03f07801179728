"""Speaker diarisation: sentences whose voices are alike belong to one speaker."""

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from audiostudio.audio.speech.transcript import Word
from audiostudio.audio.types import Matrix, Vector

# Two seconds of one voice have a cosine of 0.76 and more to each other, of different voices 0.70 and less (measured on
# four voices of both sexes); means over clusters lie further apart.
_SAME_SPEAKER_COSINE = 0.70
_RELIABLE_S = 1.5
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


def cluster_speakers(voices: Sequence[Vector | None], durations_s: Sequence[float]) -> list[int]:
    """Return the number of the speaker of each sentence, from 1 in the order of appearance.

    Args:
        voices: the voice in each sentence; ``None`` where it is too short to tell, which takes the one before it.
        durations_s: how long each sentence is.
    """
    embedded = [place for place, voice in enumerate(voices) if voice is not None]
    reliable = [place for place in embedded if durations_s[place] >= _RELIABLE_S] or embedded
    if not reliable:
        return [1] * len(voices)
    speakers = _speakers(
        np.stack([_present(voices[place]) for place in reliable]), [durations_s[place] for place in reliable]
    )
    numbers: dict[int, int] = {}
    labels = []
    latest = embedded[0]
    for place, voice in enumerate(voices):
        latest = place if voice is not None else latest
        nearest = int(np.argmax(speakers @ _present(voices[latest])))
        labels.append(numbers.setdefault(nearest, len(numbers) + 1))
    return labels


def _speakers(voices: Matrix, durations_s: Sequence[float]) -> Matrix:
    """Return the mean voice of each speaker, ``(speakers, 256)``."""
    if len(voices) == 1:
        return voices
    clusters = fcluster(linkage(voices, "average", metric="cosine"), 1 - _SAME_SPEAKER_COSINE, "distance")
    weights = np.asarray(durations_s)
    said_s = {cluster: weights[clusters == cluster].sum() for cluster in np.unique(clusters)}
    kept = [cluster for cluster, seconds in said_s.items() if seconds >= min(_LEAST_SPEECH_S, max(said_s.values()))]
    means = np.stack(
        [np.average(voices[clusters == cluster], axis=0, weights=weights[clusters == cluster]) for cluster in kept]
    )
    return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), np.float32)


def _present(voice: Vector | None) -> Vector:
    assert voice is not None
    return voice
