"""Two hundred prompts for music, always the same, with what each asks for; and which tags each genre names."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

_SEED = 12
PROMPTS = 200
_WORDS = (
    ("house", "house", (118, 128)),
    ("deep house", "house", (116, 124)),
    ("techno", "techno", (126, 140)),
    ("uplifting trance", "trance", (132, 140)),
    ("drum and bass", "drum_and_bass", (170, 176)),
    ("dubstep", "dubstep", (138, 142)),
    ("lo-fi hip hop", "lofi", (70, 90)),
    ("boom bap beat", "hip_hop", (84, 96)),
    ("trap beat", "trap", (130, 150)),
    ("reggae", "reggae", (68, 84)),
    ("ska", "ska", (130, 160)),
    ("pop", "pop", (96, 124)),
    ("rock", "rock", (110, 140)),
    ("metal", "metal", (140, 180)),
    ("funk", "funk", (96, 112)),
    ("disco", "disco", (112, 124)),
    ("swing jazz", "jazz", (120, 200)),
    ("bossa nova", "bossa_nova", (115, 140)),
    ("samba", "samba", (95, 110)),
    ("salsa", "salsa", (90, 105)),
    ("afrobeat", "afrobeat", (98, 115)),
    ("slow blues", "blues", (60, 120)),
    ("country", "country", (90, 125)),
    ("acoustic folk", "folk", (80, 120)),
    ("cinematic orchestral music", "cinematic", (60, 100)),
    ("corporate background music", "corporate", (100, 120)),
    ("synthwave", "synthwave", (84, 118)),
    ("chiptune", "chiptune", (120, 160)),
    ("r&b", "rnb", (70, 100)),
    ("reggaeton", "reggaeton", (88, 100)),
    ("tango", "tango", (110, 130)),
    ("classical piano and strings", "classical", (84, 130)),
)
_MOODS = ("happy", "sad", "calm", "energetic", "dark", "epic", "romantic", "tense", "dreamy", "playful", "hopeful", "")
_TONICS = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")


@dataclass(frozen=True)
class AskedPrompt:
    """A prompt and what it asks for."""

    text: str
    genre: str
    bpm: int
    tonic: int
    mode: str


def prompts() -> Iterator[AskedPrompt]:
    """Yield them."""
    dice = random.Random(_SEED)
    for number in range(PROMPTS):
        words, genre, (low, high) = _WORDS[number % len(_WORDS)]
        mood, bpm = dice.choice(_MOODS), dice.randint(low, high)
        tonic, mode = dice.randrange(12), dice.choice(("major", "minor"))
        text = f"{mood} {words} at {bpm} bpm in {_TONICS[tonic]} {mode}".strip()
        yield AskedPrompt(text, genre, bpm, tonic, mode)


# Settled before the first piece was heard: musicnn's tags (both lists, in small letters) that name the genre, or what
# it is known by. Genres that neither list has a word for are left out.
GENRE_TAGS: dict[str, frozenset[str]] = {
    genre: frozenset(tags.split(","))
    for genre, tags in {
        "ambient": "ambient,new age,chillout",
        "blues": "blues,guitar,rock",
        "bossa_nova": "guitar,jazz,easy listening",
        "chiptune": "electronic,synth,techno,electro",
        "cinematic": "strings,violin,cello,classical,ambient",
        "classical": "classical,piano,strings,violin",
        "corporate": "piano,guitar,pop",
        "country": "country,guitar,folk",
        "disco": "dance,funk,disco,70s,techno",
        "drum_and_bass": "techno,electronic,electronica,drums",
        "dubstep": "electronic,techno,electro,synth",
        "folk": "folk,acoustic,guitar",
        "funk": "funk,soul,guitar",
        "hip_hop": "hip-hop,beat,beats",
        "house": "house,dance,techno,electronic",
        "jazz": "jazz,piano",
        "lofi": "chillout,chill,hip-hop,beat,beats",
        "metal": "metal,heavy metal,hard rock,rock",
        "pop": "pop,dance,indie pop",
        "rnb": "rnb,soul,beat",
        "rock": "rock,hard rock,guitar",
        "synthwave": "synth,80s,electronic,techno",
        "techno": "techno,electronic,dance",
        "trance": "techno,electronic,dance",
    }.items()
}
ELECTRONIC = ("house", "techno", "trance", "drum_and_bass", "dubstep", "synthwave")
ELECTRONIC_TAGS = frozenset({"techno", "electronic", "dance"})
