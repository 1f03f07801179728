"""The table of moods: how each moves tempo, mode, energy and the choice of instruments, and the words that mean it."""

from dataclasses import dataclass

from audiostudio.engines.composition.plan import Mood


@dataclass(frozen=True)
class MoodRow:
    """A mood as the planner knows it.

    Attributes:
        tempo: -1 moves the tempo to the slowest of its genre, 1 to the fastest.
        minor_share: how often a piece of this mood is in minor; None leaves that to the genre.
        energy: how much goes on over the whole piece, 0 to 1; None leaves that to the genre.
        register_semitones: how far melodies and chords lie above or below where they usually do.
        density: how many notes there are compared with the usual, 1 being as many.
        likes, dislikes: instruments that are taken before others, or only where there is no other.
        opposites: moods that cannot be had at the same time.
        words: what people call it, in lower case; emoji count as words.
    """

    name: Mood
    title: str
    tempo: float
    minor_share: float | None
    energy: float | None
    register_semitones: int
    density: float
    likes: frozenset[str]
    dislikes: frozenset[str]
    opposites: frozenset[Mood]
    words: frozenset[str]


def _mood(
    name: Mood,
    tempo: float,
    minor_share: float | None,
    energy: float | None,
    register_semitones: int,
    density: float,
    likes: str,
    dislikes: str,
    opposites: tuple[Mood, ...],
    words: str,
) -> MoodRow:
    return MoodRow(
        name,
        name.capitalize(),
        tempo,
        minor_share,
        energy,
        register_semitones,
        density,
        frozenset(likes.split()),
        frozenset(dislikes.split()),
        frozenset(opposites),
        frozenset(" ".join(word.split()) for word in words.split(";")),
    )


_LOUD = "distorted_guitar overdriven_guitar palm_muted_guitar wobble_bass acid_bass rock_kit brass_section super_saw"
_SHRILL = " saw_lead square_lead chip_lead super_saw"
_LOUD += _SHRILL
_SOFT = "slow_strings warm_pad electric_piano nylon_guitar harp flute brush_kit fretless_bass upright_bass piano"

MOODS: dict[Mood, MoodRow] = {
    row.name: row
    for row in (
        _mood(
            "aggressive", 0.5, 1.0, 0.9, -5, 1.2,
            "distorted_guitar palm_muted_guitar reese_bass wobble_bass acid_bass brass_section saw_lead rock_kit",
            "harp celesta flute nylon_guitar music_box glockenspiel",
            ("calm", "dreamy", "romantic", "playful"),
            "aggressive; angry; anger; furious; fury; rage; raging; violent; hard hitting; hard-hitting; harsh; "
            "fierce; intense; relentless; savage; vicious; menacing attack; heavy; gritty; raw; badass; "
            "ferocious; hostile; in your face; rebellious; 😡; 🤬; 👿; 💀; 🔪",
        ),
        _mood(
            "calm", -0.6, 0.25, 0.22, -2, 0.6, _SOFT, _LOUD,
            ("aggressive", "energetic", "epic", "tense"),
            "calm; calming; calmly; relaxing; relaxed; relax; relaxation; chill; chilled; chilling; peaceful; "
            "peace; serene; serenity; soothing; gentle; soft; softly; tranquil; quiet; mellow; laid back; "
            "laid-back; laidback; easygoing; easy going; unwind; unobtrusive; subtle; sleepy; delicate; tender; "
            "low key; low-key; slow-paced; stress relief; stress-relief; anti stress; restful; still; stillness; "
            "light and airy; airy; minimal; minimalist; minimalistic; sparse; understated; comforting; comfort; "
            "lazy; smooth; breezy; unhurried; soft and gentle; warm and soft; 😌; 🧘; 😴; 🌙; 🍃; 🕊️; 🕊; 🌿",
        ),
        _mood(
            "dark", -0.3, 1.0, 0.5, -5, 0.85,
            "reese_bass sub_bass drone cello contrabass choir tremolo_strings church_organ saw_lead",
            "glockenspiel celesta whistle steel_drums marimba flute",
            ("happy", "playful", "hopeful"),
            "dark; darker; darkness; sinister; evil; gloomy; gloom; bleak; brooding; broody; menacing; grim; "
            "gothic; moody; creepy; haunting; haunted; demonic; satanic; nightmare; nightmarish; spooky; "
            "horrifying; macabre; shadowy; murky; foreboding; threatening; cursed; dystopian; dystopia; "
            "post apocalyptic; post-apocalyptic; vampire; witch; ghost; ghostly; occult; cold; eerie dark; "
            "wicked; 🖤; 🦇; 🧛; 👹; 👻; 🎃; 🌑",
        ),
        _mood(
            "dreamy", -0.4, 0.3, 0.3, 3, 0.8,
            "glass_pad warm_pad bright_pad harp celesta synth_bell electric_piano slow_strings vibraphone voice_oohs",
            "distorted_guitar palm_muted_guitar rock_kit brass_section acid_bass",
            ("aggressive", "tense"),
            "dreamy; dream; dreams; dreaming; dreamlike; dream-like; hazy; floaty; surreal; celestial; "
            "heavenly; angelic; otherworldly; spacey; spacy; space; spaced out; cosmic; cosmos; galaxy; stars; "
            "starry; stargazing; astral; weightless; underwater; ocean; oceanic; lush; shimmering; trippy; "
            "blissful; bliss; transcendent; immersive; washed out; cloudy; clouds; misty; fog; foggy; aurora; "
            "sparkling; moonlight; moonlit; enchanting; enchanted; ✨; ☁️; ☁; 🌌; 🌠; 🦋; 🌊; 🔮",
        ),
        _mood(
            "energetic", 0.55, None, 0.85, 2, 1.15,
            "super_saw saw_lead rock_kit house_kit brass_section slap_bass overdriven_guitar techno_kit bright_piano",
            "slow_strings harp nylon_guitar brush_kit music_box",
            ("calm", "sad", "dreamy"),
            "energetic; energy; high energy; high-energy; energised; energized; upbeat energetic; powerful; "
            "power; driving; pumping; pumped; pump up; hyped; exciting; excited; excitement; adrenaline; "
            "explosive; banger; banging; bouncy; lively; dynamic; vigorous; punchy; hard working; hustle; fiery; "
            "fire; electrifying; stomping; stomper; fast-paced; fast paced; action packed; action-packed; "
            "thrilling; wild; crazy; ecstatic; euphoric; euphoria; danceable; dancey; dancy; turbo; unstoppable; "
            "vibrant; rousing; kinetic; invigorating; get hyped; fist pumping; frenetic; frantic; rowdy; loud; "
            "🔥; ⚡; ⚡️; 💪; 🚀; 🏃; 🎉; 💥; 🥳; 🏋️; 🕺; 💃",
        ),
        _mood(
            "epic", 0.2, 0.75, 0.78, 0, 1.0,
            "french_horn brass_section choir strings orchestral_kit trumpet church_organ tremolo_strings",
            "clavinet music_box honky_tonk_piano marimba",
            ("calm",),
            "epic; grand; grandiose; goosebumps; majestic; huge; massive; monumental; triumphant; triumph; victorious; "
            "victory; glorious; glory; larger than life; soaring; colossal; mighty; legendary; big; enormous; "
            "gigantic; stirring; bombastic; powerful orchestral; sweeping; noble; regal; winning; champion; "
            "champions; conquering; conquest; breathtaking; awe; awe-inspiring; spectacular; 👑; ⚔️; ⚔; 🏆; 🛡️; 🐉; "
            "🏰; 🦁",
        ),
        _mood(
            "happy", 0.3, 0.02, 0.64, 3, 1.05,
            "bright_piano piano steel_guitar clean_guitar marimba glockenspiel brass_section acoustic_kit trumpet",
            "reese_bass drone church_organ distorted_guitar tremolo_strings cello",
            ("sad", "dark", "tense", "mysterious"),
            "happy; happiness; cheerful; cheery; cheer; joyful; joyous; joy; upbeat; up-beat; up beat; positive; "
            "positivity; feel good; feel-good; feelgood; feelin good; sunny; bright; jolly; merry; glad; fun; "
            "funny happy; smile; smiling; sunshine; optimistic happy; good vibes; good feeling; celebratory; "
            "celebration; celebrate; celebrating; festive; delightful; delight; carefree; light-hearted; "
            "lighthearted; light hearted; jubilant; exuberant; sweet; perky; bubbly; happy-go-lucky; "
            "happy go lucky; summery; friendly; pleasant; fresh; colorful; colourful; 😀; 😃; 😄; 😁; 😊; 🙂; ☀️; ☀; "
            "🌞; 🌈; 🌻; 🥰; 😎; 🎂; 🎈",
        ),
        _mood(
            "hopeful", 0.1, 0.05, 0.54, 2, 1.0,
            "piano strings steel_guitar warm_pad french_horn glockenspiel bright_pad",
            "reese_bass wobble_bass distorted_guitar tremolo_strings palm_muted_guitar",
            ("dark", "aggressive"),
            "hopeful; hope; hopes; inspired; inspire; uplifting; uplift; uplifts; optimistic; optimism; "
            "encouraging; encouragement; empowering; empowered; motivating; motivated; reassuring; heartwarming; "
            "heart-warming; heart warming; warm; warmth; warmhearted; confident; aspirational; reflective hope; "
            "sunrise; morning; dawn; new beginnings; new beginning; grateful; gratitude; thankful; faith; proud; "
            "pride; determined; determination; believe; trust; trustworthy; ambitious; rising; spiritual; "
            "spring; bright future; future; wholesome; caring; forward-looking; 🌅; 🌱; 🙏; 🌄; 🤝",
        ),
        _mood(
            "mysterious", -0.3, 0.9, 0.38, -1, 0.7,
            "celesta pizzicato_strings glass_pad clarinet vibraphone tremolo_strings bassoon harp drone marimba",
            "brass_section steel_drums honky_tonk_piano super_saw",
            ("happy",),
            "mysterious; mysteriously; enigmatic; hypnotic; intriguing; intrigue; curious; curiosity; secretive; "
            "secret; "
            "secrets; mystic; mystical; magic; esoteric; puzzling; puzzle; eerie; uncanny; strange; weird; "
            "unknown; hidden; arcane; spy; espionage; agent; sneaky spy; ancient; ritual; shaman; tribal; alien; "
            "aliens; ufo; cryptic; quirky mystery; whodunit; forensic; exotic; desert; temple; 🕵️; 🕵; 🔍; 👽; 🗝️; "
            "🌫️; 🛸",
        ),
        _mood(
            "neutral", 0.0, None, None, 0, 1.0, "", "", (),
            "neutral; balanced; unemotional; plain; steady",
        ),
        _mood(
            "nostalgic", -0.25, 0.35, 0.38, 0, 0.85,
            "electric_piano piano accordion music_box slow_strings nylon_guitar muted_trumpet vibraphone harmonica",
            "wobble_bass reese_bass acid_bass distorted_guitar",
            ("aggressive",),
            "nostalgic; nostalgia; nostalgically; wistful; bittersweet; reminiscent; memories; memory; "
            "sentimental; vintage; retro; old school; old-school; oldschool; old timey; old-timey; old time; "
            "childhood; autumn; autumnal; throwback; remember; remembering; yearning; homesick; faded; "
            "reflective; reflection; contemplative; pensive; thoughtful; introspective; thinking; golden hour; "
            "sunset; dusk; evening; family photos; 🍂; 📼; 🎞️; 🍁; 🌇; ☕; ☕️; 🌆",
        ),
        _mood(
            "playful", 0.3, 0.1, 0.56, 5, 1.0,
            "pizzicato_strings marimba glockenspiel clarinet bassoon kalimba whistle recorder honky_tonk_piano banjo",
            "reese_bass distorted_guitar drone choir church_organ slow_strings",
            ("sad", "dark", "aggressive", "tense"),
            "playful; playfully; quirky; whimsical; whimsy; funny; comedy; comedic; comic; comical; humorous; "
            "humor; humour; silly; goofy; cute; kawaii; cartoon; cartoonish; cartoons; bouncy playful; "
            "mischievous; cheeky; childlike; kid friendly; kid-friendly; zany; clumsy; sneaky; sneaking; tiptoe; "
            "tip-toe; wacky; childish; puppy; puppies; cat; cats; kitten; kittens; dog; pets; pet; toys; toy; "
            "clown; prank; pranks; bloopers; lol; plucky; hopping; skipping; jaunty; adorable; "
            "animated; animation; 🤪; 😂; 🤣; 🐶; 🐱; 🤡; 😜; 🧸; 🐰; 🦄",
        ),
        _mood(
            "romantic", -0.4, 0.15, 0.34, 1, 0.8,
            "piano strings slow_strings violin cello nylon_guitar alto_sax harp electric_piano soprano_sax clarinet",
            "distorted_guitar reese_bass wobble_bass acid_bass palm_muted_guitar" + _SHRILL,
            ("aggressive", "tense"),
            "romantic; romantically; romance; love; loving; lovely; intimate; intimacy; passionate; passion; "
            "affectionate; heartfelt; sensuous; seductive; date night; first dance; valentine; valentines; "
            "valentine's; valentine's day; candlelight; candle light; candlelit; kiss; couple; amorous; flirty; "
            "flirtatious; in love; beautiful; anniversary; proposal; engagement; honeymoon; ❤️; ❤; 💕; 😍; 💘; 🌹; "
            "💍; 💖; 💋; 😘; 💒; 💞",
        ),
        _mood(
            "sad", -0.6, 0.95, 0.26, -2, 0.6,
            "piano cello violin slow_strings oboe english_horn nylon_guitar warm_pad electric_piano",
            _LOUD + " steel_drums whistle glockenspiel banjo marimba",
            ("happy", "energetic", "playful"),
            "sad; sadness; sorrow; sorrowful; melancholic; melancholy; melancholia; depressing; depressed; "
            "depression; mournful; mourning; grief; grieving; lonely; loneliness; alone; heartbreak; "
            "heartbroken; heart-broken; heartbreaking; broken heart; heart broken; tragic; tragedy; tearful; "
            "tears; crying; cry; weeping; weep; emotional; emotive; moving; touching; poignant; somber; sombre; "
            "despair; loss; losing; farewell; goodbye; good-bye; regret; gloomy sad; rain; rainy; solemn; "
            "longing; lonesome; downbeat; lament; elegy; painful; pain; breakup; break up; break-up; hopeless; "
            "empty; desolate; winter; 😢; 😭; 💔; 😔; 🌧️; 🌧; ☹️; 🥀; 😞; 🥺",
        ),
        _mood(
            "tense", 0.15, 1.0, 0.6, -3, 0.95,
            "tremolo_strings pizzicato_strings contrabass cello drone reese_bass orchestral_kit sub_bass synth_bass",
            "steel_guitar whistle steel_drums glockenspiel alto_sax marimba",
            ("calm", "happy", "dreamy", "romantic", "playful"),
            "tense; tensed; suspenseful tense; anxious; anxiety; nervous; uneasy; unease; unsettling; unsettled; "
            "dangerous; danger; dread; dreadful; urgent; urgency; edgy; nail biting; nail-biting; gripping; "
            "stressful; paranoid; paranoia; fear; fearful; frightening; terrifying; terror; panic; stalking; "
            "ticking clock; ticking; pursuit; escape; creeping; cliffhanger; anticipation; building tension; "
            "pressure; high stakes; high-stakes; scare; jump scare; thrill; bomb; alarming; dissonant; "
            "hair-raising; peril; 😱; 😨; 😰; ⏰; 💣; 🚨; ⏳",
        ),
    )
}  # fmt: skip
"""Every mood by its name."""
