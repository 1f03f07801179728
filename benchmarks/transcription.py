"""Transcription of music that is known: onset F1 by instrument beside the published decoder's, drums, time, memory.

    python benchmarks/transcription.py [--part pieces] [--pieces 6] [--seconds 240] [--hours 1] [--other-soundfont FILE]

Parts are `semitones` (every key of a piano alone, five instruments), `noise` (a minute of each kind), `pieces`, `drums`
and `work` (time and memory); all unless some are named.

Pieces are composed by chance and played by the MuseScore General SoundFont (`support/known_pieces.py`). Their seeds are
none of those that the rules of vibrato were fitted to (0 to 8, 20 to 25), that drums were trained on (from 1000), or
that the judge of beginnings was trained on (from 2000, played by FluidR3, a SoundFont that the other one descends from;
`--other-soundfont`, played by FluidSynth, shows how it does on a stranger). F1 is mir_eval's for onsets within 50 ms on
the right key. "Score" counts from when the score has a note begin, "sounding"
from when it can be heard, which slow attacks and late samples put behind. The published decoder is that of basic-pitch
0.4.0 with its own parameters, on the same likelihoods; it is downloaded for this run.
Times are wall-clock and, beside them, processor time of all threads, for two threads; RTF is time per second of sound.
"""

import argparse
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import mir_eval
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.support.fluidsynth_player import FluidSynthPlayer
from benchmarks.support.known_pieces import (
    DRUMS,
    KITS,
    PROGRAMS,
    RATE_HZ,
    Played,
    Player,
    attacks_s,
    compose,
    compose_drums,
    lone_note,
    render,
    sounding,
    with_variants,
)
from benchmarks.support.machine import describe_machine
from benchmarks.support.published_decoder import Decoder, published_decoder
from benchmarks.support.tones_and_noises import NOISES, noise, tone
from benchmarks.support.weights import models_dir

from audiostudio.audio.codecs import AudioFormat, create_audio
from audiostudio.audio.notation.decoding import (
    FRAME_RATE_HZ,
    KEYS,
    LOWEST_MIDI_PITCH,
    NoteActivations,
    NoteRules,
    Span,
    decode_spans,
)
from audiostudio.audio.notation.drums import detect_drums
from audiostudio.audio.notation.judging import judge_spans
from audiostudio.audio.notation.notes import pitch_name
from audiostudio.audio.notation.vibrato import fold_vibrato
from audiostudio.engines.music_transcription.note_model import NoteModel
from audiostudio.engines.weights.store import ModelStore
from audiostudio.tools.transcription.params import TranscriptionParams

FIRST_SEED = 100
RTF_LIMIT = 0.1
MEMORY_LIMIT_BYTES = 1.5e9
F1_LIMITS = {"mean": 0.784, "strings": 0.65}
FOUND_LIMIT = 0.98
# General MIDI programs by which every key is played alone, the keys that there are on the instrument (of a guitar E2 to
# E6, of a violin G3 to A7; beyond, the SoundFont stretches its samples), and tones: how the amplitudes of their
# harmonics fall with their number, and the seconds in which they decay.
LONE_PLAYERS = {"piano": 0, "guitar": 24, "violin": 40}
RANGES = {"guitar": range(40, 89), "violin": range(55, 106)}
LONE_TONES: dict[str, tuple[float, float | None]] = {"plucked tone": (2.0, 0.6), "blown tone": (1.2, None)}
KEYS_OF_A_PIANO = range(LOWEST_MIDI_PITCH, LOWEST_MIDI_PITCH + KEYS)
PARTS = ("semitones", "noise", "pieces", "drums", "work")
EVERYTHING = ("midi", "quantised_midi", "score", "notes", "picture", "preview")


def onset_f1(played: tuple[Played, ...], heard: list[tuple[int, int, int]]) -> float:
    """F1 of (start frame, end frame, key)."""
    if not heard:
        return 0.0
    times = np.array([(note.onset_s, note.offset_s) for note in played])
    hz = 440 * 2 ** ((np.array([note.midi_pitch for note in played]) - 69) / 12)
    heard_times = np.array([(start, end) for start, end, _ in heard]) / FRAME_RATE_HZ
    heard_hz = 440 * 2 ** ((np.array([key for *_, key in heard]) + LOWEST_MIDI_PITCH - 69) / 12)
    return float(
        mir_eval.transcription.precision_recall_f1_overlap(times, hz, heard_times, heard_hz, offset_ratio=None)[2]
    )


def hear(heard: NoteActivations) -> list[Span]:
    """Return the notes that the product finds with default parameters."""
    rules = NoteRules(minimum_note_s=TranscriptionParams().minimum_note_ms / 1000)
    return fold_vibrato(heard, judge_spans(heard, rules))


def semitones(model: NoteModel) -> None:
    """Print of how many keys, each played alone, the note is found within 50 ms, and how many others are heard."""
    print("\nLone notes, A0 to C8          found  in range    limit   others  not found")
    for name in (*LONE_PLAYERS, *LONE_TONES):
        lost, others, within = [], 0, RANGES.get(name, KEYS_OF_A_PIANO)
        late_s = attacks_s(LONE_PLAYERS[name], tuple(KEYS_OF_A_PIANO)) if name in LONE_PLAYERS else {}
        for midi_pitch in KEYS_OF_A_PIANO:
            onset_s = 0.5
            if name in LONE_PLAYERS:
                sound = lone_note(LONE_PLAYERS[name], midi_pitch, onset_s=onset_s)
                onset_s += late_s[midi_pitch]
            else:
                slope, decay_s = LONE_TONES[name]
                sound = np.pad(0.5 * tone(midi_pitch, 1.5, slope=slope, decay_s=decay_s), (RATE_HZ // 2, RATE_HZ // 2))[
                    None
                ]
            notes = [
                (span.start / FRAME_RATE_HZ, span.key + LOWEST_MIDI_PITCH)
                for span in hear(model.predict([sound], RATE_HZ))
            ]
            right = [at for at, key in notes if key == midi_pitch and abs(at - onset_s) <= 0.05]
            others += len(notes) - len(right[:1])
            lost += [] if right else [midi_pitch]
        found = [1 - sum(pitch in keys for pitch in lost) / len(keys) for keys in (KEYS_OF_A_PIANO, within)]
        names = " ".join(map(pitch_name, lost))
        print(f"{name:<24}{found[0]:>11.3f}{found[1]:>10.3f}{FOUND_LIMIT:>9}{others:>9}  {names}")


def ghosts(model: NoteModel) -> None:
    """Print how many notes are heard in a minute of each noise."""
    print("\nNotes in 60 s without any      heard    limit   as published rules hear it")
    for name in NOISES:
        heard = model.predict([noise(name, 60)], RATE_HZ)
        rules = NoteRules(minimum_note_s=TranscriptionParams().minimum_note_ms / 1000)
        print(f"{name:<30}{len(hear(heard)):>6}{0:>9}{len(decode_spans(heard, rules)):>9}")


def pitched(title: str, model: NoteModel, published: Decoder, pieces: int, player: Player = render) -> None:
    """Print onset F1 of each instrument."""
    rules = NoteRules(minimum_note_s=TranscriptionParams().minimum_note_ms / 1000)
    print(f"\n{title}: onset F1, {pieces} pieces each")
    print(f"{'':<24}{'score':>19}{'sounding':>19}")
    print(f"{'':<24}{'ours':>8}{'published':>11}{'ours':>8}{'published':>11}{'not cleaned':>13}   limit of the score's")
    means = []
    for instrument in PROGRAMS:
        rows = []
        for seed in range(FIRST_SEED, FIRST_SEED + pieces):
            piece = compose(instrument, seed)
            heard = model.predict([player([piece])], RATE_HZ)
            found, raw = (
                [(span.start, span.end, span.key) for span in spans]
                for spans in (hear(heard), decode_spans(heard, rules))
            )
            theirs = published(heard.frames, heard.onsets)
            late = sounding(piece, player)
            rows.append([onset_f1(truth, notes) for truth in (piece.notes, late) for notes in (found, theirs)])
            rows[-1].append(onset_f1(late, raw))
        means.append(np.mean(rows, axis=0))
        print_row(instrument, means[-1])
    print_row("mean", np.mean(means, axis=0))


def print_row(name: str, figures: np.ndarray) -> None:
    """Print one line of the table."""
    print(
        f"{name:<24}"
        + "".join(f"{value:>{width}.3f}" for value, width in zip(figures, (8, 11, 8, 11, 13), strict=True))
        + (f"   {F1_LIMITS[name]}" if name in F1_LIMITS else "")
    )


def drums(title: str, kits: Sequence[str], pieces: int, player: Player = render) -> None:
    """Print F1 of each kind of drum."""
    right, true, found = (dict.fromkeys(DRUMS, 0) for _ in range(3))
    for kit in kits:
        for seed in range(FIRST_SEED, FIRST_SEED + pieces):
            piece = compose_drums(kit, seed)
            heard = detect_drums([player([with_variants(piece, seed)])], RATE_HZ)
            for name, key in DRUMS.items():
                played_s = np.array([note.onset_s for note in piece.notes if note.midi_pitch == key])
                heard_s = np.array([note.onset_s for note in heard if note.midi_pitch == key])
                true[name], found[name] = true[name] + len(played_s), found[name] + len(heard_s)
                if len(played_s) and len(heard_s):
                    right[name] += len(mir_eval.util.match_events(played_s, heard_s, 0.05))
    print(f"\nDrums, {title}: F1, precision, recall of onsets within 50 ms")
    for name in DRUMS:
        f1 = 2 * right[name] / max(1, true[name] + found[name])
        print(f"{name:<24}{f1:>8.3f}{right[name] / max(1, found[name]):>8.2f}{right[name] / max(1, true[name]):>8.2f}")


def write_music(path: Path, duration_s: float) -> None:
    """Write a band of piano, bass and strings, again and again."""
    sound = render([compose(name, FIRST_SEED) for name in ("piano", "bass", "strings")])
    missing = round(duration_s * RATE_HZ)
    with create_audio(path, AudioFormat("WAV", 16), RATE_HZ, 2) as writer:
        while missing > 0:
            writer.write(sound[:, :missing])
            missing -= sound.shape[1]


def run_tool(source: Path, out_dir: Path, weights_dir: Path, params: dict[str, object]) -> dict[str, float]:
    """Transcribe ``source`` and watch how often it could have been stopped; the caller starts a process for it."""
    from audiostudio.tools.base import ToolContext
    from audiostudio.tools.transcription.tool import TOOL

    TOOL.warm_up()
    calls = []

    def progress(fraction: float, message: str) -> None:
        calls.append((time.perf_counter(), message))

    began, processor_began = time.perf_counter(), time.process_time()
    calls.append((began, "start"))
    context = ToolContext(weights_dir, threads=2)
    result = TOOL.run(TranscriptionParams.model_validate(params), [source], out_dir, context, progress)
    gaps = [(after[0] - before[0], before[1]) for before, after in pairwise(calls)]
    longest, where = max(gaps)
    scale = 1 if sys.platform == "darwin" else 1024
    return {
        "duration_s": result.report["duration_s"],
        "notes": result.report["notes"],
        "wall_s": time.perf_counter() - began,
        "processor_s": time.process_time() - processor_began,
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale,
        "longest_gap_s": longest,
        "gap_in": where,
    }


def measure(name: str, source: Path, folder: Path, weights_dir: Path, params: dict[str, object]) -> None:
    """Run the tool in a process of its own and print what it took."""
    out_dir = folder / "out"
    out_dir.mkdir(exist_ok=True)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        figures = pool.apply(run_tool, (source, out_dir, weights_dir, params))
    seconds = figures["duration_s"]
    print(f"\n{name}: {seconds:.0f} s, {figures['notes']} notes, load {os.getloadavg()[0]:.1f}")
    print(f"{'RTF, wall-clock':<44}{figures['wall_s'] / seconds:>12.4f}   limit {RTF_LIMIT}")
    print(f"{'RTF, processor time':<44}{figures['processor_s'] / seconds:>12.4f}   limit none")
    print(f"{'peak memory':<44}{figures['peak_bytes'] / 1e9:>9.2f} GB   limit {MEMORY_LIMIT_BYTES / 1e9:g} GB")
    print(f"{'longest wait for a chance to stop':<44}{figures['longest_gap_s']:>10.2f} s   in: {figures['gap_in']}")


def main() -> None:
    """Run every measurement and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--pieces", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=240)
    parser.add_argument("--hours", type=float, default=1)
    parser.add_argument("--other-soundfont", type=Path)
    options = parser.parse_args()
    weights_dir = models_dir()
    print(describe_machine())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "published").mkdir()
        parts = set(options.part)
        model = NoteModel(ModelStore(weights_dir).pull("basic-pitch"))
        if "semitones" in parts:
            semitones(model)
        if "noise" in parts:
            ghosts(model)
        other = options.other_soundfont and FluidSynthPlayer(options.other_soundfont)
        if "pieces" in parts:
            published = published_decoder(folder / "published")
            pitched("MuseScore General", model, published, options.pieces)
            if other:
                pitched(other.soundfont.name, model, published, options.pieces // 2, other)
        if "drums" in parts:
            drums("kits whose SoundFont was in the training", list(KITS), options.pieces // 2)
            if other:
                kits = ["standard", "power", "electronic"]
                drums(f"kits of {other.soundfont.name}, which was not", kits, options.pieces // 2, other)
        source = folder / "music.wav"
        if "work" in parts and options.seconds:
            write_music(source, options.seconds)
            measure("Default parameters", source, folder, weights_dir, {})
        if "work" in parts and options.hours:
            write_music(source, options.hours * 3600)
            params = {"outputs": EVERYTHING, "pitch_bends": True, "leftovers": True}
            measure("Everything, with bends and leftovers", source, folder, weights_dir, params)


if __name__ == "__main__":
    main()
