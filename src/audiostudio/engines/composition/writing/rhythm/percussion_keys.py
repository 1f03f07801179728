"""Names the keys of General MIDI's percussion (General MIDI System Level 1, percussion key map)."""

PERCUSSION_KEYS = {
    "kick": 36,
    "rim": 37,
    "snare": 38,
    "clap": 39,
    "swirl": 40,  # of a kit with brushes, where other kits have a second snare
    "floor_tom": 41,
    "hat": 42,
    "high_floor_tom": 43,
    "pedal": 44,
    "low_tom": 45,
    "open": 46,
    "middle_tom": 47,
    "high_middle_tom": 48,
    "crash": 49,
    "high_tom": 50,
    "ride": 51,
    "china": 52,
    "bell": 53,
    "tambourine": 54,
    "splash": 55,
    "cowbell": 56,
    "second_crash": 57,
    "high_bongo": 60,
    "low_bongo": 61,
    "slap_conga": 62,
    "open_conga": 63,
    "low_conga": 64,
    "high_timbale": 65,
    "low_timbale": 66,
    "high_agogo": 67,
    "low_agogo": 68,
    "cabasa": 69,
    "maracas": 70,
    "guiro": 73,
    "long_guiro": 74,
    "claves": 75,
    "high_block": 76,
    "low_block": 77,
    "open_triangle": 81,
    "triangle": 80,
    "shaker": 82,
}
"""Keys by their names."""

KICK, RIM, SNARE, CLAP = (PERCUSSION_KEYS[name] for name in ("kick", "rim", "snare", "clap"))
HAT, PEDAL_HAT, OPEN_HAT = (PERCUSSION_KEYS[name] for name in ("hat", "pedal", "open"))
CRASH, SECOND_CRASH, RIDE = (PERCUSSION_KEYS[name] for name in ("crash", "second_crash", "ride"))
TOMS = tuple(PERCUSSION_KEYS[f"{name}_tom"] for name in ("high", "high_middle", "middle", "low", "high_floor", "floor"))
HATS = frozenset({HAT, PEDAL_HAT, OPEN_HAT})
SNARES = frozenset({RIM, SNARE, CLAP, PERCUSSION_KEYS["swirl"]})
CYMBALS = frozenset(
    {CRASH, SECOND_CRASH, RIDE, PERCUSSION_KEYS["china"], PERCUSSION_KEYS["bell"], PERCUSSION_KEYS["splash"]}
)
STRUCK_BY_HAND = frozenset({RIM, SNARE, PERCUSSION_KEYS["swirl"], HAT, OPEN_HAT, *TOMS, *CYMBALS})
"""What one drummer with two sticks strikes; the kick and the pedal are for feet, claps and shakers for others."""
