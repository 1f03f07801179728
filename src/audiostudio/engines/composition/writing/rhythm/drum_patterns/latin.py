"""Grooves of Latin America.

Bossa nova is counted in eighths, its two-bar clave being x..x..x. ..x..x..; salsa and samba in sixteenths, a bar of
common time holding the whole clave, 2-3 as ..x.x...x..x..x. has it.
"""

from audiostudio.engines.composition.plan import Genre
from audiostudio.engines.composition.writing.rhythm.drum_patterns.idiom import DrumIdiom, groove

_BOSSA_NOVA = groove(
    low="""
    kick  x.......x....... | x.......x.....o.
    rim   x.....x.....x.../....x.....x..... | ....x.....x...../x.....x.....x...
    hat   ................ | o.o.o.o.o.o.o.o.
    """,
    middle="""
    kick  x.....x.x.....x. | x.....o.x.....o.
    rim   x.....x.....x.../....x.....x..... | ....x.....x...../x.....x.....x...
    hat   x.o.x.o.x.o.x.o. | o.x.o.x.o.x.o.x. | x.o.xgo.x.o.xgo.
    pedal ....g.......g...
    """,
    high="""
    kick  X.....x.X.....x. | X.....x.X.....x.
    rim   X.....x.....X.../....X.....x..... | ....X.....x...../X.....x.....X...
    hat   xgogxgogxgogxgog | x.x.x.x.x.x.x.x. | xgoxxgo.xgoxxgo.
    pedal ....x.......x...
    """,
)
_SAMBA = groove(
    low="""
    kick  o..gX..go..gX..g | o...X..go...X..g | g...X...g...X...
    snare ................ | g..gg..gg..gg..g | ................
    rim   x.x..x.x.x..x.x. | ................ | x.x.xx.x.x.xx.x.
    pedal ..o...o...o...o.
    """,
    middle="""
    kick  x..xX..xx..xX..x | o..xX..xo..xX..x | x..oX..ox..oX..o
    snare xggxgxggxggxgxgg | xgxggxgxgxggxgxg | gggxgggxgggxggxx
    pedal ..x...x...x...x. | o...o...o...o... | ..x...x...x...x.
    """,
    high="""
    kick  x..xX..xx..xX..x | x..xX..xx..xX.xx | x..xX..xx..xX..x
    snare XggXgXggXggXgXgg | XgxggXgxgXggXgxg | xggXxgxgxgXgxggX
    rim   ................ | ................ | x.x..x.x.x..x.x.
    hat   x.x.x.x.x.x.x.x. | ................ | ................
    ride  ................ | x.xxx.xxx.xxx.xx | ................
    pedal ..x...x...x...x.
    """,
)
_SALSA = groove(
    low="""
    kick  ................ | ...........o.... | ................
    rim   x.x.xx.xx.xx.x.x | x.o.xo.xx.xo.x.o | x.x.xx.xx.xx.x.x
    pedal ........o....... | o.......o....... | ................
    """,
    middle="""
    kick  ...........x.... | ...........x..o. | ...o.......x....
    rim   X.x.Xx.xX.xX.x.x | X.x.Xx.xX.xX.x.o | X.x.xx.xX.xx.x.X
    low_timbale  ....o.......o... | ....o........... | ............o.o.
    """,
    high="""
    kick         ...........x..x. | ...x.......x..x. | ...........X....
    cowbell      X.x.X.xxX.x.X.xx | X.x.Xx.xX.xx.x.x | X.xxX.x.X.xxX.x.
    high_timbale ............g.x. | ....g.......x... | ..............xg
    low_timbale  ....x.......x... | ....x........... | ....x.......o...
    pedal        ..o...o...o...o.
    """,
)
_TANGO = groove(
    low="""
    kick  o.......o....... | o.......o.....o. | o...............
    rim   ....g.......g... | ......g.....g... | ....g.......g..g
    """,
    middle="""
    kick  x...o...x...o... | x.....o.x.....o. | x.....o...x.....
    snare ..............oo | ......g.......go | ............g.go
    rim   o.....o.....o... | ....o.......o... | x.....x.....x...
    """,
    high="""
    kick  X...x...X...x... | X.....x.X.....x. | X.....x.....X...
    snare ............ggxX | X.....X.....X.gg | ......x.......xx
    rim   X.....x.....x... | ....x.......x... | X..x..X..x..X.x.
    """,
)

LATIN: dict[Genre, DrumIdiom] = {
    "bossa_nova": DrumIdiom(_BOSSA_NOVA, "soft", phrase_bars=8, crash=0.0),
    "samba": DrumIdiom(_SAMBA, "latin"),
    "salsa": DrumIdiom(_SALSA, "latin", crash=0.0),
    "tango": DrumIdiom(_TANGO, "soft", phrase_bars=8, crash=0.0),
}
"""How Latin America drums."""
