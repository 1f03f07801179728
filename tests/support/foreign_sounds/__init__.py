"""A corpus of sound files that other people's encoders make, and what must come of each.

`tests/audio/codecs/test_foreign_sounds.py` makes and reads it; `scripts/list_read_formats.py` prints what it holds.
"""

from tests.support.foreign_sounds.compressed import compressed
from tests.support.foreign_sounds.damaged import damaged
from tests.support.foreign_sounds.recipe import Recipe, Workshop, every
from tests.support.foreign_sounds.uncompressed import uncompressed
from tests.support.foreign_sounds.unread import unread

CORPUS = every([uncompressed(), compressed(), damaged(), unread()])

__all__ = ["CORPUS", "Recipe", "Workshop"]
