"""The text front-end on its published lexicons, tagger and speller."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from audiostudio.engines.text.english.reader import English
from audiostudio.engines.text.reading import read_text
from audiostudio.engines.text.spoken_text import Chunk
from audiostudio.engines.weights.store import ModelStore

Reader = Callable[..., list[Chunk]]


@pytest.fixture(scope="session")
def model_path(weights_dir: Path) -> Callable[[str], Path]:
    store = ModelStore(weights_dir)
    for name in ("lexicon-en-us", "lexicon-en-gb", "tagger-en", "speller-en"):
        store.pull(name)
    return store.path


@pytest.fixture(scope="session")
def english(model_path: Callable[[str], Path]) -> dict[str, English]:
    """Give both varieties, by ``us`` and ``gb``."""
    return {
        variety: English(
            model_path(f"lexicon-en-{variety}"),
            model_path("tagger-en"),
            model_path("speller-en"),
            british=variety == "gb",
        )
        for variety in ("us", "gb")
    }


@pytest.fixture(scope="session")
def read(model_path: Callable[[str], Path]) -> Reader:
    """Give a function that reads a text to its end."""

    def reader(text: str, language: str = "en-US", **options: Any) -> list[Chunk]:
        made: Iterator[Chunk] = read_text(text, language, models=model_path, **options)
        return list(made)

    return reader
