"""Grooves of bands with a drummer."""

from audiostudio.engines.composition.plan import Genre
from audiostudio.engines.composition.writing.rhythm.drum_patterns.idiom import DrumIdiom, groove

_POP = groove(
    low="""
    kick  X.......X....... | X.....x.X....... | X.......x.x.....
    rim   ....x.......x...
    hat   o.g.o.g.o.g.o.g. | o...o...o...o... | o.o.o.o.o.o.o.o.
    """,
    middle="""
    kick  X.....x.X....... | X.......X.x..... | X..x....X.x..... | X.....x.X......./X.....x.X.x.....
    snare ....X.......X... | ....X.......X... | ....X.......X..? | ....X..?....X...
    hat   x.o.x.o.x.o.x.o. | x.ogx.o.x.ogx.o. | xgogxgogxgogxgog | x.o.x.o.x.o.x.o.
    """,
    high="""
    kick  X.....x.X.x..... | X..x..x.X.x..... | X...X...X...X... | X.....x.X.....x.
    snare ....X.......X... | ....X.......X..g | ....X.......X... | ....X..g....X...
    clap  ....o.......o...
    hat   x.x.x.x.x.x.x.x. | xoxoxoxoxoxoxo.o | ................ | x.xgx.xgx.xgx.xg
    open  ................ | ..............x. | ..x...x...x...x. | ......x.........
    """,
)
_ROCK = groove(
    low="""
    kick  X.......X....... | X.......X.o..... | X.......o.x.....
    snare ....x.......x...
    hat   x.o.x.o.x.o.x.o. | x...x...x...x... | x.x.x.x.x.x.x.x.
    """,
    middle="""
    kick  X.......X.x..... | X.x.....X.x..... | X......xX.x..... | X.......X.x...../X.....x.X.x.....
    snare ....X.......X... | ....X.......X... | ....X..?....X... | ....X.......X..?
    hat   X.o.X.o.X.o.X.o. | X.x.X.x.X.x.X.x. | X.o.X.o.X.o.X.o. | X.o.x.o.X.o.x.o.
    """,
    high="""
    kick  X.x.....X.x..... | X.x...x.X.x..... | X..x..x.X.x..x.. | X.......XXx.....
    snare ....X.......X... | ....X.......X..o | ....X.......X... | ....X..g....X...
    open  X.x.X.x.X.x.X.x. | X...X...X...X... | X.o.X.o.X.o.X.o. | ................
    ride  ................ | ................ | ................ | X.x.X.x.X.x.X.x.
    """,
)
_METAL = groove(
    low="""
    kick  X..x..x......... | X.xx..x......... | X..x..xx........
    snare ........X.......
    ride  X...x...X...x... | X...X...X...X... | X...x...X...x...
    """,
    middle="""
    kick  X.xxX.xxX.xxX.xx | X.xxx.x.X.xxx.x. | XxxxX.x.XxxxX.x. | X..xx.x.X..xx.x.
    snare ....X.......X...
    hat   X...X...X...X... | ................ | X.x.X.x.X.x.X.x. | ................
    ride  ................ | X...X...X...X... | ................ | X.x.X.x.X.x.X.x.
    """,
    high="""
    kick  XxxxXxxxXxxxXxxx | XxxxXxxxXxxxXxxx | XxxxXxXxXxxxXxXx | X.xxX.xxXxxxXxxx
    snare ....X.......X... | ........X....... | ....X.......X... | ....X.......X...
    china ................ | X...X...X...X... | ................ | X...X...X...X...
    ride  X.x.X.x.X.x.X.x. | ................ | X...X...X...X... | ................
    """,
)
_FUNK = groove(
    low="""
    kick  X..x......x..... | X.........x..... | X.....x...x.....
    rim   ....x.......x... | ....x..g....x... | ....x.......x..g
    hat   x.o.x.o.x.o.x.o. | xgogxgogxgogxgog | x.ogx.ogx.ogx.og
    """,
    middle="""
    kick  X..x......x..... | X..x..x...x..... | X.x.......x..x.. | X..x......x...../X.x...x...x.....
    snare ....X..g.g.gX... | ....X..g.g..X..? | ....X..g...gX..g | ....X..g.g.gX..?
    hat   xoxoxoxoxoxoxoxo | x.xox.xox.xox.xo | xgoxxgoxxgoxxgox | xoogxoogxoogxoog
    open  ................ | ..............x. | ......x......... | ................
    """,
    high="""
    kick  X..x..x...x..x.. | X.xx......x..x.. | X..x...x..xx.... | X..x..x...x...../X.x...x...xx.x..
    snare ....X..g.g.gX..g | ....X..gXg..X..g | ....X..g.g.gX.gX | .g..X..g.g.gX..g
    hat   XoxoXoxoXoxoXoxo | XgxoXgxoXgxoXgxo | XoxxXoxxXoxxXoxx | XoxoXox.XoxoXoxo
    open  ..............x. | ......x.......x. | ..............x. | .......x........
    """,
)
_SKA = groove(
    low="""
    kick  X.......X....... | X.......x....... | x.......X.......
    rim   ....x.......x...
    hat   ..o...o...o...o. | ..x...x...x...x. | ..o...o...o..go.
    """,
    middle="""
    kick  X.......X....... | X.......X.....?. | X.......X..?....
    snare ....X.......X... | ....X.......X... | ....X.......X..?
    hat   o.X.o.X.o.X.o.X. | ..X...X...X...X. | o.Xgo.Xgo.Xgo.Xg
    """,
    high="""
    kick  X.......X.......  | X.....x.X.....x. | X.......X.x.....
    snare ....X.......X... | ....X.......X.o. | ....X.......X..o
    hat   x...x...x...x... | ................ | xg..xg..xg..xg..
    open  ..X...X...X...X.
    """,
)
_REGGAE = groove(
    low="""
    kick  ........x.......
    rim   ........x.......
    hat   ..o...o...o...o. | o.o.o.o.o.o.o.o. | ..o...o...o..go.
    """,
    middle="""
    kick  ........X....... | ........X....... | ........X.......
    rim   ........X....... | ........X..?..?. | ........X.....o.
    hat   o.x.o.x.o.x.o.x. | x.o.x.o.x.o.x.o. | o.xgo.xgo.xgo.xg
    open  ................ | ..............o. | ......o.........
    """,
    high="""
    kick  ........X....... | ........X....... | x...x...X...x...
    snare ........X....... | ........X..g..o. | ........X......g
    rim   ................ | ................ | ...g..g.......g.
    hat   x.X.x.X.x.X.x.X. | xgX.xgX.xgX.xgX. | x.Xgx.Xgx.Xgx.Xg
    open  ..............x. | ......x.......x. | ..............x.
    """,
)
_CORPORATE = groove(
    low="""
    kick  o.......o....... | o............... | o.......o.......
    hat   ..g...g...g...g. | g.g.g.g.g.g.g.g. | g...g...g...g...
    """,
    middle="""
    kick  x...o...x...o... | x...x...x...x... | x.......x.......
    clap  ....o.......o...
    hat   o.g.o.g.o.g.o.g. | ..o...o...o...o. | oggooggooggooggo
    """,
    high="""
    kick  x...x...x...x... | x...x...x...x... | x...x...x...x.o.
    clap  ....x.......x...
    snare ....o.......o... | ....g.......g... | ....o.......o...
    hat   xgogxgogxgogxgog | x.o.x.o.x.o.x.o. | xoxoxoxoxoxoxoxo
    """,
)
_COUNTRY = groove(
    low="""
    kick  x.......x....... | x.......x....... | x.......x.....g.
    rim   ....o.......o... | ....o..g....o... | ....o.......o..g
    hat   ................ | o.o.o.o.o.o.o.o. | ..g...g...g...g.
    """,
    middle="""
    kick  X...o...X...o... | X.......X....... | X.......X.....?.
    snare ggxgggxgggxgggxg | gggoXgggggg.Xggg | ggxgXgxgggxgXgxg
    pedal ....o.......o... | ................ | ....o.......o...
    """,
    high="""
    kick  X...x...X...x... | X.......X.x..... | X.....x.X.....x.
    snare ggXgggXgggXgggXg | ogogXgogogogXgog | ggXgXgXgggXgXgXo
    pedal ....x.......x... | ..x...x...x...x. | ....x.......x...
    """,
)
_BLUES = groove(
    low="""
    kick  x.......x....... | x.......x.....o. | x.......o.......
    rim   ....o.......o...
    hat   o...o.g.o...o.g. | o.g.o.g.o.g.o.g. | o...o...o...o...
    """,
    middle="""
    kick  X.......X....... | X.....o.X....... | X.......X.....o.
    snare ....X.......X... | ....X.......X.?. | ....X.?.....X...
    hat   x.o.x.o.x.o.x.o. | x...x.o.x...x.o. | x.o.x.o.x.o.x.o.
    """,
    high="""
    kick  X...x...X...x... | X.....x.X.....x. | X.......X.x.....
    snare ....X.g...g.X.g. | ..g.X.g...g.X.g. | ....X.......X.o.
    ride  X.o.X.o.X.o.X.o. | X.x.X.x.X.x.X.x. | X...X.x.X...X.x.
    pedal ....x.......x...
    """,
)
_BLUES_TERNARY = groove(
    low="""
    kick  x.....x..... | x.....x....o
    rim   ...x.....x..
    hat   oggoggoggogg | o.go.go.go.g
    """,
    middle="""
    kick  X.....X..... | X.....X....o | X....oX.....
    snare ...X.....X.. | ...X.....X.? | ...X.?...X..
    hat   xooxooxooxoo | xgoxgoxgoxgo | xooxooxooxoo
    """,
    high="""
    kick  X....xX..... | X..x..X..x.. | X.....X.x...
    snare ...X.g..gX.g | ..gX.g..gX.g | ...X.....X.o
    ride  XooXooXooXoo | Xo.Xo.Xo.Xo. | X.oX.oX.oX.o
    pedal ...x.....x..
    """,
)

BANDS: dict[Genre, DrumIdiom] = {
    "pop": DrumIdiom(_POP, "band", rides=True),
    "rock": DrumIdiom(_ROCK, "band", rides=True),
    "metal": DrumIdiom(_METAL, "heavy"),
    "funk": DrumIdiom(_FUNK, "band", rides=True),
    "ska": DrumIdiom(_SKA, "band", rides=True),
    "reggae": DrumIdiom(_REGGAE, "reggae", is_half_time=True),
    "corporate": DrumIdiom(_CORPORATE, "soft", has_player=False, phrase_bars=8, crash=0.0),
    "country": DrumIdiom(_COUNTRY, "band"),
    "blues": DrumIdiom(_BLUES, "band", own={"12/8": _BLUES_TERNARY}, rides=True),
}
"""How bands are drummed."""
