"""Genres built on a groove: hip-hop and its neighbours, soul, funk, disco, and the dances of Lagos and San Juan."""

from audiostudio.engines.composition.planning.genre_row import GenreRow, chords, layer, named

URBAN = (
    GenreRow(
        name="afrobeat",
        title="Afrobeats",
        bpm=(96, 106, 118),
        form="song",
        minor_share=0.6,
        energy=0.6,
        swing=(1.08, 1.0),
        tonics=("A", "D", "G", "C", "F", "Bb"),
        major=chords(
            "I bVII@2 | I IV V IV | I vi ii V | IV I V vi",
            "vi IV I V | IV V iii vi | I V IV IV | ii V I vi",
            "ii IV@2 | vi ii IV V | bVII IV I I",
        ),
        minor=chords(
            "i7 VII@2 | i IV@2 | i7 VII i7 v7 | i VII VI VII | i7 iv7@2",
            "VI VII i v | i VII iv VI | i III VII iv",
            "iv VI@2 | VI v iv iv | iv7 i7@2 | i7 v7@2",
        ),
        cadence_major=("V", "I"),
        cadence_minor=("VII", "i"),
        layers=(
            layer("riff", 0.0, "clean_guitar muted_guitar kalimba"),
            layer("percussion", 0.15, "latin_kit"),
            layer("drums", 0.28, "acoustic_kit electronic_kit hip_hop_kit"),
            layer("bass", 0.3, "finger_bass synth_bass bass_808"),
            layer("chords", 0.25, "electric_piano drawbar_organ clean_guitar"),
            layer("lead", 0.5, "tenor_sax trumpet flute synth_bell marimba"),
            layer("pad", 0.6, "warm_pad strings"),
            layer("counter_melody", 0.8, "brass_section baritone_sax marimba"),
        ),
        words=named(
            "afrobeat; afrobeats; afro beat; afro beats; afropop=104; afro pop=104; afro fusion=102; ?afro; "
            "?african=104; naija=106; highlife=112; nigerian=106; afroswing=102; soukous=116; ?lagos; ?ghana; "
            "african drums=108; juju=108; ?west african=108; ?savannah=100"
        ),
    ),
    GenreRow(
        name="disco",
        title="Disco",
        bpm=(110, 118, 126),
        form="song",
        minor_share=0.55,
        energy=0.72,
        tonics=("A", "D", "E", "G", "C", "F"),
        major=chords(
            "Imaj7 vi7 ii7 V7 | ii7 V7 Imaj7 Imaj7 | IVmaj7 iii7 ii7 V9sus4",
            "IVmaj7 V iii7 vi7 | ii7 V7 Imaj7 vi7 | I V/vi vi7 IV",
            "ii7 iii7 IVmaj7 V7sus4@2 | bVIImaj7 IV@2",
        ),
        minor=chords(
            "i7 IV7@2 | i7 VII VImaj7 V7 | ii%7 V7 i7 i7 | i7 iv7 VII IIImaj7",
            "iv7 VII7 IIImaj7 VImaj7 | VI VII i7 i7 | i VII VI VII",
            "VImaj7 V7@2 | iv7 V7@2 | iv7 i7 iv7 V7sus4",
        ),
        cadence_major=("V9sus4", "Imaj7"),
        cadence_minor=("V7", "i7"),
        layers=(
            layer("drums", 0.2, "acoustic_kit house_kit"),
            layer("chords", 0.0, "clean_guitar electric_piano piano clavinet"),
            layer("bass", 0.28, "finger_bass slap_bass picked_bass"),
            layer("pad", 0.4, "strings"),
            layer("percussion", 0.5, "latin_kit"),
            layer("riff", 0.55, "muted_guitar clavinet clean_guitar"),
            layer("lead", 0.62, "strings brass_section flute saw_lead"),
            layer("counter_melody", 0.8, "brass_section trumpet strings"),
        ),
        words=named(
            "disco; nu disco=118; nu-disco=118; 70s disco=116; ?seventies; ?70s; ?1970s; studio 54; "
            "?boogie=112; disco funk=114; funky disco=116; roller disco=114; ?roller skating=112; "
            "dance pop=120; disco pop=118"
        ),
    ),
    GenreRow(
        name="funk",
        title="Funk",
        bpm=(92, 104, 116),
        form="song",
        minor_share=0.6,
        energy=0.66,
        swing=(1.15, 1.05),
        tonics=("E", "A", "D", "G", "C", "F"),
        major=chords(
            "I9@4 | I9 IV9@2 | I7 I7 IV9 I7 | I9 bVII9@2",
            "IV9 I9@2 | I9 IV9 I9 V9 | I9 bIII7 IV9 I9 | ii9 V13@1 | bVII IV I9 I9",
            "IV9 bVII13@2 | ii7 V9@2 | bVI9 bVII9@2 | I9 V9@2",
        ),
        minor=chords(
            "i7@4 | i7 IV9@2 | i9 IV13@1 | i7 i7 VII iv7",
            "iv7 i7@2 | i7 IV9 i7 VII | VI9 V7#9@2 | iv9 VII13@1",
            "VImaj7 VII@2 | iv9@4 | bII9 i9@2 | i7 v7@2",
        ),
        cadence_major=("V9sus4", "I9"),
        cadence_minor=("V7#9", "i9"),
        layers=(
            layer("bass", 0.0, "slap_bass finger_bass synth_bass"),
            layer("drums", 0.1, "acoustic_kit"),
            layer("chords", 0.25, "clean_guitar clavinet electric_piano drawbar_organ"),
            layer("riff", 0.42, "clavinet muted_guitar clean_guitar"),
            layer("percussion", 0.55, "latin_kit"),
            layer("lead", 0.55, "brass_section alto_sax tenor_sax saw_lead"),
            layer("counter_melody", 0.8, "trumpet brass_section baritone_sax"),
        ),
        words=named(
            "funk; ?funky; p-funk=100; p funk=100; g-funk=96; soul funk=100; jazz funk=104; ?groove; ?groovy; "
            "slap bass groove; blaxploitation=100; go-go=104; acid jazz=104; funk rock=108; funky guitar; "
            "?heist=104; 70s funk=104; ?cop show=112"
        ),
    ),
    GenreRow(
        name="hip_hop",
        title="Hip-hop",
        bpm=(82, 92, 104),
        form="beat",
        minor_share=0.85,
        energy=0.55,
        swing=(1.28, 1.12),
        tonics=("C", "D", "E", "F", "G", "A", "Bb"),
        major=chords(
            "Imaj7 vi7@1 | IVmaj7 iii7 ii7 Imaj7@0.5 | I vi@1",
            "IVmaj7 V vi7 Imaj7@0.5 | vi7 IVmaj7@1 | I iii vi IV@1",
            "ii7 V7@1 | vi7 ii7@2",
        ),
        minor=chords(
            "i7 iv7@1 | i VI@1 | i7 VImaj7 iv7 V7@0.5 | i VII VI V@0.5",
            "i VI iv V | VI VII i i | i7 iv7 VI V7 | i bII@1",
            "iv7 VImaj7@2 | VI V@1 | iv i@2",
        ),
        cadence_major=("V7", "Imaj7"),
        cadence_minor=("V7", "i7"),
        layers=(
            layer("chords", 0.0, "electric_piano piano vibraphone clean_guitar"),
            layer("drums", 0.15, "hip_hop_kit"),
            layer("bass", 0.2, "finger_bass upright_bass sub_bass"),
            layer("riff", 0.45, "pizzicato_strings strings jazz_guitar harpsichord flute"),
            layer("pad", 0.55, "strings warm_pad choir"),
            layer("lead", 0.6, "trumpet flute vibraphone alto_sax square_lead"),
            layer("counter_melody", 0.82, "brass_section strings"),
        ),
        words=named(
            "hip hop; hip-hop; hiphop; boom bap=90; boom-bap=90; boombap=90; rap; rap beat=92; "
            "rap instrumental=92; freestyle beat=90; old school hip hop=96; old school rap=96; 90s hip hop=92; "
            "east coast=92; west coast=95; jazz rap=90; jazzy hip hop=88; golden age hip hop=93; cypher=90; "
            "beat tape=88; battle rap=92; conscious rap=88; type beat=92; ?street; ?urban=94; ?breakdance=104; "
            "turntablism=96; trip hop=86; trip-hop=86; triphop=86; underground hip hop=88; grime=104; "
            "?swagger=92; ?skate=96; gangsta=92; gangster rap=92"
        ),
    ),
    GenreRow(
        name="lofi",
        title="Lo-fi hip-hop",
        bpm=(68, 78, 92),
        form="beat",
        minor_share=0.45,
        energy=0.3,
        swing=(1.45, 1.25),
        tonics=("C", "D", "Eb", "F", "G", "A", "Bb"),
        major=chords(
            "ii9 V13 Imaj9 Imaj9 | Imaj9 vi9 ii9 V13 | IVmaj9 iii7 ii9 Imaj9 | Imaj7 iii7 vi7 IVmaj7",
            "IVmaj9 V13 iii7 vi9 | ii9 V13 iii7 VI7b9 | IVmaj7 iv6 iii7 vi7 | Imaj9 VI7b9 ii9 V13",
            "vi9 ii9 V13 Imaj9 | IVmaj9 iv9@2 | iii7 vi9 ii9 V9sus4",
        ),
        minor=chords(
            "i9 iv9@2 | i9 VImaj9 ii%7 V7b9 | i7 iv9 VII9 IIImaj7 | VImaj7 v7 i9 i9",
            "VImaj9 V7b9 i9 i9 | iv9 VII13 IIImaj9 VImaj9 | i9 VII VImaj7 V7b9",
            "iv9 i9@2 | VImaj9 iv9@2 | ii%7 V7b9 i9 i9",
        ),
        cadence_major=("V13", "Imaj9"),
        cadence_minor=("V7b9", "i9"),
        layers=(
            layer("chords", 0.0, "electric_piano piano jazz_guitar fm_electric_piano"),
            layer("drums", 0.14, "lofi_kit"),
            layer("bass", 0.18, "upright_bass finger_bass sub_bass"),
            layer("pad", 0.32, "warm_pad slow_strings glass_pad"),
            layer("lead", 0.3, "vibraphone nylon_guitar piano flute muted_trumpet"),
            layer("arpeggio", 0.45, "jazz_guitar celesta kalimba"),
            layer("counter_melody", 0.7, "flute clarinet vibraphone"),
        ),
        words=named(
            "lofi; lo-fi; lo fi; low fi; lofi beats; lo-fi beats; lofi hip hop; lo-fi hip hop; chillhop=82; "
            "chill hop=82; ?chill beats=80; chill-hop=82; ?study music=76; ?study beats=76; ?study; ?studying; "
            "?study playlist; ?homework; jazzhop=84; jazz hop=84; chill lofi; ?vlog=86; bedroom beats=78; "
            "?rainy day=72; ?cozy=76; ?cosy=76; ?chilled beats=80; coffee lofi; lofi study; ?focus music=74; "
            "?concentration=72; ?focus=74; ?focusing=74; ?late night=74; anime lofi=80; ?chill out=82; "
            "?chillout=82; ?downtempo=84; ?down tempo=84; ?chill vibes=80; ?chill vibe=80; ?chill music=80; "
            "?working from home=80; ?reading music=72; ?dusty=80; ?tape=78; ?vinyl=78; vinyl crackle=78"
        ),
    ),
    GenreRow(
        name="reggaeton",
        title="Reggaeton",
        bpm=(84, 94, 104),
        form="song",
        minor_share=0.85,
        energy=0.68,
        tonics=("A", "B", "C", "D", "E", "F#", "G"),
        major=chords(
            "I V vi IV | vi IV I V | I vi IV V", "vi IV I V | IV V vi iii | I IV vi V", "ii vi IV V | IV vi@2"
        ),
        minor=chords(
            "i VI III VII | i VII VI VII | i iv VI V | i i VI VI",
            "VI VII i i | i VI III VII | iv VI i VII | VI III VII i",
            "iv i@2 | VI V@2 | iv VI VII VII",
        ),
        cadence_major=("V", "I"),
        cadence_minor=("VII", "i"),
        layers=(
            layer("chords", 0.0, "pluck nylon_guitar piano electric_piano"),
            layer("drums", 0.25, "trap_kit electronic_kit"),
            layer("bass", 0.3, "bass_808 sub_bass synth_bass"),
            layer("pad", 0.4, "warm_pad strings"),
            layer("arpeggio", 0.5, "pluck synth_bell marimba"),
            layer("percussion", 0.58, "latin_kit"),
            layer("lead", 0.58, "pluck saw_lead square_lead trumpet flute"),
            layer("effects", 0.75, "riser"),
            layer("counter_melody", 0.85, "synth_bell brass_section"),
        ),
        words=named(
            "reggaeton; reggaetón; regueton; dembow=112; perreo=94; latin pop=98; latin trap=90; "
            "moombahton=108; latin urban=94; urbano=94; dancehall=98; bachata=124; ?puerto rico; cumbia=96; "
            "?latin party=98; baile funk=130; ?latin dance=100"
        ),
    ),
    GenreRow(
        name="rnb",
        title="R&B and soul",
        bpm=(62, 78, 100),
        form="song",
        minor_share=0.5,
        energy=0.45,
        swing=(1.2, 1.05),
        tonics=("C", "Db", "Eb", "F", "Ab", "Bb", "G"),
        major=chords(
            "Imaj9 vi9 ii9 V13 | IVmaj9 iii7 vi9 Imaj7 | Imaj7 iii7 IVmaj7 V9sus4 | ii9 V13 Imaj9 Imaj9",
            "IVmaj9 V7 iii7 vi7 | IVmaj7 V/vi vi7 I7 | ii9 iii7 IVmaj7 V9sus4 | Imaj9 VI7b9 ii9 V13",
            "vi9 V7/V ii9 V13 | IVmaj9 iv9@2 | bVIImaj7 IVmaj7@2",
        ),
        minor=chords(
            "i9 iv9@2 | i9 VImaj7 iv9 v7 | VImaj9 v7 i9 i9 | i7 IV9@2",
            "VImaj7 VII9 v7 i9 | iv9 VII13 IIImaj9 VImaj9 | i9 v7 VImaj7 iv9",
            "iv9 V7b9@2 | VImaj9 ii%7 V7b9 i9",
        ),
        cadence_major=("V9sus4", "Imaj9"),
        cadence_minor=("V7b9", "i9"),
        layers=(
            layer("chords", 0.0, "electric_piano fm_electric_piano piano clean_guitar drawbar_organ"),
            layer("drums", 0.2, "hip_hop_kit trap_kit acoustic_kit"),
            layer("bass", 0.25, "finger_bass bass_808 synth_bass fretless_bass"),
            layer("pad", 0.35, "warm_pad strings voice_oohs"),
            layer("riff", 0.5, "clean_guitar muted_guitar"),
            layer("lead", 0.45, "alto_sax clean_guitar soprano_sax flute synth_bell"),
            layer("counter_melody", 0.78, "strings voice_oohs brass_section"),
        ),
        words=named(
            "r&b; rnb; r 'n' b; r n b; rhythm and blues=76; soul=82; ?soulful=82; neo soul=84; neo-soul=84; "
            "motown=112; slow jam=66; slow jams=66; quiet storm=70; ?gospel=76; contemporary r&b=74; "
            "90s r&b=76; alternative r&b=72; bedroom r&b=70; soul music=82; ?sultry=72; ?sexy=74; ?sensual=70; "
            "northern soul=116; smooth r&b=72; ?praise=76; ?worship=74; ?church=72"
        ),
    ),
    GenreRow(
        name="trap",
        title="Trap",
        bpm=(128, 140, 156),
        form="beat",
        minor_share=1.0,
        energy=0.62,
        tonics=("C", "D", "E", "F", "F#", "G", "A", "Bb"),
        major=chords("I vi@2 | Imaj7 IVmaj7@2", "vi IV@2 | I iii IV iv | I vi IV V", "IV vi@4 | ii IV@4 | I V@4"),
        minor=chords(
            "i VI@2 | i@4 | i bII@2 | i i iv V",
            "i VI@2 | i VI iv V | i VI bII V | i v VI VI | VI VII i i",
            "VI iv@2 | iv i@4 | bII@4 | i v@4",
        ),
        cadence_major=("iv", "I"),
        cadence_minor=("V", "i"),
        layers=(
            layer("arpeggio", 0.0, "synth_bell piano music_box pluck kalimba"),
            layer("pad", 0.15, "warm_pad choir glass_pad strings"),
            layer("drums", 0.25, "trap_kit"),
            layer("bass", 0.28, "bass_808"),
            layer("lead", 0.5, "flute synth_bell square_lead pluck piano"),
            layer("chords", 0.6, "strings piano brass_synth choir"),
            layer("effects", 0.7, "riser downlifter"),
            layer("counter_melody", 0.85, "brass_section choir strings"),
        ),
        words=named(
            "trap; trap beat=140; trap music=140; trap beats=140; drill=142; uk drill=142; phonk=130; "
            "drift phonk=140; cloud rap=130; emo rap=140; dark trap=138; hard trap=146; plugg=140; "
            "rage beat=150; hyperpop=150; chill trap=130; trap soul=128; trapsoul=128; ?bass boosted=140; "
            "?southern rap=140; ?atlanta=140; mumble rap=140; ?lit=140; trap instrumental=140; "
            "orchestral trap=140; ?hype=146; hype beat=146; gym rap=146"
        ),
    ),
)
