"""How each genre accompanies: spelling of its chords and their rhythms, as data.

Rhythms are written as `grid.hits` reads them, from little energy to much, alternatives parted by a space. The letters:
``x`` the chord, ``o`` the chord as a ghost, ``d`` and ``u`` a strum down and up, ``b`` the chord's bass note, ``f``
the fifth below or above it, ``1`` to ``5`` the chord's notes from the lowest, ``t`` its two highest, ``8`` an octave.
"""

from dataclasses import dataclass

from audiostudio.engines.composition.plan import Genre
from audiostudio.engines.composition.writing.harmony.voicing import VoicingStyle


@dataclass(frozen=True)
class Comping:
    """One genre's accompaniment.

    Attributes:
        style: how chords are spelt.
        rhythms: for little, middling and much energy, each of alternatives.
        gate: how much of its written length a stroke sounds.
        rings: whether notes sound on until the chord ends, as of a picked guitar.
        varies: whether alternatives change from bar to bar, as comping does, or stay for a section.
        octaves: whether single notes are played in octaves, as a montuno is.
    """

    style: VoicingStyle
    rhythms: tuple[str, str, str]
    gate: float = 0.9
    rings: bool = False
    varies: bool = False
    octaves: bool = False


_HELD = "x---------------"
_EIGHTHS = "x.o.x.o.x.o.x.o."

COMPING: dict[Genre, Comping] = {
    "afrobeat": Comping(
        "close", ("..x.....x.....x. ..x...x.....x...", "..x.x..x..x.x..o ..xo.x..o.x..x..", "o.xox.ox.oxox.ox"), 0.55
    ),
    "ambient": Comping("quartal", (_HELD, _HELD, "x---------------|x-------x-------"), 1.0),
    "blues": Comping(
        "rootless",
        ("x-----------.... ....x-..........", "..x-..x-..x-..x- x--...x---..x-..", "x.o.x.ox..x.x.o. x-o.x-o.x-ox..x-"),
        0.8,
        varies=True,
    ),
    "bossa_nova": Comping(
        "rootless",
        ("x--x--x---x-----", "x--x--x---x--x--|..x---x--x--x---", "x-ox--x-o-x--x-o|x-x-o-x--x-ox---"),
        0.8,
    ),
    "chiptune": Comping("triad", ("x---x---x---x---", "1.2.3.2.1.2.3.2.", "1232123212321232 123.123.123.1232"), 0.7),
    "cinematic": Comping("spread", (_HELD, "x-------x-------", "x-o-o-x-o-o-x-o-"), 1.0),
    "classical": Comping("triad", ("x-------x-------", "1-3-2-3-1-3-2-3-", "1-3-2-3-1-3-2-3- b-x-x-x-b-x-x-x-"), 0.95),
    "corporate": Comping(
        "close", (_HELD, "x-----x-----x--- x-----x---x-----", "x-o-o-x-o-o-x-o- x-o-x-o-x-o-x-ox"), 0.9
    ),
    "country": Comping("triad", ("b---d---f---d---", "b---d-u-f---d-u-", "b-d-d-udf-d-d-ud b--ud-u-f--ud-u-"), 0.8),
    "disco": Comping(
        "close", ("..x-..x-..x-..x-", "x..x..x...xx..x. ..x...xx..x...x.", "x.xxo.xxx.xxo.xx xo.x.oxoxo.x.oxo"), 0.6
    ),
    "drum_and_bass": Comping(
        "rootless", (_HELD, "x-----..x-....x- ..x--.......x---", "x..x..x....x..x. ..x..x..x..x...."), 0.8
    ),
    "dubstep": Comping("triad", (_HELD, "x-------........ ........x---x---", "x--.x--.x-x-.... x...x.x.....x.x."), 0.8),
    "folk": Comping(
        "triad",
        ("b---3---f---2---", "b-3-f2-3b-3-f2-3 b-2-f-3-b-2-f3-2", "d---d-u--ud-u-.. d-.ud-u-d-udu-du"),
        0.95,
        rings=True,
    ),
    "funk": Comping(
        "rootless",
        ("x...........x... x.........x.....", "x..o.o..x..o..x. ..x..o.x..o.x.o.", "xo.oxo.x.oxo.oxo x.ox.oxo.oxox.ox"),
        0.45,
    ),
    "hip_hop": Comping(
        "rootless", ("x-----------....", "x-----..x--..... x--...x--.......", "x..x....x..x..x. x--.x...x-x....."), 0.8
    ),
    "house": Comping(
        "rootless", ("..x...x...x...x.", "x..x..x...x..x.. ..x..x..x..x..x.", "x..x..x.x..x..x. x.xx.xx.x.xx.xx."), 0.6
    ),
    "jazz": Comping(
        "rootless",
        (
            "x-----x......... ......x-........ x---............ ......x---......",
            "x-----x...x..... ..x...x......... ......x---..x... ....x-....x-.... x---......x-....",
            "..x-..x...x-..x. x--x...x--..x-.. ......x.x---..x- x-....x.....x-x.",
        ),
        0.85,
        varies=True,
    ),
    "lofi": Comping(
        "rootless", (_HELD, "x-----------x--- x-----x---------", "x---..x-....x-x- x-----x-..x-x---"), 0.95
    ),
    "metal": Comping("power", (_HELD, "x---x---x-------", "x-x-x---x-x-x--- x.xxx.xxx.xxx.xx"), 0.9),
    "pop": Comping("close", (_HELD, "x---x---x---x--- x-----x-----x---", "x--x--x-x--x--x- x-x-x-xxx-x-x-x-"), 0.9),
    "reggae": Comping(
        "triad", ("....x.......x...", "....x.......x... ....x.......x.o.", "..o.x.o...o.x.o. ....xx......xx.."), 0.5
    ),
    "reggaeton": Comping("triad", ("x-----x-----x---", "x..x..x.x..x..x.", "x..x..xox..x..xo x..x.xx.x..x.xx."), 0.7),
    "rnb": Comping("rootless", (_HELD, "x-----..x-..x--- x---..x-..x-----", "x--x..x-..x-x--. x-o-..xo..x-x-ox"), 0.85),
    "rock": Comping("power", (_HELD, "d---d-d-d---d-d- x-o-x-o-x-o-x-o-", "x-o-x-xox-o-x-xo x-x-x-xx-xx-x-x-"), 0.9),
    "salsa": Comping(
        "close",
        ("t-.t.t.t.t.t.t.t", "t-12.t.1.t.1.2.t|.t.1.t.2.t.1.t.2", "t-12.t.1.t.1.2.t|12.t.1.2.t.1.t.2"),
        0.7,
        octaves=True,
    ),
    "samba": Comping(
        "rootless", ("x--x---x--x-----", "x.x..x.x..x.x.x. .x.x..x.x.x..x.x", "xox.oxox.ox.xox. x.xo.xox.oxo.xox"), 0.6
    ),
    "ska": Comping("triad", ("..x...x...x...x.", "..x...x...x...x.", "..x...x...x...xo ..x.o.x...x.o.x."), 0.45),
    "synthwave": Comping("close", (_HELD, "x-----x-----x---", "x.x.x.x.x.x.x.x. x--x--x-x--x--x-"), 0.85),
    "tango": Comping(
        "triad", ("x---....x---....", "x..ox...x..ox... x...x...x...x...", "x.x.x...x..x..x. xox.x...x.x.x.ox"), 0.55
    ),
    "techno": Comping(
        "close", ("...x............", "...x......x..... ..x.....x.......", "..x..x..x..x..x. ...x..x..x....x."), 0.5
    ),
    "trance": Comping("close", (_HELD, "..x-..x-..x-..x-", "x.xxx.xxx.xxx.xx x-xx-xx-x-xx-xx-"), 0.8),
    "trap": Comping("triad", (_HELD, "x-------....x--- x-----------....", "x-----x-........ x---..x-..x-...."), 0.95),
    "waltz": Comping("triad", ("b---x---x---", "b---x---x--- b---x-x-x---", "b---x-o-x-o- b---x-x-x-x-"), 0.7),
}


def energy_level(energy: float) -> int:
    """Return 0, 1 or 2: little, middling or much."""
    return 0 if energy < 0.38 else 1 if energy < 0.7 else 2
