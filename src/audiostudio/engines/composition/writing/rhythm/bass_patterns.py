"""How basses of every genre move, as tablature.

Signs of a step: 1 the chord's bass note, 8 its octave, 3 5 6 7 the chord's third, fifth, sixth and seventh above it, f
the fifth below, a an approach to the next chord's bass note (the fifth where the chord stays), p that note itself,
ahead of its chord, x a dead note, o a soft bass note; "-" holds, over bar lines too. Bars of 24 steps are in triplets.
The line "kick" is a bass note with every stroke of the kick.
"""

from dataclasses import dataclass, field
from typing import Literal

from audiostudio.engines.composition.plan import Genre, Metre
from audiostudio.engines.composition.writing.rhythm.step_patterns import alternatives

BassLine = tuple[tuple[str, ...], ...]
BassLevels = tuple[BassLine, BassLine, BassLine]


@dataclass(frozen=True)
class BassIdiom:
    """How a genre's bass moves.

    Attributes:
        common: lines of 4/4, calm, usual and full.
        own: those of other metres.
        walks: from which level on it walks in quarters to the next chord; 3 for never.
        gate: how much of a note's length sounds.
        glides: between notes, as an 808.
        runs: leads into new phrases by steps.
        ornaments: what a piece may play instead of a bass note off the beat.
        is_half_time: as of drums.
    """

    common: BassLevels
    own: dict[Metre, BassLevels] = field(default_factory=dict)
    walks: Literal[0, 1, 2, 3] = 3
    gate: float = 0.92
    glides: bool = False
    runs: bool = False
    ornaments: str = ""
    is_half_time: bool = False


def _levels(low: str, middle: str, high: str) -> BassLevels:
    return alternatives(low), alternatives(middle), alternatives(high)


BASS_IDIOMS: dict[Genre, BassIdiom] = {
    "house": BassIdiom(
        _levels(
            "..1-..1-..1-..1- | ..1.......1.....",
            "..1-..1-..1-..1- | ..1...1...1..11. | ..1..11...1..11. | ..1...1...1...5.",
            "..1..11...1..118 | ..18..1...18..1. | ..1..81...1..81. | .11..11..11..15.",
        ),
        gate=0.8,
        ornaments="85",
    ),
    "techno": BassIdiom(
        _levels(
            "..1...1...1...1. | ...1..1....1..1. | ..1..o1...1..o1.",
            ".111.111.111.111 | .o1o.o1o.o1o.o1o | .11o.11o.11o.11o | ..11..11..11..11",
            "o111o111o111o111 | .111.111.111.118 | oo1ooo1ooo1oo811",
        ),
        gate=0.7,
    ),
    "trance": BassIdiom(
        _levels(
            "..1-..1-..1-..1- | ..8-..8-..8-..8-",
            "..8-..8-..8-..8- | .o8o.o8o.o8o.o8o | ..81..81..81..81",
            "1o8o1o8o1o8o1o8o | .188.188.188.188 | .181.181.181.181",
        ),
        gate=0.75,
    ),
    "synthwave": BassIdiom(
        _levels(
            "1-1-1-1-1-1-1-1- | 1---1---1---1---",
            "1.1.1.1.1.1.1.1. | 1.111.111.111.11 | 1.1.1.8.1.1.1.8.",
            "1o1o1o1o1o1o1o1o | 1o8o1o8o1o8o1o8o | 1o111o111o111o58",
        ),
        gate=0.7,
        ornaments="85",
    ),
    "chiptune": BassIdiom(
        _levels(
            "1...5...1...5... | 1-..1-..5-..5-..",
            "1.8.1.8.5.8.5.8. | 1.5.8.5.1.5.8.5. | 1.1.8.1.1.1.8.5.",
            "1858185818581858 | 1.811.811.811.85 | 1.8.5.831.8.5.75",
        ),
        gate=0.6,
        ornaments="53",
    ),
    "disco": BassIdiom(
        _levels(
            "1...8...1...8... | 1-..1-..1-..5-..",
            "1.8.1.8.1.8.1.8. | 1.8.1.8.1.8.5.8. | 1.8.1.8.1.881.8.",
            "1.8.1.881.8.1.8a | 1.811.811.811.8a | 1.8.178.1.8.578.",
        ),
        gate=0.6,
        runs=True,
        ornaments="5",
    ),
    "drum_and_bass": BassIdiom(
        _levels(
            "1---------------",
            "1---------1----- | 1-------------5- | 1-----........../1---------1---5-",
            "1---------1---5- | 1--1------1-..3- | 1-----1...1-8---/1---------7-5---",
        ),
        gate=1.0,
        ornaments="57",
    ),
    "dubstep": BassIdiom(
        _levels(
            "1---------------",
            "1-----------1---1---1--- | 1-------........1---1--- | 1---------------8-------",
            "1---1---1---1-1-1-1-1-1- | 1-----1---1---1---8---1- | 1---1---8---1---1---5---",
        ),
        gate=0.95,
        is_half_time=True,
        ornaments="8",
    ),
    "trap": BassIdiom(
        _levels("kick | 1---------------", "kick", "kick"),
        gate=1.0,
        glides=True,
        is_half_time=True,
    ),
    "hip_hop": BassIdiom(
        _levels(
            "1---------1----- | 1-------....5---",
            "1--1......1-.1.. | 1-----1...5-.... | 1-..........1-a- | 1--1......3-5-a-",
            "kick | 1--1..1...1-.15. | 1-.1....8.1-.7.5 | 1--1......5-.1a.",
        ),
        gate=0.88,
        ornaments="58",
    ),
    "lofi": BassIdiom(
        _levels(
            "1--------------- | 1-----------5---",
            "1-----....5---.. | 1-------5-----a- | 1-----1---5-..a.",
            "1-----1.8-5---a- | 1--1--..5---3-a- | 1-----5-1---7-a-",
        ),
        ornaments="53",
    ),
    "rnb": BassIdiom(
        _levels(
            "1---------..1--- | 1-------5-----..",
            "1--1......1--5a. | 1-----.1..1-..p. | 1--1....x.1-7-a-",
            "1--1..x8..1--5a. | 1..18..x..1-7-5a | 1--x.1.8..1x.5p-",
        ),
        gate=0.9,
        runs=True,
        ornaments="57",
    ),
    "reggaeton": BassIdiom(
        _levels(
            "1-----1-....1--- | 1--1--1-........",
            "1--1--1-1--1--1- | 1-----1-1--5--1- | 1..1..1.1..1..5.",
            "1--1--1-8--1--5- | 1..1.81.1..1.81. | 1--1--5-1--1--8-",
        ),
        gate=0.85,
        ornaments="58",
    ),
    "afrobeat": BassIdiom(
        _levels(
            "1.....5...1..... | 1..5......8.....",
            "1.1..5.8........ | 1..1..5...8.75.. | ..1.1..5....8.7.",
            "1.1..5.8..1.75.. | 1..1.85...1.5.7. | 1.13..5.8..7.5..",
        ),
        own={
            "12/8": _levels("1.....5..... | 1.1...5.....", "1.1..5..8... | 1..5.8..5.1.", "1.1.35.8.5.3 | 1..58.1.75.3")
        },
        gate=0.7,
        ornaments="578",
    ),
    "pop": BassIdiom(
        _levels(
            "1-------1------- | 1--------------- | 1-----------5---",
            "1-----1-1-----p- | 1-1-1-1-1-1-1-p- | 1-----1-1-1-..p- | 1..1....1-1---a-",
            "1-1-1-1-1-1-1-p- | 1.1.1.1.1.1.5.p. | 1.1.1.8.1.1.1.p- | 1-11..1-1-11..p-",
        ),
        gate=0.88,
        runs=True,
        ornaments="5",
    ),
    "rock": BassIdiom(
        _levels(
            "1-------1------- | 1---1---1---1---",
            "1-1-1-1-1-1-1-1- | 1-------1-1-1-5- | 1-1-1-1-1-1-5-a-",
            "1.1.1.1.1.1.1.1. | 1.1.1.8.1.1.7.5. | 1.1.1.1.1.1.5.a. | 1.1.1.111.1.1.a.",
        ),
        gate=0.9,
        runs=True,
        ornaments="57",
    ),
    "metal": BassIdiom(
        _levels(
            "1--------------- | 1--1--1---------",
            "kick",
            "kick",
        ),
        gate=0.8,
    ),
    "funk": BassIdiom(
        _levels(
            "1.....8...1..... | 1...x.1.....7.8.",
            "1..x..8.x.1..78. | 1...x.1x..8.7.8x | 1..1..x.8.x.5.78 | 1.x.8..x1.x..758",
            "1..18.x.1x.8.78x | 1.x1.8x..81x.758 | 11.x8.1x.8x.7.58 | 1..8x.1.x81.x75a",
        ),
        gate=0.62,
        runs=True,
        ornaments="78",
    ),
    "ska": BassIdiom(
        _levels(
            "1---5---1---5--- | 1---3---5---3---",
            "1---3---5---6--- | 1---3---5---a---",
            "1-1-3-3-5-5-6-a- | 1-3-5-6-8-6-5-a-",
        ),
        gate=0.8,
    ),
    "reggae": BassIdiom(
        _levels(
            "........1---5-.. | ....1---..5-1-..",
            "....1.1.5...3.1. | ......1.1...5.3. | ..1.3.5.....5.1./....1---..5.3.1. | ....1-..1-5-3-..",
            "..1.3.5.....1.5. | ....1.113.5.1.5. | ..1.1.5...3.1.f./..1.3.5.5...3.1.",
        ),
        gate=0.82,
        is_half_time=True,
        ornaments="35",
    ),
    "corporate": BassIdiom(
        _levels(
            "1--------------- | 1-------1-------",
            "1-1-1-1-1-1-1-1- | 1---1---1---1--- | 1-----1-1-----1-",
            "1-1-1-1-1-1-1-1- | 1-1-1-1-1-1-5-1- | 1-1-1-8-1-1-1-8-",
        ),
        gate=0.85,
        ornaments="5",
    ),
    "country": BassIdiom(
        _levels(
            "1---....f---.... | 1-------f-------",
            "1---....f---.... | 1-..1...f-..1... | 1---....5---..a-",
            "1---f---1---f--- | 1-..1-..f-..a-.. | 1---....f---5-a-",
        ),
        gate=0.75,
        runs=True,
    ),
    "blues": BassIdiom(
        _levels(
            "1-------5------- | 1---....5---....",
            "1---3---5---6--- | 1---3---5---3--- | 1---1---3---5---",
            "1-1-3-3-5-5-6-6- | 1-1-3-3-5-6-8-6- | 1---3---5---6---/8---6---5---3---",
        ),
        own={
            "12/8": _levels(
                "1-----5----- | 1--...5--...",
                "1--3--5--6-- | 1-13--5-56-- | 1--3--5--3--",
                "1-13-35-56-6 | 1-13-35-68-6 | 1--3--5--6--/8--6--5--3--",
            )
        },
        gate=0.88,
    ),
    "bossa_nova": BassIdiom(
        _levels(
            "1-------5------- | 1-----------5---",
            "1----.5-5----.p- | 1----.5-5----.1-",
            "1----.5-5----.p- | 1----.5-8----.p- | 1---1-5-5---5-p-",
        ),
        gate=0.9,
    ),
    "samba": BassIdiom(
        _levels(
            "1---f---1---f--- | 1---5---1---5---",
            "1..1f---1..1f--- | 1--15---1--15---",
            "1..1f..11..1f..p | 1..15..51..15..p | 1..1f..f1..18..5",
        ),
        gate=0.85,
        ornaments="8",
    ),
    "salsa": BassIdiom(
        _levels(
            "---5--p----5--p- | -......p-......p",
            "---5--p----5--p- | ---3--p----5--p-",
            "---5--p----5--p- | ---5-.p.---5-.p. | ---3--p----5-5p-",
        ),
        gate=0.95,
    ),
    "tango": BassIdiom(
        _levels(
            "1-..5-..1-..5-.. | 1-------5-------",
            "1...5...1...5... | 1..1..5.1..1..5. | 1-----5-1---5---",
            "1...1...5...a... | 1..1..1.1..1..a. | 1.....5.1...5.a.",
        ),
        gate=0.7,
        ornaments="5",
    ),
    "jazz": BassIdiom(
        _levels("1-------5------- | 1-------3------- | 1-------5---..a-", "1---3---5---a---", "1---3---5---a---"),
        own={"3/4": _levels("1----------- | 1-------5---", "1---3---a---", "1---3---a---")},
        walks=1,
        gate=0.95,
    ),
    "cinematic": BassIdiom(
        _levels(
            "1---------------",
            "1-1-1-1-1-1-1-1- | 1-------1---1--- | 1-----1---1-----",
            "1.1.8.1.1.1.8.1. | 1.11811.1.11811. | 1-----8---1---8-",
        ),
        gate=0.9,
        ornaments="85",
    ),
    "ambient": BassIdiom(
        _levels(
            "1---------------",
            "1--------------- | 1---------------/--------5-------",
            "1-------5------- | 1-----------8---",
        ),
        gate=1.0,
    ),
    "classical": BassIdiom(
        _levels(
            "1--------------- | 1-------5-------",
            "1-------5------- | 1---3---5---3--- | 1---....5---....",
            "1---5---3---5--- | 1-1-3-3-5-5-3-3- | 1---3---5---a---",
        ),
        own={"3/4": _levels("1-----------", "1---........ | 1---3---5---", "1---5---3--- | 1---3---5---")},
        gate=0.9,
        ornaments="3",
    ),
    "waltz": BassIdiom(
        _levels("1--------------- | 1-----..........", "1---............", "1---........a---"),
        own={
            "3/4": _levels(
                "1----------- | 1-----......",
                "1---......../5---........ | 1---........ | 1---......../f---........",
                "1---......../5---....a--- | 1-----..5-../1---....a---",
            ),
            "6/8": _levels("1-----", "1-.5-. | 1--f--", "1-.5-. | 1-.5-a"),
        },
        gate=0.9,
    ),
    "folk": BassIdiom(
        _levels(
            "1--------------- | 1-------5-------",
            "1-------5------- | 1---....5---.... | 1-------1---..a-",
            "1---5---1---5--- | 1---..1-5---..a- | 1-------5---5-a-",
        ),
        own={"6/8": _levels("1-----", "1--5-- | 1--1--", "1-.5-. | 1--5-a")},
        gate=0.9,
        ornaments="5",
    ),
}
"""How the bass of every genre moves."""

WITH_KICK = ("kick",)
"""The line that follows the kick."""
