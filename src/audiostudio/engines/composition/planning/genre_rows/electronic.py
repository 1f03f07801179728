"""Genres made of drum machines and synthesizers."""

from audiostudio.engines.composition.planning.genre_row import GenreRow, chords, layer, named

ELECTRONIC = (
    GenreRow(
        name="ambient",
        title="Ambient",
        bpm=(50, 64, 84),
        form="ambient",
        minor_share=0.4,
        energy=0.2,
        tonics=("C", "D", "Eb", "F", "G", "A"),
        major=chords(
            "Imaj9 IVmaj9@4 | Iadd9 II/3@4 | Imaj7 iii7 IVmaj7 Isus2@2 | Isus2 Vsus4@4",
            "IVmaj9 Iadd9 vi9 Vsus4@2 | Imaj9 II@4 | IVmaj7 Imaj7@4",
            "vi9 IVmaj7@4 | bVIImaj7 IVadd9@4 | iii7 vi7@4",
        ),
        minor=chords(
            "i9 VImaj7@4 | iadd9 iv9@4 | i7 VIImaj7 VImaj7 isus2@2",
            "VImaj9 VII i9 isus4@2 | i9 IV@4 | VImaj7 i9@4",
            "iv9 VImaj7@4 | bIImaj7 i9@4 | III VII@4",
        ),
        cadence_major=("IVadd9", "Imaj9"),
        cadence_minor=("VImaj7", "i9"),
        layers=(
            layer("pad", 0.0, "warm_pad slow_strings glass_pad choir"),
            layer("drone", 0.1, "drone warm_pad cello"),
            layer("chords", 0.2, "electric_piano piano glass_pad harp"),
            layer("arpeggio", 0.28, "synth_bell harp kalimba celesta pluck"),
            layer("lead", 0.32, "glass_pad flute piano pan_flute synth_bell"),
            layer("bass", 0.4, "sub_bass contrabass synth_bass"),
            layer("percussion", 0.55, "electronic_kit latin_kit"),
        ),
        words=named(
            "ambient; ?game menu=80; ?menu music=80; ?prayer; ?ambience; ?drone=60; soundscape; "
            "soundscapes; ?atmospheric; ?atmosphere; new age=66; "
            "?spa; ?spa music; ?yoga; ?yoga music; ?meditation; ?meditation music=56; ?meditative; ?healing; "
            "?sleep music=52; ?sleep; ?sleeping; dark ambient=56; space music; space ambient; ?ethereal; "
            "?asleep=52; ?fall asleep=52; ?zen; ?reiki; binaural; ?deep focus=66; ?massage; "
            "?mindfulness; lullaby pad; "
            "?floating; drone music=56; ambient electronic; nature ambience; chillscape"
        ),
    ),
    GenreRow(
        name="chiptune",
        title="Chiptune",
        bpm=(110, 140, 175),
        form="game",
        minor_share=0.4,
        energy=0.65,
        tonics=("C", "D", "E", "F", "G", "A"),
        major=chords(
            "I V vi IV | I IV I V | I bVII IV I | I iii IV V",
            "IV V iii vi | bVI bVII I I | vi IV I V | I V/vi vi IV",
            "ii V I vi | iv I iv V | vi iii IV V",
        ),
        minor=chords(
            "i VI VII i | i VII VI V | i iv VII III",
            "VI VII i i | i VI III VII | iv VII III V",
            "VI III iv V | iv i V i | bII i bII V",
        ),
        cadence_major=("V", "I"),
        cadence_minor=("VII", "i"),
        layers=(
            layer("chords", 0.0, "chip_lead square_lead pluck"),
            layer("arpeggio", 0.15, "chip_lead pluck square_lead"),
            layer("bass", 0.25, "synth_bass"),
            layer("drums", 0.3, "electronic_kit breakbeat_kit"),
            layer("lead", 0.35, "square_lead chip_lead saw_lead"),
            layer("counter_melody", 0.8, "chip_lead square_lead"),
        ),
        words=named(
            "chiptune; chip tune; chip music; 8 bit; 8-bit; 8bit; 16 bit=135; 16-bit=135; 16bit=135; nintendo; "
            "nes; gameboy; game boy; ?retro game; retro gaming; ?video game; ?arcade; ?arcade game; "
            "?platformer; ?pixel; bitpop; pico-8; snes=130"
        ),
    ),
    GenreRow(
        name="drum_and_bass",
        title="Drum and bass",
        bpm=(165, 174, 180),
        form="club",
        minor_share=0.9,
        energy=0.8,
        tonics=("F", "G", "A", "E", "D", "Eb"),
        major=chords(
            "Imaj9 vi9@2 | IVmaj9 Imaj7@2 | vi9 IVmaj7@2",
            "IVmaj9 V vi9 vi9@2 | Imaj7 iii7 vi7 IVmaj7",
            "ii9 IVmaj7@2 | vi9 iii7@4",
        ),
        minor=chords(
            "i9 VImaj7@2 | i9 iv9@2 | i9 VII9sus4@2",
            "i VI III VII | i9 VImaj7 III VII@2 | VImaj7 VII i9 i9@2 | i i VI v",
            "VImaj7 III@4 | iv9 i9@4 | VI VII@4",
        ),
        cadence_major=("IVmaj9", "Imaj9"),
        cadence_minor=("VImaj7", "i9"),
        layers=(
            layer("pad", 0.0, "warm_pad glass_pad bright_pad"),
            layer("arpeggio", 0.25, "pluck synth_bell"),
            layer("drums", 0.35, "breakbeat_kit"),
            layer("bass", 0.45, "reese_bass sub_bass synth_bass"),
            layer("chords", 0.5, "electric_piano piano fm_electric_piano super_saw"),
            layer("lead", 0.65, "saw_lead square_lead flute synth_bell"),
            layer("effects", 0.5, "riser"),
            layer("percussion", 0.75, "electronic_kit"),
        ),
        words=named(
            "drum and bass; drum & bass; drum n bass; drum 'n' bass; drum-and-bass; drumnbass; "
            "dnb; d&b; d'n'b; jungle=168; liquid dnb=174; liquid drum and bass=174; ?liquid; neurofunk=176; "
            "jump up=175; breakcore=180; atmospheric dnb=170; breakbeat=168; ?amen; ragga jungle=168; "
            "?rollers=174"
        ),
    ),
    GenreRow(
        name="dubstep",
        title="Dubstep",
        bpm=(136, 140, 150),
        form="club",
        minor_share=1.0,
        energy=0.8,
        tonics=("E", "F", "G", "D", "C"),
        major=chords("I vi@2 | I bVII@2", "I bVI@2 | vi IV@2 | I V vi IV", "IV vi@2 | ii IV@4 | vi V I I"),
        minor=chords(
            "i VI@2 | i bII@2 | i VII VI VI | i i VI VII",
            "i VI@2 | i i VI VII | i bII i VII | i@4",
            "VI VII@4 | iv VI@4 | VI III VII i@2 | i v@4",
        ),
        cadence_major=("V", "I"),
        cadence_minor=("bII", "i"),
        layers=(
            layer("pad", 0.0, "bright_pad warm_pad choir"),
            layer("arpeggio", 0.2, "pluck synth_bell music_box"),
            layer("drums", 0.35, "breakbeat_kit electronic_kit trap_kit"),
            layer("bass", 0.45, "wobble_bass reese_bass"),
            layer("effects", 0.45, "riser sub_drop"),
            layer("lead", 0.65, "saw_lead square_lead"),
            layer("chords", 0.7, "super_saw brass_synth"),
        ),
        words=named(
            "dubstep; brostep=145; riddim=140; ?wobble; ?wub; ?wubs; melodic dubstep=145; deep dubstep=140; "
            "bass music=142; future bass=150; complextro=140; glitch hop=110"
        ),
    ),
    GenreRow(
        name="house",
        title="House",
        bpm=(116, 123, 130),
        form="club",
        minor_share=0.75,
        energy=0.7,
        swing=(1.1, 1.0),
        tonics=("A", "F", "G", "C", "D", "Bb"),
        major=chords(
            "Imaj7 vi7 ii7 V9 | IVmaj7 iii7 ii7 Imaj7 | Imaj9 IVmaj9@2",
            "vi IV I V | IVmaj7 V iii7 vi7 | I V vi IV",
            "ii7 iii7 IVmaj7 V@2 | vi9 ii9@4",
        ),
        minor=chords(
            "i7 iv7@2 | i9 VII VImaj7 v7 | i7 VImaj7 III VII | i7 i7 iv7 v7",
            "i VI III VII | VImaj7 VII i7 i7 | i7 VII iv7 VI | iv7 v7 i7 III",
            "VImaj7 v7@4 | iv9 VII9sus4 IIImaj7 VImaj7@2 | VI VII@4",
        ),
        cadence_major=("V9sus4", "Imaj9"),
        cadence_minor=("v7", "i9"),
        layers=(
            layer("drums", 0.25, "house_kit"),
            layer("chords", 0.0, "piano electric_piano drawbar_organ pluck super_saw"),
            layer("bass", 0.38, "synth_bass sub_bass acid_bass"),
            layer("percussion", 0.48, "latin_kit electronic_kit"),
            layer("pad", 0.35, "warm_pad strings bright_pad"),
            layer("arpeggio", 0.55, "pluck synth_bell"),
            layer("effects", 0.5, "riser"),
            layer("lead", 0.65, "saw_lead square_lead alto_sax vibraphone"),
            layer("counter_melody", 0.88, "synth_bell strings"),
        ),
        words=named(
            "house; house music; deep house=121; tech house=126; acid house=124; progressive house=126; "
            "tropical house=110; french house=122; chicago house=122; future house=126; afro house=121; "
            "amapiano=113; edm=128; big room=128; ?garage=130; uk garage=130; 2 step=130; 2-step=130; "
            "slap house=124; electro house=128; funky house=124; ?dance; ?dance music=126; "
            "electronic dance music=128; ?club; ?club music=126; ?clubby=124; ?nightclub=126; "
            "festival edm=128; ?festival=128; ?ibiza=122; ?electro=126; electro swing=124; ?dancefloor=126; "
            "bass house=126; melodic house=122; organic house=118; ?fashion show=120; ?runway=120; "
            "?electronica; ?electronic; ?electronic music; ?runway music=120; house beat; ?catwalk=120"
        ),
    ),
    GenreRow(
        name="synthwave",
        title="Synthwave",
        bpm=(80, 104, 124),
        form="song",
        minor_share=0.75,
        energy=0.6,
        tonics=("A", "E", "F#", "D", "C", "B"),
        major=chords(
            "I V vi IV | IV V vi vi | I iii IV V | vi V IV V",
            "IV I V vi | vi IV I V | IV V iii vi",
            "ii IV vi V | vi iii IV IV@2",
        ),
        minor=chords(
            "i VI III VII | i VII VI VII | i iv VI VII | i i VI VI | i i VI VII",
            "VI VII i i | VI VII i III | i VII iv VI | VI III VII i",
            "iv VI VII VII@2 | VI v iv VII | iv i VI VII | i VII i v@2",
        ),
        cadence_major=("V", "I"),
        cadence_minor=("VII", "i"),
        layers=(
            layer("pad", 0.0, "warm_pad bright_pad"),
            layer("arpeggio", 0.2, "pluck saw_lead synth_bell"),
            layer("bass", 0.3, "synth_bass"),
            layer("drums", 0.35, "electronic_kit"),
            layer("chords", 0.45, "super_saw brass_synth fm_electric_piano"),
            layer("lead", 0.5, "saw_lead square_lead alto_sax"),
            layer("counter_melody", 0.85, "synth_bell brass_synth"),
            layer("effects", 0.7, "riser"),
        ),
        words=named(
            "synthwave; synth-wave; synth wave; retrowave; retro wave; outrun=108; darksynth=118; "
            "vaporwave=84; chillwave=90; ?80s; ?80's; ?eighties; ?1980s; 80s synth; 80s synth pop=116; "
            "synthpop=116; synth pop=116; synth-pop=116; electropop=118; ?cyberpunk=108; ?neon; new wave=124; "
            "italo disco=118; ?stranger things; ?miami vice; retro synth; ?retro electronic; "
            "?retro futuristic; ?retrofuturistic; ?night drive; dreamwave=94; darkwave=116"
        ),
    ),
    GenreRow(
        name="techno",
        title="Techno",
        bpm=(122, 130, 145),
        form="club",
        minor_share=1.0,
        energy=0.78,
        tonics=("A", "F", "G", "C", "D", "E"),
        major=chords("I@4 | I I I bVII@2", "I@4 | I bVII@4", "IV@4 | I IV@4 | I V@4"),
        minor=chords(
            "i@4 | i i i VII@2 | i7@8",
            "i@4 | i bII@4 | i i VI VII@2 | i v@4",
            "VI@8 | i VI@4 | iv i@4 | i v@4",
        ),
        cadence_major=("bVII", "I"),
        cadence_minor=("bII", "i"),
        layers=(
            layer("drums", 0.2, "techno_kit"),
            layer("drone", 0.0, "drone warm_pad"),
            layer("bass", 0.35, "sub_bass acid_bass synth_bass"),
            layer("percussion", 0.45, "electronic_kit techno_kit"),
            layer("arpeggio", 0.5, "pluck acid_bass square_lead"),
            layer("chords", 0.58, "pluck super_saw brass_synth"),
            layer("pad", 0.3, "warm_pad glass_pad"),
            layer("effects", 0.5, "riser"),
            layer("riff", 0.75, "acid_bass saw_lead square_lead"),
        ),
        words=named(
            "techno; minimal techno=126; detroit techno=128; acid techno=135; industrial techno=138; "
            "hard techno=144; ?acid=132; melodic techno=124; peak time techno=132; berlin techno=130; "
            "dub techno=122; ?warehouse=134; ?rave=140; ?raver=140; hardcore techno=145; ?industrial=132; "
            "ebm=126; ?hacker=128; idm=124; ?glitch=124; ?underground=130; gabber=145"
        ),
    ),
    GenreRow(
        name="trance",
        title="Trance",
        bpm=(128, 138, 144),
        form="club",
        minor_share=0.85,
        energy=0.75,
        tonics=("A", "F", "G", "E", "D", "B"),
        major=chords(
            "vi IV I V | I V vi IV | IV V vi I", "vi IV I V | IV I V vi | IV V vi iii", "IV V vi vi@2 | ii vi IV V@2"
        ),
        minor=chords(
            "i VI III VII | i VII VI VI | i i VI VII",
            "i VI III VII | VI VII i i | VI III VII i | i v VI III",
            "VI VII i v@2 | VI III iv VII@2 | iv VI VII i@2",
        ),
        cadence_major=("V", "I"),
        cadence_minor=("VII", "i"),
        layers=(
            layer("pad", 0.0, "bright_pad warm_pad strings"),
            layer("drums", 0.3, "techno_kit house_kit"),
            layer("bass", 0.4, "synth_bass sub_bass"),
            layer("arpeggio", 0.2, "pluck super_saw saw_lead"),
            layer("chords", 0.6, "super_saw"),
            layer("lead", 0.68, "super_saw saw_lead square_lead"),
            layer("effects", 0.45, "riser"),
            layer("percussion", 0.8, "electronic_kit"),
            layer("counter_melody", 0.9, "synth_bell piano"),
        ),
        words=named(
            "trance; uplifting trance=138; psytrance=142; psy trance=142; psy-trance=142; goa=142; "
            "progressive trance=132; vocal trance=136; hard trance=144; euphoric trance=138; eurodance=140; "
            "eurobeat=144; hands up=140; happy hardcore=144; hardstyle=144"
        ),
    ),
)
