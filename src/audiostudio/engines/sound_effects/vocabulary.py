"""The words that say how an effect is to be: how strong, how far, how large, of what, how many."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from audiostudio.engines.sound_effects.catalogue import KINDS

INTENSITY = {
    **dict.fromkeys(("faint", "barely"), 0.1),
    **dict.fromkeys(
        ("gentle", "soft", "quiet", "calm", "softly", "gently", "quietly", "light", "lightly", "slight"), 0.2
    ),
    **dict.fromkeys(("slow", "slowly", "lazy", "sparse", "mild", "weak"), 0.25),
    **dict.fromkeys(("medium", "moderate", "steady", "normal"), 0.5),
    **dict.fromkeys(("strong", "hard", "fast", "quick", "quickly", "busy", "lively", "rapid", "brisk"), 0.78),
    **dict.fromkeys(("heavy", "loud", "heavily", "loudly", "intense", "powerful", "dense"), 0.85),
    **dict.fromkeys(("violent", "furious", "raging", "wild", "massive", "extreme", "deafening", "roaring"), 1.0),
}
DISTANCE_M = {
    **dict.fromkeys(("close", "nearby", "near", "closeup"), 1.0),
    **dict.fromkeys(("outside", "neighbouring", "neighboring"), 25.0),
    **dict.fromkeys(("distant", "far", "faraway", "distance", "afar", "remote"), 150.0),
}
SIZE = {
    **dict.fromkeys(("tiny", "miniature", "toy"), 0.0),
    **dict.fromkeys(("small", "little", "thin", "high", "bright", "young"), 0.2),
    **dict.fromkeys(("large", "big", "deep", "thick", "low", "great"), 0.8),
    **dict.fromkeys(("huge", "giant", "enormous", "gigantic", "monstrous", "colossal"), 1.0),
}
MATERIALS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("wood", "wooden", "parquet", "floorboard", "oak", "timber", "plank", "deck"), ("wood",)),
    **dict.fromkeys(("metal", "metallic", "steel", "iron", "grate"), ("metal", "tin")),
    **dict.fromkeys(("tin", "corrugated", "aluminium", "aluminum"), ("tin", "metal")),
    **dict.fromkeys(("glass", "window", "windowpane", "windshield"), ("glass",)),
    **dict.fromkeys(("stone", "rock", "brick"), ("stone", "concrete", "tile")),
    **dict.fromkeys(("concrete", "pavement", "asphalt", "sidewalk", "cement"), ("concrete", "stone", "ground")),
    **dict.fromkeys(("tile", "marble", "ceramic"), ("tile", "stone")),
    **dict.fromkeys(("gravel", "pebble", "shingle"), ("gravel",)),
    **dict.fromkeys(("snow", "snowy", "ice"), ("snow",)),
    **dict.fromkeys(("grass", "lawn", "meadow"), ("grass", "leaves")),
    **dict.fromkeys(("leaf", "leave", "foliage", "tree", "bush"), ("leaves", "grass")),
    **dict.fromkeys(("sand", "sandy", "dune"), ("sand",)),
    **dict.fromkeys(("puddle", "water", "pond", "wet", "lake"), ("water",)),
    **dict.fromkeys(("mud", "dirt", "soil", "earth", "muddy"), ("dirt", "ground")),
    **dict.fromkeys(("ground",), ("ground", "dirt")),
    **dict.fromkeys(("tent", "canvas", "umbrella"), ("tent",)),
    **dict.fromkeys(("plastic",), ("plastic",)),
    **dict.fromkeys(("flesh", "body"), ("flesh",)),
}
NUMBERS = {
    **{
        word: number
        for number, word in enumerate(
            ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
        )
    },
    **{"once": 1, "twice": 2, "thrice": 3, "couple": 2, "pair": 2, "few": 3, "several": 4, "dozen": 12, "double": 2},
    **{"single": 1, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "half": 0.5},
}
STRONGER = frozenset(("very", "extremely", "really", "super", "incredibly"))
LOOPS = frozenset(("loop", "loopable", "looping", "looped", "seamless", "seamlessly", "endless"))
MUSIC = frozenset(
    (
        *(
            "music",
            "song",
            "melody",
            "tune",
            "beat",
            "jazz",
            "techno",
            "trance",
            "piano",
            "guitar",
            "violin",
            "chord",
            "orchestra",
        ),
        *(
            "symphony",
            "bpm",
            "remix",
            "lofi",
            "hip",
            "hop",
            "ballad",
            "singer",
            "lyric",
            "verse",
            "chorus",
            "bassline",
            "reggae",
        ),
        *(
            "waltz",
            "sonata",
            "choir",
            "sing",
            "singing",
            "saxophone",
            "trumpet",
            "flute",
            "cello",
            "rap",
            "disco",
            "funk",
            "blues",
        ),
        *("soundtrack", "jingle", "instrumental", "drum", "drummer", "synth", "band", "concerto", "lullaby", "anthem"),
    )
)
STOP = frozenset(
    (
        *(
            "a",
            "an",
            "the",
            "of",
            "on",
            "in",
            "at",
            "to",
            "from",
            "into",
            "onto",
            "it",
            "its",
            "is",
            "are",
            "be",
            "some",
            "that",
        ),
        *(
            "sound",
            "effect",
            "sfx",
            "noise",
            "fx",
            "please",
            "make",
            "give",
            "me",
            "i",
            "want",
            "need",
            "create",
            "generate",
            "for",
        ),
        *(
            "this",
            "there",
            "away",
            "long",
            "lasting",
            "about",
            "around",
            "by",
            "through",
            "up",
            "down",
            "off",
            "out",
            "s",
            "my",
            "his",
        ),
        *(
            "her",
            "their",
            "someone",
            "somebody",
            "something",
            "time",
            "more",
            "who",
            "which",
            "like",
            "being",
            "against",
            "under",
        ),
        *(
            "second",
            "sec",
            "minute",
            "min",
            "m",
            "meter",
            "metre",
            "start",
            "begin",
            "end",
            "again",
            "so",
            "too",
            "roof",
            "floor",
        ),
        *(
            "surface",
            "background",
            "ambience",
            "ambient",
            "atmosphere",
            "recording",
            "foley",
            "realistic",
            "old",
            "new",
            "day",
        ),
        *(
            "while",
            "as",
            "during",
            "where",
            "we",
            "hear",
            "heard",
            "can",
            "you",
            "few",
            "little",
            "across",
            "along",
            "behind",
        ),
    )
)
JOINS = frozenset(("with", "and", "while", "plus", "over", "during", "as"))
THEN = re.compile(r"\b(?:and\s+)?then\b|\bfollowed\s+by\b|\bafter\s+that\b|\bafterwards\b|\bbefore\b|;|->|→|\.(?=\s|$)")


def plain(text: str) -> str:
    """Return a text in small letters, its signs in their plainest form."""
    return unicodedata.normalize("NFKC", text).casefold().replace("’", "'")


def tokens(text: str) -> list[str]:
    """Return the words of a plain text in the singular, commas as words of their own."""
    return [lemma(word) for word in re.findall(r"\d+(?:\.\d+)?|[^\W\d_]+|,|&|\+", text)]


@cache
def lemma(word: str) -> str:
    """Return a word in the singular, as far as its ending tells; what is matched has gone through here as well."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word in ("leaves", "knives"):
        return word[:-3] + "f"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


@cache
def phrases() -> dict[tuple[str, ...], tuple[str, bool]]:
    """Return every phrase that names a kind, as words in the singular, with the kind and whether it is only a place."""
    found: dict[tuple[str, ...], tuple[str, bool]] = {}
    for kind in KINDS.values():
        for words in (kind.name.replace("_", " "), *kind.words):
            found.setdefault(tuple(tokens(plain(words))), (kind.name, words in kind.places))
    return found


@cache
def longest_phrase() -> int:
    """Return how many words the longest of them has."""
    return max(map(len, phrases()))


def content(words: Iterable[str]) -> list[str]:
    """Return the words that mean something and were not understood otherwise."""
    known = (STOP, INTENSITY, DISTANCE_M, SIZE, MATERIALS, NUMBERS, STRONGER, LOOPS, JOINS)
    return [word for word in words if word.isalpha() and not any(word in group for group in known)]
