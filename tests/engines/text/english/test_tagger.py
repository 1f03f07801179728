"""The tagger gives the tags that spaCy 3.8 gives with the same weights."""

from collections.abc import Callable
from pathlib import Path

import pytest

from audiostudio.engines.text.english.tagger import Tagger, shape


# Tokens and tags as printed by spaCy 3.8 with en_core_web_sm 3.8.
@pytest.mark.parametrize(
    ("sentence", "tags"),
    [
        ("I read the book yesterday ;", "PRP VBP DT NN NN :"),
        ("I will read it again .", "PRP MD VB PRP RB ."),
        ("She has read all of his novels .", "PRP VBZ VBN DT IN PRP$ NNS ."),
        ("Let us record the song .", "VB PRP VB DT NN ."),
        ("The nurse wound the bandage around his arm .", "DT NN VBD DT NN IN PRP$ NN ."),
        ("Is that a separate issue ?", "VBZ DT DT JJ NN ."),
    ],
)
def test_tags_are_those_of_the_reference(model_path: Callable[[str], Path], sentence: str, tags: str) -> None:
    words = sentence.split()
    spaces = [following not in {".", ";", "?"} for following in [*words[1:], "."]]
    assert Tagger(model_path("tagger-en")).tag(words, spaces) == tags.split()


def test_nothing_has_no_tags(model_path: Callable[[str], Path]) -> None:
    assert Tagger(model_path("tagger-en")).tag([], []) == []


@pytest.mark.parametrize(("word", "outline"), [("London", "Xxxxx"), ("NASA-42", "XXXX-dd"), ("'s", "'x"), ("", "")])
def test_shapes(word: str, outline: str) -> None:
    assert shape(word) == outline
