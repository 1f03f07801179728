from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostudio.kit.file_names import MAX_NAME_BYTES, content_disposition, disposition_file_name, safe_file_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Song.wav", "Song.wav"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Music\\mix.wav", "mix.wav"),
        ("a\0b\r\n.mp3", "ab.mp3"),
        ("  spaced   out .flac ", "spaced out.flac"),
        (".htaccess", "htaccess"),
        ("trailing dots...", "trailing dots"),
        ("invoice\u202e3pm.exe", "invoice3pm.exe"),
        ("Cafe\u0301.ogg", "Café.ogg"),
        ("東京の夜.m4a", "東京の夜.m4a"),
        ('what?"<now>|*#1', "what___now____1"),
        ("lone\ud800.wav", "lone.wav"),
        ("..", "audio"),
        ("", "audio"),
        ("a/b/", "audio"),
    ],
)
def test_names_are_made_safe_and_stay_readable(name: str, safe: str) -> None:
    assert safe_file_name(name) == safe


def test_a_long_name_keeps_its_ending_and_whole_characters() -> None:
    assert safe_file_name("x" * 300 + ".wav") == "x" * 146 + ".wav"
    cut = safe_file_name("夜" * 300 + ".flac")
    assert cut.endswith("夜.flac")
    assert len(cut.encode()) <= MAX_NAME_BYTES
    assert len(safe_file_name("a." + "b" * 300)) == MAX_NAME_BYTES


@given(st.text(st.characters(exclude_categories=[]), max_size=400))
def test_any_text_becomes_a_name_that_a_disk_holds_and_that_is_safe_twice(text: str) -> None:
    safe = safe_file_name(text)
    assert safe == safe_file_name(safe)
    assert Path(safe).name == safe
    assert 0 < len(safe.encode()) <= MAX_NAME_BYTES
    assert not safe.startswith(".")
    assert "\\" not in safe


@given(st.text(st.characters(exclude_categories=[]), max_size=100))
def test_a_download_is_saved_under_its_name_and_the_header_stays_one_ascii_line(text: str) -> None:
    header = content_disposition(text)
    assert header.isascii()
    assert header.isprintable()
    saved = header.split("filename*=UTF-8''")[-1] if "filename*" in header else header.split('"')[1]
    assert unquote(saved) == safe_file_name(text)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="a b.wav"', "a b.wav"),
        ("attachment; filename=plain.wav", "plain.wav"),
        ("attachment; filename=\"fallback.wav\"; filename*=UTF-8''%C3%A9t%C3%A9.wav", "été.wav"),
        ("attachment; filename*=iso-8859-1'en'%A3.wav", "£.wav"),
        ('attachment; filename="../../x.wav"', "../../x.wav"),
        ('attachment; filename="say \\"hi\\".wav"', 'say "hi".wav'),
        ("inline", None),
        ("", None),
    ],
)
def test_the_name_a_server_gives_is_read(header: str, name: str | None) -> None:
    assert disposition_file_name(header) == name
