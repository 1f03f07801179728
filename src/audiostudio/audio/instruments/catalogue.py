"""Names every instrument: what plays it, its family, its range and its General MIDI program."""

from dataclasses import dataclass
from typing import Literal

Player = Literal["soundfont", "synthesizer", "guitar_amp", "drum_kit"]
Family = Literal[
    "keys",
    "mallets",
    "organ",
    "guitar",
    "bass",
    "strings",
    "voice",
    "brass",
    "reed",
    "pipe",
    "plucked",
    "synth",
    "drums",
]


@dataclass(frozen=True)
class Instrument:
    """Something that plays.

    Attributes:
        name: how plans and requests name it.
        title: how people do.
        player: which of the players here sounds it.
        family: what it is among.
        program: General MIDI program, 0 to 127, for MIDI files; of a kit the program on the drum channel.
        lowest, highest: the keys it can play, 60 being middle C; of a kit General MIDI's percussion keys.
    """

    name: str
    title: str
    player: Player
    family: Family
    program: int
    lowest: int
    highest: int


def _sampled(family: Family, *rows: tuple[str, str, int, int, int]) -> tuple[Instrument, ...]:
    return tuple(Instrument(name, title, "soundfont", family, *rest) for name, title, *rest in rows)


def _synthesized(family: Family, *rows: tuple[str, str, int, int, int]) -> tuple[Instrument, ...]:
    return tuple(Instrument(name, title, "synthesizer", family, *rest) for name, title, *rest in rows)


def _amplified(*rows: tuple[str, str, int, int, int]) -> tuple[Instrument, ...]:
    return tuple(Instrument(name, title, "guitar_amp", "guitar", *rest) for name, title, *rest in rows)


def _kits(*rows: tuple[str, str, int]) -> tuple[Instrument, ...]:
    return tuple(Instrument(name, title, "drum_kit", "drums", program, 27, 87) for name, title, program in rows)


INSTRUMENTS = {
    instrument.name: instrument
    for instrument in (
        *_sampled(
            "keys",
            ("piano", "Grand piano", 0, 21, 108),
            ("bright_piano", "Bright piano", 1, 21, 108),
            ("honky_tonk_piano", "Honky-tonk piano", 3, 21, 108),
            ("electric_piano", "Electric piano", 4, 28, 103),
            ("fm_electric_piano", "Digital electric piano", 5, 28, 103),
            ("harpsichord", "Harpsichord", 6, 29, 89),
            ("clavinet", "Clavinet", 7, 36, 96),
        ),
        *_sampled(
            "mallets",
            ("celesta", "Celesta", 8, 60, 108),
            ("glockenspiel", "Glockenspiel", 9, 72, 108),
            ("music_box", "Music box", 10, 60, 96),
            ("vibraphone", "Vibraphone", 11, 53, 89),
            ("marimba", "Marimba", 12, 45, 96),
            ("xylophone", "Xylophone", 13, 65, 108),
            ("tubular_bells", "Tubular bells", 14, 60, 77),
            ("timpani", "Timpani", 47, 36, 57),
            ("kalimba", "Kalimba", 108, 60, 88),
            ("steel_drums", "Steel drums", 114, 52, 88),
        ),
        *_sampled(
            "organ",
            ("drawbar_organ", "Drawbar organ", 16, 36, 96),
            ("rock_organ", "Rock organ", 18, 36, 96),
            ("church_organ", "Church organ", 19, 24, 96),
            ("accordion", "Accordion", 21, 53, 89),
            ("harmonica", "Harmonica", 22, 60, 96),
        ),
        *_sampled(
            "guitar",
            ("nylon_guitar", "Nylon-string guitar", 24, 40, 84),
            ("steel_guitar", "Steel-string guitar", 25, 40, 84),
            ("jazz_guitar", "Jazz guitar", 26, 40, 86),
            ("clean_guitar", "Clean electric guitar", 27, 40, 86),
            ("muted_guitar", "Muted electric guitar", 28, 40, 86),
            ("banjo", "Banjo", 105, 48, 84),
        ),
        *_amplified(
            ("overdriven_guitar", "Overdriven guitar", 29, 40, 86),
            ("distorted_guitar", "Distorted guitar", 30, 35, 86),
            ("palm_muted_guitar", "Palm-muted distorted guitar", 30, 35, 76),
        ),
        *_sampled(
            "bass",
            ("upright_bass", "Upright bass", 32, 28, 67),
            ("finger_bass", "Fingered electric bass", 33, 28, 67),
            ("picked_bass", "Picked electric bass", 34, 28, 67),
            ("fretless_bass", "Fretless bass", 35, 28, 67),
            ("slap_bass", "Slap bass", 36, 28, 67),
        ),
        *_synthesized(
            "bass",
            ("synth_bass", "Synthesizer bass", 38, 24, 60),
            ("sub_bass", "Sub bass", 39, 24, 55),
            ("reese_bass", "Reese bass", 38, 24, 55),
            ("acid_bass", "Acid bass", 38, 24, 72),
            ("wobble_bass", "Wobble bass", 39, 24, 60),
            ("bass_808", "808 bass", 39, 24, 60),
        ),
        *_sampled(
            "strings",
            ("violin", "Violin", 40, 55, 100),
            ("viola", "Viola", 41, 48, 88),
            ("cello", "Cello", 42, 36, 81),
            ("contrabass", "Contrabass", 43, 28, 60),
            ("tremolo_strings", "Tremolo strings", 44, 36, 96),
            ("pizzicato_strings", "Pizzicato strings", 45, 36, 96),
            ("strings", "String ensemble", 48, 36, 96),
            ("slow_strings", "Slow strings", 49, 36, 96),
            ("fiddle", "Fiddle", 110, 55, 96),
        ),
        *_sampled(
            "plucked",
            ("harp", "Harp", 46, 24, 103),
            ("sitar", "Sitar", 104, 48, 77),
            ("koto", "Koto", 107, 48, 84),
        ),
        *_sampled("voice", ("choir", "Choir", 52, 43, 84), ("voice_oohs", "Voice oohs", 53, 48, 84)),
        *_sampled(
            "brass",
            ("trumpet", "Trumpet", 56, 55, 84),
            ("trombone", "Trombone", 57, 40, 72),
            ("tuba", "Tuba", 58, 28, 58),
            ("muted_trumpet", "Muted trumpet", 59, 55, 84),
            ("french_horn", "French horn", 60, 41, 77),
            ("brass_section", "Brass section", 61, 41, 84),
        ),
        *_sampled(
            "reed",
            ("soprano_sax", "Soprano saxophone", 64, 56, 88),
            ("alto_sax", "Alto saxophone", 65, 49, 81),
            ("tenor_sax", "Tenor saxophone", 66, 44, 76),
            ("baritone_sax", "Baritone saxophone", 67, 36, 69),
            ("oboe", "Oboe", 68, 58, 91),
            ("english_horn", "English horn", 69, 52, 81),
            ("bassoon", "Bassoon", 70, 34, 74),
            ("clarinet", "Clarinet", 71, 50, 91),
        ),
        *_sampled(
            "pipe",
            ("piccolo", "Piccolo", 72, 74, 108),
            ("flute", "Flute", 73, 60, 96),
            ("recorder", "Recorder", 74, 72, 98),
            ("pan_flute", "Pan flute", 75, 60, 96),
            ("whistle", "Tin whistle", 78, 74, 98),
        ),
        *_synthesized(
            "synth",
            ("square_lead", "Square lead", 80, 36, 96),
            ("saw_lead", "Saw lead", 81, 36, 96),
            ("super_saw", "Super-saw", 81, 36, 96),
            ("pluck", "Pluck", 84, 36, 96),
            ("brass_synth", "Synthesizer brass", 62, 36, 96),
            ("warm_pad", "Warm pad", 89, 36, 96),
            ("bright_pad", "Bright pad", 90, 36, 96),
            ("glass_pad", "Glass pad", 92, 36, 96),
            ("drone", "Drone", 95, 24, 84),
            ("synth_bell", "Synthesizer bell", 98, 48, 108),
            ("chip_lead", "Chip lead", 80, 36, 96),
            ("riser", "Noise riser", 119, 36, 96),
            ("downlifter", "Noise fall", 119, 36, 96),
            ("sub_drop", "Sub drop", 118, 24, 60),
        ),
        *_kits(
            ("acoustic_kit", "Acoustic drum kit", 0),
            ("rock_kit", "Rock drum kit", 16),
            ("jazz_kit", "Jazz drum kit", 32),
            ("brush_kit", "Drum kit with brushes", 40),
            ("orchestral_kit", "Orchestral percussion", 48),
            ("latin_kit", "Latin percussion", 0),
            ("electronic_kit", "Electronic drum kit", 24),
            ("house_kit", "House drum kit", 24),
            ("techno_kit", "Techno drum kit", 25),
            ("trap_kit", "Trap drum kit", 25),
            ("hip_hop_kit", "Hip-hop drum kit", 25),
            ("lofi_kit", "Lo-fi drum kit", 25),
            ("breakbeat_kit", "Drum-and-bass kit", 24),
        ),
    )
}
"""Every instrument by its name."""
