"""Sounds that many tests share: real music, eight seconds of it, and a beep for tests that are not about sound."""

from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import soundfile


@pytest.fixture(scope="session")
def real_tracks() -> list[Path]:
    """Give real pieces of music (MIT), 28 of them."""
    tracks = sorted(Path(str(files("immich_memories_music"))).glob("tracks/*/*.opus"))
    assert len(tracks) >= 12
    return tracks


@pytest.fixture(scope="session")
def song(open_dir: Path, real_tracks: list[Path]) -> Path:
    """Give eight seconds of real music as a 16-bit WAV."""
    import av

    path = open_dir / "song.wav"
    with av.open(str(real_tracks[0])) as container:
        blocks = []
        for frame in container.decode(audio=0):
            blocks.append(frame.to_ndarray())
            if sum(block.shape[1] for block in blocks) > 48_000 * 20:
                break
    sound = np.concatenate(blocks, axis=1)[:, 48_000 * 10 : 48_000 * 18]
    soundfile.write(path, sound.T, 48_000, subtype="PCM_16")
    return path


@pytest.fixture(scope="session")
def beep(open_dir: Path) -> Path:
    """Give a short sound for tests that are not about sound."""
    path = open_dir / "beep.wav"
    t = np.arange(8_000) / 8_000
    soundfile.write(path, 0.5 * np.sin(2 * np.pi * 440 * t), 8_000, subtype="PCM_16")
    return path
