"""Grooves of jazz, of the concert hall, and of music that mostly has no drums."""

from audiostudio.engines.composition.plan import Genre
from audiostudio.engines.composition.writing.rhythm.drum_patterns.idiom import DrumIdiom, groove

_JAZZ = groove(
    low="""
    kick  g...g...g...g...
    ride  o...o.g.o...o.g. | o...o...o...o.g. | o...o.g.o...o...
    swirl o-------o-------
    snare ................ | ......?......... | ..............?.
    pedal ....x.......x...
    """,
    middle="""
    kick  g...g...g...g... | g...g.?.g...g... | g...g...g...g.?.
    ride  x...X.o.x...X.o. | x...X.o.x...X.o./x...X...x...X.o. | x...X...x...X.o./x...X.o.x...X.o.
    swirl o-------o-------
    snare ......g......... | ..............o./......g...g..... | ..g.......g...../......o.......g.
    pedal ....x.......x...
    """,
    high="""
    kick  g...g.o.g...g... | o...g...g...g.x./g...g.o.g...g... | g..?g...g.x.g...
    ride  x.?.X.o.x...X.o. | x...X.o.x.o.X.o. | x...X.o.x...X.o./x.o.X.o.x...X.o.
    swirl o-------o-------
    snare ..o...g.....g.o./......x...g...o. | ......o.g.....x./..x...g.....o... | ....?.x...o...g./..o.......x...o.
    pedal ....X.......X...
    """,
)
_JAZZ_WALTZ = groove(
    low="""
    kick  g...........
    ride  o...o...o.g. | o...o.g.o...
    swirl o-----------
    pedal ....x.......
    """,
    middle="""
    kick  o.......g... | o.....g.....
    ride  x...X.o.x.o. | x...X.o.x... | x...X...x.o.
    snare ......g..... | ..........g. | ............/......g...o.
    swirl o-----------
    pedal ....x.......
    """,
    high="""
    kick  x.....o..... | x.......o... | x.....o...x.
    ride  x...X.o.x.o. | x.o.X.o.x.o. | x...X.x.x.o.
    snare ......o...g. | ..g...x...../......o...o. | ....?.o...x.
    swirl o-----------
    pedal ....X.......
    """,
)
_CINEMATIC = groove(
    low="""
    kick       X............... | X...........o... | X.............../X.........o.....
    floor_tom  ................ | ......o...o..... | ..........o...o.
    """,
    middle="""
    kick       X.....x...x..... | X.....x...x...o. | X..x..x...x.....
    floor_tom  x..o..x...x...o. | xoooxoxoxoooxooo | x.oox.oox.oox.xo
    high_floor_tom ................ | ......o.......o. | ..o.....o.....o.
    """,
    high="""
    kick       X.....X...X..... | X..x..X...X...x. | X.....X...X...X.
    floor_tom  XooxooXoooXoxoxo | XoxoooXoxoXooooo | X.xoX.xoX.xoXoxo
    high_floor_tom ..o..o.o..o..o.o | ......x.......x. | ...x...x...x..xx
    snare      ............xoxo | ....X.......X... | ....x..o....x.oo
    """,
)
_CLASSICAL = groove(
    low="""
    kick      o............... | o.......o....... | o.............../........o.......
    triangle  ........g....... | g............... | ....g.......g...
    """,
    middle="""
    kick      x.......o....... | x............... | x.......o.......
    snare     ....o...o.g.o... | ....o.......o.gg | ..o...o...o.o...
    """,
    high="""
    kick         X.......x....... | X.......x....... | X...o...x...o...
    snare        x.oox.o.x.ooxoxo | x.g.x.ggx.g.xoxo | xoo.x.o.xoo.xxoo
    second_crash x............... | ................/x............... | ................
    """,
)
_WALTZ = groove(
    low="""
    kick   o...........
    rim    ....g...g... | ....g...g.g. | ........g...
    """,
    middle="""
    kick   x...........
    snare  ....o...o... | ....o...o.g. | ....o...o.../....o.g.o...
    """,
    high="""
    kick   X........... | X.........o. | X...........
    snare  ....x...x... | ....x.g.x... | ....x...x.go
    pedal  ....x...x...
    second_crash o........... | ............ | o.........../............
    """,
)
_WALTZ_IN_FOUR = groove(
    low="""
    kick   o...............
    rim    ....g...g...g...
    """,
    middle="""
    kick   x.......o.......
    snare  ....o...o...o... | ....o...g...o.g.
    """,
    high="""
    kick   X.......x.......
    snare  ....x...x...x... | ....x.g.x...x.g.
    pedal  ....x...x...x...
    """,
)
_WALTZ_IN_SIX = groove(
    low="""
    kick   o.....
    rim    .gg.gg | ..g..g
    """,
    middle="""
    kick   x..o.. | x.....
    snare  .oo.oo | .og.og
    """,
    high="""
    kick   X..x..
    snare  .xx.xx | .xx.xo | .xo.xo
    pedal  .xx.xx
    """,
)
_FOLK = groove(
    low="""
    kick        o.......o....... | o............... | o.......o.....g.
    tambourine  ....g.......g... | ............g... | ....g.......g...
    """,
    middle="""
    kick        x.......x....... | x.......x.....o. | x.....o.x.......
    tambourine  ....o.......o... | ................ | ....g.......g...
    rim         ................ | ....o.......o... | ................
    """,
    high="""
    kick        X...o...X...o... | X.......X.....x. | X.....x.X.......
    tambourine  g.o.x.o.g.o.x.o. | ....x.......x... | ....x.......x...
    snare       ....o.......o... | ggogxgogggogxgog | g.ggo.ggg.ggo.gg
    """,
)
_JIG = groove(
    low="""
    kick  o..o..
    """,
    middle="""
    kick  x..x.. | x..x.o | x..o..
    snare .go.go | g.og.o | .g..go
    """,
    high="""
    kick        X..X.. | X..x.x | X..Xo.
    snare       ogxogx | .ox.ox | ggxogx
    tambourine  x..x..
    """,
)
_AMBIENT = groove(
    low="""
    kick  o.............../................
    """,
    middle="""
    kick  o............... | o.............../o.........g..... | o.............../................
    rim   ............g... | ................/............g... | ........g.......
    hat   ................ | ..g...g...g...g. | ................
    """,
    high="""
    kick  x.........o..... | x.......o....... | x..............o
    rim   ........o....... | ....g.......o... | ............o...
    hat   ..g...g...g...g. | g.g.g.g.g.g.g.g. | gg.ggg.ggg.ggg.g
    """,
)

ACOUSTIC: dict[Genre, DrumIdiom] = {
    "jazz": DrumIdiom(_JAZZ, "jazz", crash=0.6, own={"3/4": _JAZZ_WALTZ}, improvises=("snare", "kick")),
    "cinematic": DrumIdiom(_CINEMATIC, "orchestral"),
    "classical": DrumIdiom(_CLASSICAL, "orchestral", phrase_bars=8, crash=0.0),
    "waltz": DrumIdiom(_WALTZ_IN_FOUR, "soft", own={"3/4": _WALTZ, "6/8": _WALTZ_IN_SIX}, phrase_bars=8, crash=0.0),
    "folk": DrumIdiom(_FOLK, "soft", own={"6/8": _JIG}, crash=0.0),
    "ambient": DrumIdiom(_AMBIENT, "soft", has_player=False, phrase_bars=16, crash=0.0),
}
"""How the rest is drummed."""
