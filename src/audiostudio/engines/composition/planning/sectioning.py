"""Lays a form into a piece's bars: one run of them, or several between hit points, each of which begins a section."""

from collections.abc import Sequence
from dataclasses import replace

from audiostudio.engines.composition.plan import Metre, SectionKind
from audiostudio.engines.composition.planning.forms import FormSection, fit, lay_out
from audiostudio.engines.composition.planning.genre_row import FormName
from audiostudio.engines.composition.planning.timing import Span

# Energy of sections where somebody gives their order, and what comes before what.
_ENERGIES: dict[SectionKind, float] = {
    "intro": 0.34, "verse": 0.52, "build": 0.64, "chorus": 0.8, "drop": 0.9, "bridge": 0.44, "breakdown": 0.3,
    "solo": 0.72, "theme": 0.58, "interlude": 0.4, "outro": 0.4,
}  # fmt: skip
_SHARES: dict[SectionKind, int] = {"intro": 4, "build": 4, "outro": 4, "bridge": 6, "breakdown": 6, "interlude": 6}
_MOST_BARS_OF_A_SECTION = 24
_MOST_SECTIONS = 56
_BARS_BETWEEN_HITS = 16


def lay_out_piece(
    form: FormName,
    spans: Sequence[Span],
    metre: Metre,
    structure: Sequence[SectionKind],
    wanted: Sequence[SectionKind],
    unwanted: Sequence[SectionKind],
    *,
    is_loop: bool,
) -> tuple[list[FormSection], list[Span]]:
    """Return the sections of a piece, and the bars of each.

    Args:
        spans: what lies before, between and behind the hit points.
        structure: sections in an order that was asked for; otherwise the form gives them.
    """
    total = sum(span.bars for span in spans)
    sections = _structured(structure, total) if structure else lay_out(form, total, is_loop=is_loop)
    sections = _with_wishes(sections, wanted, unwanted, total)
    if len(spans) > 1:
        sections, homes = _between_hits(sections, spans)
    else:
        homes = [0] * len(sections)
    timed = []
    for place, (section, home) in enumerate(zip(sections, homes, strict=True)):
        span = spans[home]
        is_last = place + 1 == len(sections) or homes[place + 1] != home
        timed.append(Span(span.bpm, section.bars, span.last_bar_beats if is_last else None))
    return sections, timed


def _structured(structure: Sequence[SectionKind], bars: int) -> list[FormSection]:
    sections = [FormSection(kind, _SHARES.get(kind, 8), _ENERGIES[kind]) for kind in structure[:_MOST_SECTIONS]]
    while bars / len(sections) > _MOST_BARS_OF_A_SECTION and 2 * len(sections) <= _MOST_SECTIONS:
        middle = [each for each in sections if each.kind not in ("intro", "outro")] or sections
        place = len(sections) - (sections[-1].kind == "outro")
        sections = sections[:place] + middle[: _MOST_SECTIONS - len(sections)] + sections[place:]
    return fit(sections, bars)


def _with_wishes(
    sections: list[FormSection], wanted: Sequence[SectionKind], unwanted: Sequence[SectionKind], bars: int
) -> list[FormSection]:
    """Return sections in which every wished kind is there and no unwished one, in the place where it is usual."""
    kept = [section for section in sections if section.kind not in unwanted] or [
        replace(sections[0], kind="theme" if "theme" not in unwanted else "verse")
    ]
    kinds = list(dict.fromkeys(wanted))
    for kind in kinds:
        if any(section.kind == kind for section in kept) or len(kept) >= bars:
            continue
        made = FormSection(kind, max(2, _SHARES.get(kind, 8) * bars // 64), _ENERGIES[kind])
        peak = max(range(len(kept)), key=lambda place: (kept[place].energy, -place))
        if kind == "intro":
            kept.insert(0, made)
        elif kind == "outro":
            kept.append(made)
        elif kind in ("drop", "chorus"):
            kept[peak] = replace(kept[peak], kind=kind, energy=max(kept[peak].energy, _ENERGIES[kind]))
        elif kind == "build":
            kept.insert(peak, made)
        else:
            kept.insert(max(peak, 1) if len(kept) > 1 else 0, made)
    return fit(kept, bars) if kept != sections else sections


def _between_hits(sections: list[FormSection], spans: Sequence[Span]) -> tuple[list[FormSection], list[int]]:
    """Return sections cut at the hit points: each run of bars takes kind and energy from what lies in its middle."""
    found: list[FormSection] = []
    homes: list[int] = []
    most = max(1, _MOST_SECTIONS // len(spans))
    start = 0
    for home, span in enumerate(spans):
        pieces = min(most, max(1, round(span.bars / _BARS_BETWEEN_HITS)))
        sizes = [len(range(piece, span.bars, pieces)) for piece in range(pieces)]
        for size in sizes:
            section = _at(sections, start + size / 2)
            energy = section.energy
            if found and abs(found[-1].energy - energy) < 0.12:  # a hit is heard where something changes
                energy = energy + 0.16 if found[-1].energy < 0.72 else energy - 0.22
            found.append(FormSection(section.kind, size, min(max(energy, 0.1), 1.0)))
            homes.append(home)
            start += size
    return found, homes


def _at(sections: Sequence[FormSection], bar: float) -> FormSection:
    end = 0
    for section in sections:
        end += section.bars
        if bar < end:
            return section
    return sections[-1]
