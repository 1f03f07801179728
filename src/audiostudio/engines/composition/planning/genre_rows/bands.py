"""Genres that bands play: pop, rock and their relatives, jazz, blues, country, folk, and music behind a product."""

from audiostudio.engines.composition.planning.genre_row import GenreRow, chords, layer, named

BANDS = (
    GenreRow(
        name="blues",
        title="Blues",
        bpm=(60, 92, 126),
        form="blues",
        minor_share=0.2,
        energy=0.5,
        swing=(2.0, 1.6),
        metres=("4/4", "12/8"),
        tonics=("E", "A", "G", "D", "Bb", "C"),
        major=chords(
            "I7 I7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7 V7 | I7 IV7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7 V7",
            "I7 IV7 I7 I7 IV7 #ivo7 I7 VI7 ii7 V7 I7 V7 | I7 I7 I7 I7 IV7 IV7 I7 I7 V7 V7 I7 V7",
            "IV7 IV7 I7 I7 IV7 IV7 II7 V7 | IV7 I7 IV7 V7",
        ),
        minor=chords(
            "i7 i7 i7 i7 iv7 iv7 i7 i7 VI7 V7 i7 V7 | i7 iv7 i7 i7 iv7 iv7 i7 i7 V7 iv7 i7 V7",
            "i7 i7 i7 i7 iv7 iv7 i7 i7 bVI7 V7 i7 V7#9",
            "iv7 iv7 i7 i7 VI7 VI7 V7 V7 | iv7 i7 VI7 V7",
        ),
        cadence_major=("V7", "I7"),
        cadence_minor=("V7", "i7"),
        layers=(
            layer("chords", 0.0, "clean_guitar piano drawbar_organ steel_guitar"),
            layer("bass", 0.15, "upright_bass finger_bass"),
            layer("drums", 0.22, "acoustic_kit brush_kit"),
            layer("lead", 0.3, "overdriven_guitar harmonica clean_guitar tenor_sax"),
            layer("riff", 0.6, "overdriven_guitar baritone_sax"),
            layer("pad", 0.55, "drawbar_organ rock_organ"),
            layer("counter_melody", 0.8, "brass_section tenor_sax piano"),
        ),
        words=named(
            "blues; ?bluesy; delta blues=84; slow blues=66; chicago blues=112; blues rock=116; "
            "twelve bar blues; 12 bar blues; 12-bar blues; ?shuffle=112; ?swamp=88; swamp blues=88; "
            "?southern=96; southern gothic=78; rhythm & blues=104; boogie woogie=126; juke joint=112; "
            "?bayou=88; texas blues=116; ?smoky bar=72"
        ),
    ),
    GenreRow(
        name="corporate",
        title="Corporate",
        bpm=(96, 112, 124),
        form="background",
        minor_share=0.05,
        energy=0.5,
        tonics=("C", "D", "E", "F", "G", "A"),
        major=chords(
            "I V vi IV | I IV vi V | Iadd9 vi7 IVmaj7 Vsus4 | vi IV I V",
            "IV I V vi | I V vi IV | IV V vi I/3 | I iii vi IV",
            "ii vi IV V | vi iii IV V | IVadd9 Vsus4@2",
        ),
        minor=chords(
            "i VI III VII | i VII VI VII | i VII i v",
            "VI VII i III | i VI III VII | i v VI V",
            "iv VI@2 | VI III iv VII | i v@2",
        ),
        cadence_major=("Vsus4", "Iadd9"),
        cadence_minor=("VII", "i"),
        layers=(
            layer("chords", 0.0, "piano steel_guitar clean_guitar electric_piano"),
            layer("riff", 0.15, "muted_guitar pizzicato_strings marimba pluck"),
            layer("pad", 0.3, "strings warm_pad"),
            layer("bass", 0.32, "picked_bass finger_bass synth_bass"),
            layer("drums", 0.4, "electronic_kit acoustic_kit"),
            layer("percussion", 0.5, "latin_kit electronic_kit"),
            layer("arpeggio", 0.55, "glockenspiel pluck celesta synth_bell"),
            layer("counter_melody", 0.85, "strings french_horn"),
        ),
        words=named(
            "corporate; ?business; ?corporate video; ?company; ?presentation; ?explainer; ?explainer video; "
            "?explainer music; ?technology; ?tech; ?tech review=112; ?startup; ?start-up; ?start up; "
            "?motivational=116; ?inspirational=108; inspiring corporate; ?inspiring; ?commercial; ?advert; "
            "?advertisement; ?advertising; ?promo; ?promotional; ?product video; ?product launch=116; "
            "?product demo; ?background music; ?background track; ?background; ?app demo; ?infographic; "
            "?marketing; ?real estate=104; ?webinar=104; ?training video=104; ?e-learning=100; ?elearning=100; "
            "?tutorial=104; ?tutorials=104; ?success; ?innovation; ?software demo; ?saas; ?unboxing=112; "
            "?conference=108; ?brand; ?brand film; ?hold music=100; elevator pitch; ?slideshow=104; "
            "?powerpoint=104; ?annual report; ?fintech; ?medical=100; ?healthcare=100; ?science=108; "
            "?motivation=116; ?inspiration=108; ?podcast=100; ?intro music; ?news=116; ?newscast=116; "
            "?news intro=120; ?finance=108; ?how-to=104; ?how to=104; ?voiceover; ?ted talk=96"
        ),
    ),
    GenreRow(
        name="country",
        title="Country",
        bpm=(88, 108, 136),
        form="song",
        minor_share=0.1,
        energy=0.55,
        swing=(1.2, 1.0),
        tonics=("G", "D", "A", "C", "E"),
        major=chords(
            "I IV I V | I I IV V | I V IV I | I vi IV V",
            "IV I V I | I IV V IV | I V vi IV | IV V I vi",
            "vi IV I V | ii IV I V | IV I II V",
        ),
        minor=chords("i VII VI VII | i iv i V", "III VII i VI | VI VII i i", "iv i V i | VI III iv V"),
        cadence_major=("V7", "I"),
        cadence_minor=("V", "i"),
        layers=(
            layer("chords", 0.0, "steel_guitar banjo clean_guitar"),
            layer("bass", 0.2, "upright_bass finger_bass picked_bass"),
            layer("drums", 0.3, "brush_kit acoustic_kit"),
            layer("riff", 0.42, "banjo clean_guitar steel_guitar"),
            layer("lead", 0.45, "fiddle clean_guitar harmonica"),
            layer("pad", 0.6, "drawbar_organ strings"),
            layer("counter_melody", 0.78, "harmonica fiddle clean_guitar"),
        ),
        words=named(
            "country; bluegrass=128; nashville=104; americana=96; honky tonk=112; honky-tonk=112; ?cowboy=104; "
            "country pop=104; country rock=118; hoedown=132; ?western=100; ?wild west=100; "
            "spaghetti western=96; banjo country; ?rodeo=120; outlaw country=104; ?texas=108; ?farm=104; "
            "?saloon=116; square dance=126; rockabilly=132; barn dance=126"
        ),
    ),
    GenreRow(
        name="folk",
        title="Folk",
        bpm=(76, 96, 124),
        form="song",
        minor_share=0.3,
        energy=0.38,
        metres=("4/4", "3/4", "6/8"),
        tonics=("G", "D", "C", "A", "E"),
        major=chords(
            "I IVadd9 I Vsus4 | I V/3 vi IV | Iadd9 IV vi V | I bVII IV I",
            "IV I V vi | vi IV I V | IV V I vi | I V IV IV",
            "ii IV vi V | vi iii IV V | IV iv I I",
        ),
        minor=chords(
            "i VII i v | i VII VI VII | i III VII iv | iadd9 VI@2",
            "VI VII i i | III VII i VI | i IV VII i",
            "iv i VII i | VI III iv V",
        ),
        cadence_major=("Vsus4", "I"),
        cadence_minor=("VII", "i"),
        layers=(
            layer("chords", 0.0, "steel_guitar nylon_guitar banjo"),
            layer("lead", 0.2, "fiddle flute whistle harmonica recorder"),
            layer("bass", 0.3, "upright_bass finger_bass"),
            layer("arpeggio", 0.38, "nylon_guitar harp banjo kalimba"),
            layer("percussion", 0.48, "brush_kit latin_kit"),
            layer("pad", 0.42, "strings accordion slow_strings"),
            layer("drums", 0.65, "brush_kit acoustic_kit"),
            layer("counter_melody", 0.62, "cello violin accordion clarinet"),
        ),
        words=named(
            "folk; polka=116; ?folky; ?folksy; ?acoustic; acoustic folk; indie folk=100; singer songwriter=84; "
            "singer-songwriter=84; fingerpicking; fingerstyle; finger picking; celtic=112; irish=116; "
            "scottish=108; jig=116; reel=116; sea shanty=104; shanty=104; ?medieval=96; ?tavern=112; "
            "?unplugged; ?campfire=92; ?bard=104; ?renaissance=96; ?nordic=84; ?viking=84; ?pirate=112; "
            "balkan=124; klezmer=120; ?rustic; ?pastoral=84; ?woodland=88; ?hygge=88; gypsy=120; folk pop=108; "
            "americana folk=96; stomp and clap=112; ?hobbit=104; ?middle eastern=96; ?arabic=96; ?indian=96; "
            "bollywood=116; ?chinese=84; ?japanese=80; ?asian=84; ?oriental=90; flamenco=116; hawaiian=96"
        ),
    ),
    GenreRow(
        name="jazz",
        title="Jazz",
        bpm=(96, 138, 220),
        form="jazz",
        minor_share=0.3,
        energy=0.45,
        swing=(2.0, 1.3),
        metres=("4/4", "3/4", "5/4"),
        tonics=("F", "Bb", "Eb", "C", "G", "Ab"),
        major=chords(
            "ii7 V7 Imaj7 Imaj7 | Imaj7 vi7 ii7 V7 | iii7 VI7b9 ii7 V13 | Imaj7 IVmaj7 iii7 VI7 ii7 V7 Imaj7 V7",
            "Imaj7 VI7 ii7 V7 | ii9 V13 iii7 VI7b9 | IVmaj7 #ivo7 I/5 VI7 ii7 V7 Imaj7 Imaj7",
            "III7 III7 VI7 VI7 II7 II7 V7 V7 | iv7 bVII7 Imaj7 Imaj7 | ii7/IV V7/IV IVmaj7 IVmaj7 iv7 bVII7 Imaj7 V7",
        ),
        minor=chords(
            "ii%7 V7b9 i7 i7 | i6 VI7 ii%7 V7b9 | i7 iv7 ii%7 V7b9",
            "iv7 VII7 IIImaj7 VImaj7 ii%7 V7b9 i6 i6 | i7 VI7 V7b9 i7",
            "iv7 iv7 i7 i7 VI7 VI7 V7b9 V7b9 | iv7 VII7 IIImaj7 VI7",
        ),
        cadence_major=("V13", "I69"),
        cadence_minor=("V7b9", "i69"),
        layers=(
            layer("chords", 0.0, "piano jazz_guitar electric_piano vibraphone"),
            layer("bass", 0.08, "upright_bass fretless_bass"),
            layer("drums", 0.15, "jazz_kit brush_kit"),
            layer("lead", 0.2, "tenor_sax trumpet muted_trumpet vibraphone clarinet alto_sax"),
            layer("counter_melody", 0.7, "trombone alto_sax brass_section"),
            layer("pad", 0.6, "strings brass_section"),
        ),
        words=named(
            "jazz; ?jazzy; ?swing=160; big band=168; bebop=210; be-bop=210; cool jazz=132; smooth jazz=96; "
            "hard bop=180; jazz trio=126; jazz piano=120; jazz ballad=96; gypsy jazz=190; ?lounge=104; "
            "?cocktail=112; ?coffee shop=112; ?coffeeshop=112; coffee shop jazz=116; ?cafe=112; ?café=112; "
            "?coffeehouse=112; ?noir=96; ?film noir=96; ragtime=180; dixieland=190; ?new orleans=176; "
            "speakeasy=140; ?elevator music=112; ?elevator=112; ?lift music=112; ?restaurant=116; ?dinner=108; "
            "?dinner party=112; dinner jazz=112; ?hotel lobby=108; latin jazz=150; ?fusion=120; ?1920s=190; "
            "?1940s=150; ?roaring twenties=190; charleston=200; ?detective=100; ?great gatsby=190; "
            "manouche=190; ?bistro=124; ?wine bar=108; ?swinging=160; modal jazz=132; post-bop=170"
        ),
    ),
    GenreRow(
        name="metal",
        title="Metal",
        bpm=(120, 156, 190),
        form="song",
        minor_share=1.0,
        energy=0.88,
        tonics=("E", "D", "C", "B", "A"),
        major=chords(
            "I5 bVII5 bVI5 bVII5 | I5 bII5@2 | I5 vi5 IV5 V5",
            "bVI5 bVII5 I5 I5 | I5 V5 bVI5 bVII5 | I5 V5 vi5 IV5",
            "bVI5 bIII5@2 | IV5 bII5@2 | vi V I I",
        ),
        minor=chords(
            "i5 i5 bII5 i5 | i5 VI5 VII5 i5 | i5 bII5 i5 III5 | i5 i5 VI5 bII5",
            "VI5 VII5 i5 i5 | i5 VI5 III5 VII5 | i5 VII5 VI5 VII5 | i5 i5 VI5 V5",
            "iv5 bII5@2 | VI5 iv5@2 | i5 bV5 iv5 bII5 | i5 III5 V5 i5",
        ),
        cadence_major=("V5", "I5"),
        cadence_minor=("bII5", "i5"),
        layers=(
            layer("riff", 0.0, "palm_muted_guitar distorted_guitar"),
            layer("bass", 0.2, "picked_bass finger_bass"),
            layer("drums", 0.25, "rock_kit"),
            layer("chords", 0.4, "distorted_guitar"),
            layer("lead", 0.7, "distorted_guitar overdriven_guitar"),
            layer("pad", 0.3, "choir strings rock_organ"),
            layer("counter_melody", 0.9, "distorted_guitar strings"),
        ),
        words=named(
            "metal; heavy metal=150; death metal=180; black metal=180; thrash=184; thrash metal=184; "
            "metalcore=150; djent=130; doom metal=120; power metal=172; nu metal=122; symphonic metal=150; "
            "industrial metal=132; deathcore=150; ?hardcore=176; ?headbanging=150; ?headbanger=150; shred=164; "
            "mosh=160; grindcore=190; sludge=120; ?doom=120; screamo=160; slayer style; melodic metal=156; "
            "?brutal=170; double bass drumming=176"
        ),
    ),
    GenreRow(
        name="pop",
        title="Pop",
        bpm=(88, 110, 128),
        form="song",
        minor_share=0.3,
        energy=0.62,
        tonics=("C", "D", "E", "F", "G", "A", "Bb"),
        major=chords(
            "I V vi IV | I vi IV V | I IV vi V | vi IV I V | I iii IV V",
            "IV V vi I | I V vi IV | vi V IV V | IV I V vi | I III vi IV",
            "ii IV vi V | vi iii IV V | IV iv I V | bVII IV I I",
        ),
        minor=chords(
            "i VI III VII | i VII VI VII | i iv VI V | i v VI VI",
            "VI VII i i | VI III VII i | i VII iv VI | iv VI III VII",
            "iv VI VII VII | VI V i i | iv i VI V",
        ),
        cadence_major=("V", "I"),
        cadence_minor=("VII", "i"),
        layers=(
            layer("chords", 0.0, "piano steel_guitar clean_guitar electric_piano super_saw"),
            layer("bass", 0.28, "finger_bass synth_bass picked_bass"),
            layer("drums", 0.32, "acoustic_kit electronic_kit hip_hop_kit"),
            layer("pad", 0.38, "strings warm_pad bright_pad"),
            layer("riff", 0.5, "muted_guitar pluck clean_guitar marimba"),
            layer("lead", 0.5, "saw_lead piano clean_guitar flute square_lead synth_bell"),
            layer("arpeggio", 0.68, "pluck glockenspiel synth_bell"),
            layer("percussion", 0.75, "latin_kit electronic_kit"),
            layer("counter_melody", 0.82, "strings french_horn synth_bell"),
        ),
        words=named(
            "pop; pop music; ?baby=100; pop song; indie pop=116; k-pop=122; kpop=122; k pop=122; "
            "j-pop=132; jpop=132; "
            "teen pop=118; power pop=124; bubblegum=124; dream pop=92; pop ballad=72; ?ballad=70; "
            "power ballad=72; ?radio=114; ?mainstream=112; bedroom pop=92; upbeat pop=120; ?catchy=116; "
            "city pop=108; ?summer hit=112; ?top 40=114; ?indie=112; ?anthem=116; britpop=112; euro pop=124; "
            "europop=124; ?singalong=116; feelgood pop=116; vlog pop=110; ?wedding=96; ?party=122; ?kids=120; "
            "?children=120; ?children's=120; ?childrens=120; ?nursery=112; ?nursery rhyme=108; ?birthday=120; "
            "?holiday=112; ?christmas=112; ?xmas=112; ?travel=112; ?travel vlog=108; ?fashion=116; "
            "?beauty=108; ?lifestyle=108; ?summer=112; ?beach=104; ?cooking=108; ?cooking show=112; "
            "?love song=80; ?romcom=108; ?sitcom=124; ?quiz=120; ?game show=126; ?happy birthday=120; "
            "instrumental pop; ?jingle=116"
        ),
    ),
    GenreRow(
        name="reggae",
        title="Reggae",
        bpm=(66, 76, 90),
        form="song",
        minor_share=0.35,
        energy=0.45,
        swing=(1.25, 1.15),
        tonics=("A", "G", "D", "C", "E"),
        major=chords(
            "I IV@1 | I V vi IV | I IV I V | I vi@2",
            "IV V I I | I V IV V | vi IV I V",
            "ii V@2 | vi ii IV V | IV I IV V | vi V I I",
        ),
        minor=chords(
            "i iv@2 | i VII@2 | i VII VI VII | i iv i v",
            "iv VII III VI | VI VII i i | i v VI VII",
            "iv i@2 | VI VII@2 | i v@2",
        ),
        cadence_major=("V", "I"),
        cadence_minor=("VII", "i"),
        layers=(
            layer("chords", 0.0, "clean_guitar muted_guitar"),
            layer("bass", 0.08, "finger_bass sub_bass fretless_bass"),
            layer("drums", 0.15, "acoustic_kit"),
            layer("riff", 0.3, "drawbar_organ rock_organ"),
            layer("percussion", 0.48, "latin_kit"),
            layer("lead", 0.42, "trombone harmonica trumpet steel_drums clean_guitar"),
            layer("pad", 0.6, "drawbar_organ strings"),
            layer("counter_melody", 0.75, "brass_section tenor_sax"),
        ),
        words=named(
            "reggae; roots reggae=72; ?dub=70; dub reggae=70; one drop=74; ?jamaican=76; ?jamaica=76; "
            "?rasta=74; lovers rock=76; rocksteady=84; ?caribbean=88; ?island=84; ?tropical=88; calypso=90; "
            "?rastafari=72"
        ),
    ),
    GenreRow(
        name="rock",
        title="Rock",
        bpm=(100, 126, 168),
        form="song",
        minor_share=0.45,
        energy=0.75,
        tonics=("E", "A", "D", "G", "C", "B"),
        major=chords(
            "I5 bVII5 IV5 I5 | I IV V IV | I IV I V | I5 IV5 bVII5 IV5 | I V IV IV",
            "I V vi IV | IV V I I | vi IV I V | I bVII IV IV",
            "vi IV@2 | vi V I I | ii IV V V | bVI bVII I I | IV iv@2",
        ),
        minor=chords(
            "i5 VII5 VI5 VII5 | i5 i5 III5 IV5 | i5 VI5 VII5 i5",
            "VI5 VII5 i5 i5 | i5 iv5 VI5 V5 | i VI III VII | III VII i VI | i5 III5 VII5 IV5",
            "iv VI@2 | VI III VII VII | iv5 i5 VI5 V5",
        ),
        cadence_major=("V", "I5"),
        cadence_minor=("VII5", "i5"),
        layers=(
            layer("riff", 0.0, "overdriven_guitar distorted_guitar palm_muted_guitar clean_guitar"),
            layer("drums", 0.22, "rock_kit acoustic_kit"),
            layer("bass", 0.2, "picked_bass finger_bass"),
            layer("chords", 0.3, "distorted_guitar overdriven_guitar clean_guitar"),
            layer("lead", 0.6, "overdriven_guitar distorted_guitar"),
            layer("pad", 0.5, "rock_organ strings"),
            layer("counter_melody", 0.85, "clean_guitar rock_organ overdriven_guitar"),
            layer("percussion", 0.8, "latin_kit"),
        ),
        words=named(
            "rock; rock music; rock and roll=152; rock n roll=152; rock 'n' roll=152; rock & roll=152; "
            "hard rock=128; punk=168; punk rock=168; pop punk=164; pop-punk=164; pop rock=122; indie rock=128; "
            "alternative rock=120; alt rock=120; ?alternative=118; classic rock=122; garage rock=140; "
            "grunge=112; post rock=104; post-rock=104; soft rock=108; arena rock=124; stadium rock=124; "
            "?stadium=124; surf rock=160; ?surf=160; progressive rock=116; prog rock=116; prog=116; "
            "?psychedelic=104; psychedelic rock=104; psych rock=104; southern rock=116; folk rock=112; "
            "?emo=152; skate punk=168; shoegaze=108; riff rock=124; ?sports=132; ?sport=132; "
            "?extreme sports=144; ?racing=144; ?action sports=144; ?biker=124; driving rock=136; "
            "car chase rock=148; stoner rock=104; math rock=132; ?workout=132; ?gym=132; ?football=128; "
            "?motorsport=144; ?wrestling=132; ?basketball=104"
        ),
    ),
    GenreRow(
        name="ska",
        title="Ska",
        bpm=(126, 146, 168),
        form="song",
        minor_share=0.2,
        energy=0.72,
        swing=(1.15, 1.0),
        tonics=("C", "G", "D", "A", "F", "Bb"),
        major=chords(
            "I vi IV V | I IV V IV | I I IV V | I VI ii V",
            "IV V I vi | I V vi IV | ii V I I",
            "vi ii V I | IV I II V | iii vi ii V",
        ),
        minor=chords("i iv V i | i VII VI V", "iv VII III VI | i V i V", "VI V i i | iv i V V"),
        cadence_major=("V7", "I"),
        cadence_minor=("V7", "i"),
        layers=(
            layer("chords", 0.0, "clean_guitar muted_guitar piano"),
            layer("bass", 0.12, "finger_bass upright_bass picked_bass"),
            layer("drums", 0.2, "acoustic_kit rock_kit"),
            layer("pad", 0.38, "drawbar_organ rock_organ"),
            layer("lead", 0.42, "trumpet trombone brass_section alto_sax"),
            layer("counter_melody", 0.68, "tenor_sax trombone brass_section"),
            layer("riff", 0.8, "brass_section baritone_sax"),
        ),
        words=named(
            "ska; ska punk=164; two tone=142; two-tone=142; 2 tone=142; 2-tone=142; third wave ska=156; "
            "skank=140; skanking=140"
        ),
    ),
)
