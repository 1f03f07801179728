"""Genres of the orchestra, the ballroom and Latin America's dances."""

from audiostudio.engines.composition.planning.genre_row import GenreRow, chords, layer, named

ORCHESTRA_AND_DANCES = (
    GenreRow(
        name="bossa_nova",
        title="Bossa nova",
        bpm=(112, 128, 144),
        form="jazz",
        minor_share=0.35,
        energy=0.34,
        tonics=("F", "C", "D", "G", "Bb", "A"),
        major=chords(
            "Imaj7 Imaj7 II7 II7 ii7 V7 Imaj7 V7 | Imaj9 vi9 ii9 V13 | Imaj7 bIIo7 ii7 V7 | Imaj7 VI7b9 ii9 V13",
            "IVmaj7 iv6 iii7 VI7b9 ii7 V7 Imaj7 Imaj7 | ii9 V13 Imaj9 VI7b9",
            "iv7 bVII9 bIIImaj7 bVI7 ii7 V7 Imaj7 V7 | bIImaj7 bV7 bIImaj7 V7",
        ),
        minor=chords(
            "i9 i9 ii%7 V7b9 | i6 iv7 ii%7 V7b9 | i9 VImaj7 ii%7 V7b9",
            "iv7 VII9 IIImaj7 VImaj7 ii%7 V7b9 i9 i9",
            "iv9 i9 VImaj7 V7b9 | VImaj7 VImaj7 V7b9 V7b9",
        ),
        cadence_major=("V13", "Imaj9"),
        cadence_minor=("V7b9", "i69"),
        layers=(
            layer("chords", 0.0, "nylon_guitar electric_piano jazz_guitar"),
            layer("bass", 0.1, "upright_bass finger_bass fretless_bass"),
            layer("percussion", 0.18, "latin_kit"),
            layer("drums", 0.3, "brush_kit jazz_kit"),
            layer("lead", 0.22, "flute alto_sax muted_trumpet vibraphone piano"),
            layer("pad", 0.42, "strings slow_strings"),
            layer("counter_melody", 0.62, "piano clarinet vibraphone"),
        ),
        words=named(
            "bossa; bossa nova; bossanova; bossa-nova; brazilian jazz=130; ?ipanema; ?rio cafe; "
            "latin lounge=124; mpb=116; ?brazilian=126; bossa jazz=130; ?easy listening=116; ?poolside=116"
        ),
    ),
    GenreRow(
        name="cinematic",
        title="Cinematic",
        bpm=(60, 84, 132),
        form="cinematic",
        minor_share=0.75,
        energy=0.58,
        metres=("4/4", "3/4", "6/8"),
        tonics=("D", "C", "E", "G", "A", "B", "F"),
        major=chords(
            "I V/3 vi IV@1 | I IV@2 | Iadd9 bVII IV I | I iii vi IV",
            "I bVI bVII I | IV I/3 V vi | I II@2 | vi IV I V",
            "bVI bIII@2 | iv I@2 | vi iii IV V | I bIII@2",
        ),
        minor=chords(
            "i VI III VII | i VI@2 | i iv VI V | i VII VI iv | i v VI iv",
            "VI VII i i | i VI III VII | i III VII VI | VI III VII i | i bII@2",
            "iv VI i V | VI iv@2 | bVI bII i i | iv i VI VII",
        ),
        cadence_major=("IV", "I"),
        cadence_minor=("VI", "i"),
        layers=(
            layer("pad", 0.0, "slow_strings strings warm_pad"),
            layer("arpeggio", 0.3, "strings pizzicato_strings harp piano"),
            layer("bass", 0.25, "contrabass cello sub_bass"),
            layer("drone", 0.12, "drone cello"),
            layer("drums", 0.5, "orchestral_kit"),
            layer("chords", 0.58, "french_horn brass_section tremolo_strings choir"),
            layer("lead", 0.35, "french_horn violin cello piano trumpet oboe"),
            layer("counter_melody", 0.75, "choir strings trumpet"),
            layer("effects", 0.6, "riser"),
        ),
        words=named(
            "cinematic; ?cinema; film score; ?film music; movie score; movie soundtrack; ?soundtrack; ?score; "
            "?ost; orchestral; orchestra; trailer=96; trailer music=96; movie trailer=96; epic orchestral=96; "
            "hybrid orchestral=96; ?film; ?movie; ?movies; ?blockbuster=100; ?underscore=76; "
            "?documentary=80; ?true crime=80; ?horror=72; ?scary=72; ?halloween=92; ?thriller=92; "
            "?suspense=88; ?suspenseful=88; ?adventure=116; ?fantasy=92; ?fantasy rpg=92; ?rpg=92; "
            "?battle=128; ?boss fight=132; ?boss battle=132; ?boss=128; ?war=104; ?military=108; ?heroic=104; "
            "?hero=104; ?superhero=112; ?space opera=92; ?sci-fi=80; ?sci fi=80; ?science fiction=80; "
            "?scifi=80; symphonic=96; symphony=96; ?historical=80; ?nature documentary=76; ?wildlife=84; "
            "?planet=76; epic trailer=96; ?action=128; ?action scene=128; ?chase=132; ?chase scene=132; "
            "?game of thrones; ?lord of the rings; ?kingdom=88; ?dragon=96; ?castle=88; ?investigation=88; "
            "?crime=84; ?mystery=84; ?villain=88; ?apocalypse=88; ?drama=76; ?dramatic=92; "
            "emotional piano and strings=72; ?tension=92; ?ominous=76; ?countdown=120; ?award ceremony=92; "
            "?awards=92; ?ceremony=80; ?graduation=84; ?memorial=66; ?patriotic=92; anthemic orchestral=96; "
            "?magical=92; ?fairy tale=92; ?fairytale=92; ?wonder=88; ?discovery=88; ?exploration=84; "
            "?game soundtrack=92"
        ),
    ),
    GenreRow(
        name="classical",
        title="Classical",
        bpm=(66, 100, 152),
        form="dance",
        minor_share=0.4,
        energy=0.42,
        metres=("4/4", "3/4", "2/4", "6/8"),
        tonics=("C", "D", "Eb", "F", "G", "A", "Bb"),
        major=chords(
            "I V7 I V7 | I vi ii V7 | I IV V7 I | I/3 IV V7 I | I ii/3 V7 I",
            "I V vi iii IV I IV V | V7 I V7/V V | I V7/vi vi V7/V V V7 I I",
            "vi ii V7 I | V7/vi vi V7/ii ii V7 I | iv I V7 I | vi iii IV V7",
        ),
        minor=chords(
            "i V7 i V7 | i iv V7 i | i VI ii% V7 | i viio7 i V7",
            "i VI iv V7 | iv VII III VI ii% V7 i i | i V7/iv iv V7",
            "III VII7 III V7 | VI V7/iv iv V7 | III VI ii% V7",
        ),
        cadence_major=("V7", "I"),
        cadence_minor=("V7", "i"),
        layers=(
            layer("chords", 0.0, "piano harpsichord strings harp"),
            layer("lead", 0.12, "violin piano flute oboe clarinet"),
            layer("bass", 0.28, "cello contrabass bassoon"),
            layer("pad", 0.4, "strings french_horn"),
            layer("counter_melody", 0.52, "viola clarinet oboe cello"),
            layer("arpeggio", 0.45, "pizzicato_strings harp piano"),
            layer("drums", 0.82, "orchestral_kit"),
        ),
        words=named(
            "classical; classical music; marching band=112; ?gregorian=66; classical piano; baroque=104; "
            "chamber=96; chamber music=96; "
            "string quartet=96; ?quartet=96; ?solo piano=80; ?piano piece=84; concerto=112; "
            "sonata=104; romantic era=80; mozart style; minuet=116; nocturne=66; etude=120; neoclassical=84; "
            "neo-classical=84; neo classical=84; modern classical=80; contemporary classical=80; "
            "?minimalist piano=88; ?piano ballad=70; ?relaxing piano=70; ?sad piano=66; ?lullaby=72; "
            "?lullabies=72; ?bedtime=66; ?bedtime story=68; ?ballet=112; ?opera=92; ?march=112; requiem=66; "
            "?elegant=96; ?sophisticated=96; fugue=96; serenade=88; rondo=120; overture=116; ?museum=84; "
            "?felt piano=72; cello suite=76; ?emotional piano=70; ?funeral=60; ?fanfare=108; ?royal=96; "
            "?wedding ceremony=72; ?bridal=76; minimalism=100"
        ),
    ),
    GenreRow(
        name="salsa",
        title="Salsa",
        bpm=(88, 98, 112),
        form="song",
        minor_share=0.55,
        energy=0.7,
        tonics=("C", "D", "G", "A", "F", "Bb"),
        major=chords(
            "I IV V IV | I V V I | I vi ii V7",
            "I IV V7 IV | ii V7 I I | IV V7 I I",
            "ii7 V7@1 | IV I V7 I | vi II7 V7 V7",
        ),
        minor=chords(
            "i iv V7 iv | i V7 V7 i | i VII VI V7",
            "i iv V7 iv | iv i V7 i | iv VII III V7",
            "VI V7@2 | iv V7@2 | VII VI V7 V7",
        ),
        cadence_major=("V7", "I6"),
        cadence_minor=("V7", "i6"),
        layers=(
            layer("chords", 0.0, "piano electric_piano"),
            layer("percussion", 0.08, "latin_kit"),
            layer("bass", 0.18, "upright_bass finger_bass"),
            layer("drums", 0.5, "acoustic_kit latin_kit"),
            layer("lead", 0.42, "trumpet flute trombone brass_section"),
            layer("riff", 0.62, "brass_section trombone baritone_sax"),
            layer("counter_melody", 0.78, "trombone brass_section alto_sax"),
        ),
        words=named(
            "salsa; mambo=104; son cubano=92; ?cuban=96; ?cuba=96; ?havana=96; cha cha=112; cha-cha=112; "
            "cha cha cha=112; rumba=104; timba=100; ?latin=100; latin dance music=100; merengue=112; "
            "montuno=98; ?latino=100; ?mexican=108; mariachi=108; bolero=88; tropical latin=98; ?spanish=104; "
            "?fiesta=108"
        ),
    ),
    GenreRow(
        name="samba",
        title="Samba",
        bpm=(92, 102, 116),
        form="song",
        minor_share=0.3,
        energy=0.74,
        metres=("2/4", "4/4"),
        tonics=("C", "D", "F", "G", "A"),
        major=chords(
            "I6 VI7 ii7 V7@2 | I6 I6 V7 V7@2 | Imaj7 vi7 ii7 V7@2",
            "IV iv6 I/5 VI7 ii7 V7 I6 I6@2 | ii7 V7 I6 VI7@2",
            "vi7 II7 ii7 V7@2 | IVmaj7 V7 iii7 VI7@2",
        ),
        minor=chords(
            "i6 VI7 ii%7 V7@2 | i6 iv6 V7 i6@2",
            "iv7 VII7 IIImaj7 VI7 ii%7 V7 i6 i6@2 | i6 V7 i6 V7@2",
            "iv6 i6 V7 i6@2 | VI7 V7@2",
        ),
        cadence_major=("V7", "I69"),
        cadence_minor=("V7", "i6"),
        layers=(
            layer("percussion", 0.0, "latin_kit"),
            layer("chords", 0.05, "nylon_guitar steel_guitar"),
            layer("bass", 0.22, "finger_bass upright_bass"),
            layer("drums", 0.45, "acoustic_kit latin_kit"),
            layer("lead", 0.4, "flute trombone trumpet whistle piano"),
            layer("riff", 0.6, "nylon_guitar brass_section"),
            layer("counter_melody", 0.75, "trombone brass_section accordion"),
        ),
        words=named(
            "samba; ?carnival=108; ?carnaval=108; batucada=112; ?rio=102; ?brazil=102; pagode=96; choro=104; "
            "rio de janeiro=104; samba jazz=110"
        ),
    ),
    GenreRow(
        name="tango",
        title="Tango",
        bpm=(108, 120, 132),
        form="dance",
        minor_share=0.9,
        energy=0.55,
        tonics=("A", "D", "E", "G", "C"),
        major=chords("I V7 V7 I | I VI7 ii V7", "IV I V7 I | I #io7 ii V7", "vi III7 vi V7 | iv I V7 I"),
        minor=chords(
            "i V7 V7 i | i iv V7 i | i VII VI V7",
            "iv i V7 i | iv VII7 III VI ii% V7 i i | i V7/iv iv V7",
            "III V7 i V7 | VI i V7 i | VI bII V7 i",
        ),
        cadence_major=("V7", "I"),
        cadence_minor=("V7", "i"),
        layers=(
            layer("chords", 0.0, "piano accordion nylon_guitar"),
            layer("bass", 0.15, "contrabass upright_bass"),
            layer("lead", 0.2, "accordion violin clarinet"),
            layer("riff", 0.48, "pizzicato_strings piano"),
            layer("pad", 0.42, "strings"),
            layer("counter_melody", 0.6, "violin cello accordion"),
            layer("percussion", 0.85, "orchestral_kit"),
        ),
        words=named(
            "tango; ?argentine=118; ?argentinian=118; ?buenos aires=118; milonga=116; nuevo tango=124; "
            "accordion tango; habanera=110; paso doble=124"
        ),
    ),
    GenreRow(
        name="waltz",
        title="Waltz",
        bpm=(84, 144, 186),
        form="dance",
        minor_share=0.3,
        energy=0.45,
        metres=("3/4", "6/8"),
        tonics=("C", "D", "Eb", "F", "G", "A"),
        major=chords(
            "I I V7 V7 V7 V7 I I | I vi ii V7@2 | I V7 V7 I@2",
            "IV I V7 I@2 | I VI7 ii V7@2 | I V7/ii ii V7@2",
            "vi ii V7 I@2 | V7/vi vi V7/V V7@2 | iv I V7 I@2",
        ),
        minor=chords(
            "i i V7 V7 V7 V7 i i | i iv V7 i@2 | i VI ii% V7@2",
            "iv i V7 i@2 | iv VII III V7@2",
            "VI III iv V7@2 | III V7/iv iv V7@2",
        ),
        cadence_major=("V7", "I"),
        cadence_minor=("V7", "i"),
        layers=(
            layer("chords", 0.0, "piano accordion strings harp"),
            layer("bass", 0.12, "contrabass cello upright_bass"),
            layer("lead", 0.15, "violin accordion clarinet flute strings"),
            layer("pad", 0.42, "strings slow_strings"),
            layer("counter_melody", 0.52, "cello french_horn clarinet oboe"),
            layer("arpeggio", 0.6, "harp glockenspiel celesta"),
            layer("drums", 0.7, "orchestral_kit brush_kit"),
        ),
        words=named(
            "waltz; viennese waltz=174; ?vienna=168; ?ballroom=120; music box waltz=108; "
            "?musette=168; french accordion=150; ?paris=138; ?parisian=138; ?carousel=150; "
            "?merry-go-round=150; ?fairground=156; ?circus=160; ?french=132; slow waltz=90; jazz waltz=150"
        ),
    ),
)
