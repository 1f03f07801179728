"""Hand percussion of dance floors, hip-hop and pop."""

from audiostudio.engines.composition.plan import Genre
from audiostudio.engines.composition.writing.rhythm.drum_patterns.idiom import Groove, groove

DANCE: dict[Genre, Groove] = {
    "house": groove(
        low="""
        shaker  ..o...o...o...o. | g.o.g.o.g.o.g.o.
        """,
        middle="""
        shaker      xgogxgogxgogxgog | oxgxoxgxoxgxoxgx | x.o.x.o.x.o.x.o.
        open_conga  ...o..o....o..o. | .......o..o..... | ......o..o....o.
        """,
        high="""
        shaker      xgoxxgoxxgoxxgox | xoxoxoxoxoxoxoxo
        tambourine  ....x.......x...
        open_conga  ...x..x....x..x. | ..x....x..x....x
        slap_conga  g..g..g.g.g..g.g
        """,
    ),
    "techno": groove(
        low="""
        shaker  g.ggg.ggg.ggg.gg | gggggggggggggggg
        """,
        middle="""
        shaker     ggogggogggogggog
        low_block  ...o.....o...... | ......o.....o...
        """,
        high="""
        shaker     goxggoxggoxggoxg
        low_block  ...x..o..x....o. | ..x....x.....x..
        cowbell    .......g.......g
        """,
    ),
    "trance": groove(
        low="""
        shaker  ..g...g...g...g.
        """,
        middle="""
        shaker  g.o.g.o.g.o.g.o. | ggogggogggogggog
        """,
        high="""
        shaker      oxgxoxgxoxgxoxgx
        tambourine  ..x...x...x...x.
        """,
    ),
    "synthwave": groove(
        low="""
        tambourine  ....g.......o...
        """,
        middle="""
        tambourine  ....o.......o... | ..o...o...o...o.
        cowbell     ................ | ..........g..g..
        """,
        high="""
        tambourine  o.x.o.x.o.x.o.x. | ....x.......x...
        cowbell     ................ | ...o..o...o.....
        """,
    ),
    "chiptune": groove(
        low="""
        high_block  ......o.......o.
        """,
        middle="""
        high_block  ..o..o....o..o.. | ...o..o....o..o.
        low_block   ....o.......o...
        """,
        high="""
        high_block  o.xo.x..o.xo.x.. | x..x..x.x..x..x.
        low_block   ....x.......x..o
        """,
    ),
    "disco": groove(
        low="""
        tambourine  ....o.......o...
        """,
        middle="""
        tambourine  g.x.g.x.g.x.g.x. | oxgxoxgxoxgxoxgx
        open_conga  ......o.......oo | ...o..o.......o.
        """,
        high="""
        tambourine  xgxoxgxoxgxoxgxo
        cowbell     x...x...x...x... | x.x.x.x.x.x.x.x.
        open_conga  ..x...xx..x...xx | ...x..x....x..xx
        """,
    ),
    "drum_and_bass": groove(
        low="""
        shaker  ..g...g...g...g.
        """,
        middle="""
        shaker  gogogogogogogogo | g.ogg.ogg.ogg.og
        """,
        high="""
        shaker      xogoxogoxogoxogo
        high_bongo  ...o..o....o..o. | ......x..x....x.
        tambourine  ....o.......o...
        """,
    ),
    "dubstep": groove(
        low="""
        shaker  ..g...g...g...g.
        """,
        middle="""
        shaker     g.o.g.o.g.o.g.o.
        low_block  ......o......... | ..........o..o..
        """,
        high="""
        shaker     goxggoxggoxggoxg
        low_block  ...x..x......x.. | ......x...x.....
        """,
    ),
    "hip_hop": groove(
        low="""
        shaker  ..o...o...o...o.
        """,
        middle="""
        shaker   o.x.o.x.o.x.o.x. | ogxgogxgogxgogxg
        cowbell  ................ | ..........o.....
        """,
        high="""
        shaker      xgoxxgoxxgoxxgox
        tambourine  ....x.......x...
        open_conga  ...o..o......... | ..........o..oo.
        """,
    ),
    "lofi": groove(
        low="""
        shaker  ..g...g...g...g.
        """,
        middle="""
        shaker     g.o.g.o.g.o.g.o. | ggogggogggogggog
        low_block  ................ | ..........g.....
        """,
        high="""
        shaker      o.x.o.x.o.x.o.x.
        cabasa      ....o.......o...
        open_conga  ......g.......g. | ..........g..g..
        """,
    ),
    "trap": groove(
        low="""
        shaker  ..g...g...g...g. | ......g...g...g.
        """,
        middle="""
        high_block  ...o..o.......o. | ......o....o....
        shaker      ..g...g...g...g.
        """,
        high="""
        high_block  ...x..x...o..x.. | x..x..x...x..x..
        shaker      g.o.g.o.g.o.g.o.
        cowbell     ................ | ......o...o..o..
        """,
    ),
    "rnb": groove(
        low="""
        shaker  ..g...g...g...g. | gggggggggggggggg
        """,
        middle="""
        shaker      xgogxgogxgogxgog | oxgxoxgxoxgxoxgx | x.o.x.o.x.o.x.o.
        open_conga  ......o.......oo | ...o..o.......o.
        """,
        high="""
        shaker      xgogxgogxgogxgog
        tambourine  ....x.......x...
        open_conga  ...o..x....o..xo | ..o...xx......x.
        """,
    ),
    "reggaeton": groove(
        low="""
        maracas  g.o.g.o.g.o.g.o.
        """,
        middle="""
        maracas       o.x.o.x.o.x.o.x. | ogxgogxgogxgogxg
        high_timbale  ................ | ...........o..o.
        """,
        high="""
        maracas       xgxgxgxgxgxgxgxg
        high_timbale  ...o..o....o..o. | ............xoxo
        guiro         x...x...x...x...
        """,
    ),
    "afrobeat": groove(
        low="""
        cabasa  ..x...x...x...x. | o.x.o.x.o.x.o.x.
        """,
        middle="""
        cabasa      o.xgo.xgo.xgo.xg | x.oxx.oxx.oxx.ox
        low_conga   ....o.......o... | ...o....o....o..
        open_conga  ......oo......oo | ......o.......oo
        """,
        high="""
        cabasa      xgoxxgoxxgoxxgox
        low_conga   x...o...x...o... | ...x....x....x..
        open_conga  ..x...xx..x...xx | ......xx.o....xx
        high_agogo  x...x.x...x.x... | x.x...x.x.x...x.
        low_agogo   ..x.....x.....x. | ....x.......x...
        """,
    ),
    "pop": groove(
        low="""
        shaker  ..o...o...o...o. | g.o.g.o.g.o.g.o.
        """,
        middle="""
        shaker      xgogxgogxgogxgog | oxgxoxgxoxgxoxgx | x.o.x.o.x.o.x.o.
        tambourine  ................ | ....o.......o...
        """,
        high="""
        shaker      xgoxxgoxxgoxxgox
        tambourine  g.o.x.o.g.o.x.o. | ....x.......x...
        """,
    ),
}
"""What is played by hand beside machines."""
