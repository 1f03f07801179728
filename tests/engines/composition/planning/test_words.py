"""What prompts that people type are understood to mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostudio.audio.errors import CodedError
from audiostudio.engines.composition.planning.genres import GENRES
from audiostudio.engines.composition.planning.moods import MOODS
from audiostudio.engines.composition.planning.words import MOST_CHARACTERS, read_prompt

# A prompt, the genre and the mood that it means.
PROMPTS = [
    ("lo-fi beats to study to", "lofi", "calm"),
    ("lofi hip hop beat to relax", "lofi", "calm"),
    ("Upbeat electronic dance music with a drop", "house", "happy"),
    ("EDM banger", "house", "energetic"),
    ("dnb", "drum_and_bass", None),
    ("liquid drum & bass", "drum_and_bass", None),
    ("synth-wave", "synthwave", None),
    ("boom bap", "hip_hop", None),
    ("rap beat", "hip_hop", None),
    ("film score", "cinematic", None),
    ("epic trailer", "cinematic", "epic"),
    ("yoga", "ambient", "calm"),
    ("meditation", "ambient", "calm"),
    ("sleep music", "ambient", "calm"),
    ("bossa", "bossa_nova", None),
    ("bossa nova for a coffee shop", "bossa_nova", "calm"),
    ("coffee shop jazz", "jazz", "calm"),
    ("smooth jazz saxophone", "jazz", None),
    ("mysterious detective noir jazz", "jazz", "mysterious"),
    ("8-bit", "chiptune", None),
    ("video game boss fight chiptune", "chiptune", "epic"),
    ("horror film score", "cinematic", "dark"),
    ("dark ambient drone", "ambient", "dark"),
    ("tense thriller", "cinematic", "tense"),
    ("true crime podcast", "cinematic", "mysterious"),
    ("corporate", "corporate", None),
    ("inspiring corporate video", "corporate", "hopeful"),
    ("wedding", "pop", "romantic"),
    ("wedding string quartet", "classical", "romantic"),
    ("kids birthday party", "pop", "playful"),
    ("workout", "rock", "energetic"),
    ("punk rock", "rock", None),
    ("heavy metal, angry", "metal", "aggressive"),
    ("uplifting trance", "trance", "hopeful"),
    ("hard techno rave", "techno", None),
    ("uk drill, menacing", "trap", "dark"),
    ("trap beat", "trap", None),
    ("neo soul", "rnb", None),
    ("R&B slow jam", "rnb", "romantic"),
    ("afrobeats", "afrobeat", None),
    ("reggaetón", "reggaeton", None),
    ("roots reggae", "reggae", None),
    ("ska punk", "ska", None),
    ("nu disco", "disco", None),
    ("funky groove", "funk", None),
    ("bluegrass", "country", None),
    ("Celtic", "folk", None),
    ("sea shanty", "folk", None),
    ("salsa", "salsa", None),
    ("samba carnival", "samba", "happy"),
    ("tango", "tango", None),
    ("Viennese waltz", "waltz", None),
    ("baroque", "classical", None),
    ("melancholic solo cello", None, "sad"),
    ("whimsical", None, "playful"),
    ("nostalgic", None, "nostalgic"),
    ("dreamy", None, "dreamy"),
    ("🔥🔥💪", None, "energetic"),
    ("😢", None, "sad"),
    ("orchestral trap", "trap", None),
    ("jazz hip hop", "hip_hop", None),
    ("jazz, hip hop", "jazz", None),
    ("ambient techno", "techno", None),
    ("80s synth pop", "synthwave", None),
    ("café", "jazz", "calm"),
]  # fmt: skip


@pytest.mark.parametrize(("prompt", "genre", "mood"), PROMPTS)
def test_genres_and_moods(prompt, genre, mood):
    reading = read_prompt(prompt)
    assert reading.genre == genre
    if mood:
        assert reading.mood == mood
    assert reading.understood
    assert not {remark.code for remark in reading.remarks} & {"words_not_understood", "contradiction"}


@pytest.mark.parametrize("genre", GENRES)
def test_every_word_of_a_genre_means_it(genre):
    for words, name in GENRES[genre].words.items():
        reading = read_prompt(words)
        assert reading.genre == genre, words
        assert reading.genre_bpm == name.bpm, words


@pytest.mark.parametrize("mood", MOODS)
def test_every_word_of_a_mood_means_it(mood):
    for words in MOODS[mood].words:
        assert read_prompt(words).mood == mood, words


@pytest.mark.parametrize(
    ("prompt", "wanted", "unwanted", "only"),
    [
        ("pop with piano and strings", ["piano", "strings"], [], []),
        ("rock, no drums", [], ["drums"], []),
        ("no drums, bass or vocals, with piano", ["piano"], ["drums", "bass"], []),
        ("without drums, piano and strings", ["piano", "strings"], ["drums"], []),
        ("without drums and bass", [], ["drums", "bass"], []),
        ("no drums but strings", ["strings"], ["drums"], []),
        ("drumless boom bap", [], ["drum"], []),
        ("drum-less lofi with flute", ["flute"], ["drum"], []),
        ("w/o guitars", [], ["guitars"], []),
        ("pop minus the drums", [], ["drums"], []),
        ("only guitar", [], [], ["guitar"]),
        ("guitar only", [], [], ["guitar"]),
        ("solo piano", [], [], ["piano"]),
        ("just piano and cello", [], [], ["piano", "cello"]),
        ("jazz with a piano solo", ["piano", "solo"], [], []),
        ("sad piano", ["piano"], [], []),
        ("🎹 and 🎻", ["🎹", "🎻"], [], []),
    ],
)
def test_instruments(prompt, wanted, unwanted, only):
    reading = read_prompt(prompt)
    assert (reading.wanted, reading.unwanted, reading.only) == (wanted, unwanted, only)


def test_purposes_structure_and_endings():
    assert read_prompt("background music for a podcast").is_under_voice
    assert read_prompt("under a voice-over").is_under_voice
    assert not read_prompt("podcast intro").is_under_voice
    assert read_prompt("podcast intro").length_s == 15
    assert read_prompt("youtube intro, funky").length_s == 15
    assert read_prompt("pop with an intro and a long outro").wanted_kinds == ["intro", "outro"]
    assert read_prompt("house with a build-up and a drop").wanted_kinds == ["build", "drop"]
    assert read_prompt("intro, verse, chorus, outro").structure == ("intro", "verse", "chorus", "outro")
    assert read_prompt("seamless loop, lofi").is_loop
    assert read_prompt("disco, fade out").ending == "fade"
    assert read_prompt("rock with a hard stop").ending == "stop"
    assert read_prompt("waltz time jazz").metre == "3/4"
    assert read_prompt("slow reggae").tempo < 0 < read_prompt("fast reggae").tempo
    assert read_prompt("not too fast reggae").tempo < 0
    assert read_prompt("calm rock with a huge chorus").mood == "calm"


@pytest.mark.parametrize(
    ("prompt", "code", "words"),
    [
        ("calm aggressive", "contradiction", ("aggressive",)),
        ("fast slow techno", "contradiction", ("slow",)),
        ("drumless drums", "contradiction", ("drums",)),
        ("120 bpm 140 bpm", "contradiction", ("140 bpm",)),
        ("epic, in the style of Hans Zimmer", "artist_not_imitated", ("Hans Zimmer",)),
        ("Drake type beat", "artist_not_imitated", ("Drake",)),
        ("sounds like Some Unknown Band, rock", "artist_not_imitated", ("Some Unknown Band",)),
        ("taylor swift pop", "artist_not_imitated", ("taylor swift",)),
        ("pop with female vocals", "singing_not_made", ("female vocals",)),
        ("love song with lyrics", "singing_not_made", ("lyrics",)),
        ("royalty free lofi", "royalty_free", ("royalty free",)),
        ("happy ukulele", "instrument_replaced", ("ukulele",)),
        ("calm blorp", "words_not_understood", ("blorp",)),
        ("calm музыка для длинного сна", "language_not_understood", ()),
        ("<script>pop</script>", "words_not_understood", None),
    ],
)
def test_remarks(prompt, code, words):
    reading = read_prompt(prompt)
    remarks = {remark.code: remark for remark in reading.remarks}
    assert code in remarks
    assert remarks[code].detail
    if words is not None:
        assert remarks[code].words == words


def test_an_artist_leaves_the_other_words_and_a_style_of_music_is_no_artist():
    reading = read_prompt("dark piano in the style of Radiohead, 90 bpm")
    assert (reading.mood, reading.wanted, reading.figures.bpm) == ("dark", ["piano"], 90)
    assert not read_prompt("pop in the style of 80s synthwave").remarks
    assert not read_prompt("without vocals, instrumental pop").remarks


@pytest.mark.parametrize(
    ("prompt", "code"),
    [
        ("", "prompt_empty"),
        ("  \n\t ", "prompt_empty"),
        ("\x00\x01", "prompt_empty"),
        ("x" * (MOST_CHARACTERS + 1), "prompt_too_long"),
        ("asdf qwer zxcv", "prompt_not_understood"),
        ("спокойная музыка для сна", "prompt_not_understood"),
        ("平静的钢琴音乐", "prompt_not_understood"),
        ("!!!", "prompt_not_understood"),
        ("🎵", "prompt_not_understood"),
        ("'; SELECT * FROM users; --", "prompt_not_understood"),
    ],
)
def test_what_says_nothing_is_refused(prompt, code):
    with pytest.raises(CodedError) as caught:
        read_prompt(prompt)
    assert caught.value.code == code
    if code == "prompt_not_understood":
        assert caught.value.allowed == {"genre": list(GENRES), "mood": list(MOODS)}


def test_small_words_alone_are_no_error():
    assert read_prompt("make me some music please").understood == []


CODES = {
    "prompt_empty", "prompt_too_long", "prompt_not_understood", "bpm_impossible", "duration_impossible",
    "metre_unknown", "key_unknown",
}  # fmt: skip
SCRAPS = st.lists(
    st.sampled_from(
        [
            "no",
            "without",
            "only",
            "calm",
            "rock",
            "120",
            "bpm",
            "in",
            "A",
            "minor",
            "3/4",
            ",",
            "and",
            "or",
            "drums",
            "piano",
            "30",
            "s",
            "intro",
            "drop",
            "at",
            "0:10",
            "like",
            "Max",
            "not",
            "fast",
            "podcast",
            "loop",
            "90s",
            "0",
            "-1",
            "bars",
            "of",
            "the",
            ":",
            "key",
            "/",
            "é",
            "🔥",
            "less",
            "solo",
            "type",
            "beat",
        ]
    ),
    max_size=12,
).map(" ".join)


@given(text=st.one_of(st.text(max_size=300), SCRAPS))
def test_any_text_is_read_or_refused_with_a_code(text):
    try:
        reading = read_prompt(text)
    except CodedError as error:
        code = error.code
    else:
        code = "prompt_empty"
        assert all(remark.code and remark.detail for remark in reading.remarks)
    assert code in CODES
