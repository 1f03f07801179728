"""Takes out of decoded notes what the note model is known to add: vibrato in pieces, notes struck twice, harmonics.

A stage of its own behind the published rules of `decoding`, and one that can be left out. Its bounds were fitted to
music composed by chance and played by a SoundFont, and are judged on other pieces (``benchmarks/transcription.py``).
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from audiostudio.audio.notation.decoding import LOWEST_MIDI_PITCH, NoteActivations, Span

# Semitones from a key to its harmonics 2, 3, 4, 5, 6, 7 and 8.
_HARMONICS = (12, 19, 24, 28, 31, 34, 36)
# A note follows another on its key without a break when no more than this lies between (23 ms).
_BREAK_FRAMES = 2
# Around an onset: where the likelihood is looked for, and how soon it must have risen (93 ms).
_NEAR_FRAMES = 2
_DIP_FRAMES = 3
_RISE_FRAMES = 8
# A harmonic may seem to begin this much before its fundamental (46 ms).
_EARLY_FRAMES = 4
# Vibrato wider than a third of a semitone is heard as at least so many short notes (232 ms) in turn on up to three
# neighbouring keys, each at most 35 ms after the one before. A trill looks alike, but its onsets are beyond doubt.
_LEAST_SWINGS = 5
_LONGEST_SWING_FRAMES = 20
_SWING_BREAK_FRAMES = 3
_SWING_KEYS = 2
_TRILL_ONSET = 0.94
_MIDDLE_C_KEY = 60 - LOWEST_MIDI_PITCH
_MORE_AN_OCTAVE = 2**0.3


@dataclass(frozen=True)
class CleaningRules:
    """What is taken for an artefact.

    Attributes:
        join_below: a note that follows another on its key at once is its continuation where the onset likelihood plus
            the rise of the frame likelihood stays below this.
        harmonic_below: a note is a harmonic of a lower one that sounds where its frame likelihood times its onset
            likelihood, both relative to the lower note's, stays below this; more below middle C, where harmonics are
            stronger beside their fundamental.
    """

    join_below: float = 0.8
    harmonic_below: float = 0.5


@dataclass(frozen=True)
class _ScoredSpan:
    """A span and how it is heard: likelihood that it sounds (mean) and that it begins (highest near its onset)."""

    span: Span
    sounding: float
    beginning: float


def clean_spans(
    activations: NoteActivations,
    spans: Sequence[Span],
    rules: CleaningRules | None = None,
    may_stop: Callable[[], None] = lambda: None,
) -> list[Span]:
    """Return spans in their order, vibrato and continuations joined, harmonics left out.

    Args:
        activations: what was heard.
        spans: as `decoding.decode_spans` gives them.
        rules: what is taken for an artefact.
        may_stop: called every fraction of a second of work; may raise to stop.
    """
    rules = rules or CleaningRules()
    steady = _with_vibrato_folded(activations, spans, may_stop)
    joined = _joined(activations, steady, rules.join_below, may_stop)
    return _without_harmonics(activations, joined, rules.harmonic_below, may_stop)


def _with_vibrato_folded(
    activations: NoteActivations, spans: Sequence[Span], may_stop: Callable[[], None]
) -> list[Span]:
    chains: list[list[Span]] = []
    open_chains: list[list[Span]] = []
    for number, span in enumerate(spans):
        if number % 1_000 == 0:
            may_stop()
        open_chains = [chain for chain in open_chains if span.start <= _end(chain) + _SWING_BREAK_FRAMES]
        for chain in open_chains:
            keys = {span.key, *(other.key for other in chain)}
            if max(keys) - min(keys) <= _SWING_KEYS and chain[-1].key != span.key:
                chain.append(span)
                break
        else:
            chains.append([span])
            open_chains.append(chains[-1])
    folded = []
    for chain in chains:
        folded += [_fold(activations, chain)] if _is_vibrato(activations, chain) else chain
    return sorted(folded, key=lambda span: (span.start, span.key))


def _end(chain: Sequence[Span]) -> int:
    return max(span.end for span in chain[-2:])


def _is_vibrato(activations: NoteActivations, chain: Sequence[Span]) -> bool:
    return (
        len(chain) >= _LEAST_SWINGS
        and median(span.end - span.start for span in chain) <= _LONGEST_SWING_FRAMES
        and median(_beginning(activations, span) for span in chain) < _TRILL_ONSET
    )


def _fold(activations: NoteActivations, chain: Sequence[Span]) -> Span:
    """Return a chain as one note on the key in its middle, or on the likelier one of two."""
    start, end = chain[0].start, max(span.end for span in chain)
    keys = sorted({span.key for span in chain})
    if keys[-1] - keys[0] == _SWING_KEYS:
        return Span(start, end, keys[0] + 1)
    return Span(start, end, max(keys, key=lambda key: float(activations.frames[start:end, key].sum())))


def _joined(
    activations: NoteActivations, spans: Sequence[Span], join_below: float, may_stop: Callable[[], None]
) -> list[Span]:
    last: dict[int, int] = {}
    joined: list[Span] = []
    for number, span in enumerate(spans):
        if number % 1_000 == 0:
            may_stop()
        before = last.get(span.key)
        if before is not None and span.start - joined[before].end <= _BREAK_FRAMES:
            strength = _beginning(activations, span) + _rise(activations, span)
            if strength < join_below:
                joined[before] = Span(joined[before].start, span.end, span.key)
                continue
        last[span.key] = len(joined)
        joined.append(span)
    return joined


def _without_harmonics(
    activations: NoteActivations, spans: Sequence[Span], harmonic_below: float, may_stop: Callable[[], None]
) -> list[Span]:
    by_key: dict[int, list[_ScoredSpan]] = defaultdict(list)
    for number, span in enumerate(spans):
        if number % 1_000 == 0:
            may_stop()
        sounding = float(activations.frames[span.start : span.end, span.key].mean())
        by_key[span.key].append(_ScoredSpan(span, sounding, _beginning(activations, span)))
    harmonics = set()
    for key, notes in by_key.items():
        may_stop()
        for interval in _HARMONICS:
            lower = by_key.get(key - interval, [])
            starts = [note.span.start for note in lower]
            for note in notes:
                below = bisect_right(starts, note.span.start + _EARLY_FRAMES) - 1
                if below >= 0 and _is_harmonic(note, lower[below], harmonic_below):
                    harmonics.add(note.span)
    return [span for span in spans if span not in harmonics]


def _is_harmonic(note: _ScoredSpan, lower: _ScoredSpan, harmonic_below: float) -> bool:
    if lower.span.end <= note.span.start + _EARLY_FRAMES:
        return False
    relative = note.sounding * note.beginning / max(1e-6, lower.sounding * lower.beginning)
    octaves_below = max(0, _MIDDLE_C_KEY - lower.span.key) / 12
    return bool(relative < harmonic_below * _MORE_AN_OCTAVE**octaves_below)


def _beginning(activations: NoteActivations, span: Span) -> float:
    near = activations.onsets[max(0, span.start - _NEAR_FRAMES) : span.start + _NEAR_FRAMES + 1, span.key]
    return float(near.max())


def _rise(activations: NoteActivations, span: Span) -> float:
    """Return how far the frame likelihood rises at the onset, from its lowest just before."""
    likelihoods = activations.frames[:, span.key]
    dip = likelihoods[max(0, span.start - _DIP_FRAMES) : span.start + 1].min()
    return float(likelihoods[span.start : span.start + _RISE_FRAMES].max() - dip)
