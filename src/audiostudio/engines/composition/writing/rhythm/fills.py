"""Writes fills: what drummers play before a new phrase or section begins."""

from dataclasses import dataclass
from functools import cache

from audiostudio.engines.composition.writing.rhythm.drum_patterns.idiom import FillFamily

FILLS: dict[FillFamily, tuple[str, ...]] = {
    "band": (
        "snare xoxx",
        "snare ..xx",
        "snare x.xX",
        "snare o.x. | floor_tom .x.X",
        "high_tom xx.. | floor_tom ..xX",
        "snare o.xoxoXX | kick X...X...",
        "snare x.xx.... | high_tom ....xo.. | floor_tom ......xX | kick X...X...",
        "snare x..x..x. | kick ..X..X.. | floor_tom .......x",
        "snare ....xoXX | kick X.x.X...",
        "high_tom xo...... | middle_tom ..xo.... | low_tom ....xo.. | floor_tom ......xX | kick X...X...",
        "snare ....x.xxxoxoXoXX | kick X.......X...X...",
        "snare ....xxxx........ | high_tom ........xo.. | middle_tom ..........xo | "
        "floor_tom ............xoXX | kick X...x...X...x...",
        "snare x..x..x.x..x.... | floor_tom ............x.XX | kick ..x..x....x.x...",
        "snare xoxo............ | high_tom ....xoxo........ | low_tom ........xoxo.... | "
        "floor_tom ............xoXX | kick X...X...X...X...",
    ),
    "heavy": (
        "snare xxXX | kick X.X.",
        "snare X.xx | kick XxXx",
        "floor_tom xxXX | kick X.X.",
        "snare xxxx.... | high_tom ....xx.. | floor_tom ......XX | kick XxXxXxXx",
        "snare X..X..X. | kick XxxXxxXx | china X..X..X.",
        "high_tom xx...... | middle_tom ..xx.... | low_tom ....xx.. | floor_tom ......XX | kick X.X.X.X.",
        "snare xxxxxxxxXxXxXXXX | kick X.X.X.X.X.X.X.X.",
        "snare xxxx............ | high_tom ....xxxx........ | low_tom ........xxxx.... | "
        "floor_tom ............xxXX | kick XxXxXxXxXxXxXxXx",
        "snare X..X..X..X..X.XX | kick XxxXxxXxxXxxXxXx",
    ),
    "electronic": (
        "kick .... | snare x.xx",
        "kick .... | clap x..x",
        "kick X... | snare .xxx",
        "kick X... | open ..X. | clap X.x.",
        "kick X....... | snare x.x.xxxx",
        "kick X..X..X. | clap ....X.X.",
        "kick ........ | snare xoxoxxXX",
        "kick X...X... | clap x..x..xx | open ......X.",
        "kick X...X....... | snare ....x...x.x.xxXX",
        "kick X...X...X....... | clap ....x.......x.xX",
        "kick X..X..X...X.X... | snare ....x..x....xoxX",
    ),
    "breaks": (
        "kick X... | snare .xgx",
        "kick X.x. | snare ..xX",
        "kick .... | snare xg2X",
        "kick X..x.... | snare ..x.x.xX",
        "kick X.x..x.. | snare ..gx.gxX",
        "kick X....... | snare ...gx.2X",
        "kick X.x....x..x..... | snare ....X..x.gX.xgXX",
        "kick X..x..x.X....... | snare ..x..x..gx.xxoXX",
        "kick X.......X.X..... | snare ....X..X....x2X2",
    ),
    "urban": (
        "kick .... | snare ..xX",
        "kick X..x | snare ..x.",
        "kick .... | hat 2222",
        "kick X... | open ..x.",
        "kick X..x..x. | snare ....x.gx",
        "kick ........ | snare ....x..X | hat x.x.22..",
        "kick X.x..... | snare ....xgxX | open ......x.",
        "kick X..x..x......... | snare ....X..x..x.xgxX",
        "kick X.........x..... | snare ....X.......x.2X | hat x.o.x.o.x.2.....",
        "kick X..x......x..x.. | snare ....X..x.x..xxgX",
    ),
    "jazz": (
        "snare x.o.",
        "snare ..xo | kick x...",
        "snare o.x. | floor_tom ..x.",
        "snare x.o.x.X. | kick ....x...",
        "snare x.o..... | high_tom ....x... | floor_tom ......x. | kick X.......",
        "snare ..x...x. | kick x...x...",
        "snare o.x.o.x.....x.X. | high_tom ........x.x..... | kick x.......x.......",
        "snare ..x...x.....x... | floor_tom ........x.x...X. | kick x...x.......x...",
        "snare x.......x.o.x.o. | high_tom ....x.......... | floor_tom ..x...x......... | kick x.......x.......",
    ),
    "latin": (
        "high_timbale x.xx",
        "high_timbale ..x3 | kick x...",
        "high_timbale xx.. | low_timbale ..xX",
        "high_timbale x..x..x. | low_timbale .......X",
        "high_timbale ..xxx... | low_timbale .....xxX | kick x...x...",
        "high_timbale ....333X | kick x..x....",
        "high_timbale x..x..x.x.x..... | low_timbale ...........xx.xX | kick x...x...x...x...",
        "high_timbale xx.xx.xx........ | low_timbale ........xx.xxxXX | kick x...x...x...x...",
        "snare ....xoxo........ | high_timbale ........x.xx.... | low_timbale ............xxxX | kick x...x...x...x...",
    ),
    "reggae": (
        "snare ..xX",
        "high_tom x.x. | floor_tom ...X",
        "rim x..x",
        "snare x..x..X. | kick ........",
        "high_tom x..x.... | low_tom ......xX | kick ........",
        "rim x..x..x. | snare .......X",
        "snare x..x..x.3...X... | kick ................",
        "high_tom x..x..x......... | low_tom .........x.x.... | snare ............xxX. | kick ................",
        "rim x..x..x.x.x..... | snare ............3.X. | kick ................",
    ),
    "soft": (
        "rim ..og",
        "snare ..go",
        "snare .ggo",
        "rim ....o.go",
        "snare ....g.oo",
        "snare g.g.o.og",
        "snare ........g.g.oogo",
        "rim ....o.....o.o.go",
        "snare ....g.......oooo",
    ),
    "orchestral": (
        "snare ggox",
        "floor_tom o.xX",
        "snare ..2x",
        "snare ggggooox",
        "floor_tom ooooxxXX",
        "low_tom x..x.... | floor_tom ......xX | kick X..X..X.",
        "snare ggggggggooooxxxX",
        "floor_tom ooooooooxxxxxxXX | kick X.......X...X...",
        "low_tom x.xx............ | high_floor_tom ....x.xx........ | "
        "floor_tom ........x.xxXXXX | kick X...X...X...X...",
    ),
}
"""Fills of one, two and four beats of four steps, their lines parted by "|"; a line of rests silences its drum.

Signs are those of grooves. How long a fill is follows from its lines."""


@dataclass(frozen=True)
class Fill:
    """A fill: its lines, and how many beats it lasts."""

    beats: int
    lines: dict[str, str]


@cache
def fills_of(family: FillFamily, beats: int) -> tuple[Fill, ...]:
    """Return the fills of a family that last 1, 2 or 4 beats."""
    return tuple(fill for fill in map(_read, FILLS[family]) if fill.beats == beats)


def _read(tablature: str) -> Fill:
    rows = [row.strip().partition(" ") for row in tablature.split("|")]
    longest = max(len(rest.strip()) for _, _, rest in rows)
    return Fill(longest // 4, {name: rest.strip().ljust(longest, ".") for name, _, rest in rows})
