"""Grooves of hip-hop and what came of it."""

from audiostudio.engines.composition.plan import Genre
from audiostudio.engines.composition.writing.rhythm.drum_patterns.idiom import DrumIdiom, groove

_HIP_HOP = groove(
    low="""
    kick  X..x......x..... | X.........x..... | X......x..x.....
    rim   ....x.......x... | ....x.......x..? | ....x.......x...
    hat   o.o.o.o.o.o.o.o. | o.g.o.g.o.g.o.g. | o...o...o...o...
    """,
    middle="""
    kick  X..x......x..x.. | X......x..x..... | X.x.......x..x.. | X..x......x...../X.......x.x..x..
    snare ....X.......X... | ....X..?....X... | ....X.......X..? | ....X..?.?..X...
    hat   x.o.x.o.x.o.x.o. | x.ogx.o.x.ogx.o. | x.o.xgo.x.o.x.og | x.o.x.ogx.o.x.o.
    """,
    high="""
    kick  X..x......x..x.. | X..x...x..x..x.. | X.xx......x..x.. | X..x......x..x../X.......x.xx.x..
    snare ....X..g....X... | ....X..g.g..X..? | ....X.......X..g | ....X..?.g..X..g
    clap  ....o.......o...
    hat   x.oxx.o.x.oxx.o. | xgogxgo.xgogxgog | x.ogx.ogx.ogx.og | x.x.x.x.x.xgx.xg
    open  ..............x. | ......x......... | ................ | ..............x.
    """,
)
_LOFI = groove(
    low="""
    kick  x.....o......... | x.........o..... | x.....o...o.....
    rim   ....o.......o... | ....o.......o..? | ............o...
    hat   g.o.g.o.g.o.g.o. | o...o...o...o... | g.o.g.g.g.o.g.g.
    """,
    middle="""
    kick  x.....x...x..... | x.....x...o...../x.....x..o...... | x......o..x.....
    snare ....x.......x.?. | ....x.......x... | ....x..?....x.o.
    hat   x.o.x.o.x.o.x.o. | x.ogx.o.x.o.x.og | o.x.o.x.o.xgo.x.
    """,
    high="""
    kick  X.....x...x..... | X.....x..xx..... | X..o..x...x.....
    snare ....x..g....x.o. | ....x.......x.og | ....x..?.g..x.o.
    hat   x.o.x.ogx.o.x.og | xgogxgo.xgogxgo. | x.ogx.o.x.ogx.o.
    open  ..............o. | ................ | ......o.........
    """,
)
_TRAP = groove(
    low="""
    kick  X............... | X.........x..... | X......x........
    snare ........x.......
    hat   x...x...x...x... | x.o.x.o.x.o.x.o. | ..o...o...o...o.
    """,
    middle="""
    kick  X..x......x..... | X.....x....x.... | X......x..x...../X..x............
    snare ........X.......
    clap  ........o.......
    hat   x.o.x.o.x.o.x.o. | x.x.x.x.x.x.x.x. | x.oox.o.x.oox.o.
    """,
    high="""
    kick  X..x...x..x..... | X..x..x....x..x. | X.x....x..x...../X..x......x..x..
    snare ........X....... | ........X......? | ........X.......
    clap  ........x.......
    hat   xoxoxoxoxoxoxoxo | x.xox.xox.xox.xo | xxo.xxo.xxo.xxo.
    open  ..............x. | ......x......... | ............x...
    """,
)
_RNB = groove(
    low="""
    kick  X......x..o..... | X..o......x..... | X.......o.x.....
    rim   ....x.......x... | ....x.......x... | ....x.......x..g
    hat   o.g.o.g.o.g.o.g. | gggggggggggggggg | o.ggo.ggo.ggo.gg
    """,
    middle="""
    kick  X..x...x..x..... | X.....xx..x..... | X..x....x.x...../X..x...x..x..x..
    snare ....x..?....x..? | ....x.......x... | ....x....?..x..g
    clap  ....o.......o...
    hat   xgogxgogxgogxgog | x.ogx.ogx.ogxgog | xggoxggoxggoxggo
    """,
    high="""
    kick  X..x...x..x..x.. | X.x...xx..x..... | X..x..x.x.x....x
    snare ....X..g.g..X..g | ....X..g....X..? | ....X....g..X.gg
    clap  ....x.......x...
    hat   xoxgxoxgxoxgxoxg | xgxoxgxoxgxoxg2g | xgogxgo2xgogxgog
    open  ..............x. | ................ | ......x.........
    """,
)
_REGGAETON = groove(
    low="""
    kick  X...x...X...x... | X.......X....... | X...x...X...x...
    rim   ...x..x....x..x. | ...x..x....x..x. | ......x.......x.
    hat   o...o...o...o... | ................ | o.o.o.o.o.o.o.o.
    """,
    middle="""
    kick  X...x...X...x...
    snare ...x..x....x..x. | ...x..X....x..X. | ...X..x....X..x.
    hat   x.o.x.o.x.o.x.o. | ..o...o...o...o. | x.ogx.ogx.ogx.og
    """,
    high="""
    kick  X...X...X...X... | X...X...X...X..? | X...X...X...X.?.
    snare ...X..X....X..X. | ...X..X...gX..X. | ...X..X....X.gX.
    clap  ......o.......o. | ...o..o....o..o. | ......o.......o.
    hat   xgogxgogxgogxgog | x.o.x.o.x.o.x.oo | xoogxoogxoogxoog
    """,
)
_AFROBEAT = groove(
    low="""
    kick  X.....x......... | X.....o...o..... | X.........x.....
    rim   x..x..x...x.x... | ...x..x...x.x... | x..x..x...x.....
    hat   ..o...o...o...o. | o.o.o.o.o.o.o.o. | ..o...o...o...o.
    """,
    middle="""
    kick  X.....x...x..... | X..x..x...x..... | X.....x...x..x..
    rim   x..x..x...x.x... | x..x..x...x.x..? | x..x..x...x.x.?.
    snare ................ | .....g.......g.. | .......?.....?..
    hat   x.o.x.o.x.o.x.o. | ..x...x...x...x. | o.x.o.xgo.x.o.xg
    open  ................ | ......o......... | ..............o.
    """,
    high="""
    kick  X.....x...x..x.. | X..x..x...x..x.. | X.x...x...x.....
    rim   X..x..X...x.X... | x..X..x...X.x... | X..x..x...X.x...
    snare .......g.g...g.. | ....o..g....o..g | ..g..g...g...g..
    hat   xoxgxoxgxoxgxoxg | x.xgx.xgx.xgx.xg | xgoxxgoxxgoxxgox
    open  ..............x. | ......x......... | ......o.......o.
    """,
)
# The standard bell of West Africa: x.x.xx.x.x.x.
_AFROBEAT_TERNARY = groove(
    low="""
    kick  X.....x.....
    bell  x.x.xx.x.x.x
    pedal ...o.....o..
    """,
    middle="""
    kick  X.....x..x.. | X..x..x.....
    bell  x.x.xx.x.x.x
    rim   ...x.....x.. | ...x....xx..
    pedal ...o.....o..
    """,
    high="""
    kick  X..x..X..x.. | X.x...X..x..
    bell  X.x.Xx.x.X.x
    snare ..gx.g..gx.g | ...x.g...x.g
    pedal o..o..o..o..
    """,
)

URBAN: dict[Genre, DrumIdiom] = {
    "hip_hop": DrumIdiom(_HIP_HOP, "urban", has_player=False, crash=0.0),
    "lofi": DrumIdiom(_LOFI, "urban", has_player=False, phrase_bars=8, crash=0.0),
    "trap": DrumIdiom(_TRAP, "urban", is_half_time=True, has_player=False, rolls_hats=True, builds="roll"),
    "rnb": DrumIdiom(_RNB, "urban", has_player=False),
    "reggaeton": DrumIdiom(_REGGAETON, "urban", has_player=False, phrase_bars=8, builds="roll"),
    "afrobeat": DrumIdiom(_AFROBEAT, "latin", own={"12/8": _AFROBEAT_TERNARY}),
}
"""How hip-hop and its kin are drummed."""
