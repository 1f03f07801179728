"""How much goes on in each section, and which parts play in it: one comes or goes wherever a section begins."""

from collections.abc import Sequence

from audiostudio.engines.composition.chance import pick
from audiostudio.engines.composition.plan import Role, SectionKind
from audiostudio.engines.composition.planning.forms import FormSection
from audiostudio.engines.composition.planning.genre_row import FormName, Layer

# Parts that come and go without changing what a piece is.
_ORNAMENTS: tuple[Role, ...] = ("percussion", "arpeggio", "pad", "counter_melody", "riff", "drone")
# Parts that tell a piece's tune, where it is told.
_TELLERS: dict[SectionKind, tuple[Role, ...]] = {
    "chorus": ("lead",), "theme": ("lead",), "solo": ("lead",), "drop": ("lead", "effects"), "build": ("effects",)
}  # fmt: skip
_SILENT: dict[SectionKind, frozenset[Role]] = {
    "intro": frozenset({"lead", "counter_melody", "effects"}),
    "verse": frozenset({"counter_melody", "effects"}),
    "build": frozenset({"lead", "counter_melody", "bass"}),
    "chorus": frozenset({"effects"}),
    "drop": frozenset(),
    "bridge": frozenset({"effects", "riff"}),
    "breakdown": frozenset({"drums", "bass", "percussion", "riff", "effects"}),
    "solo": frozenset({"counter_melody", "effects"}),
    "theme": frozenset({"effects"}),
    "interlude": frozenset({"lead", "counter_melody", "effects", "riff"}),
    "outro": frozenset({"lead", "counter_melody", "effects", "riff"}),
}
# Parts that a section has though its energy is low.
_SOUNDING: dict[SectionKind, frozenset[Role]] = {"breakdown": frozenset({"pad", "chords", "arpeggio"})}
_BEAT_FIRST: frozenset[FormName] = frozenset({"club", "beat"})  # whose intros are drums
_TUNE_TO_THE_END: frozenset[FormName] = frozenset({"ambient", "blues", "dance", "game", "jazz"})
_KINDS_UNDER_VOICE: dict[SectionKind, SectionKind] = {"drop": "chorus", "solo": "verse", "build": "verse"}
# How much louder or quieter than its middle a piece under a voice may get.
_SPREAD_UNDER_VOICE, _LEAST_UNDER_VOICE, _MOST_UNDER_VOICE = 0.25, 0.2, 0.55


def shape_energy(sections: Sequence[FormSection], energy: float, *, under_voice: bool) -> list[FormSection]:
    """Return sections whose energies, weighted by their bars, have a mean as near ``energy`` as the arc allows.

    The last chorus, drop or theme is lifted over those before it. Under a voice the arc is nearly flat.
    """
    mean = sum(section.energy * section.bars for section in sections) / sum(section.bars for section in sections)
    spread = _SPREAD_UNDER_VOICE if under_voice else min(1.0, 1.5 * min(energy, 1 - energy) + 0.4)
    least, most = (_LEAST_UNDER_VOICE, _MOST_UNDER_VOICE) if under_voice else (0.05, 1.0)
    target = min(max(energy, least), most)
    shaped = []
    for section in sections:
        kind = _KINDS_UNDER_VOICE.get(section.kind, section.kind) if under_voice else section.kind
        shaped.append(FormSection(kind, section.bars, min(max(target + spread * (section.energy - mean), least), most)))
    return shaped if under_voice else _lift_last(shaped)


def _lift_last(sections: list[FormSection]) -> list[FormSection]:
    for kind in ("chorus", "drop", "theme"):
        places = [place for place, section in enumerate(sections) if section.kind == kind]
        if len(places) > 1:
            highest = max(sections[place].energy for place in places[:-1])
            last = sections[places[-1]]
            sections[places[-1]] = FormSection(last.kind, last.bars, min(1.0, max(last.energy, highest + 0.04)))
    return sections


def choose_roles(
    sections: Sequence[FormSection], layers: Sequence[Layer], form: FormName, seed: int
) -> list[tuple[Role, ...]]:
    """Return which parts play in each section, in the layers' order."""
    chosen: list[frozenset[Role]] = []
    for place, section in enumerate(sections):
        roles = _roles_at(section, layers, form)
        if chosen and roles == chosen[-1]:
            rises = section.energy >= sections[place - 1].energy
            roles = _changed(roles, section, layers, seed, place, rises=rises)
        chosen.append(roles)
    return [tuple(each.role for each in layers if each.role in roles) for roles in chosen]


def _roles_at(section: FormSection, layers: Sequence[Layer], form: FormName) -> frozenset[Role]:
    silent = _silent(section.kind, form)
    sounding = _SOUNDING.get(section.kind, frozenset())
    tellers = _TELLERS.get(section.kind, ())
    roles = {
        each.role
        for each in layers
        if each.role not in silent
        and (
            each.role in tellers
            or each.role in sounding
            or (each.enters_at <= section.energy + 1e-9 and each.role != "effects")
        )
    }
    if not roles - {"effects"}:
        audible = [each for each in layers if each.role not in silent] or list(layers)
        roles.add(min(audible, key=lambda each: (each.role == "effects", each.enters_at)).role)
    return frozenset(roles)


def _silent(kind: SectionKind, form: FormName) -> frozenset[Role]:
    silent = _SILENT[kind]
    if kind == "intro" and form not in _BEAT_FIRST:
        silent |= {"drums"}
    if kind == "outro" and form in _TUNE_TO_THE_END:
        silent -= {"lead"}
    if kind == "build" and form not in _BEAT_FIRST:
        silent -= {"bass"}
    if kind == "chorus" and form == "cinematic":
        silent -= {"effects"}
    return silent


def _changed(
    roles: frozenset[Role], section: FormSection, layers: Sequence[Layer], seed: int, place: int, *, rises: bool
) -> frozenset[Role]:
    """Return roles with one more, or one less where the energy falls or there is no other to add."""
    silent = _SILENT[section.kind]
    idle = [
        each.role for each in layers if each.role in _ORNAMENTS and each.role not in roles and each.role not in silent
    ]
    busy = [role for role in _ORNAMENTS if role in roles]
    if rises and idle:
        return roles | {idle[0]}
    if busy and len(roles) > 1:
        return roles - {pick(busy, seed, "thin out", place)}
    return roles | set(idle[:1])
