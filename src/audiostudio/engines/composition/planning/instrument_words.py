"""What people call instruments and parts, and who of the catalogue plays what is asked for."""

from dataclasses import dataclass

from audiostudio.audio.instruments.catalogue import INSTRUMENTS, Instrument
from audiostudio.engines.composition.plan import Genre, Role


@dataclass(frozen=True)
class InstrumentWord:
    """What a word for an instrument or a part means.

    Attributes:
        instruments: who may play it, the most usual first; empty for words that name a part only.
        roles: the parts that it is usually meant for, the first first.
        genre: what a piece is when nothing else is said than this instrument.
        is_substitute: whether the instrument itself is not here, and the first of ``instruments`` is the nearest.
    """

    instruments: tuple[str, ...]
    roles: tuple[Role, ...]
    genre: Genre | None = None
    is_substitute: bool = False


_NOISES = ("riser", "downlifter", "sub_drop")
_SOLOISTS = frozenset(
    (
        "harmonica", "violin", "viola", "cello", "contrabass", "fiddle", "trumpet", "trombone", "tuba",
        "muted_trumpet", "piccolo", "recorder", "whistle", "flute", "pan_flute", "oboe", "english_horn", "bassoon",
        "clarinet", "soprano_sax", "alto_sax", "tenor_sax", "baritone_sax",
    )
)  # fmt: skip

# words; instruments; roles; genre where nothing else is said
_ROWS: tuple[tuple[str, str, str, Genre | None], ...] = (
    (
        "🎹; piano; pianos; grand piano; upright piano; felt piano; ivories",
        "piano bright_piano",
        "chords lead",
        "classical",
    ),
    ("bright piano", "bright_piano", "chords lead", "pop"),
    ("honky tonk piano; saloon piano; ragtime piano", "honky_tonk_piano", "chords lead", "jazz"),
    ("keys; keyboard; keyboards", "electric_piano piano fm_electric_piano", "chords lead", None),
    ("electric piano; electric pianos; rhodes; wurlitzer; wurli; e piano; epiano", "electric_piano", "chords", "lofi"),
    ("dx7; fm piano; digital piano; fm electric piano", "fm_electric_piano", "chords", "synthwave"),
    ("harpsichord; spinet", "harpsichord", "chords arpeggio", "classical"),
    ("clavinet; clavinets; clav", "clavinet", "riff chords", "funk"),
    ("celesta; celeste", "celesta", "arpeggio lead", "cinematic"),
    ("glockenspiel; glockenspiels; glock", "glockenspiel", "arpeggio lead", "corporate"),
    ("music box; musical box", "music_box", "lead arpeggio", "classical"),
    ("vibraphone; vibraphones; vibes solo", "vibraphone", "lead chords", "jazz"),
    ("marimba; marimbas; balafon", "marimba", "riff arpeggio lead", "corporate"),
    ("xylophone; xylophones", "xylophone", "lead riff", "classical"),
    ("tubular bells; church bells; chimes", "tubular_bells", "lead arpeggio", "cinematic"),
    ("bells; bell; synth bells", "synth_bell tubular_bells glockenspiel", "arpeggio lead", None),
    ("kalimba; kalimbas; mbira; thumb piano", "kalimba", "arpeggio lead", "ambient"),
    ("steel drums; steel drum; steel pan; steelpan; steel pans", "steel_drums", "lead", "reggae"),
    ("organ; organs", "drawbar_organ church_organ rock_organ", "chords pad", None),
    ("hammond; hammond organ; b3; drawbar organ; jazz organ; gospel organ", "drawbar_organ", "chords pad", "rnb"),
    ("rock organ", "rock_organ", "pad chords", "rock"),
    ("church organ; pipe organ; cathedral organ", "church_organ", "pad chords", "classical"),
    ("accordion; accordions; bandoneon; concertina", "accordion", "lead chords", "waltz"),
    ("harmonica; harmonicas; blues harp; mouth organ", "harmonica", "lead", "blues"),
    (
        "guitar; guitars",
        "steel_guitar clean_guitar nylon_guitar overdriven_guitar jazz_guitar muted_guitar distorted_guitar",
        "chords riff lead",
        "folk",
    ),
    ("acoustic guitar; acoustic guitars; steel string guitar", "steel_guitar nylon_guitar", "chords arpeggio", "folk"),
    ("nylon guitar; classical guitar; spanish guitar; flamenco guitar", "nylon_guitar", "chords lead", "folk"),
    (
        "🎸; electric guitar; electric guitars; e guitar; lead guitar",
        "overdriven_guitar clean_guitar distorted_guitar",
        "lead riff chords",
        "rock",
    ),
    ("clean guitar; clean guitars; clean electric guitar", "clean_guitar", "chords riff", "pop"),
    ("jazz guitar; archtop", "jazz_guitar", "chords lead", "jazz"),
    (
        "muted guitar; muted guitars; palm muted guitar; palm muted guitars",
        "muted_guitar palm_muted_guitar",
        "riff",
        "corporate",
    ),
    (
        "distorted guitar; distorted guitars; heavy guitar; heavy guitars",
        "distorted_guitar",
        "riff chords lead",
        "metal",
    ),
    (
        "distortion; power chords; guitar riffs; guitar riff; guitar solo",
        "distorted_guitar overdriven_guitar",
        "riff lead",
        "rock",
    ),
    ("overdriven guitar; crunchy guitar; crunchy guitars; bluesy guitar", "overdriven_guitar", "riff lead", "rock"),
    ("banjo; banjos", "banjo", "riff chords", "country"),
    ("bass; bassline; bass line; baseline; basslines; low end", "", "bass", None),
    ("bass guitar; electric bass", "finger_bass picked_bass", "bass", None),
    ("upright bass; double bass; acoustic bass; walking bass", "upright_bass", "bass", "jazz"),
    ("fretless bass", "fretless_bass", "bass", None),
    ("slap bass", "slap_bass", "bass", "funk"),
    ("synth bass; moog bass; analog bass", "synth_bass", "bass", "synthwave"),
    ("sub bass; sub; subs; deep bass; heavy bass", "sub_bass bass_808", "bass", None),
    ("reese; reese bass; neuro bass", "reese_bass", "bass", "drum_and_bass"),
    ("acid bass; 303; tb 303; acid line", "acid_bass", "bass riff", "techno"),
    ("wobble bass; wobbles; wub bass", "wobble_bass", "bass", "dubstep"),
    ("808; 808s; 808 bass; 808 basses; tr 808", "bass_808", "bass", "trap"),
    ("🎻; violin; violins", "violin", "lead counter_melody", "classical"),
    ("viola; violas", "viola", "counter_melody lead", "classical"),
    ("cello; cellos; celli", "cello", "lead counter_melody bass", "classical"),
    ("contrabass; contrabasses", "contrabass", "bass", "classical"),
    ("tremolo strings", "tremolo_strings", "pad chords", "cinematic"),
    ("pizzicato; pizzicato strings; pizz; plucked strings", "pizzicato_strings", "riff arpeggio chords", "classical"),
    (
        "strings; string section; string ensemble; orchestral strings; string",
        "strings slow_strings",
        "pad chords lead",
        "cinematic",
    ),
    ("slow strings; string pad; lush strings; soft strings", "slow_strings", "pad", "cinematic"),
    ("fiddle; fiddles", "fiddle", "lead", "country"),
    ("harp; harps; lyre", "harp", "arpeggio chords", "classical"),
    ("sitar; sitars; tanpura", "sitar", "lead riff", "folk"),
    ("koto; guzheng; pipa; shamisen", "koto", "lead arpeggio", "folk"),
    ("choir; choirs; chorale; choral; chant; chants; chanting; voices", "choir voice_oohs", "pad chords", "cinematic"),
    ("oohs; aahs; voice oohs; vocal pad", "voice_oohs choir", "pad", None),
    ("🎺; trumpet; trumpets", "trumpet muted_trumpet", "lead counter_melody", "jazz"),
    ("trombone; trombones", "trombone", "lead counter_melody", "jazz"),
    ("tuba; tubas; sousaphone", "tuba", "bass", "classical"),
    ("muted trumpet; harmon mute", "muted_trumpet", "lead", "jazz"),
    ("french horn; french horns; horn", "french_horn", "lead chords", "cinematic"),
    (
        "brass; brass section; horns; horn section; brass band",
        "brass_section",
        "counter_melody lead chords",
        "cinematic",
    ),
    ("synth brass; brass synth", "brass_synth", "chords lead", "synthwave"),
    ("🎷; sax; saxes; saxophone; saxophones; tenor sax", "tenor_sax alto_sax", "lead", "jazz"),
    ("alto sax; alto saxophone", "alto_sax", "lead", "jazz"),
    ("soprano sax; soprano saxophone", "soprano_sax", "lead", "jazz"),
    ("baritone sax; bari sax", "baritone_sax", "riff counter_melody", "jazz"),
    ("oboe; oboes", "oboe", "lead", "classical"),
    ("english horn; cor anglais", "english_horn", "lead", "classical"),
    ("bassoon; bassoons", "bassoon", "bass counter_melody", "classical"),
    ("clarinet; clarinets; bass clarinet", "clarinet", "lead counter_melody", "classical"),
    ("woodwinds; woodwind; winds", "flute clarinet oboe", "lead counter_melody", "classical"),
    ("piccolo", "piccolo", "lead", "classical"),
    ("flute; flutes; bansuri; shakuhachi; native flute", "flute pan_flute", "lead", "classical"),
    ("recorder; recorders", "recorder", "lead", "folk"),
    ("pan flute; panpipes; pan pipes", "pan_flute", "lead", "ambient"),
    (
        "whistle; tin whistle; whistles; penny whistle; whistling; irish whistle; whistled melody",
        "whistle",
        "lead",
        "folk",
    ),
    (
        "synth; synths; synthesizer; synthesizers; synthesiser; synthesisers; analog synth; "
        "analog synths; analogue; analog; moog; juno; modular",
        "saw_lead super_saw pluck warm_pad square_lead bright_pad",
        "lead chords arpeggio",
        "synthwave",
    ),
    ("square lead; square wave", "square_lead", "lead", "chiptune"),
    ("saw lead; synth lead; lead synth; saw wave", "saw_lead", "lead", "synthwave"),
    ("super saw; supersaw; supersaws; super saws", "super_saw", "chords lead", "trance"),
    ("pluck; plucks; synth pluck; plucked synth", "pluck", "arpeggio chords", "house"),
    (
        "pads; pad; synth pad; synth pads; warm pads; warm pad; ambient pads; lush pads",
        "warm_pad bright_pad glass_pad",
        "pad",
        "ambient",
    ),
    ("drones; drone sound", "drone", "drone", "ambient"),
    (
        "arpeggio; arpeggios; arpeggiated; arp; arps; arpeggiator; sequencer; arpeggiated synths; arpeggiated synth",
        "",
        "arpeggio",
        None,
    ),
    (
        "🥁; drums; drum; drum kit; drumset; drum set; drum beat; drumbeat; rhythm section; live drums; acoustic drums",
        "",
        "drums",
        None,
    ),
    (
        "drum machine; electronic drums; programmed drums; electronic beats",
        "electronic_kit house_kit techno_kit trap_kit",
        "drums",
        None,
    ),
    ("brushes; brushed drums; brush kit; brushed snare", "brush_kit", "drums", "jazz"),
    (
        "kick; kick drum; four on the floor; snare; hi hats; hi hat; hihat; hihats; hats; cymbals; breakbeats",
        "",
        "drums",
        None,
    ),
    (
        "percussion; percussive; perc; claps; clap; handclaps; hand claps; shaker; shakers; "
        "tambourine; finger snaps; snaps",
        "",
        "percussion",
        None,
    ),
    (
        "congas; bongos; conga; bongo; latin percussion; hand drums; djembe; cajon; tabla; timbales; "
        "hand percussion; cowbell",
        "latin_kit",
        "percussion",
        "salsa",
    ),
    (
        "taiko; taikos; taiko drums; timpani; war drums; orchestral percussion; epic drums; "
        "orchestral drums; tribal drums; drum hits",
        "orchestral_kit",
        "drums",
        "cinematic",
    ),
    ("melody; lead; leads; topline; hook; melodic lead; lead melody; solo; solos; lead line", "", "lead", None),
    ("counter melody; countermelody; harmony line", "", "counter_melody", None),
    ("riff; riffs", "", "riff", None),
    ("chords; harmony; harmonies", "", "chords", None),
    (
        "risers; riser; impacts; impact; whooshes; whoosh; braams; braam; sub drop; sub drops; "
        "downlifter; sound design",
        "riser",
        "effects",
        None,
    ),
)
# What is not in the catalogue; what is nearest to it.
_SUBSTITUTES: tuple[tuple[str, str, str, Genre | None], ...] = (
    ("ukulele; ukuleles; uke; ukelele; guitalele", "nylon_guitar", "chords", "folk"),
    ("mandolin; mandolins; bouzouki; balalaika", "steel_guitar", "chords lead", "folk"),
    ("oud; lute; charango; cavaquinho", "nylon_guitar", "lead chords", "folk"),
    ("slide guitar; lap steel; pedal steel; dobro", "clean_guitar", "lead", "country"),
    ("bagpipes; bagpipe; uilleann pipes; hurdy gurdy", "whistle", "lead", "folk"),
    ("erhu; morin khuur", "violin", "lead", "folk"),
    ("duduk; ney; zurna", "english_horn", "lead", "cinematic"),
    ("didgeridoo; didjeridu; throat singing", "drone", "drone", "ambient"),
    (
        "hang drum; handpan; hang; singing bowls; singing bowl; tibetan bowls; crystal bowls; gong; gongs",
        "kalimba",
        "arpeggio",
        "ambient",
    ),
    ("theremin; musical saw; ondes martenot", "saw_lead", "lead", "cinematic"),
    ("dulcimer; hammered dulcimer; cimbalom; santoor; zither", "harp", "arpeggio", "folk"),
    ("mellotron; melodica", "accordion", "lead pad", None),
    ("vocoder; talk box; vocal chops; vocal chop; vocal samples; talkbox", "square_lead", "lead", None),
    ("turntables; scratching; scratches", "pluck", "riff", "hip_hop"),
    ("euphonium; flugelhorn; cornet", "trumpet", "lead", "classical"),
)


ENSEMBLES: dict[str, tuple[str, ...]] = {
    "string quartet": ("violin", "viola", "cello", "strings"),
    "drum loop": ("drums",),
    "drum track": ("drums",),
    "percussion loop": ("percussion",),
    "string trio": ("violin", "viola", "cello"),
    "string orchestra": ("strings", "violin", "cello", "contrabass"),
    "jazz trio": ("piano", "upright bass", "brushes"),
    "piano trio": ("piano", "upright bass", "brushes"),
    "jazz quartet": ("piano", "upright bass", "brushes", "tenor sax"),
    "power trio": ("electric guitar", "bass guitar", "drums"),
    "guitar duo": ("acoustic guitar", "nylon guitar"),
}
"""Bands that play alone where they are named, in words of `INSTRUMENT_WORDS`."""


def _words() -> dict[str, InstrumentWord]:
    found = {}
    for rows, is_substitute in ((_ROWS, False), (_SUBSTITUTES, True)):
        for words, instruments, roles, genre in rows:
            meaning = InstrumentWord(
                tuple(instruments.split()), tuple(ROLES[role] for role in roles.split()), genre, is_substitute
            )
            found.update({" ".join(word.split()): meaning for word in words.split(";")})
    return found


ROLES: dict[str, Role] = {
    "drums": "drums",
    "percussion": "percussion",
    "bass": "bass",
    "chords": "chords",
    "pad": "pad",
    "arpeggio": "arpeggio",
    "riff": "riff",
    "lead": "lead",
    "counter_melody": "counter_melody",
    "drone": "drone",
    "effects": "effects",
}
INSTRUMENT_WORDS = _words()
"""What people call instruments and parts, in lower case."""


def can_play(instrument: Instrument, role: Role) -> bool:
    """Return whether an instrument can play a part: kits drum, soloists play no chords, basses reach down."""
    name, family = instrument.name, instrument.family
    if family == "drums" or role in ("drums", "percussion"):
        return family == "drums" and role in ("drums", "percussion")
    if name in _NOISES or role == "effects":
        return role == "effects" and (name in _NOISES or family == "synth")
    if role == "bass":
        return instrument.lowest <= 40 and family not in ("voice", "pipe", "mallets")
    if role == "drone":
        return family not in ("mallets", "bass") or name == "sub_bass"
    return (family != "bass" and (role not in ("chords", "pad") or name not in _SOLOISTS)) or (
        family == "bass" and role in ("riff", "lead", "arpeggio")
    )


def instruments_for(role: Role) -> tuple[str, ...]:
    """Return the names of all instruments that can play a part."""
    return tuple(name for name, instrument in INSTRUMENTS.items() if can_play(instrument, role))
