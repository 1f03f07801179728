"""Makes one note of what the note model hears as many short ones on neighbouring keys: a vibrato."""

from collections.abc import Callable, Sequence
from statistics import median

from audiostudio.audio.notation.decoding import NoteActivations, Span

# Around an onset: where its likelihood is looked for.
_NEAR_FRAMES = 2
# Vibrato wider than a third of a semitone is heard as at least so many short notes (232 ms) in turn on up to three
# neighbouring keys, each at most 35 ms after the one before. A trill looks alike, but its onsets are beyond doubt.
_LEAST_SWINGS = 5
_LONGEST_SWING_FRAMES = 20
_SWING_BREAK_FRAMES = 3
_SWING_KEYS = 2
_TRILL_ONSET = 0.94


def fold_vibrato(
    activations: NoteActivations, spans: Sequence[Span], may_stop: Callable[[], None] = lambda: None
) -> list[Span]:
    """Return spans in their order, those of a vibrato as one.

    Args:
        activations: what was heard.
        spans: as `decoding` or `judging` gives them.
        may_stop: called every fraction of a second of work; may raise to stop.
    """
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


def _beginning(activations: NoteActivations, span: Span) -> float:
    near = activations.onsets[max(0, span.start - _NEAR_FRAMES) : span.start + _NEAR_FRAMES + 1, span.key]
    return float(near.max())
