"""Reading and writing sound files in bounded blocks, and telling hostile files from good ones.

What decodes and encodes is loaded when it is first asked for: the web server names formats and facts only.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from audiostudio.audio.codecs.facts import AudioFacts
from audiostudio.audio.codecs.formats import AudioFormat, check_format

if TYPE_CHECKING:
    from audiostudio.audio.codecs.covers import Cover
    from audiostudio.audio.codecs.inspection import inspect_audio
    from audiostudio.audio.codecs.reading import AudioReader, open_audio, read_audio, read_cover
    from audiostudio.audio.codecs.writing import AudioWriter, create_audio

__all__ = [
    "AudioFacts",
    "AudioFormat",
    "AudioReader",
    "AudioWriter",
    "Cover",
    "check_format",
    "create_audio",
    "inspect_audio",
    "open_audio",
    "read_audio",
    "read_cover",
]

_MODULES = {
    "AudioReader": "reading",
    "AudioWriter": "writing",
    "Cover": "covers",
    "create_audio": "writing",
    "inspect_audio": "inspection",
    "open_audio": "reading",
    "read_audio": "reading",
    "read_cover": "reading",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
