"""Keys and Roman numerals: which notes a chord has, which its bass plays, and which a melody may use over it.

A numeral is read as bands and jazz players write it: upper case is a major chord, lower case a minor one, ``7`` a minor
seventh and ``maj7`` a major one, ``iv6`` an added sixth (not an inversion; ``IV/3`` has its third in the bass).
In minor keys and modes ``III``, ``VI`` and ``VII`` are the degrees of that scale; ``bIII``, ``bVI`` and ``bVII`` mean
the same, so that both habits of writing are understood; ``viio`` stands on the raised leading note.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from audiostudio.audio.music.pitch_names import camelot_code, is_flat_key, pitch_class_name
from audiostudio.engines.composition.errors import MusicError

KeyMode = Literal["major", "minor", "dorian", "phrygian", "lydian", "mixolydian"]

SCALES: dict[KeyMode, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
}
"""Semitones of each mode's degrees above its tonic."""

# Semitones from a mode's tonic down to that of the major scale with the same notes.
_DOWN_TO_MAJOR: dict[KeyMode, int] = {"major": 0, "minor": 9, "dorian": 2, "phrygian": 4, "lydian": 5, "mixolydian": 7}
_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_ACCIDENTALS = {"": 0, "#": 1, "♯": 1, "sharp": 1, "b": -1, "♭": -1, "flat": -1}
_KEY = re.compile(
    r"([A-Ga-g])\s*(?:-\s*)?(#|♯|sharp|b|♭|flat)?\s*(?:-\s*)?"
    r"(major|maj|minor|min|dorian|phrygian|lydian|mixolydian|aeolian|ionian|M|m)?",
)
_MODES: dict[str, KeyMode] = {
    **{mode: mode for mode in SCALES},
    **dict.fromkeys(("", "M", "maj", "ionian"), "major"),
    **dict.fromkeys(("m", "min", "aeolian"), "minor"),
}

_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII")
_NUMERAL = re.compile(
    r"(?P<accidental>[b#♭♯])?(?P<roman>VII|VI|V|IV|III|II|I|vii|vi|v|iv|iii|ii|i)"
    r"(?P<quality>o|°|dim|ø|%|\+|aug)?"
    r"(?P<extension>maj13|maj11|maj9|maj7|M7|Δ7?|69|6/9|13|11|9|7|6|5)?"
    r"(?P<suspension>sus2|sus4|sus)?"
    r"(?P<changes>(?:add(?:2|4|9|11|13)|[b#](?:5|9|11|13)|alt)*)"
    r"(?:/(?P<member>3|5|7|9)|/(?P<target>[b#♭♯]?(?:VII|VI|V|IV|III|II|I|vii|vi|v|iv|iii|ii|i)))?"
)
_CHANGE = re.compile(r"add(?:2|4|9|11|13)|[b#](?:5|9|11|13)|alt")
# Semitones of a chord's members above its root where nothing alters them.
_MEMBERS = {3: 4, 5: 7, 7: 10, 9: 14, 11: 17, 13: 21}


@dataclass(frozen=True)
class ParsedChord:
    """A chord in a key.

    Attributes:
        name: as musicians write it, in the key's spelling: ``Am7``, ``Bbmaj7``, ``C/E``.
        pitch_classes: root, then third, fifth, seventh, ninth ... as far as it has them; C is 0.
        bass_pitch_class: what the lowest voice plays.
        scale: what melodies use over it, upwards from the chord's root; every note of the chord is in it.
    """

    name: str
    pitch_classes: tuple[int, ...]
    bass_pitch_class: int
    scale: tuple[int, ...]


def parse_key(text: str) -> tuple[int, KeyMode]:
    """Read a key by its name, ``C minor``, ``F#m``, ``Bb``, ``E flat major``, ``D dorian``, or Camelot's wheel, ``8A``.

    Returns:
        The tonic's pitch class, C being 0, and the mode.

    Raises:
        MusicError: ``key_unknown``.

    >>> parse_key("F#m"), parse_key("Bb"), parse_key("8A")
    ((6, 'minor'), (10, 'major'), (9, 'minor'))
    """
    stripped = text.strip()
    match = _KEY.fullmatch(stripped) or _KEY.fullmatch(stripped[:1] + stripped[1:].lower())
    if match:
        letter, accidental, mode = match.group(1).upper(), match.group(2) or "", match.group(3) or ""
        return (_LETTERS[letter] + _ACCIDENTALS[accidental]) % 12, _MODES[mode]
    for tonic in range(12):
        if stripped.upper() == camelot_code(tonic, "major"):
            return tonic, "major"
        if stripped.upper() == camelot_code(tonic, "minor"):
            return tonic, "minor"
    raise MusicError(
        "key_unknown",
        f'"{text[:40]}" is no key; keys are written like "C minor", "F# major", "Bb" or "D dorian".',
        allowed={"key": [key_text(tonic, mode) for mode in ("major", "minor") for tonic in range(12)]},
    )


def is_minor(mode: KeyMode) -> bool:
    """Return whether a mode has a minor third, and so sounds like minor."""
    return SCALES[mode][2] == 3


def has_flats(tonic: int, mode: KeyMode) -> bool:
    """Return whether a key of any mode is written with flats: its notes are those of a major scale, which tells."""
    return is_flat_key((tonic - _DOWN_TO_MAJOR[mode]) % 12, "major")


def key_text(tonic: int, mode: KeyMode) -> str:
    """Return a key's name as plans hold it.

    >>> key_text(3, "major"), key_text(2, "dorian")
    ('Eb major', 'D dorian')
    """
    return f"{pitch_class_name(tonic, flats=has_flats(tonic, mode))} {mode}"


def scale_pitch_classes(tonic: int, mode: KeyMode) -> tuple[int, ...]:
    """Return the seven pitch classes of a key, from its tonic upwards."""
    return tuple((tonic + step) % 12 for step in SCALES[mode])


@lru_cache(maxsize=4096)
def parse_numeral(numeral: str, tonic: int, mode: KeyMode) -> ParsedChord:
    """Read a chord by its Roman numeral in a key.

    Raises:
        MusicError: ``numeral_unknown``.

    >>> parse_numeral("ii9", 0, "major")
    ParsedChord(name='Dm9', pitch_classes=(2, 5, 9, 0, 4), bass_pitch_class=2, scale=(2, 4, 5, 7, 9, 11, 0))
    >>> [parse_numeral(numeral, 0, "major").name for numeral in ("V/ii", "bVII", "I/3")]
    ['A', 'Bb', 'C/E']
    """
    match = _NUMERAL.fullmatch(numeral)
    if not match:
        raise MusicError(
            "numeral_unknown",
            f'"{numeral[:40]}" is no chord; chords are Roman numerals like I, vi, bVII, ii7, V7, Imaj9, viio7, Isus4,'
            " I5, V/ii or I/3.",
        )
    flats = has_flats(tonic, mode) or "b" in (match["accidental"] or "") + (match["target"] or "")[:1]
    degree, root = _degree(match, mode)
    if match["target"]:
        target = _NUMERAL.fullmatch(match["target"])
        assert target, "the pattern of a target is that of a numeral"
        degree_of_target, root_of_target = _degree(target, mode)
        # A chord borrowed from the key of another degree counts as in major, where dominants come from.
        degree, root = _degree(match, "major")
        degree, root = (degree + degree_of_target) % 7, (root + root_of_target) % 12
    tones = dict(_tones(match))
    pitch_classes = tuple((tonic + root + tones[member]) % 12 for member in sorted(tones))
    bass = pitch_classes[0]
    name = pitch_class_name(pitch_classes[0], flats=flats) + _suffix(match)
    if match["member"]:
        member = int(match["member"])
        if member not in tones:
            raise MusicError("numeral_unknown", f'"{numeral[:40]}" has no {_ordinal(member)} to put in its bass.')
        bass = (tonic + root + tones[member]) % 12
        name += f"/{pitch_class_name(bass, flats=flats)}"
    borrowed = not is_minor(mode) and match["accidental"] in ("b", "♭") and degree in (1, 2, 5) and not match["target"]
    scale = _scale(tones, degree, root, SCALES["minor" if borrowed else mode])
    return ParsedChord(name, pitch_classes, bass, tuple((tonic + step) % 12 for step in scale))


def _degree(match: re.Match[str], mode: KeyMode) -> tuple[int, int]:
    """Return a root's degree, 0 to 6, and its semitones above the tonic."""
    degree = _ROMANS.index(match["roman"].upper())
    own, major = SCALES[mode][degree], SCALES["major"][degree]
    if match["accidental"] in ("b", "♭"):
        return degree, (major - 1) % 12 if own >= major else own
    if match["accidental"] in ("#", "♯"):
        return degree, (own if own < major else major) + 1
    diminished = match.groupdict().get("quality") in ("o", "°", "dim", "ø", "%")
    if diminished and is_minor(mode) and degree in (5, 6):  # of melodic minor, where diminished chords on them stand
        return degree, major
    return degree, own


def _tones(match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Yield a chord's members, 1, 3, 5, 7 ..., with their semitones above the root."""
    quality, extension, suspension = match["quality"] or "", match["extension"] or "", match["suspension"]
    minor = match["roman"].islower() or quality in ("o", "°", "dim", "ø", "%")
    diminished = quality in ("o", "°", "dim")
    yield 1, 0
    if suspension:
        yield (2, 2) if suspension == "sus2" else (4, 5)
    elif extension != "5":
        yield 3, 3 if minor else 4
    yield 5, 6 if minor and quality else 8 if quality else 7
    major_seventh = extension.startswith(("maj", "M", "Δ"))
    top = int(re.sub(r"\D", "", extension) or (7 if major_seventh else 0)) if extension not in ("69", "6/9") else 0
    if extension in ("6", "69", "6/9"):
        yield 6, 9
    if extension in ("69", "6/9"):
        yield 9, 14
    if top >= 7 or (quality in ("ø", "%")):
        yield 7, 11 if major_seventh else 9 if diminished else 10
    yield from (
        (member, _MEMBERS[member]) for member in (9, 11, 13) if member <= top and not (member == 11 and top > 11)
    )
    for change in _CHANGE.findall(match["changes"]):
        if change == "alt":
            yield from ((5, 8), (7, 10), (9, 13))
        elif change.startswith("add"):
            yield {2: (9, 14), 4: (11, 17)}.get(int(change[3:])) or (int(change[3:]), _MEMBERS[int(change[3:])])
        else:
            member = int(change[1:])
            yield member, _MEMBERS[member] + (1 if change[0] == "#" else -1)


def _suffix(match: re.Match[str]) -> str:
    """Return what follows the root in a chord's name."""
    quality, extension = match["quality"] or "", match["extension"] or ""
    rest = (match["suspension"] or "") + match["changes"]
    extension = {"M7": "maj7", "Δ": "maj7", "Δ7": "maj7", "6/9": "69"}.get(extension, extension)
    if quality in ("ø", "%"):
        return f"m{extension or 7}b5{rest}"
    if quality in ("o", "°", "dim"):
        return f"dim{extension}{rest}"
    if quality:
        return f"aug{extension}{rest}"
    minor = match["roman"].islower() and extension != "5" and not match["suspension"]
    return ("m" if minor else "") + (f"({extension})" if minor and extension.startswith("maj") else extension) + rest


def _scale(tones: dict[int, int], degree: int, root: int, steps: tuple[int, ...]) -> list[int]:
    """Return the scale over a chord: the key's, with the chord's own note on each degree that it has one on."""
    by_degree = list(steps)
    for member, semitones in tones.items():
        by_degree[(degree + member - 1) % 7] = (root + semitones) % 12
    every = {*by_degree, *((root + semitones) % 12 for semitones in tones.values())}
    return sorted(every, key=lambda step: (step - root) % 12)


def _ordinal(member: int) -> str:
    return {3: "third", 5: "fifth", 7: "seventh", 9: "ninth"}[member]
