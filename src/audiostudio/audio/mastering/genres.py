"""What each genre asks of a master: one table, with the reason beside each number."""

from dataclasses import dataclass

from audiostudio.audio.dsp.compressor import CompressorSettings
from audiostudio.audio.dsp.equalizer import Band

# Every threshold below refers to a programme at this loudness, to which the mix is brought first.
WORKING_LEVEL_LUFS = -18.0

# Between kick and bass on one side and everything sung or played on the other; and between voices' bodies and the
# range of cymbals, consonants and air.
CROSSOVERS_HZ = (140.0, 3600.0)


@dataclass(frozen=True)
class Genre:
    """The character of a genre.

    Attributes:
        name: as users know it.
        high_pass_hz: below this there is nothing to hear, only headroom to lose.
        bands: the tone.
        compressor: levelling over the whole band.
        multiband: levelling in three bands, low, middle and high, in its place where the processing allows.
        width: gain of the side signal above 150 Hz.
        colour: share of harmonics added.
        transient_boost_db: how much edge hits are given back.
        soft_clip: whether loud targets may round peaks off.
        max_range_loss_lu: how much of the loudness range the master may cost at most; ``None`` for no promise.
    """

    name: str
    high_pass_hz: float
    bands: tuple[Band, ...]
    compressor: CompressorSettings | None
    multiband: tuple[CompressorSettings, CompressorSettings, CompressorSettings] | None
    width: float
    colour: float
    transient_boost_db: float
    soft_clip: bool = True
    max_range_loss_lu: float | None = None


def toneless(name: str, high_pass_hz: float) -> Genre:
    """Return a genre that leaves the sound as it is, but for what lies below ``high_pass_hz``."""
    return Genre(
        name=name,
        high_pass_hz=high_pass_hz,
        bands=(),
        compressor=None,
        multiband=None,
        width=1.0,
        colour=0.0,
        transient_boost_db=0.0,
    )


HIP_HOP = Genre(
    name="Hip-Hop",
    high_pass_hz=25.0,  # 808s reach down to 30 Hz
    bands=(
        Band("low_shelf", 95.0, 2.2, 0.7, "the weight of 808 and kick"),
        Band("bell", 300.0, -1.2, 0.9, "makes room between bass and voice"),
        Band("bell", 3000.0, 0.8, 0.8, "keeps the words in front"),
        Band("high_shelf", 9000.0, 1.6, 0.7, "bright hats"),
    ),
    compressor=CompressorSettings(-17.0, 1.8, 6.0, 30.0, 120.0, "slow enough to let the kick punch through"),
    multiband=(
        CompressorSettings(-19.0, 2.0, 6.0, 40.0, 160.0, "evens out the 808's notes, not its attack"),
        CompressorSettings(-20.0, 1.6, 6.0, 25.0, 120.0, "holds the voice steady over the beat"),
        CompressorSettings(-30.0, 1.6, 6.0, 5.0, 80.0, "keeps boosted hats from stinging"),
    ),
    width=1.08,  # the beat lives in the middle
    colour=0.35,  # harmonics carry the 808 to small speakers
    transient_boost_db=1.5,  # punchy drums
)

AFROBEATS = Genre(
    name="Afrobeats",
    high_pass_hz=28.0,  # log drums and bass reach down to 35 Hz
    bands=(
        Band("low_shelf", 110.0, 1.5, 0.7, "warm low end, a little above the kick"),
        Band("bell", 350.0, -1.0, 0.9, "clears the log drum's boxiness"),
        Band("bell", 2500.0, 1.0, 0.8, "the voice's clarity"),
        Band("high_shelf", 8000.0, 1.3, 0.7, "crisp shakers and percussion"),
    ),
    compressor=CompressorSettings(-17.0, 1.6, 6.0, 25.0, 110.0, "glue that breathes with the groove"),
    multiband=(
        CompressorSettings(-19.0, 1.8, 6.0, 35.0, 150.0, "keeps the low end round"),
        CompressorSettings(-20.0, 1.5, 6.0, 25.0, 120.0, "voice and guitars together"),
        CompressorSettings(-30.0, 1.4, 6.0, 6.0, 80.0, "percussion stays crisp, not sharp"),
    ),
    width=1.12,  # percussion spreads around the voice
    colour=0.30,  # warmth
    transient_boost_db=1.2,  # crisp percussion
)

GOSPEL = Genre(
    name="Gospel",
    high_pass_hz=28.0,
    bands=(
        Band("low_shelf", 140.0, 0.9, 0.7, "warm presence of choir and organ"),
        Band("bell", 280.0, -0.8, 0.8, "thins the build-up of many voices"),
        Band("bell", 3200.0, 1.2, 0.8, "clear words"),
        Band("high_shelf", 10000.0, 0.8, 0.7, "air above the choir"),
    ),
    compressor=CompressorSettings(-16.0, 1.4, 8.0, 40.0, 250.0, "gentle: the swell is the music"),
    multiband=(
        CompressorSettings(-18.0, 1.5, 8.0, 45.0, 250.0, "bass guitar and organ pedals"),
        CompressorSettings(-18.0, 1.4, 8.0, 35.0, 220.0, "balances soloist and choir"),
        CompressorSettings(-29.0, 1.4, 6.0, 8.0, 120.0, "sibilants of forty singers"),
    ),
    width=1.10,  # the choir's breadth
    colour=0.25,  # warmth
    transient_boost_db=0.5,  # claps and drums, discreetly
)

POP = Genre(
    name="Pop",
    high_pass_hz=28.0,
    bands=(
        Band("low_shelf", 90.0, 1.0, 0.7, "a full bottom"),
        Band("bell", 320.0, -1.0, 0.9, "takes the mud out"),
        Band("bell", 1800.0, 0.7, 0.7, "punchy middle"),
        Band("high_shelf", 10000.0, 2.0, 0.7, "bright top end"),
    ),
    compressor=CompressorSettings(-18.0, 1.8, 6.0, 20.0, 120.0, "dense, commercial level"),
    multiband=(
        CompressorSettings(-19.0, 1.9, 6.0, 30.0, 140.0, "a steady bottom"),
        CompressorSettings(-20.0, 1.7, 6.0, 20.0, 120.0, "the voice always in place"),
        CompressorSettings(-30.0, 1.6, 6.0, 5.0, 80.0, "brightness without sibilance"),
    ),
    width=1.15,  # wide choruses
    colour=0.30,
    transient_boost_db=1.0,
)

ROCK = Genre(
    name="Rock",
    high_pass_hz=32.0,  # the low E of a bass is 41 Hz
    bands=(
        Band("low_shelf", 85.0, 0.8, 0.8, "weight without looseness"),
        Band("bell", 230.0, -1.2, 1.0, "tight low end: less boom of the room"),
        Band("bell", 2600.0, 1.4, 0.8, "guitars and snare step forward"),
        Band("high_shelf", 9000.0, 0.9, 0.7, "cymbals' sheen"),
    ),
    compressor=CompressorSettings(-20.0, 2.2, 5.0, 15.0, 90.0, "aggressive, moving with the drums"),
    multiband=(
        CompressorSettings(-20.0, 2.2, 5.0, 25.0, 110.0, "locks bass and kick"),
        CompressorSettings(-21.0, 2.0, 5.0, 15.0, 90.0, "the wall of guitars"),
        CompressorSettings(-30.0, 1.6, 6.0, 5.0, 80.0, "tames cymbals"),
    ),
    width=1.10,  # doubled guitars are wide already
    colour=0.40,  # drive
    transient_boost_db=1.5,  # the snare's crack
)

ELECTRONIC = Genre(
    name="Electronic",
    high_pass_hz=24.0,  # sub-basses start at 30 Hz
    bands=(
        Band("low_shelf", 80.0, 2.2, 0.7, "deep bass"),
        Band("bell", 350.0, -1.0, 0.8, "separates bass and synths"),
        Band("bell", 5000.0, 0.6, 0.7, "definition of leads"),
        Band("high_shelf", 11000.0, 1.8, 0.7, "sparkle"),
    ),
    compressor=CompressorSettings(-18.0, 1.7, 6.0, 30.0, 100.0, "lets the kick through, then holds"),
    multiband=(
        CompressorSettings(-19.0, 2.0, 6.0, 35.0, 120.0, "a steady sub"),
        CompressorSettings(-21.0, 1.6, 6.0, 25.0, 100.0, "pads under leads"),
        CompressorSettings(-31.0, 1.5, 6.0, 5.0, 70.0, "crisp, not harsh"),
    ),
    width=1.20,  # wide stereo
    colour=0.20,  # synths bring their own harmonics
    transient_boost_db=1.8,  # crisp transients
)

JAZZ = Genre(
    name="Jazz",
    high_pass_hz=22.0,  # a double bass has body down to 41 Hz; only rumble goes
    bands=(
        Band("low_shelf", 120.0, 0.8, 0.6, "warm tone of the double bass"),
        Band("high_shelf", 7000.0, -0.4, 0.6, "rounds the top by a hair"),
    ),
    compressor=CompressorSettings(-12.0, 1.2, 10.0, 60.0, 400.0, "touches only the loudest solos"),
    multiband=None,  # bands that move apart would change the instruments
    width=1.0,  # the room is as it was recorded
    colour=0.10,  # a trace of warmth
    transient_boost_db=0.0,
    soft_clip=False,
    max_range_loss_lu=1.0,
)

CLASSICAL = Genre(
    name="Classical",
    high_pass_hz=18.0,  # organ pedals of 32 feet sound at 16 Hz; DC and traffic go
    bands=(Band("high_shelf", 12000.0, 0.5, 0.6, "the hall's air, no more"),),
    compressor=None,  # dynamics are the performance
    multiband=None,
    width=1.0,  # the orchestra keeps its seats
    colour=0.0,
    transient_boost_db=0.0,
    soft_clip=False,
    max_range_loss_lu=1.0,
)

GENRES: dict[str, Genre] = {
    genre.name: genre for genre in (HIP_HOP, AFROBEATS, GOSPEL, POP, ROCK, ELECTRONIC, JAZZ, CLASSICAL)
}
