"""Keys and numerals, against what harmony books say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostudio.audio.errors import CodedError
from audiostudio.engines.composition.planning.harmony import (
    SCALES,
    has_flats,
    is_minor,
    key_text,
    parse_key,
    parse_numeral,
    scale_pitch_classes,
)

NAMES = dict(zip(["C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"], range(12), strict=True)) | {
    "C#": 1, "D#": 3, "F#": 6, "G#": 8, "A#": 10, "Cb": 11, "E#": 5
}  # fmt: skip


def notes(text):
    return tuple(NAMES[name] for name in text.split())


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("C minor", (0, "minor")),
        ("Cm", (0, "minor")),
        ("c", (0, "major")),
        ("F# major", (6, "major")),
        ("f#m", (6, "minor")),
        ("Bb", (10, "major")),
        ("bb minor", (10, "minor")),
        ("Dbmaj", (1, "major")),
        ("CM", (0, "major")),
        ("E flat major", (3, "major")),
        ("E-flat minor", (3, "minor")),
        ("C sharp minor", (1, "minor")),
        ("A♭", (8, "major")),
        ("  G MINOR ", (7, "minor")),
        ("D dorian", (2, "dorian")),
        ("E Phrygian", (4, "phrygian")),
        ("A aeolian", (9, "minor")),
        ("8A", (9, "minor")),
        ("5b", (3, "major")),
        ("Cb", (11, "major")),
    ],
)
def test_keys_are_read(text, key):
    assert parse_key(text) == key


@pytest.mark.parametrize("text", ["", "H minor", "C purple", "minor", "Q", "C# flat", "13A", "🎵", "C minor minor"])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(CodedError, match="key_unknown") as caught:
        parse_key(text)
    assert "F# minor" in caught.value.allowed["key"]


@given(tonic=st.integers(0, 11), mode=st.sampled_from(sorted(SCALES)))
def test_every_key_is_read_back_from_its_name(tonic, mode):
    assert parse_key(key_text(tonic, mode)) == (tonic, mode)
    assert len(key_text(tonic, mode)) <= 16


def test_modes_share_notes_and_spelling_with_their_major_scale():
    white = set(scale_pitch_classes(0, "major"))
    for tonic, mode in ((9, "minor"), (2, "dorian"), (4, "phrygian"), (5, "lydian"), (7, "mixolydian")):
        assert set(scale_pitch_classes(tonic, mode)) == white
        assert not has_flats(tonic, mode)
    assert has_flats(2, "minor")
    assert has_flats(7, "dorian")
    assert [mode for mode in SCALES if is_minor(mode)] == ["minor", "dorian", "phrygian"]


@pytest.mark.parametrize(
    ("key", "numeral", "name", "chord"),
    [
        ("C", "I", "C", "C E G"),
        ("C", "ii", "Dm", "D F A"),
        ("C", "Imaj7", "Cmaj7", "C E G B"),
        ("C", "V7", "G7", "G B D F"),
        ("C", "ii9", "Dm9", "D F A C E"),
        ("C", "V13", "G13", "G B D F A E"),
        ("C", "viio", "Bdim", "B D F"),
        ("C", "viio7", "Bdim7", "B D F Ab"),
        ("C", "viiø7", "Bm7b5", "B D F A"),
        ("C", "vii%", "Bm7b5", "B D F A"),
        ("C", "IV6", "F6", "F A C D"),
        ("C", "iv6", "Fm6", "F Ab C D"),
        ("C", "I69", "C69", "C E G A D"),
        ("C", "Isus4", "Csus4", "C F G"),
        ("C", "Vsus2", "Gsus2", "G A D"),
        ("C", "V7sus4", "G7sus4", "G C D F"),
        ("C", "I5", "C5", "C G"),
        ("C", "I+", "Caug", "C E G#"),
        ("C", "Iadd9", "Cadd9", "C E G D"),
        ("C", "iadd9", "Cmadd9", "C Eb G D"),
        ("C", "V7b9", "G7b9", "G B D F Ab"),
        ("C", "I7#9", "C7#9", "C E G Bb D#"),
        ("C", "Imaj7#11", "Cmaj7#11", "C E G B F#"),
        ("C", "bVII", "Bb", "Bb D F"),
        ("C", "bVI", "Ab", "Ab C Eb"),
        ("C", "#ivø7", "F#m7b5", "F# A C E"),
        ("C", "V/ii", "A", "A C# E"),
        ("C", "V7/V", "D7", "D F# A C"),
        ("C", "viio7/vi", "G#dim7", "G# B D F"),
        ("C", "IV/bVII", "Eb", "Eb G Bb"),
        ("Eb", "V7", "Bb7", "Bb D F Ab"),
        ("F#", "IV", "B", "B D# F#"),
        ("C minor", "i", "Cm", "C Eb G"),
        ("C minor", "VI", "Ab", "Ab C Eb"),
        ("C minor", "bVI", "Ab", "Ab C Eb"),
        ("C minor", "III", "Eb", "Eb G Bb"),
        ("C minor", "VII", "Bb", "Bb D F"),
        ("C minor", "V7", "G7", "G B D F"),
        ("C minor", "v7", "Gm7", "G Bb D F"),
        ("C minor", "bII", "Db", "Db F Ab"),
        ("C minor", "viio7", "Bdim7", "B D F Ab"),
        ("C minor", "iiø7", "Dm7b5", "D F Ab C"),
        ("C minor", "imaj7", "Cm(maj7)", "C Eb G B"),
        ("A minor", "V7/iv", "A7", "A C# E G"),
        ("A minor", "#viø7", "F#m7b5", "F# A C E"),
        ("A minor", "V7/VI", "C7", "C E G Bb"),
        ("E phrygian", "II", "F", "F A C"),
        ("D dorian", "IV7", "G7", "G B D F"),
        ("G mixolydian", "bVII", "F", "F A C"),
        ("F lydian", "II", "G", "G B D"),
    ],
)
def test_numerals_are_read(key, numeral, name, chord):
    parsed = parse_numeral(numeral, *parse_key(key))
    assert (parsed.name, parsed.pitch_classes) == (name, notes(chord))
    assert parsed.bass_pitch_class == parsed.pitch_classes[0]


@pytest.mark.parametrize(
    ("key", "numeral", "scale"),
    [
        ("C", "I", "C D E F G A B"),
        ("C", "V7", "G A B C D E F"),
        ("C", "bVII", "Bb C D E F G A"),
        ("C", "bVI", "Ab Bb C D Eb F G"),
        ("C", "iv", "F G Ab B C D E"),
        ("C", "V7/ii", "A B C# D E F G"),
        ("C", "I7", "C D E F G A Bb"),
        ("A minor", "i", "A B C D E F G"),
        ("A minor", "V7", "E F G# A B C D"),
        ("A minor", "viio7", "G# A B C D E F"),
        ("D dorian", "i", "D E F G A B C"),
        ("E phrygian", "i", "E F G A B C D"),
        ("A minor", "IV", "D E F# G A B C"),
    ],
)
def test_melodies_get_the_scale_that_goes_with_the_chord(key, numeral, scale):
    parsed = parse_numeral(numeral, *parse_key(key))
    assert set(parsed.scale) == set(notes(scale))
    assert parsed.scale[0] == parsed.pitch_classes[0]


@pytest.mark.parametrize(
    ("numeral", "bass"), [("I/3", "E"), ("I/5", "G"), ("V7/7", "F"), ("ii9/9", "E"), ("bVII/3", "D")]
)
def test_a_member_after_the_stroke_is_the_bass(numeral, bass):
    parsed = parse_numeral(numeral, 0, "major")
    assert parsed.bass_pitch_class == NAMES[bass]
    assert parsed.name.endswith(f"/{bass}")


@pytest.mark.parametrize(
    "numeral", ["", "H7", "IIII", "i(maj7)", "iV", "I/7", "V/", "bbVII", "I8", "C", "I maj7", "V/V/V", "1", "💥"]
)
def test_what_is_no_numeral_is_refused(numeral):
    with pytest.raises(CodedError, match="numeral_unknown"):
        parse_numeral(numeral, 0, "major")


NUMERALS = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "b", "#"]),
        st.sampled_from(["I", "II", "III", "IV", "V", "VI", "VII", "i", "ii", "iii", "iv", "v", "vi", "vii"]),
        st.sampled_from(
            ["", "7", "maj7", "9", "13", "6", "o7", "ø7", "sus4", "7sus4", "5", "+", "add9", "7b9", "7alt"]
        ),
        st.sampled_from(["", "/5", "/V", "/ii", "/bVII"]),
    ),
)


@given(numeral=NUMERALS, tonic=st.integers(0, 11), mode=st.sampled_from(sorted(SCALES)))
def test_chords_lie_in_their_scale_and_move_with_the_key(numeral, tonic, mode):
    parsed = parse_numeral(numeral, tonic, mode)
    assert set(parsed.pitch_classes) <= set(parsed.scale)
    assert len(set(parsed.pitch_classes)) == len(parsed.pitch_classes) or "alt" in numeral
    assert parsed.bass_pitch_class in parsed.pitch_classes
    assert 4 <= len(set(parsed.scale)) == len(parsed.scale) <= 9
    in_c = parse_numeral(numeral, 0, mode)
    assert parsed.pitch_classes == tuple((each + tonic) % 12 for each in in_c.pitch_classes)
    assert parsed.scale == tuple((each + tonic) % 12 for each in in_c.scale)
