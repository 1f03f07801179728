"""Plays known pieces on any SoundFont by FluidSynth, a program that obeys velocities.

symusic, which plays the MuseScore General SoundFont in tests, takes wrong presets from other SoundFonts.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from benchmarks.support.known_pieces import RATE_HZ, Piece
from numpy.typing import NDArray
from symusic import Note, Score, Tempo, Track


@dataclass(frozen=True)
class FluidSynthPlayer:
    """Plays pieces at once, ``(1, frames)``, without FluidSynth's room; the highest peak is half of full scale.

    Attributes:
        soundfont: the file, ``.sf2`` or ``.sf3``.
        rate_hz: of the sound.
    """

    soundfont: Path
    rate_hz: int = RATE_HZ

    def __call__(self, pieces: Sequence[Piece]) -> NDArray[np.float32]:
        score = Score(480)
        score.tempos.append(Tempo(0, qpm=120))
        for piece in pieces:
            track = Track(program=piece.program, is_drum=piece.is_drums)
            for note in piece.notes:
                length = max(1, round((note.offset_s - note.onset_s) * 960))
                track.notes.append(Note(round(note.onset_s * 960), length, note.midi_pitch, note.velocity))
            score.tracks.append(track)
        program = shutil.which("fluidsynth")
        if program is None:
            raise FileNotFoundError("fluidsynth is missing: apt-get install fluidsynth")
        with tempfile.TemporaryDirectory() as folder:
            midi, sound = Path(folder, "piece.mid"), Path(folder, "piece.wav")
            score.dump_midi(midi)
            settings = ("-ni", "-q", "-R", "0", "-C", "0", "-g", "0.4", "-r", str(self.rate_hz), "-O", "float")
            subprocess.run([program, *settings, "-F", sound, self.soundfont, midi], check=True, capture_output=True)
            mono = soundfile.read(sound, dtype="float32")[0].mean(axis=1)
        return (mono * (0.5 / max(1e-9, np.abs(mono).max())))[None].astype(np.float32)
