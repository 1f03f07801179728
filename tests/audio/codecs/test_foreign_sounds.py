"""Files of other people's encoders are read as their own decoders read them, or refused by their right names."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from audiostudio.audio.codecs import inspect_audio, open_audio
from audiostudio.audio.errors import AudioError
from tests.support.foreign_sounds import CORPUS, Recipe, Workshop

_ROOT = Path(__file__).parents[3]
_LISTER = _ROOT / "scripts/list_read_formats.py"
_LOUDEST_DIFFERENCE_DBFS = -90.0
# `make test` reads one in so many, and all that were damaged on purpose; `make test-deep` reads the rest.
_ONE_IN = 4


def _cases() -> list[object]:
    chosen = []
    for number, recipe in enumerate(CORPUS):
        is_deep = number % _ONE_IN != 0 and not recipe.code
        chosen.append(pytest.param(recipe, id=recipe.name, marks=[pytest.mark.deep] if is_deep else []))
    return chosen


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("foreign"))


@pytest.mark.parametrize("recipe", _cases())
def test_it_is_read_to_the_sample_or_refused_by_name(recipe: Recipe, workshop: Workshop) -> None:
    path = workshop.folder / recipe.name
    recipe.make(workshop, path)
    if recipe.result == "refused":
        with pytest.raises(AudioError) as refusal:
            _read(path)
        assert refusal.value.code == recipe.code
        assert recipe.says in refusal.value.detail
        return
    sound, remarks = _read(path)
    assert [code for code, _ in remarks] == ([recipe.code] if recipe.code else [])
    assert all(recipe.says in detail for _, detail in remarks)
    assert inspect_audio(path, max_duration_s=60).frames == sound.shape[1]
    if recipe.reference is None:
        return
    expected = recipe.reference(path)
    assert sound.shape == expected.shape
    if recipe.result == "exact":
        np.testing.assert_array_equal(sound, expected)
    else:
        difference = np.sqrt(np.mean(np.square(sound.astype(np.float64) - expected)))
        assert 20 * np.log10(difference + 1e-12) <= _LOUDEST_DIFFERENCE_DBFS


def test_the_page_of_sound_files_tells_what_is_tried() -> None:
    printed = subprocess.run([sys.executable, _LISTER], check=True, capture_output=True, text=True).stdout
    page = (_ROOT / "docs/reference/sound-files.md").read_text(encoding="utf-8")
    assert printed.strip() in page
    assert f"{len(CORPUS)} files" in page
    assert len(CORPUS) >= 200


def _read(path: Path) -> tuple[np.ndarray, list[tuple[str, str]]]:
    with open_audio(path) as reader:
        sound = np.concatenate(list(reader.blocks()), axis=1)
        return sound, [(remark.code, remark.detail) for remark in reader.remarks]
