"""The decoder that was published with the note model: fetched and verified when needed, never kept or installed."""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from audiostudio.engines.weights.fetching import fetch_members
from audiostudio.engines.weights.models import PackageMember

_FILES = {
    "basic_pitch.constants": (2_355, "3374330dbf374cc4ba3d76eba6aad06e089a40252c4c68b3bf93510bd7b37214"),
    "basic_pitch.note_creation": (18_929, "9c813509acf57ed9b902d2b9fcd9f8118b2c5ffe568a06df9cfa60f5c5ee2572"),
}
# What it imports for other purposes than decoding.
_UNUSED = ("librosa", "resampy", "pretty_midi")

# Start frame, frame behind the end, key from 0.
FrameNote = tuple[int, int, int]
Decoder = Callable[..., list[FrameNote]]


def published_decoder(folder: Path) -> Decoder:
    """Return the decoder of basic-pitch 0.4.0 (Spotify, Apache-2.0) as a function of frames and onsets.

    Args:
        folder: an empty folder for what is downloaded.
    """
    parts = [
        PackageMember("basic-pitch", "0.4.0", f"{name.replace('.', '/')}.py", size_bytes, sha256, 758_279)
        for name, (size_bytes, sha256) in _FILES.items()
    ]
    paths = fetch_members(parts, folder, lambda size_bytes: None)
    with _imports():
        modules = [_module(name, path) for name, path in zip(_FILES, paths, strict=True)]
    decode = modules[-1].output_to_notes_polyphonic

    def decoder(frames: Any, onsets: Any, *, with_leftovers: bool = True, minimum_frames: int = 11) -> list[FrameNote]:
        notes = decode(np.array(frames), np.array(onsets), 0.5, 0.3, minimum_frames, True, None, None, with_leftovers)
        return sorted((int(start), int(end), int(pitch) - 21) for start, end, pitch, _ in notes)

    return decoder


@contextmanager
def _imports() -> Iterator[None]:
    """Let it import what it does not use, for as long as it is loaded."""
    before = dict(sys.modules)
    for name in ("basic_pitch", *_UNUSED):
        sys.modules[name] = ModuleType(name)
    for name in ("PrettyMIDI", "Instrument"):
        setattr(sys.modules["pretty_midi"], name, object)
    try:
        yield
    finally:
        for name in ("basic_pitch", *_FILES, *_UNUSED):
            sys.modules.pop(name, None)
            if name in before:
                sys.modules[name] = before[name]


def _module(name: str, path: Path) -> ModuleType:
    loader = SourceFileLoader(name, str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    sys.modules[name] = module
    loader.exec_module(module)
    return module
