"""Forms: which sections follow each other in a piece of so many bars, how long each is and how much goes on in it."""

import math
from dataclasses import dataclass, replace
from functools import cache

from audiostudio.engines.composition.plan import SectionKind
from audiostudio.engines.composition.planning.genre_row import FormName

MOST_SECTIONS = 56
# A last section may not be longer than its chords can be written out.
MOST_BARS_OF_LAST = 32
# Sections that lead from one to another, and may have any number of bars.
_PASSAGES = frozenset({"intro", "outro", "interlude", "breakdown", "build", "bridge"})


@dataclass(frozen=True)
class FormSection:
    """A passage of a form: its kind, bars and energy, 0 to 1."""

    kind: SectionKind
    bars: int
    energy: float


# Forms from short to long; a section is its kind, bars and energy in hundredths. What follows ``|:`` is repeated in
# pieces longer than the longest.
_FORMS: dict[FormName, tuple[str, ...]] = {
    "song": (
        "chorus 4 70",
        "verse 3 50, chorus 5 75",
        "intro 2 35, verse 6 55, chorus 8 80",
        "intro 4 32, verse 8 50, chorus 8 78, bridge 4 45, chorus 8 86",
        "intro 4 30, verse 8 48, chorus 8 74, verse 8 56, chorus 8 80, bridge 8 42, chorus 16 90, outro 4 40",
        "intro 4 28, verse 16 46, build 4 60, chorus 12 76, verse 12 54, build 4 64, chorus 12 80, bridge 8 40,"
        " solo 8 70, chorus 16 92, outro 4 38",
        "|: verse 16 50, chorus 16 76, interlude 8 42, verse 16 56, build 4 66, chorus 16 84, bridge 8 40, solo 16 72",
    ),
    "club": (
        "drop 4 85",
        "build 2 60, drop 6 88",
        "intro 4 40, build 4 62, drop 8 90",
        "intro 4 36, verse 4 52, build 4 66, drop 8 90, breakdown 4 30, drop 8 94",
        "intro 8 34, verse 8 52, build 4 66, drop 16 90, breakdown 8 28, build 4 68, drop 16 96",
        "intro 8 32, verse 16 50, build 8 66, drop 16 88, breakdown 12 26, build 8 68, drop 20 96, outro 8 40",
        "|: verse 16 52, build 8 66, drop 32 88, breakdown 16 26, build 8 70, drop 32 94, interlude 8 40",
    ),
    "beat": (
        "verse 4 60",
        "intro 2 40, verse 6 62",
        "intro 4 38, verse 8 60, chorus 4 70",
        "intro 4 36, verse 8 56, chorus 8 70, verse 8 60, outro 4 40",
        "intro 4 34, verse 16 55, chorus 8 70, verse 16 60, breakdown 4 30, chorus 12 76, outro 4 36",
        "intro 4 34, verse 16 54, chorus 8 68, verse 16 58, breakdown 4 30, chorus 8 72, verse 16 62, bridge 8 45,"
        " chorus 12 78, outro 4 36",
        "|: verse 16 54, chorus 8 68, verse 16 60, breakdown 8 30, chorus 16 74, bridge 8 44",
    ),
    "cinematic": (
        "theme 4 75",
        "intro 2 30, theme 6 80",
        "intro 4 25, theme 4 48, build 4 66, chorus 4 88",
        "intro 4 22, theme 8 45, build 8 64, chorus 8 90, outro 4 35",
        "intro 8 20, theme 12 42, build 8 60, chorus 12 84, bridge 8 35, build 4 70, chorus 8 96, outro 4 30",
        "intro 8 18, theme 16 40, interlude 8 30, build 8 58, chorus 16 82, bridge 8 32, theme 12 50, build 8 72,"
        " chorus 12 96, outro 8 28",
        "|: theme 16 44, interlude 8 28, build 8 60, chorus 16 84, bridge 8 34, theme 16 54, build 8 72, chorus 16 92",
    ),
    "ambient": (
        "theme 4 50",
        "intro 2 30, theme 6 50",
        "intro 4 28, theme 8 50, outro 4 36",
        "intro 4 26, theme 12 48, interlude 8 40, theme 8 58",
        "intro 8 24, theme 16 44, interlude 12 36, theme 20 58, outro 8 30",
        "intro 8 24, theme 20 42, interlude 12 36, theme 24 56, bridge 12 40, theme 12 50, outro 8 28",
        "|: theme 24 46, interlude 16 36, theme 24 58, bridge 16 40",
    ),
    "jazz": (
        "theme 4 60",
        "theme 8 60",
        "intro 4 42, theme 12 62",
        "theme 16 54, solo 12 68, outro 4 46",
        "intro 4 40, theme 16 55, solo 16 66, bridge 8 50, theme 16 64, outro 4 44",
        "intro 4 38, theme 16 54, solo 32 66, bridge 8 48, solo 16 74, theme 16 62, outro 4 42",
        "|: theme 16 56, solo 32 66, bridge 16 48, solo 16 74, theme 16 62, interlude 8 40",
    ),
    "dance": (
        "theme 4 60",
        "theme 8 60",
        "theme 8 54, chorus 8 68",
        "intro 4 38, theme 12 54, bridge 8 46, theme 8 70",
        "intro 4 36, theme 16 52, chorus 16 68, bridge 12 42, theme 12 72, outro 4 44",
        "intro 4 34, theme 16 50, chorus 16 66, theme 12 56, bridge 16 40, chorus 16 74, theme 12 64, outro 4 42",
        "|: theme 16 50, chorus 16 66, bridge 16 40, theme 16 58, chorus 16 76, interlude 8 36",
    ),
    "background": (
        "chorus 4 60",
        "verse 4 50, chorus 4 62",
        "intro 4 38, verse 4 50, chorus 8 66",
        "intro 4 36, verse 8 50, chorus 8 64, bridge 4 42, chorus 8 72",
        "intro 4 34, verse 12 48, chorus 12 64, bridge 8 40, build 4 54, chorus 16 76, outro 4 40",
        "intro 4 34, verse 16 46, chorus 16 62, interlude 8 38, verse 12 52, build 4 58, chorus 16 70, bridge 8 40,"
        " chorus 12 78, outro 4 38",
        "|: verse 16 48, chorus 16 64, interlude 8 38, verse 16 54, build 4 60, chorus 16 72, bridge 8 42",
    ),
    "blues": (
        "theme 4 62",
        "theme 8 62",
        "intro 4 45, theme 12 62",
        "theme 12 56, solo 12 72, outro 8 50",
        "intro 4 42, theme 12 54, solo 24 68, theme 12 76, outro 4 48",
        "intro 4 40, theme 24 54, solo 24 66, breakdown 12 38, solo 12 76, theme 12 70, outro 4 46",
        "|: theme 12 54, solo 24 66, theme 12 60, breakdown 12 38, solo 24 76, interlude 12 48",
    ),
    "game": (
        "theme 4 66",
        "theme 8 66",
        "intro 2 45, theme 6 62, chorus 8 74",
        "intro 4 42, theme 8 58, chorus 8 72, bridge 4 46, chorus 8 80",
        "intro 4 40, theme 16 56, chorus 12 72, bridge 8 44, theme 12 62, chorus 12 82",
        "intro 4 40, theme 16 54, chorus 16 70, bridge 12 42, theme 16 60, breakdown 8 34, build 4 62,"
        " chorus 16 84, outro 4 44",
        "|: theme 16 56, chorus 16 72, bridge 8 44, theme 16 62, breakdown 8 34, build 4 62, chorus 16 80",
    ),
}


@cache
def templates(form: FormName) -> tuple[tuple[FormSection, ...], ...]:
    """Return a form's templates from short to long, the last of them what longer pieces repeat."""
    return tuple(
        tuple(
            FormSection(kind, int(bars), int(energy) / 100)  # type: ignore[arg-type]
            for kind, bars, energy in (entry.split() for entry in text.removeprefix("|:").split(","))
        )
        for text in _FORMS[form]
    )


def lay_out(form: FormName, bars: int, *, is_loop: bool = False) -> list[FormSection]:
    """Return the sections of a piece of so many bars.

    Of a loop, intro and outro are left out, for it has neither beginning nor end.
    """
    *lengths, cycle = templates(form)
    longest = sum(section.bars for section in lengths[-1])
    if bars <= 1.25 * longest:
        chosen = min(lengths, key=lambda sections: abs(math.log(sum(s.bars for s in sections) / bars)))
    else:
        body_bars = sum(section.bars for section in cycle)
        rounds = max(1, round((bars - longest / 4) / body_bars))
        rounds = min(rounds, MOST_SECTIONS // len(cycle) - 1)
        first, last = lengths[-1][0], lengths[-1][-1]
        peak = max(cycle, key=lambda section: section.energy)
        ending = [
            replace(peak, bars=16, energy=min(peak.energy + 0.08, 1.0)),
            replace(last, kind="outro", bars=8, energy=0.4),
        ]
        chosen = (first, *cycle * rounds, *ending)
    if is_loop and len(chosen) > 1:
        kept = tuple(section for section in chosen if section.kind not in ("intro", "outro"))
        chosen = kept or chosen
    return fit(list(chosen), bars)


def fit(sections: list[FormSection], bars: int) -> list[FormSection]:
    """Return sections that have so many bars together, in proportion and in fours if that can be.

    Sections that would get less than a bar are left out, those of the least energy first.
    """
    while len(sections) > bars:
        weakest = min(range(len(sections)), key=lambda place: (sections[place].energy, -place))
        sections = sections[:weakest] + sections[weakest + 1 :]
    total = sum(section.bars for section in sections)
    ideal = [section.bars * bars / total for section in sections]
    grain = 4 if bars >= 4 * len(sections) else 2 if bars >= 2 * len(sections) else 1
    counts = [max(grain, round(exact / grain) * grain) for exact in ideal]
    # A bar too few at the most: it is easier to shorten an intro than to give a verse an odd bar.
    while not -(grain // 2) <= (rest := bars - sum(counts)) <= 1:
        step = grain if rest > 0 else -grain
        places = [place for place, count in enumerate(counts) if count + step >= grain]
        if not places:
            break
        counts[max(places, key=lambda place: (ideal[place] - counts[place]) * step / ideal[place])] += step
    _spread_rest(counts, bars - sum(counts), sections)
    return [replace(section, bars=count) for section, count in zip(sections, counts, strict=True)]


def _spread_rest(counts: list[int], rest: int, sections: list[FormSection]) -> None:
    """Add or take away bars that make no whole phrase: one more at the end, where the last chord rings, or fewer where
    a passage leads from one section to another.
    """
    if rest > 0:
        counts[-1] += rest
        return
    passages = [place for place, section in enumerate(sections) if section.kind in _PASSAGES]
    for place in (*passages, *reversed(range(len(counts)))):
        if counts[place] + rest >= 2:
            counts[place] += rest
            return
    while rest < 0:
        counts[max(range(len(counts)), key=lambda place: counts[place])] -= 1
        rest += 1
