"""Grooves of dance floors and machines."""

from audiostudio.engines.composition.plan import Genre
from audiostudio.engines.composition.writing.rhythm.drum_patterns.idiom import DrumIdiom, groove

_HOUSE = groove(
    low="""
    kick  X...X...X...X...
    hat   ..x...x...x...x. | ..x...x...x..gx. | ..x..gx...x..gx. | ..x...x.g.x...x.
    """,
    middle="""
    kick  X...X...X...X... | X...X...X...X..? | X...X...X...X.?.
    clap  ....x.......x... | ....x.......x..? | ....x..?....x...
    open  ..x...x...x...x.
    hat   g..gg..gg..gg..g | o...o...o...o... | o..?o..?o..?o..? | og..og..og..og..
    rim   ................ | ...g..g....g..g. | ..........?..g.. | .......g..g.....
    """,
    high="""
    kick  X...X...X...X... | X...X...X...X..? | X...X...X...X.?.
    clap  ....X.......X... | ....X.......X..g | ....X..?....X...
    snare ....o.......o...
    open  ..X...X...X...X.
    hat   og.gog.gog.gog.g | xg.gxg.gxg.gxg.g | o..xo..xo..xo..x | xo.gxo.gxo.gxo.g
    ride  ................ | o...o...o...o... | ................ | ..o...o...o...o.
    rim   ................ | ...o..o...o..o.. | ..........g..o.. | ...o...o..o...o.
    """,
)
_TECHNO = groove(
    low="""
    kick       X...X...X...X...
    hat        ..o...o...o...o. | ................ | ..o...o...o..go.
    floor_tom  ................ | ...g..g....g..g. | ..........g..g..
    """,
    middle="""
    kick       X...X...X...X...
    hat        ogXgogXgogXgogXg | g.Xgg.Xgg.Xgg.Xg | ggXoggXoggXoggXo
    clap       ................ | ....o.......o... | ................
    floor_tom  ................ | ..g..g....g..g.. | ...g..g...g..g..
    rim        ...?......?..... | ................ | ......g......g..
    """,
    high="""
    kick       X...X...X...X...
    hat        ooXoooXoooXoooXo | ogXoogXoogXoogXo | ooXgooXgooXgooXg
    open       ..x...x...x...x. | ..x...x...x...x. | ..............x.
    clap       ................ | ....x.......x... | ............x...
    ride       x.x.x.x.x.x.x.x. | ................ | o...o...o...o...
    floor_tom  ................ | ..o..o....o..o.. | ...o..o...o..o..
    """,
)
_TRANCE = groove(
    low="""
    kick  X...X...X...X...
    hat   g.g.g.g.g.g.g.g. | gg.ggg.ggg.ggg.g | g...g...g...g...
    open  ..o...o...o...o.
    """,
    middle="""
    kick  X...X...X...X...
    clap  ....x.......x... | ....x.......x..? | ....x.......x?..
    open  ..X...X...X...X.
    hat   og.oog.oog.oog.o | oo.goo.goo.goo.g | gg.ggg.ggg.ggg.g
    """,
    high="""
    kick  X...X...X...X...
    clap  ....X.......X...
    snare ....x.......x... | ....x.......x... | ....x.......x..g
    open  ..X...X...X...X.
    hat   xo.oxo.oxo.oxo.o | oo.xoo.xoo.xoo.x | xg.oxg.oxg.oxg.o
    ride  x...x...x...x... | ................ | x.o.x.o.x.o.x.o.
    """,
)
_SYNTHWAVE = groove(
    low="""
    kick  X.......X....... | X.......x.x..... | X.....x.X.......
    snare ....x.......x...
    hat   o.o.o.o.o.o.o.o. | ..o...o...o...o. | o...o...o...o...
    """,
    middle="""
    kick  X...x...X...x... | X.....x.X.....x. | X.......X.x.....
    snare ....X.......X...
    clap  ....o.......o...
    hat   x.x.x.x.x.x.x.x. | xgogxgogxgogxgog | x.ogx.ogx.ogx.og
    """,
    high="""
    kick  X...X...X...X... | X...x...X...x.x. | X.x.X...X.x.X...
    snare ....X.......X...
    clap  ....o.......o...
    hat   xgxgxgxgxgxgxg.g | xoxoxoxoxoxoxo.o | x.xox.xox.xox..o
    open  ..............x. | ..............x. | ..............x.
    """,
)
_CHIPTUNE = groove(
    low="""
    kick  X.......X....... | X.......X.x..... | X..x....X.......
    snare ............o... | ....o.......o... | ....o.......o...
    hat   ..o...o...o...o. | o.o.o.o.o.o.o.o. | o..oo..oo..oo..o
    """,
    middle="""
    kick  X..x..x.X.......  | X.....X.X..x.... | X..X....X.X.....
    snare ....x.......x..o | ....x..o....x... | ....x.......x.oo
    hat   xxo.xxo.xxo.xxo. | x.oox.oox.oox.oo | o.xxo.xxo.xxo.xx
    """,
    high="""
    kick  X..X..X.X..X..X. | X.X...X.X.X...X. | X..X..X.X.X...XX
    snare ....X..o....X.oo | ....X.......X.ox | ....X..o.o..X..o
    hat   xoxoxoxoxoxoxoxo | xxoxxxoxxxoxxxox | xoooxoooxoooxooo
    """,
)
_DISCO = groove(
    low="""
    kick  X...X...X...X...
    snare ....o.......o...
    hat   o.x.o.x.o.x.o.x. | o.xgo.xgo.xgo.xg | ..x...x...x...x.
    """,
    middle="""
    kick  X...X...X...X...
    snare ....X.......X... | ....X.......X..? | ....X..?....X...
    hat   x...x...x...x... | xg..xg..xg..xg.. | x..gx..gx..gx..g
    open  ..x...x...x...x.
    """,
    high="""
    kick  X...X...X...X... | X...X...X...X.x.
    snare ....X.......X..g | ....X..g....X..g | ....X.......X.go
    clap  ....o.......o...
    hat   xo.oxo.oxo.oxo.o | xo.gxo.gxo.gxo.g | x..ox..ox..ox..o
    open  ..X...X...X...X.
    """,
)
_DRUM_AND_BASS = groove(
    low="""
    kick  X............... | X.........o..... | X.........o...../X...............
    rim   ............o... | ....o.......o... | ....o.......o...
    hat   o.g.o.g.o.g.o.g. | ..o...o...o...o. | o.ggo.ggo.ggo.gg
    """,
    middle="""
    kick  X.........x..... | X.........x...../X.x.......x..... | X.........x...../X.........x..?..
    snare ....X..?.?..X... | ....X..g.g..X..? | ....X..?....X..g/....X..g.g..X...
    hat   x.o.x.o.x.o.x.o. | x.xox.xox.xox.xo | x.oox.oox.oox.oo
    """,
    high="""
    kick  X.x.......xx..../X.x.......x..... | X.........x...../X..x......x..... | X.x.......x.....
    snare ....X..g.g..X..g/....X..g.g....X. | ....X..g.g..X.gg | ....X..gxg..X..g
    hat   x.xox.xox.xox.x. | xoxoxoxoxoxoxoxo | x.x.x.x.x.x.x...
    ride  ................ | ................ | x.o.x.o.x.o.x.o.
    open  ..............x. | ................ | ..............o.
    """,
)
_DUBSTEP = groove(
    low="""
    kick  X............... | X.............o. | X...............
    rim   ........x.......
    hat   o...o...o...o... | ..o...o...o...o. | ......o.......o.
    """,
    middle="""
    kick  X.............x. | X.....x.......x. | X..x..........x.
    snare ........X.......
    hat   x...o...x...o... | x.g.o.g.x.g.o.g. | ..x...o...x..2o.
    """,
    high="""
    kick  X.....x.......x. | X..x..x.......x. | X..x.......x..x.
    snare ........X.......
    clap  ........o.......
    hat   x.o.x.o.x.o.x.2. | xgo.xgo.xgo.xg3. | x.o3x.o.x.o.x.o3
    open  ....x.......x... | ..........x..... | ............x...
    """,
)

ELECTRONIC: dict[Genre, DrumIdiom] = {
    "house": DrumIdiom(_HOUSE, "electronic", has_player=False, phrase_bars=8, builds="roll"),
    "techno": DrumIdiom(_TECHNO, "electronic", has_player=False, phrase_bars=8, builds="roll"),
    "trance": DrumIdiom(_TRANCE, "electronic", has_player=False, phrase_bars=8, builds="roll"),
    "synthwave": DrumIdiom(_SYNTHWAVE, "band", has_player=False, builds="roll"),
    "chiptune": DrumIdiom(_CHIPTUNE, "electronic", has_player=False, builds="roll"),
    "disco": DrumIdiom(_DISCO, "band"),
    "drum_and_bass": DrumIdiom(_DRUM_AND_BASS, "breaks", has_player=False, phrase_bars=8, builds="roll"),
    "dubstep": DrumIdiom(_DUBSTEP, "breaks", is_half_time=True, has_player=False, phrase_bars=8, builds="roll"),
}
"""How dance music is drummed."""
