"""Words of a prompt that are neither genre, mood nor instrument: tempo, energy, purpose, form and small words."""

from audiostudio.engines.composition.plan import Ending, Genre, Metre, Mood, SectionKind


def _spaced(words: str) -> list[str]:
    return words.split()


def _listed(words: str) -> tuple[str, ...]:
    return tuple(" ".join(word.split()) for word in words.split(";"))


TEMPO_WORDS: dict[str, float] = {
    **dict.fromkeys(
        _listed("slow; slowly; slower; slow tempo; downtempo feel; largo; adagio; lento; half time; plodding"), -0.9
    ),
    **dict.fromkeys(_listed("very slow; really slow; super slow; extremely slow; crawling; grave"), -1.0),
    **dict.fromkeys(_listed("andante; walking pace; slow to medium; slowish"), -0.45),
    **dict.fromkeys(
        _listed("moderate; mid tempo; midtempo; medium tempo; moderately; moderato; medium; medium paced"), 0.0
    ),
    **dict.fromkeys(
        _listed("allegro; up tempo; uptempo; quick; brisk; quickly; rapid; upbeat tempo; vivace; fairly fast"), 0.65
    ),
    **dict.fromkeys(
        _listed("fast; faster; fast tempo; speedy; high speed; high tempo; double time; racing tempo"), 0.85
    ),
    **dict.fromkeys(_listed("very fast; super fast; really fast; extremely fast; presto; prestissimo; breakneck"), 1.0),
}
"""Where in its genre's range a tempo lies, -1 slowest, 1 fastest."""

ENERGY_WORDS: dict[str, float] = {
    **dict.fromkeys(_listed("low energy; low intensity; very quiet; barely there; lowkey energy"), 0.18),
    **dict.fromkeys(_listed("medium energy; mid energy; moderate energy; medium intensity"), 0.5),
    **dict.fromkeys(
        _listed("high energy; high intensity; maximum energy; full energy; full on; all out; over the top"), 0.92
    ),
}
"""Energy over the whole piece, 0 to 1."""

IMPLIED_MOODS: dict[str, Mood] = {
    **dict.fromkeys(
        _listed(
            "meditation; meditation music; meditative; yoga; yoga music; spa; spa music; sleep; "
            "sleep music; sleeping; zen; massage; "
            "healing; reiki; mindfulness; lullaby; lullabies; bedtime; bedtime story; relaxing piano; "
            "study; studying; study music; "
            "chill beats; chillout; chill out; coffee shop; lounge; deep focus; focus; focus music; "
            "cozy; cosy; poolside; easy listening; "
            "coffee shop jazz; chill vibes; chill vibe; chill music; chilled beats; lullaby pad; nature documentary; "
            "pastoral; hygge; cafe; dinner"
        ),
        "calm",
    ),
    **dict.fromkeys(
        _listed(
            "workout; gym; running; cardio; sports; sport; extreme sports; action sports; racing; party; "
            "festival; hype; "
            "rave; dancefloor; club music; "
            "nightclub; edm; big room; banger; game show; action; action scene; basketball; football; "
            "motorsport; happy hardcore"
        ),
        "energetic",
    ),
    **dict.fromkeys(
        _listed(
            "trailer; trailer music; movie trailer; epic trailer; heroic; hero; superhero; battle; war; "
            "blockbuster; victory; fanfare; "
            "space opera; dragon; kingdom; epic orchestral; hybrid orchestral; boss fight; boss battle; "
            "boss; award ceremony; awards"
        ),
        "epic",
    ),
    **dict.fromkeys(
        _listed(
            "horror; scary; halloween; villain; darksynth; dark ambient; apocalypse; doom; drill; "
            "dark trap; ominous; gothic"
        ),
        "dark",
    ),
    **dict.fromkeys(
        _listed("thriller; suspense; suspenseful; chase; chase scene; tension; countdown; heist; crime"), "tense"
    ),
    **dict.fromkeys(
        _listed(
            "true crime; mystery; investigation; detective; noir; film noir; fantasy; magical; "
            "exploration; discovery; middle eastern"
        ),
        "mysterious",
    ),
    **dict.fromkeys(
        _listed("kids; children; childrens; nursery; nursery rhyme; sitcom; circus; carousel; clumsy; platformer"),
        "playful",
    ),
    **dict.fromkeys(
        _listed(
            "birthday; happy birthday; christmas; xmas; holiday; summer; beach; cooking; cooking show; "
            "travel; travel vlog; feelgood pop; "
            "carnival; fiesta; hoedown; ukulele; unboxing; vlog pop; jingle; tropical; bubblegum"
        ),
        "happy",
    ),
    **dict.fromkeys(
        _listed("wedding; wedding ceremony; bridal; love song; romcom; sensual; sexy; sultry; slow jam; slow jams"),
        "romantic",
    ),
    **dict.fromkeys(
        _listed("sad piano; funeral; memorial; requiem; emo; emotional piano; emotional piano and strings"), "sad"
    ),
    **dict.fromkeys(
        _listed(
            "inspirational; inspiring; uplifting trance; motivational; motivation; inspiration; success; startup; "
            "innovation; graduation; healthcare; "
            "medical; worship; gospel; praise; product launch; inspiring corporate; wonder; patriotic"
        ),
        "hopeful",
    ),
    **dict.fromkeys(
        _listed("vaporwave; dream pop; shoegaze; space music; ethereal; floating; chillwave; dreamwave"), "dreamy"
    ),
    **dict.fromkeys(_listed("rainy day; late night; campfire; western; dusty; tape; vinyl"), "nostalgic"),
    **dict.fromkeys(
        _listed("death metal; thrash metal; thrash; hardcore; deathcore; phonk; brutal; grindcore; metalcore"),
        "aggressive",
    ),
}
"""Moods that go without saying with a genre or a purpose, where no word names another."""

GENRE_OF_MOOD: dict[Mood, Genre] = {
    "aggressive": "rock",
    "calm": "ambient",
    "dark": "cinematic",
    "dreamy": "ambient",
    "energetic": "house",
    "epic": "cinematic",
    "happy": "pop",
    "hopeful": "corporate",
    "mysterious": "cinematic",
    "neutral": "pop",
    "nostalgic": "lofi",
    "playful": "corporate",
    "romantic": "classical",
    "sad": "classical",
    "tense": "cinematic",
}
"""What is played where a mood is all that is known."""

LOOP_WORDS = _listed(
    "loop; loops; looping; loopable; looped; seamless loop; seamless; seamlessly; endless; "
    "game menu; menu; main menu; menu music; repeating"
)
UNDER_VOICE_WORDS = _listed(
    "under a voice; under voice; under a voice over; under a voiceover; under voiceover; "
    "under voice over; under speech; under narration; for a voice over; "
    "for a voiceover; for voice over; for voiceover; voice over; voiceover; voiceovers; "
    "narration; narrator; narrated; under talking; talking head; under dialogue; under dialog; "
    "podcast; podcast background; podcast bed; speech; spoken word; audiobook; audio book; "
    "news bed; music bed; bed music; talk; talking; interview; guided meditation; explainer; "
    "explainer video; explainer music; "
    "lecture; presentation; tutorial; tutorials; webinar; training video; e learning; elearning; "
    "under spoken word; background for speech; under a speaker; narrating"
)
INTRO_WORDS = _listed(
    "podcast intro; podcast outro; intro music; news intro; opening theme; theme tune; "
    "radio jingle; jingle; ident; opener"
)
"""Of these pieces nobody speaks over all of them, though a podcast is named: they are heard alone."""

LENGTHS_S: dict[str, float] = {
    **dict.fromkeys(
        _listed("stinger; sting; logo; logo sting; audio logo; sonic logo; notification; ringtone short; bumper"), 6.0
    ),
    **dict.fromkeys(
        _listed("ident; jingle; podcast intro; intro music; news intro; opener; ringtone; podcast outro"), 15.0
    ),
    **dict.fromkeys(
        _listed(
            "commercial; advert; advertisement; ad; tv spot; radio spot; promo; short clip; tiktok; "
            "reel video; reels; short; snippet"
        ),
        30.0,
    ),
    **dict.fromkeys(_listed("full song; full track; full length; complete song; full piece; whole song"), 150.0),
    **dict.fromkeys(_listed("very long; extended; extended mix; long version; long form"), 300.0),
}
"""Lengths that are meant where none is given."""

ENDINGS: dict[str, Ending] = {
    **dict.fromkeys(
        _listed("fade out; fadeout; fades out; fading out; fade out at the end; fade; fade away; fading"), "fade"
    ),
    **dict.fromkeys(
        _listed(
            "hard stop; abrupt ending; sudden stop; sudden ending; abrupt end; hard ending; cold ending; "
            "button ending; stop suddenly; sudden end"
        ),
        "stop",
    ),
    **dict.fromkeys(
        _listed(
            "clear ending; proper ending; ends properly; resolved ending; big finish; final chord; "
            "strong ending; clean ending; finish; resolves; nice ending"
        ),
        "cadence",
    ),
}

STRUCTURE_WORDS: dict[str, SectionKind] = {
    **dict.fromkeys(_listed("intro; introduction; opening"), "intro"),
    **dict.fromkeys(_listed("verse; verses; a section; a part"), "verse"),
    **dict.fromkeys(
        _listed(
            "build; build up; buildup; builds; builds up; building up; build ups; buildups; rise; rises; "
            "pre chorus; prechorus; crescendo; builds to a climax; building"
        ),
        "build",
    ),
    **dict.fromkeys(
        _listed("chorus; choruses; refrain; climax; big chorus; b section; catchy chorus; catchy hook; peak"), "chorus"
    ),
    **dict.fromkeys(
        _listed("drop; drops; beat drop; bass drop; massive drop; big drop; huge drop; heavy drop"), "drop"
    ),
    **dict.fromkeys(_listed("bridge; middle eight; middle 8; c section"), "bridge"),
    **dict.fromkeys(
        _listed("breakdown; breakdowns; break down; drum break; quiet middle section; quiet section"), "breakdown"
    ),
    **dict.fromkeys(
        _listed("solo section; solo break; improvisation; improvised solo; guitar solo; sax solo; piano solo section"),
        "solo",
    ),
    **dict.fromkeys(_listed("interlude; interludes"), "interlude"),
    **dict.fromkeys(_listed("outro; coda; ending section"), "outro"),
}

METRE_WORDS: dict[str, Metre] = {
    **dict.fromkeys(
        _listed("waltz time; three four; three four time; in three; triple metre; triple meter; triple time; in 3"),
        "3/4",
    ),
    **dict.fromkeys(_listed("four four; common time; four four time; in four; in 4"), "4/4"),
    **dict.fromkeys(_listed("five four; five four time; in five; in 5"), "5/4"),
    **dict.fromkeys(_listed("six eight; six eight time; compound time; in six; in 6"), "6/8"),
    **dict.fromkeys(_listed("seven eight; seven eight time; in seven; in 7"), "7/8"),
    **dict.fromkeys(_listed("twelve eight; twelve eight time"), "12/8"),
    **dict.fromkeys(_listed("two four; cut time; two four time; in two; in 2"), "2/4"),
}

VOCAL_WORDS = _listed(
    "vocals; vocal; lyrics; lyric; singer; singers; singing; sung; sing; rapper; rapping; "
    "male vocal; female vocal; male vocals; female vocals; "
    "male voice; female voice; voice; vocalist; acapella; a cappella; female singer; "
    "male singer; rap verse; rap vocals; backing vocals; vocoder vocals; soft vocals; "
    "sings; words about; lyrics about"
)
INSTRUMENTAL_WORDS = _listed("instrumental; instrumentals; instrumental only; karaoke; no one singing")
RIGHTS_WORDS = _listed(
    "royalty free; copyright free; no copyright; non copyrighted; copyright safe; license free; "
    "licence free; free to use; creative commons; cc0; dmca free; safe for youtube; monetizable"
)
NEGATIONS = frozenset(
    _listed(
        "no; without; w/o; minus; not; dont; never; excluding; except; avoid; none; free of; "
        "nothing; zero; lacking; neither; remove; skip; exclude; w o; isnt; isn t; sans; drop the"
    )
)
ONLY_WORDS = frozenset(_listed("only; just; solo; solely; nothing but; exclusively; unaccompanied"))

SMALL_WORDS = frozenset(
    _spaced(
        "a an the and or of for with to in on at by from as is are be it its this that these those my your "
        "our their i we you me us he she they them make makes making made create creates creating generate "
        "generates generating compose composing write give want wants wanting need needs needing would like "
        "please can could will shall should let something anything some any kind sort type style styles "
        "styled sound sounds sounding feel feels feeling feelings vibe vibes mood moods music musical track "
        "tracks tune tunes piece pieces composition song beat instrumental audio theme themes genre tempo bpm "
        "beats key scale major minor time signature metre meter length duration long second seconds minute "
        "minutes sec secs min mins s m hour hours bar bars very really super extremely quite rather slightly "
        "somewhat little bit so too more most less much lot lots plenty pretty fairly mostly mainly almost "
        "all over whole entire full complete good great nice best perfect cool awesome amazing new old modern "
        "classic contemporary traditional typical use used using suitable fit fits fitting works working work "
        "ideal intended meant about where which who when while then after before during into onto out up down "
        "off through between around under above behind front has have having had features featuring feature "
        "includes including include contains containing consists based inspired influenced influences "
        "reminiscent plus also add added adding mix mixed blend blended combination combined combining "
        "combine fusion element elements touch hint hints video videos film clip clips project projects "
        "content channel youtube instagram tiktok tik tok facebook twitch stream streaming website app game "
        "games gaming show series episode episodes scene scenes scenery story stories intro outro end ending "
        "ends start starts starting begin begins beginning opening middle throughout part parts section "
        "sections version high low quality hq hd professional studio production produced well clean clear "
        "crisp polished rich deep big small short slow heavy light simple easy complex interesting unique "
        "original different varied beautiful person people man woman guy girl someone everyone first next "
        "last final finally third one two three four five six seven eight nine ten per each every other "
        "another same only just even still again back away there here what how why if than but not no yes do "
        "does doing dont go goes going get gets getting come comes coming take takes keep keeps play plays "
        "playing played perform performed driven led main central prominent subtle background foreground set "
        "sets setting place world life day night morning live listening listener audience viewers customers "
        "help helps evoke evokes evoking convey conveys express atmosphere ambiance texture textures layer "
        "layers layered tone tones note notes rhythm rhythms rhythmic melodic melodies harmonic groove sonic "
        "pulsing pulse evolving samples sample loops slow-burn journey experimental award broadcast "
        "highlights car phone history tv product entrance garden sunday duet trio quartet band bed road trip "
        "flow water rain nature 50s 60s 90s 1950s 1960s 1990s 2000s 00s 10s jangly aesthetic slowed reverb "
        "soundscape approximately roughly exactly ca circa that's thats it's im id ill ive hello hi hey "
        "thanks thank prompt text input output format wav mp3 file loudness stereo mono khz hz db lufs vs via "
        "etc eg ie ok okay such 🎵 🎶 🎧 🎼 🎤 🎙 🔊 ❗ 👍 "
        "🙌 👏 🔁 💿 📀 🎬 🎥 📹 🎮 similar similarly royalty free copyright"
    )
)
"""Words that say nothing by themselves, and are not told as not understood."""
