"""Prints what the corpus of foreign sounds holds, as it stands in docs/reference/sound-files.md."""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent.parent)]

from tests.support.foreign_sounds import CORPUS, Recipe  # noqa: E402

_RESULTS = {
    "exact": "to the sample",
    "lossy": "in length, and within -90 dBFS",
    "read": "as far as it goes",
    "refused": "refused",
}
# How encoders call the layouts of samples.
_SAMPLES = (
    (r"(pcm_)?u8|8 bits|(pcm_)?s8", "8"),
    (r"(pcm_)?s?(16|24|32)([lb]e)?( bits)?", r"\2"),
    (r"float|floating-point 32|pcm_f32[lb]e", "32 float"),
    (r"double|floating-point 64|pcm_f64[lb]e", "64 float"),
    (r"(pcm_)?(ulaw|mulaw)|mu-law 8", "µ-law"),
    (r"(pcm_)?alaw|a-law 8", "A-law"),
    (r"(ms|ima)[_ -]adpcm", r"\1 ADPCM"),
    (r"(alac)(_\d+)?", "ALAC"),
    (r"gsm610", "GSM 6.10"),
    (r"(e?ac)3", r"\1-3"),
)
_WHAT_WAS_DONE = ("by hand", "cat", "head")


def readable() -> str:
    """Return a table of formats and of what is odd about their files, with who wrote them and what comes of them."""
    groups: dict[tuple[str, str, str], list[Recipe]] = defaultdict(list)
    for recipe in CORPUS:
        if recipe.code != "audio_undecodable":
            is_odd = bool(recipe.code) or recipe.writer in _WHAT_WAS_DONE
            subject = ("", recipe.encoding) if is_odd else (recipe.container, "")
            groups[*subject, _outcome(recipe)].append(recipe)
    return "\n".join(("| Format | Holding | Written by | Files | Comes out |", "|---|---|---|---|---|", *_rows(groups)))


def unread() -> str:
    """Return the formats that are refused by their names."""
    names = {recipe.container.lower(): recipe.container for recipe in CORPUS if recipe.code == "audio_undecodable"}
    return ", ".join(sorted((name for name in names.values() if name != "others"), key=str.lower))


def _rows(groups: dict[tuple[str, str, str], list[Recipe]]) -> Iterator[str]:
    for (container, oddity, outcome), recipes in groups.items():
        formats = container or _listed(recipe.container for recipe in recipes)
        held = oddity or _listed(_encoding(recipe.encoding) for recipe in recipes)
        writers = "" if oddity else _listed(recipe.writer for recipe in recipes)
        yield f"| {formats} | {held} | {writers} | {len(recipes)} | {outcome} |"


def _listed(words: Iterator[str]) -> str:
    return ", ".join(dict.fromkeys(words))


def _outcome(recipe: Recipe) -> str:
    return _RESULTS[recipe.result] + (f", `{recipe.code}`" if recipe.code else "")


def _encoding(name: str) -> str:
    for pattern, called in _SAMPLES:
        if match := re.fullmatch(pattern, name, re.IGNORECASE):
            text = match.expand(called)
            return text.upper() if "ADPCM" in text or "AC-3" in text.upper() else text
    return name


if __name__ == "__main__":
    print(f"{readable()}\n\nRefused by their names: {unread()}.")
