"""What lies in the product's folders is its own: made so, and mended where an earlier version left it open."""

import stat
from pathlib import Path

import pytest

from audiostudio.kit.private_files import close_data_dir, make_private


def modes(folder: Path) -> dict[str, int]:
    paths = (folder, *folder.rglob("*"))
    return {path.name: stat.S_IMODE(path.lstat().st_mode) for path in paths if not path.is_symlink()}


def test_a_folder_that_is_not_there_is_made_private(tmp_path: Path) -> None:
    make_private(tmp_path / "storage")
    assert modes(tmp_path / "storage") == {"storage": 0o700}


def test_what_an_earlier_version_left_open_is_closed_and_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("")
    outside.chmod(0o644)
    storage = tmp_path / "storage"
    (storage / "workspace" / "asset").mkdir(parents=True)
    sound = storage / "workspace" / "asset" / "sound.wav"
    sound.write_text("sound")
    (storage / "link").symlink_to(outside)
    for path, mode in ((sound, 0o644), (sound.parent, 0o755), (storage / "workspace", 0o775), (storage, 0o755)):
        path.chmod(mode)
    make_private(storage)
    assert modes(storage) == {"storage": 0o700, "workspace": 0o700, "asset": 0o700, "sound.wav": 0o600}
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644


@pytest.mark.parametrize(("other", "mode"), [(None, 0o700), ("somebody-elses", 0o755)])
def test_a_data_directory_is_closed_unless_it_is_somebody_elses_too(
    tmp_path: Path, other: str | None, mode: int
) -> None:
    data_dir = tmp_path / "data"
    for name in ("storage", "logs", other):
        if name:
            (data_dir / name).mkdir(parents=True)
    data_dir.chmod(0o755)
    close_data_dir(data_dir)
    assert stat.S_IMODE(data_dir.stat().st_mode) == mode
