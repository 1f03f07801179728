"""Who plays: each layer of a genre gets an instrument, as mood, seed and the words about instruments have it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from audiostudio.audio.instruments.catalogue import INSTRUMENTS
from audiostudio.engines.composition.chance import share
from audiostudio.engines.composition.errors import MusicError
from audiostudio.engines.composition.plan import Part, Role
from audiostudio.engines.composition.planning.genre_row import GenreRow, Layer
from audiostudio.engines.composition.planning.instrument_words import INSTRUMENT_WORDS, InstrumentWord, can_play
from audiostudio.engines.composition.planning.moods import MoodRow

# Where players sit, mirrored by the seed; what is not here is in the middle.
_PANS: dict[Role, float] = {
    "chords": -0.2, "arpeggio": 0.35, "riff": -0.4, "counter_melody": 0.3, "percussion": 0.25
}  # fmt: skip
# Layers without which a piece is still one; some seeds leave them out.
_OPTIONAL: frozenset[Role] = frozenset({"percussion", "arpeggio", "drone", "counter_melody", "pad"})
# So many of them stay, for something has to come and go.
_LEAST_OPTIONAL = 2
_SPARE_ROLES: tuple[Role, ...] = ("counter_melody", "arpeggio", "riff", "pad", "lead", "chords")
# What plays a part that a genre does not know.
_ANYWHERE: dict[Role, tuple[str, ...]] = {
    "drums": ("acoustic_kit", "electronic_kit"), "percussion": ("latin_kit",), "bass": ("finger_bass", "synth_bass"),
    "chords": ("piano", "electric_piano"), "pad": ("warm_pad", "strings"), "arpeggio": ("pluck", "harp"),
    "riff": ("muted_guitar", "pizzicato_strings"), "lead": ("flute", "violin", "clean_guitar"),
    "counter_melody": ("cello", "clarinet"), "drone": ("drone",), "effects": ("riser",),
}  # fmt: skip
# What one instrument after another is asked to play where nobody says.
_BAND: tuple[Role, ...] = ("chords", "lead", "bass", "drums", "arpeggio", "pad", "effects", "drone")
# Words that mean a family: without guitar means without any.
_FAMILY_FROM = 6


@dataclass(frozen=True)
class Wishes:
    """What is wished of instruments: who must play, who must not, and that nobody else may."""

    wanted: tuple[InstrumentWord, ...] = ()
    unwanted: tuple[InstrumentWord, ...] = ()
    only: tuple[InstrumentWord, ...] = ()


@dataclass(frozen=True)
class Cast:
    """Layers with one instrument each, and the wishes that could not be met."""

    layers: tuple[Layer, ...]
    unmet: tuple[str, ...]


def word_for(name: str) -> InstrumentWord:
    """Return what the name of an instrument, or of a part, means as a wish: that very instrument where it is one.

    Raises:
        MusicError: ``instrument_unknown``.
    """
    said = " ".join(name.lower().replace("_", " ").split())
    word = INSTRUMENT_WORDS.get(said)
    known = "_".join(said.split())
    if known in INSTRUMENTS:
        roles = word.roles if word else tuple(role for role in _BAND if can_play(INSTRUMENTS[known], role))
        return InstrumentWord((known,), roles)
    if word is None:
        raise MusicError(
            "instrument_unknown",
            f'There is no instrument "{name[:40]}" here.',
            allowed={"instrument": list(INSTRUMENTS)},
        )
    return word


def cast(row: GenreRow, colour: GenreRow | None, mood: MoodRow, wishes: Wishes, seed: int) -> Cast:
    """Choose who plays.

    Args:
        colour: a genre that lends its instruments to melodies and harmony.
    """
    if wishes.only:
        layers = _only(row, wishes.only)
    else:
        optional = [each.role for each in row.layers if each.role in _OPTIONAL]
        left_out = {role for role in optional[_LEAST_OPTIONAL:] if share(seed, row.name, "leave out", role) < 0.3}
        layers = [each for each in row.layers if each.role not in left_out]
        layers = _coloured(layers, colour, seed) if colour else layers
    layers = _without(layers, wishes.unwanted)
    taken: dict[Role, str] = {}
    unmet = [word.instruments[0] for word in wishes.wanted if not _place(layers, taken, word, seed)]
    chosen: list[Layer] = []
    for each in layers:
        instrument = taken.get(each.role) or _pick(each, mood, {other.instruments[0] for other in chosen}, seed)
        chosen.append(replace(each, instruments=(instrument,)))
    return Cast(tuple(chosen), tuple(unmet))


def parts_of(layers: Iterable[Layer], seed: int, *, under_voice: bool) -> tuple[Part, ...]:
    """Return the plan's parts: levels and places."""
    side = 1 if share(seed, "side") < 0.5 else -1
    return tuple(
        Part(
            role=each.role,
            instrument=each.instruments[0],
            level_db=-4.0 if under_voice and each.role in ("drums", "percussion") else 0.0,
            pan=side * _PANS.get(each.role, 0.0),
        )
        for each in layers
    )


def _coloured(layers: list[Layer], colour: GenreRow, seed: int) -> list[Layer]:
    """Give some of the melodic layers the instruments that the other genre has for them."""
    lent = {each.role: each.instruments for each in colour.layers}
    found = []
    for each in layers:
        is_lent = each.role in ("lead", "pad", "riff", "counter_melody") or (
            each.role in ("chords", "bass") and share(seed, "colour", each.role) < 0.35
        )
        found.append(replace(each, instruments=lent[each.role]) if is_lent and each.role in lent else each)
    missing = [each for each in colour.layers if each.role not in {other.role for other in layers}]
    return [*found, *(each for each in missing if each.role in ("lead", "pad", "riff"))]


def _without(layers: Iterable[Layer], words: Sequence[InstrumentWord]) -> list[Layer]:
    roles: set[Role] = set()
    names: set[str] = set()
    for word in words:
        if not word.instruments:
            roles |= set(word.roles[:1])
            roles |= {"drums", "percussion"} if word.roles[0] in ("drums", "percussion") else set()
        elif len(word.instruments) >= _FAMILY_FROM:
            family = INSTRUMENTS[word.instruments[0]].family
            names |= {name for name, instrument in INSTRUMENTS.items() if instrument.family == family}
        else:
            names |= set(word.instruments)
    kept = []
    for each in layers:
        instruments = tuple(name for name in each.instruments if name not in names)
        spare = tuple(
            name for name in _ANYWHERE[each.role] if name not in names and can_play(INSTRUMENTS[name], each.role)
        )
        if each.role not in roles and (instruments or (each.role in ("chords", "bass") and spare)):
            kept.append(replace(each, instruments=instruments or spare))
    if not kept:
        kept = [
            Layer(role, 0.0, spare)
            for role in ("chords", "pad", "lead", "drums")
            if role not in roles and (spare := tuple(name for name in _ANYWHERE[role] if name not in names))
        ][:1]
    return kept


def _only(row: GenreRow, words: Sequence[InstrumentWord]) -> list[Layer]:
    """Return layers for nothing but some instruments: one alone plays what it can, several share a small band."""
    own = {each.role: each for each in row.layers}
    found: dict[Role, tuple[str, ...]] = {}

    def name_of(word: InstrumentWord) -> str:
        usual = [name for name in word.instruments if any(name in each.instruments for each in row.layers)]
        return (usual or list(word.instruments))[0]

    named = {name_of(word): word for word in words if word.instruments}
    for word in words:
        if not word.instruments:
            role = word.roles[0]
            found[role] = own[role].instruments if role in own else _ANYWHERE[role]
    # Soloists choose first, for others can play many parts.
    for name, word in sorted(named.items(), key=lambda entry: can_play(INSTRUMENTS[entry[0]], "chords")):
        able = [role for role in dict.fromkeys((*word.roles, *_BAND)) if can_play(INSTRUMENTS[name], role)]
        free = [role for role in able if role not in found]
        if len(words) > 1:
            is_many_voiced = "chords" in able
            mine = [role for role in free if role in word.roles][: 2 if is_many_voiced else 1] or free[:1]
        elif "chords" in able:
            is_low = INSTRUMENTS[name].lowest <= 28  # it has a left hand
            mine = [role for role in free if role not in ("pad", "drone", "effects") and (role != "bass" or is_low)][:3]
        else:
            mine = free[:1]
        found.update(dict.fromkeys(mine, (name,)))
    return [Layer(role, 0.0 if place < 2 else 0.3, names) for place, (role, names) in enumerate(found.items())]


def _place(layers: list[Layer], taken: dict[Role, str], word: InstrumentWord, seed: int) -> bool:
    """Give a wanted instrument a layer: one that knows it, else one that it is usual for, else a new one."""
    if not word.instruments:
        role = word.roles[0]
        _enter(layers, role, _ANYWHERE[role])
        return True
    names = [name for name in word.instruments if name not in taken.values()] or list(word.instruments)
    own = {each.role: each.instruments for each in layers}
    free = [role for role in (*word.roles, *_SPARE_ROLES) if role not in taken]
    # Its most usual part if that is free; else one in which the genre knows it; else any that it can play.
    for role in (*free[:1], *(role for role in free if set(names) & set(own.get(role, ()))), *free):
        able = [name for name in names if can_play(INSTRUMENTS[name], role)]
        known = [name for name in able if name in own.get(role, ())] or able[:1]
        if known:
            taken[role] = known[int(share(seed, "wanted", role) * len(known))]
            _enter(layers, role, tuple(able))
            return True
    return False


def _enter(layers: list[Layer], role: Role, instruments: tuple[str, ...]) -> None:
    """Let a layer play from the beginning on; make it if there is none."""
    for place, each in enumerate(layers):
        if each.role == role:
            layers[place] = replace(each, enters_at=min(each.enters_at, 0.1))
            return
    layers.append(Layer(role, 0.1, instruments))


def _pick(each: Layer, mood: MoodRow, others: set[str], seed: int) -> str:
    def rank(place: int) -> float:
        name = each.instruments[place]
        liking = 0.55 * (name in mood.likes) - 1.2 * (name in mood.dislikes) - 0.9 * (name in others)
        return share(seed, "instrument", each.role, name) + liking + (0.3 if place == 0 else 0.0)

    return each.instruments[max(range(len(each.instruments)), key=rank)]
