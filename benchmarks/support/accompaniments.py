"""Accompaniments of known tempo and metre that others arranged: the library of MMA (GPL), run as a program of its own.

Nothing is fitted to them. The library says no tempi; those drawn here are what such music is usually played in.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from benchmarks.support.grooves import Groove, Hits, render
from symusic import Score

# Groove, slowest and fastest usual tempo, beats in a bar.
GROOVES = {
    **dict.fromkeys(("pianoballad", "guitarballad", "stringballad", "popballad"), (52, 84, 4)),
    **dict.fromkeys(("rockballad", "rb-ballad", "folkballad", "ballad"), (56, 84, 4)),
    **dict.fromkeys(("casio:8beatballad1", "casio:16beatballad1", "casio:popballad"), (58, 84, 4)),
    **dict.fromkeys(("slowspiritual", "slowjazz", "slowcountry", "hymn", "casio:slowswing"), (52, 84, 4)),
    **dict.fromkeys(("slowblues", "casio:serenade", "nitejazz", "mellowjazz", "softrock"), (60, 92, 4)),
    **dict.fromkeys(("ballad128", "blues128", "rock-128", "casio:oldieballad", "casio:slowrock"), (50, 78, 4)),
    **dict.fromkeys(("waltz", "countrywaltz", "broadwaywaltz", "casio:popwaltz", "latinwaltz"), (88, 140, 3)),
    **dict.fromkeys(("vienesewaltz", "fastwaltz", "frenchwaltz", "fastjazzwaltz"), (150, 204, 3)),
    **dict.fromkeys(("jazzwaltz", "modernjazzwaltz", "casio:jazzwaltz", "yamaha:jazzwaltz"), (110, 190, 3)),
    **dict.fromkeys(("rockwaltz", "arpeggiowaltz", "zoom:bald34", "zoom:rock34", "zoom:blues34"), (66, 120, 3)),
    **dict.fromkeys(("swing", "jazzcombo", "casio:swing", "yamaha:jazzswing", "bigband"), (120, 210, 4)),
    **dict.fromkeys(("fastswing", "bebop", "casio:fastbigband", "gypsyjazz"), (180, 236, 4)),
    **dict.fromkeys(("fastblues", "jive", "casio:quickstep", "quickstep", "charleston"), (160, 206, 4)),
    **dict.fromkeys(("bluegrass", "twist", "casio:twist", "boggiewoggie"), (150, 190, 4)),
    **dict.fromkeys(("bossanova", "casio:latinhouse", "yamaha:jazzbossa", "rhumba", "beguine"), (108, 144, 4)),
    **dict.fromkeys(("chacha", "mambo", "salsa", "calypso", "son"), (104, 136, 4)),
    **dict.fromkeys(("casio:house", "casio:techno", "casio:trance1", "casio:dance1", "trance"), (120, 144, 4)),
    **dict.fromkeys(("casio:8beat1", "casio:8beat2", "8beat", "casio:16beat1", "casio:pop"), (90, 132, 4)),
    **dict.fromkeys(("casio:rock1", "60srock", "basicrock", "folkrock", "casio:poprock1"), (108, 148, 4)),
    **dict.fromkeys(("casio:funk1", "casio:soul", "rb", "casio:discosoul", "bvfunk"), (92, 120, 4)),
    **dict.fromkeys(("zoom:reggae", "zoom:trip", "casio:triphop", "zoom:hiphop"), (68, 96, 4)),
    **dict.fromkeys(("zoom:punk", "casio:heavymetal", "zoom:dnb"), (160, 190, 4)),
    **dict.fromkeys(("countryblues", "countryswing", "westernswing", "zoom:cntry", "casio:foxtrot"), (96, 140, 4)),
    **dict.fromkeys(("foxtrot", "ragtime", "march", "casio:march1", "tango"), (104, 130, 4)),
    **dict.fromkeys(("zoom:ska", "ska", "zoom:samba", "zoom:country"), (116, 160, 4)),
    **dict.fromkeys(("casio:ambient1", "casio:ambient2", "lullaby", "casio:mellowrb"), (60, 88, 4)),
}  # fmt: skip
_CHORDS = (("C", "Am", "F", "G7"), ("Dm", "G7", "C", "C"), ("Am", "F", "C", "G"), ("C", "F", "C", "G7"))
_SECONDS = 38.0
_HOME = Path(os.environ.get("MMA_HOME", "/usr/share/mma"))


def is_installed() -> bool:
    """Return whether the program is there (Debian's package `mma`)."""
    return shutil.which("mma") is not None


def accompaniments(first_seed: int, *, copies: int = 1) -> Iterator[Groove]:
    """Yield every groove above, at tempi drawn by chance."""
    for copy in range(copies):
        for number, name in enumerate(GROOVES):
            yield play(name, first_seed + copy * len(GROOVES) + number)


def _groove(library: str, file: str) -> str:
    """Return how a library file's first groove is asked for without the index, which Debian leaves out."""
    text = (_HOME / "lib" / library / f"{file}.mma").read_text(encoding="latin-1")
    first = re.search(r"^\s*DefGroove\s+(\S+)", text, re.MULTILINE | re.IGNORECASE)
    if not first:
        raise ValueError(f"{file}: no groove")
    return f"{library}/{file}:{first[1]}"


def play(name: str, seed: int) -> Groove:
    """Return an accompaniment.

    Raises:
        subprocess.CalledProcessError: MMA refused it.
    """
    low, high, beats_per_bar = GROOVES[name]
    random = np.random.default_rng(seed)
    bpm = round(float(np.exp(random.uniform(np.log(low), np.log(high)))))
    chords = _CHORDS[random.integers(len(_CHORDS))]
    bars = max(8, int(_SECONDS * bpm / 60 / beats_per_bar) // 4 * 4)
    library, _, file = name.rpartition(":")
    lines = [f"Tempo {bpm}", f"Groove {_groove(library or 'stdlib', file)}", *(chords[bar % 4] for bar in range(bars))]
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "piece.mma", Path(folder) / "piece.mid"
        source.write_text("\n".join(lines) + "\n")
        subprocess.run(["mma", "-f", target, source], check=True, capture_output=True, timeout=60)
        score = Score(target).to("second")
    layers: dict[tuple[int, bool], Hits] = {}
    for track in score.tracks:
        louds = [(control.time, control.value) for control in track.controls if control.number == 7]
        level = (louds[0][1] / 100) ** 0.5 if louds else 1.0
        notes = layers.setdefault((track.program, track.is_drum), [])
        notes += [
            (n.start, max(0.05, n.duration), n.pitch, int(np.clip(n.velocity * level, 1, 127))) for n in track.notes
        ]
    beats_s = np.arange(bars * beats_per_bar) * 60 / bpm
    return Groove(name, float(bpm), beats_per_bar, beats_s, render(layers))
