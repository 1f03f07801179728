"""The table of genres: a row of data for each one that a plan may name."""

from audiostudio.engines.composition.plan import Genre
from audiostudio.engines.composition.planning.genre_row import GenreRow
from audiostudio.engines.composition.planning.genre_rows.bands import BANDS
from audiostudio.engines.composition.planning.genre_rows.electronic import ELECTRONIC
from audiostudio.engines.composition.planning.genre_rows.orchestra_and_dances import ORCHESTRA_AND_DANCES
from audiostudio.engines.composition.planning.genre_rows.urban import URBAN

GENRES: dict[Genre, GenreRow] = {
    row.name: row for row in sorted((*BANDS, *ELECTRONIC, *ORCHESTRA_AND_DANCES, *URBAN), key=lambda row: row.name)
}
"""Every genre by its name."""
