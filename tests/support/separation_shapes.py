"""Mixes that every separator has to take: more than one segment and less, odd lengths, other rates, single samples."""

# Channels, sample rate in Hz, frames.
SHAPES = [
    (2, 44_100, 44_100 * 13 + 17),
    (1, 44_100, 44_100 * 11),
    (2, 48_000, 48_000 * 11 + 1),
    (1, 8_000, 8_000 * 12 + 3),
    (2, 192_000, 192_000 * 2 + 5),
    (2, 44_100, 44_100),
    (2, 44_100, 4_410),
    (1, 44_100, 1),
    (1, 8_000, 1),
    (2, 192_000, 3),
]
