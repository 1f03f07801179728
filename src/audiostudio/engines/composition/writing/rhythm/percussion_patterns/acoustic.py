"""Hand percussion of bands, of Latin America and of the concert hall."""

from audiostudio.engines.composition.plan import Genre
from audiostudio.engines.composition.writing.rhythm.drum_patterns.idiom import Groove, groove

ACOUSTIC: dict[Genre, Groove] = {
    "rock": groove(
        low="""
        tambourine  ....g.......o...
        """,
        middle="""
        tambourine  ....x.......x... | o.o.x.o.o.o.x.o.
        """,
        high="""
        tambourine  xoxoXoxoxoxoXoxo | x.o.X.o.x.o.X.o.
        cowbell     ................ | X...X...X...X...
        """,
    ),
    "metal": groove(
        low="""
        tambourine  ....g...o.......
        """,
        middle="""
        tambourine  ....o.......o...
        """,
        high="""
        tambourine  x...x...x...x... | ....x.......x...
        """,
    ),
    "funk": groove(
        low="""
        open_conga  ......o.......o. | ......oo......o.
        slap_conga  g..go..gg..go..g
        """,
        middle="""
        slap_conga  o..gX..go..gX..g | o.ggX.ggo.ggX.gg | g..oX..og..oX..o
        open_conga  ......xx......xx | ......x.......xx | ......xx......x.
        tambourine  ................ | ....x.......x...
        """,
        high="""
        slap_conga  o..gX..go..gX..g | o.ggX.ggo.ggX.gg | g..oX..og..oX..o
        open_conga  ......xx......xx | ......x.......xx | ......xx......x.
        tambourine  ....g...o.......
        cowbell     x...x...x...x... | x..x..x...x..x..
        """,
    ),
    "ska": groove(
        low="""
        tambourine  ....o.......o...
        """,
        middle="""
        tambourine  ..x...x...x...x. | ....x.......x...
        """,
        high="""
        tambourine  ....g...o.......
        cowbell     x...x...x...x... | ................
        """,
    ),
    "reggae": groove(
        low="""
        shaker  o.g.o.g.o.g.o.g.
        """,
        middle="""
        shaker      x.o.x.o.x.o.x.o.
        high_bongo  ......o.......o. | ..........oo....
        low_block   ................ | ....o...........
        """,
        high="""
        shaker      xgoxxgoxxgoxxgox
        high_bongo  ...o..x....o..x. | ......xx......xo
        low_bongo   ........o....... | ....o.......o...
        """,
    ),
    "corporate": groove(
        low="""
        shaker  ..g...g...g...g.
        """,
        middle="""
        shaker  ogggogggogggoggg | g.o.g.o.g.o.g.o.
        """,
        high="""
        shaker      xgogxgogxgogxgog
        tambourine  ....o.......o...
        """,
    ),
    "country": groove(
        low="""
        shaker  o.g.o.g.o.g.o.g.
        """,
        middle="""
        shaker  x.o.x.o.x.o.x.o. | ..x...x...x...x.
        """,
        high="""
        tambourine  ....g...o....... | ....x.......x...
        shaker      xgogxgogxgogxgog
        """,
    ),
    "blues": groove(
        low="""
        tambourine  ....g.......o...
        """,
        middle="""
        tambourine  ....o.......o...
        """,
        high="""
        tambourine  ....x.o.....x.o. | o.o.x.o.o.o.x.o.
        """,
    ),
    "jazz": groove(
        low="""
        shaker  g...o.g.g...o.g.
        """,
        middle="""
        shaker      o...x.o.o...x.o.
        open_conga  ......o.......o. | ..............oo
        """,
        high="""
        slap_conga  o..gx..go..gx..g
        open_conga  ......xx......xx | ......x.......xx
        shaker      o.o.x.o.o.o.x.o.
        """,
    ),
    "bossa_nova": groove(
        low="""
        shaker  o.g.o.g.o.g.o.g. | ogggogggogggoggg
        """,
        middle="""
        shaker      x.oxx.oxx.oxx.ox | xgogxgogxgogxgog
        open_conga  ......o.......oo | ................
        """,
        high="""
        shaker      xgoxxgoxxgoxxgox
        triangle    ..o...o...o...o.
        open_conga  ......x.......xx | ......xx......x.
        slap_conga  g...o...g...o...
        """,
    ),
    "samba": groove(
        low="""
        shaker  xgoxxgoxxgoxxgox
        """,
        middle="""
        shaker      XgoxXgoxXgoxXgox
        high_bongo  x.x..x.x.x..x.x. | .x.x.xx.x.x.x.xx
        low_conga   ....X.......X...
        """,
        high="""
        shaker      XoxxXoxxXoxxXoxx
        high_bongo  X.xx.xx.x.xx.xx. | .x.x.xx.x.x.x.xx
        low_conga   o...X..oo...X..o
        high_agogo  x.x...x.x.x...x. | x..x....x..x....
        low_agogo   ....xx......xx.. | ......x.x.....x.
        tambourine  xgoxxgoxxgoxxgox
        """,
    ),
    "salsa": groove(
        low="""
        claves   ..x.x...x..x..x.
        maracas  o.o.o.o.o.o.o.o.
        """,
        middle="""
        claves      ..X.X...X..X..X.
        maracas     x.xgx.xgx.xgx.xg
        slap_conga  o.goX.g.o.goX.g. | o.ggX.ggo.ggX.gg
        open_conga  ......xx......xx
        """,
        high="""
        claves      ..X.X...X..X..X.
        guiro       X.xxX.xxX.xxX.xx
        slap_conga  o.goX.g.o.goX.g. | o.ggX.ggo.ggX.gg
        open_conga  ......xx...x..xx | ......xx......xx
        high_bongo  xoooxoooxoooxooo
        low_bongo   ......x.......x.
        """,
    ),
    "tango": groove(
        low="""
        guiro  o.......o.......
        """,
        middle="""
        guiro  o.....o.o.....o. | x...o...x...o...
        """,
        high="""
        guiro   x..x..x.x..x..x.
        cabasa  ....o.......o...
        """,
    ),
    "cinematic": groove(
        low="""
        floor_tom  X............... | X.........o.....
        """,
        middle="""
        floor_tom  X.....x...x..... | X.....x...x...o.
        low_tom    ................ | ....o.......o.oo
        """,
        high="""
        floor_tom     X..x..X...X..x.. | X.....X...X...xx
        low_tom       ..oo.o..oo.oo.oo | oooooooooooooooo
        second_crash  o............... | ................
        """,
    ),
    "classical": groove(
        low="""
        open_triangle  o...............
        """,
        middle="""
        open_triangle  o.......g....... | ........o.......
        tambourine     ....g.......g...
        """,
        high="""
        open_triangle  x.......o.......
        tambourine     o.o.x.o.o.o.x.xx | x..ox..ox..oxoxo
        """,
    ),
    "waltz": groove(
        low="""
        open_triangle  o...............
        """,
        middle="""
        triangle  ....o...o....... | o.......o.......
        """,
        high="""
        triangle    o...x...x...x...
        tambourine  ....g...o....... | x...............
        """,
    ),
    "folk": groove(
        low="""
        shaker  o.g.o.g.o.g.o.g.
        """,
        middle="""
        shaker  xgogxgogxgogxgog | x.o.x.o.x.o.x.o.
        """,
        high="""
        shaker      xgoxxgoxxgoxxgox
        tambourine  ....x.......x... | ..o...o...o...o.
        high_bongo  ...o..o....o..oo | ......o.......o.
        """,
    ),
    "ambient": groove(
        low="""
        open_triangle  g.............../................
        """,
        middle="""
        shaker         g...g...g...g... | ..g...g...g...g.
        open_triangle  g.............../................
        """,
        high="""
        shaker     g.o.g.o.g.o.g.o.
        low_block  ......g......... | ..........g.....
        """,
    ),
}
"""What is played by hand beside drummers."""
