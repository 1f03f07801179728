"""Sections of music by hand, for tests of those who write their parts."""

from audiostudio.engines.composition.plan import beats_per_bar
from audiostudio.engines.composition.writing.context import ChordContext, SectionContext

MAJOR, MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)
# Chords of A minor and of C major by their roots and kinds, a few bars of each.
PROGRESSION = (("i", 9, (0, 3, 7)), ("VI", 5, (0, 4, 7)), ("III", 0, (0, 4, 7)), ("VII7", 7, (0, 4, 7, 10)))


def chord(start, end, numeral, root, intervals, tonic=9, steps=MINOR):
    """A chord within a key, its scale being the key's notes from its root up."""
    key = [(tonic + step) % 12 for step in steps]
    scale = sorted(key, key=lambda pitch_class: (pitch_class - root) % 12)
    pitch_classes = tuple((root + interval) % 12 for interval in intervals)
    return ChordContext(start, end, numeral, pitch_classes, root, tuple(scale))


def section(
    genre,
    *,
    metre="4/4",
    bars=8,
    kind="verse",
    energy=0.55,
    seed=1,
    theme_seed=7,
    bpm=110.0,
    chord_bars=1.0,
    progression=PROGRESSION,
    last_bar_beats=None,
    previous_kind="intro",
    next_kind="chorus",
    ending="cadence",
    under_voice=False,
    mood="neutral",
):
    """A section in A minor, its chords changing every so many bars."""
    beats = beats_per_bar(metre)
    starts = [float(beats * bar) for bar in range(bars)]
    starts.append(starts[-1] + (last_bar_beats or beats))
    end, chords, at = starts[-1], [], 0.0
    while at < end - 1e-9:
        following = min(end, at + chord_bars * beats)
        chords.append(chord(at, following, *progression[len(chords) % len(progression)]))
        at = following
    return SectionContext(
        genre=genre,
        mood=mood,
        metre=metre,
        bpm=bpm,
        tonic=9,
        mode="minor",
        kind=kind,
        energy=energy,
        beats_per_bar=beats,
        bar_starts_beats=tuple(starts),
        chords=tuple(chords),
        next_chord=chord(end, end + beats, *progression[0]) if next_kind else None,
        theme_seed=theme_seed,
        seed=seed,
        previous_kind=previous_kind,
        next_kind=next_kind,
        ending=ending,
        under_voice=under_voice,
    )
