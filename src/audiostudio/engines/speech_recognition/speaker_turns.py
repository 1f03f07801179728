"""Speaker diarisation: sentences whose voices are alike belong to one speaker."""

from collections.abc import Iterator, Sequence

import numpy as np

from audiostudio.audio.speech.transcript import Word
from audiostudio.audio.types import Matrix, Vector

# The less is heard of a voice, the less alike are two stretches of it. Of d1 and d2 seconds, the cosine to expect is
# q(d1) q(d2) with q(d) = (1 + 0.53 d^-0.73)^-1/2, and single ones differ from it by a share whose standard deviation is
# (0.08^2 (1 / d1 + 1 / d2) + 0.03^2)^1/2. Fitted to `SpeakerEncoder` on ten readers of LibriSpeech (test-other), in
# stretches of 0.6 to 5 s from different sentences; two readers are 0.65 as alike as one is, whatever the lengths.
_FADING, _FADING_POWER = 0.53, 0.73
_SPREAD, _LEAST_SPREAD = 0.08, 0.03
_MOST_DEVIATIONS = 3.0  # what is further off was not said by one voice
_RELIABLE_S = 0.8
# Somebody who says less than this in all, or than this share of all, is taken for one of the others: a cough is no
# speaker, and the more somebody says, the more of it sounds like nobody's.
_LEAST_SPEECH_S, _LEAST_SHARE = 1.5, 0.005
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
    """Return the mean voice of each speaker, ``(speakers, 256)``.

    Of all that is left the two likeliest to be one voice are joined, and so on until no two can be.
    """
    said_s = np.array(durations_s, np.float32)
    sums = voices * said_s[:, None]
    products = sums @ sums.T
    rows = np.arange(len(voices))
    is_left = np.ones(len(voices), bool)
    deviations = np.stack([_deviations(products, said_s, row) for row in range(len(voices))])
    np.fill_diagonal(deviations, np.inf)
    nearest = deviations.argmin(axis=1)
    while deviations[one := int(deviations[rows, nearest].argmin()), nearest[one]] <= _MOST_DEVIATIONS:
        other = int(nearest[one])
        for joined in (sums, said_s, products, products.T):
            joined[one] += joined[other]
        is_left[other] = False
        deviations[other] = deviations[:, other] = np.inf
        fresh = np.where(is_left & (rows != one), _deviations(products, said_s, one), np.inf)
        deviations[one] = deviations[:, one] = fresh
        for row in np.flatnonzero((nearest == one) | (nearest == other) | (rows == one)):
            nearest[row] = deviations[row].argmin()
        nearest[fresh < deviations[rows, nearest]] = one
    least_s = max(_LEAST_SPEECH_S, _LEAST_SHARE * said_s[is_left].sum())
    kept = is_left & (said_s >= min(least_s, said_s[is_left].max()))
    return np.asarray(sums[kept] / np.linalg.norm(sums[kept], axis=1, keepdims=True), np.float32)


def _deviations(products: Matrix, said_s: Vector, row: int) -> Vector:
    """Return how many standard deviations one voice is less alike to each voice than one and the same would be.

    Args:
        products: scalar products of each voice with each, ``(voices, voices)``.
        said_s: how much was heard of each.
        row: which one.
    """
    squares = np.diag(products)
    expected = ((1 + _FADING * said_s**-_FADING_POWER) * (1 + _FADING * said_s[row] ** -_FADING_POWER)) ** -0.5
    spread = np.sqrt(_SPREAD**2 * (1 / said_s + 1 / said_s[row]) + _LEAST_SPREAD**2)
    return np.asarray((1 - products[row] / np.sqrt(squares * squares[row]) / expected) / spread, np.float32)


def _present(voice: Vector | None) -> Vector:
    assert voice is not None
    return voice
