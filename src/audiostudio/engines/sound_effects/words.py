"""Turns words into a plan: which effects, at once or after each other, how many, how strong, how far, of what."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from audiostudio.audio.errors import AudioError
from audiostudio.engines.sound_effects.catalogue import KINDS
from audiostudio.engines.sound_effects.plan import LONGEST_S, MOST_EVENTS, SHORTEST_S, EffectPlan, read_plan
from audiostudio.engines.sound_effects.timeline import laid_out
from audiostudio.engines.sound_effects.vocabulary import (
    DISTANCE_M,
    INTENSITY,
    JOINS,
    LOOPS,
    MATERIALS,
    MUSIC,
    NUMBERS,
    SIZE,
    STRONGER,
    THEN,
    content,
    lemma,
    longest_phrase,
    phrases,
    plain,
    tokens,
)

MOST_CHARACTERS = 500
_AMOUNT = r"(\d+(?:\.\d+)?|" + "|".join(NUMBERS) + r")"
_DURATION = re.compile(rf"\b{_AMOUNT}[\s-]*(?:a[\s-]+)?(seconds?|secs?|s|minutes?|mins?)\b(?:\s+long)?")
_METRES = re.compile(r"\b(\d+(?:\.\d+)?)[\s-]*(?:m|meters?|metres?)\b(?:\s+away)?")
_TAKES = re.compile(rf"\b{_AMOUNT}\s+(?:different\s+)?(?:variations?|versions?|takes)\b(?:\s+of)?")


@dataclass
class Sound:
    """A sound that was named, and what was said of it.

    Attributes:
        kind: its kind.
        place: which word of its clause names it.
        phrase: the words that do, in the singular.
        said: intensity, distance, size, material.
        times: how often.
    """

    kind: str
    place: int
    phrase: tuple[str, ...]
    said: dict[str, Any] = field(default_factory=dict)
    times: int | None = None


@dataclass
class Clause:
    """What sounds together, before the next follows.

    Attributes:
        sounds: in the order they are named.
        duration_s: how long, where said.
    """

    sounds: list[Sound] = field(default_factory=list)
    duration_s: float | None = None


def plan_effect(
    words: str,
    *,
    duration_s: float | None = None,
    distance_m: float | None = None,
    intensity: float | None = None,
    material: str | None = None,
    size: float | None = None,
    width: float | None = None,
    loop: bool | None = None,
    seed: int = 0,
    variations: int | None = None,
) -> EffectPlan:
    """Return a plan of the effects that words name; what is given beside them counts more than they do.

    Args:
        words: English, at most 500 characters: "heavy rain on a tin roof with distant thunder".
        duration_s: .1 to 600.
        distance_m: 1 to 1000, of all its sounds.
        intensity: 0 to 1, of all.
        material: of all that can be made of it.
        size: 0 to 1, of all.
        width: 0 to 1.
        loop: whether the end is to run into the beginning.
        seed: of the chances.
        variations: 1 to 8 takes.

    Raises:
        AudioError: ``effect_words_missing``, ``effect_words_too_long``, ``effect_unknown`` with the nearest kinds,
            ``effect_is_music``, ``effect_length_impossible``, ``effect_plan_invalid``.
    """
    text = _checked(words)
    takes = _TAKES.search(text)
    clauses, ignored = _clauses(_TAKES.sub(" ", text))
    asked_s = duration_s if duration_s is not None else _whole_duration_s(clauses)
    if asked_s is not None and not SHORTEST_S <= asked_s <= LONGEST_S:
        raise AudioError(
            "effect_length_impossible",
            f"An effect lasts {SHORTEST_S:g} to {LONGEST_S:g} s, not {asked_s:g} s.",
            allowed={"shortest_s": SHORTEST_S, "longest_s": LONGEST_S},
        )
    for sound in (sound for clause in clauses for sound in clause.sounds):
        given = {"distance_m": distance_m, "intensity": intensity, "size": size}
        sound.said.update({name: value for name, value in given.items() if value is not None})
        if material is not None:
            _take_material(sound, (material,), alone=True)
    events, length_s = laid_out([_Laid(clause) for clause in clauses], asked_s)
    plan = {
        "words": words.strip(),
        "ignored_words": ignored[:100],
        "duration_s": length_s,
        "loop": loop if loop is not None else any(word in LOOPS for word in tokens(text)),
        "seed": seed,
        "variations": variations if variations is not None else _amount(takes[1]) if takes else 1,
        "events": events[:MOST_EVENTS],
    }
    return read_plan(plan | ({} if width is None else {"width": width}))


def _checked(words: str) -> str:
    if not words.strip():
        raise AudioError("effect_words_missing", 'Say what is to be heard, for example "footsteps on gravel".')
    if len(words) > MOST_CHARACTERS:
        raise AudioError(
            "effect_words_too_long",
            f"Effects are described in at most {MOST_CHARACTERS} characters, not {len(words):,}.",
            allowed={"most_characters": MOST_CHARACTERS},
        )
    return plain(words)


def _amount(word: str) -> int:
    return max(1, min(100, int(float(NUMBERS.get(word, 0)) or float(word) if not word.isalpha() else NUMBERS[word])))


def _seconds(found: re.Match[str]) -> float:
    number = float(NUMBERS[found[1]] if found[1] in NUMBERS else found[1])
    return number * (60 if found[2].startswith("m") else 1)


def _whole_duration_s(clauses: Sequence[Clause]) -> float | None:
    """Return the length that was said of all: of the only clause, or behind the last sound in words of its own."""
    return clauses[0].duration_s if len(clauses) == 1 else None


def _clauses(text: str) -> tuple[list[Clause], list[str]]:
    clauses: list[Clause] = []
    ignored: list[str] = []
    for part in THEN.split(text):
        clause = Clause()
        for found in _DURATION.finditer(part):
            clause.duration_s = _seconds(found)
        for segment in _segments(tokens(_spaced(_DURATION.sub(" , ", part)))):
            _read_segment(segment, clause, ignored)
        if clause.sounds:
            clauses.append(clause)
        elif clauses and clause.duration_s is not None:
            clauses[-1].duration_s = clause.duration_s
    if not clauses:
        raise _unknown(content(tokens(text)) or [text.strip()])
    return clauses, ignored


def _spaced(text: str) -> str:
    return _METRES.sub(lambda found: f" metres {found[1]} ", text)


_Word = str | Sound


def _segments(words: list[str]) -> list[list[_Word]]:
    """Return the words between commas and joining words; phrases that name a kind have become sounds."""
    segments: list[list[_Word]] = [[]]
    at = 0
    while at < len(words):
        length = next(
            (n for n in range(min(longest_phrase(), len(words) - at), 0, -1) if tuple(words[at : at + n]) in phrases()),
            0,
        )
        if length:
            kind, _ = phrases()[tuple(words[at : at + length])]
            segments[-1].append(Sound(kind, at, tuple(words[at : at + length])))
        elif words[at] in (",", "&", "+") or words[at] in JOINS:
            segments.append([])
        else:
            segments[-1].append(words[at])
        at += max(1, length)
    return [segment for segment in segments if segment]


def _read_segment(segment: list[_Word], clause: Clause, ignored: list[str]) -> None:
    sounds = [word for word in segment if isinstance(word, Sound)]
    strong = [sound for sound in sounds if not phrases()[sound.phrase][1]]
    kept = strong or sounds[:1]
    flat: list[_Word] = []
    for word in segment:
        if isinstance(word, Sound) and not any(word is sound for sound in kept):
            flat += [part for part in word.phrase if part in MATERIALS]
        else:
            flat.append(word)
    left = content(word for word in flat if isinstance(word, str))
    if not kept:
        _read_rest(flat, left, clause)
        return
    for sound in kept:
        _say(sound, [word for word in sound.phrase[:-1] if word not in sound.kind.split("_")], 0)
    if MUSIC & set(left):
        raise _is_music()
    _give_attributes(flat, kept)
    for sound in kept:
        if not _merged(sound, clause):
            clause.sounds.append(sound)
    ignored += left


def _merged(sound: Sound, clause: Clause) -> bool:
    """Say the same sound once: "a clock ticking" names it twice."""
    for known in clause.sounds:
        if known.kind == sound.kind and sound.place - known.place <= 3 and not sound.said:
            is_repeated = KINDS[sound.kind].style == "repeating" and sound.phrase == known.phrase
            known.times = (known.times or 1) + 1 if is_repeated else known.times or sound.times
            return True
    return False


def _read_rest(flat: list[_Word], left: list[str], clause: Clause) -> None:
    """Read words between commas that name no sound: they say more of the last one, or are not understood."""
    if MUSIC & set(left):
        raise _is_music()
    if left:
        raise _unknown(left)
    if clause.sounds:
        _give_attributes([clause.sounds[-1], *flat], [clause.sounds[-1]])


def _give_attributes(flat: list[_Word], sounds: list[Sound]) -> None:
    places = {id(word): at for at, word in enumerate(flat) if isinstance(word, Sound)}

    def nearest(at: int) -> list[Sound]:
        behind = sorted((s for s in sounds if places[id(s)] > at), key=lambda s: places[id(s)])
        before = sorted((s for s in sounds if places[id(s)] < at), key=lambda s: -places[id(s)])
        return [*behind, *before]

    for at, word in enumerate(flat):
        if isinstance(word, Sound):
            continue
        follows = nearest(at)
        if word in MATERIALS:
            for sound in sorted(follows, key=lambda s: abs(places[id(s)] - at)):
                if _take_material(sound, MATERIALS[word]):
                    break
        elif word == "metre" and at + 1 < len(flat):
            follows[0].said["distance_m"] = float(str(flat[at + 1]))
        elif word in NUMBERS or word.isdecimal():
            if at == 0 or flat[at - 1] != "metre":
                target = follows[0]
                target.times = target.times or (_amount(word) if word != "half" else None)
        else:
            stronger = at > 0 and isinstance(flat[at - 1], str) and flat[at - 1] in STRONGER
            _say(follows[0], [word], 0.15 if stronger else 0.0)


def _say(sound: Sound, words: Sequence[str], more: float) -> None:
    for word in words:
        for name, table in (("intensity", INTENSITY), ("distance_m", DISTANCE_M), ("size", SIZE)):
            if word in table:
                value = table[word]
                if name != "distance_m" and more:
                    value = min(1.0, value + more) if value >= 0.5 else max(0.0, value - more)
                sound.said[name] = value


def _take_material(sound: Sound, wanted: Sequence[str], *, alone: bool = False) -> bool:
    fits = [material for material in wanted if material in KINDS[sound.kind].materials]
    if fits or alone:
        sound.said["material"] = fits[0] if fits else wanted[0]
    return bool(fits)


class _Laid:
    """A clause as `laid_out` wants it."""

    def __init__(self, clause: Clause) -> None:
        self.sounds = [(sound.kind, sound.said, sound.times) for sound in clause.sounds]
        self.duration_s = clause.duration_s


def _is_music() -> AudioError:
    return AudioError("effect_is_music", "That is music, not a sound effect: compose it instead.")


def _unknown(words: Sequence[str]) -> AudioError:
    asked = " ".join(words)[:80]
    known = {" ".join(phrase): kind for phrase, (kind, _) in phrases().items()}
    near = [*difflib.get_close_matches(asked, known, 6, 0.6)]
    for word in words[:8]:
        near += difflib.get_close_matches(lemma(word), known, 3, 0.7)
    kinds = list(dict.fromkeys(known[phrase] for phrase in near))[:6]
    hint = f" The nearest are {', '.join(kind.replace('_', ' ') for kind in kinds)}." if kinds else ""
    return AudioError(
        "effect_unknown",
        f"There is no sound effect for {asked!r}.{hint}",
        allowed={"nearest": kinds, "kinds": sorted(KINDS)},
    )
