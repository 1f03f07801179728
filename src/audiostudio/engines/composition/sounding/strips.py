"""How a producer would set the desk: level, tone, place and room of each role in each genre.

Every instrument plays about equally loud before it comes here, so that levels are those of the music.
"""

from dataclasses import dataclass, replace

from audiostudio.audio.dsp.compressor import CompressorSettings
from audiostudio.audio.dsp.equalizer import Band
from audiostudio.audio.instruments.catalogue import INSTRUMENTS, Family
from audiostudio.audio.mixing.channel import Channel
from audiostudio.audio.mixing.reverb import Room
from audiostudio.engines.composition.plan import Genre, Part, Plan, Role

# Where one hears words: what lies under a voice leaves it free.
_SPEECH_BAND = Band("bell", 2_000.0, -9.0, 0.5, "1 to 4 kHz are the voice's")
_SPEECH_SHELF = Band("high_shelf", 6_000.0, -3.0, 0.7, "consonants stay the brightest")
_UNDER_VOICE_REVERB_DB = -4.0

_GLUE = CompressorSettings(-20.0, 2.0, 6.0, 15.0, 120.0, "even notes, their attack kept")
_PUNCH = CompressorSettings(-18.0, 3.0, 6.0, 20.0, 90.0, "strokes keep their edge, what rings comes up")


@dataclass(frozen=True)
class Manner:
    """How a genre is mixed.

    Attributes:
        room: which reverb.
        reverb_db: on top of each role's own send.
        duck_db: by how much the kick ducks what is not drums; 0 for no side-chain.
        levels_db: on top of each role's own level.
    """

    room: Room = "plate"
    reverb_db: float = 0.0
    duck_db: float = 0.0
    levels_db: tuple[tuple[Role, float], ...] = ()


_STRIPS: dict[Role, Channel] = {
    "drums": Channel(high_pass_hz=30.0, compressor=_PUNCH, gain_db=0.0, reverb_db=-24.0),
    "percussion": Channel(high_pass_hz=120.0, gain_db=-9.0, pan=0.25, reverb_db=-18.0),
    "bass": Channel(high_pass_hz=28.0, low_pass_hz=9_000.0, compressor=_GLUE, gain_db=-3.0),
    "chords": Channel(high_pass_hz=130.0, gain_db=-7.0, pan=-0.2, reverb_db=-16.0),
    "pad": Channel(high_pass_hz=150.0, gain_db=-11.0, reverb_db=-12.0),
    "arpeggio": Channel(high_pass_hz=180.0, gain_db=-10.0, pan=0.3, reverb_db=-14.0, delay_db=-16.0),
    "riff": Channel(high_pass_hz=90.0, gain_db=-5.0, reverb_db=-20.0),
    "lead": Channel(high_pass_hz=150.0, compressor=_GLUE, gain_db=-4.5, reverb_db=-14.0, delay_db=-20.0),
    "counter_melody": Channel(high_pass_hz=150.0, gain_db=-10.0, pan=-0.35, reverb_db=-13.0),
    "drone": Channel(high_pass_hz=35.0, gain_db=-12.0, reverb_db=-12.0),
    "effects": Channel(high_pass_hz=40.0, gain_db=-10.0, reverb_db=-12.0),
}
_CLUB = Manner(duck_db=9.0, levels_db=(("drums", 2.0), ("bass", 1.0)))
_HALL = Manner("hall", 3.0)
_CLUB_ROOM = Manner("room", 2.0, levels_db=(("drums", -4.0), ("percussion", -1.0), ("lead", 1.5)))
_BEAT = Manner(levels_db=(("drums", 2.5), ("bass", 2.0), ("lead", -2.0)))
_BAND = Manner("room", 1.0, levels_db=(("drums", 1.5), ("riff", 1.0)))
_MANNERS: dict[Genre, Manner] = {
    "afrobeat": Manner("room", 0.0, levels_db=(("percussion", 3.0), ("bass", 1.0))),
    "ambient": Manner("hall", 6.0, levels_db=(("pad", 4.0), ("drone", 3.0))),
    "blues": _CLUB_ROOM,
    "bossa_nova": Manner("room", 2.0, levels_db=(("drums", -6.0), ("chords", 2.0))),
    "chiptune": Manner("room", -8.0),
    "cinematic": Manner("hall", 4.0, levels_db=(("pad", 4.0), ("percussion", 2.0))),
    "classical": Manner("hall", 3.0, levels_db=(("chords", 2.0), ("pad", 2.0))),
    "corporate": Manner("plate", 1.0, levels_db=(("drums", -3.0), ("pad", 1.0))),
    "country": Manner("room", 0.0, levels_db=(("drums", -4.0), ("chords", 3.0), ("riff", 2.0))),
    "disco": Manner("plate", 0.0, 3.0, (("bass", 1.0), ("pad", 2.0))),
    "drum_and_bass": Manner(duck_db=3.0, levels_db=(("drums", 3.0), ("bass", 3.0))),
    "dubstep": Manner(duck_db=4.0, levels_db=(("drums", 3.0), ("bass", 4.0))),
    "folk": Manner("room", 2.0, levels_db=(("drums", -6.0), ("chords", 3.0))),
    "funk": Manner("room", -2.0, levels_db=(("drums", 1.0), ("bass", 2.0))),
    "hip_hop": _BEAT,
    "house": _CLUB,
    "jazz": _CLUB_ROOM,
    "lofi": Manner("room", 0.0, 3.0, (("chords", 2.0), ("drums", 1.0))),
    "metal": Manner("room", -2.0, levels_db=(("drums", 2.0), ("riff", 3.0), ("chords", 2.0))),
    "pop": Manner("plate", 0.0, 2.0, (("drums", 0.5),)),
    "reggae": Manner("plate", 2.0, levels_db=(("bass", 3.0),)),
    "reggaeton": _BEAT,
    "rnb": Manner("plate", 1.0, levels_db=(("bass", 1.5),)),
    "rock": _BAND,
    "salsa": Manner("room", 0.0, levels_db=(("percussion", 3.0), ("chords", 2.0))),
    "samba": Manner("room", 0.0, levels_db=(("percussion", 4.0),)),
    "ska": _BAND,
    "synthwave": Manner("hall", -2.0, 5.0, (("drums", 1.5), ("bass", 1.0))),
    "tango": _CLUB_ROOM,
    "techno": replace(_CLUB, levels_db=(("drums", 4.0), ("bass", 1.0), ("pad", -3.0))),
    "trance": replace(_CLUB, levels_db=(("drums", 1.5), ("lead", 1.0), ("pad", 1.5))),
    "trap": Manner(levels_db=(("drums", 2.5), ("bass", 4.0))),
    "waltz": _HALL,
}
# Strings and winds of an orchestra sit where they sit on a stage; a drum kit stays in the middle.
_FAMILY_REVERB_DB: dict[Family, float] = {"strings": 3.0, "brass": 2.0, "pipe": 2.0, "voice": 3.0, "bass": -60.0}


def manner_of(genre: Genre) -> Manner:
    """Return how a genre is mixed."""
    return _MANNERS[genre]


def strip_of(plan: Plan, part: Part) -> Channel:
    """Return the channel of a part: what its role and genre ask for, and what the plan adds."""
    manner, channel = _MANNERS[plan.genre], _STRIPS[part.role]
    level_db = channel.gain_db + dict(manner.levels_db).get(part.role, 0.0) + part.level_db
    reverb_db = channel.reverb_db
    if reverb_db is not None:
        reverb_db += manner.reverb_db + _FAMILY_REVERB_DB.get(INSTRUMENTS[part.instrument].family, 0.0)
        reverb_db += _UNDER_VOICE_REVERB_DB if plan.under_voice else 0.0
    return replace(
        channel,
        gain_db=level_db,
        pan=max(-1.0, min(1.0, channel.pan + part.pan)),
        reverb_db=reverb_db,
        room=manner.room,
        bands=(_SPEECH_BAND, _SPEECH_SHELF) if plan.under_voice and part.role != "bass" else (),
    )
