"""Transcription of music that is known: onset F1 by instrument beside the published decoder's, drums, time, memory.

    python benchmarks/transcription.py [--pieces 6] [--seconds 240] [--hours 1] [--other-soundfont FILE]

Pieces are composed by chance and played by the MuseScore General SoundFont (`support/known_pieces.py`). Their seeds are
none of those that the cleaning rules were fitted to (0 to 8, 20 to 25) or that drums were trained on (from 1000). F1
is mir_eval's for onsets within 50 ms on the right key. "Score" counts from when the score has a note begin, "sounding"
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
from itertools import pairwise
from pathlib import Path

import mir_eval
import numpy as np

from audiostudio.audio.codecs import AudioFormat, create_audio
from audiostudio.audio.notation.cleaning import clean_spans
from audiostudio.audio.notation.decoding import FRAME_RATE_HZ, LOWEST_MIDI_PITCH, NoteRules, decode_spans
from audiostudio.audio.notation.drums import hear_drums
from audiostudio.engines.music_transcription.note_model import NoteModel
from audiostudio.engines.weights.store import ModelStore
from audiostudio.tools.transcription import TranscriptionParams
from support import known_pieces
from support.known_pieces import DRUMS, KITS, PROGRAMS, RATE_HZ, Played, compose, compose_drums, render, sounding
from support.machine import describe_machine
from support.published_decoder import published_decoder
from support.weights import models_dir

FIRST_SEED = 100
RTF_LIMIT = 0.1
MEMORY_LIMIT_BYTES = 1.5e9
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


def pitched(model: NoteModel, pieces: int, folder: Path) -> None:
    """Print onset F1 of each instrument."""
    published = published_decoder(folder)
    rules = NoteRules(minimum_note_s=TranscriptionParams().minimum_note_ms / 1000)
    print(f"\nOnset F1, {pieces} pieces each     score              sounding")
    print(f"{'':<24}{'ours':>8}{'published':>11}{'ours':>8}{'published':>11}{'not cleaned':>13}")
    means = []
    for instrument in PROGRAMS:
        rows = []
        for seed in range(FIRST_SEED, FIRST_SEED + pieces):
            piece = compose(instrument, seed)
            heard = model.listen([render([piece])], RATE_HZ)
            spans = decode_spans(heard, rules)
            found = [(span.start, span.end, span.key) for span in clean_spans(heard, spans)]
            raw = [(span.start, span.end, span.key) for span in spans]
            theirs = published(heard.frames, heard.onsets)
            late = sounding(piece)
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
    )


def drums(title: str, kits: list[str], pieces: int) -> None:
    """Print F1 of each kind of drum."""
    right, true, found = (dict.fromkeys(DRUMS, 0) for _ in range(3))
    for kit in kits:
        for seed in range(FIRST_SEED, FIRST_SEED + pieces):
            piece = compose_drums(kit, seed)
            heard = hear_drums([render([known_pieces.with_variants(piece, seed)])], RATE_HZ)
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
    from audiostudio.tools.transcription import TOOL

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
        if options.pieces:
            pitched(NoteModel(ModelStore(weights_dir).pull("basic-pitch")), options.pieces, folder / "published")
            drums("kits whose SoundFont was in the training", list(KITS), options.pieces // 2)
            if options.other_soundfont:
                known_pieces.SOUNDFONT = options.other_soundfont
                known_pieces._synthesizer.cache_clear()
                kits = ["standard", "power", "electronic"]
                drums(f"kits of {options.other_soundfont.name}, which was not", kits, options.pieces // 2)
                known_pieces.SOUNDFONT = known_pieces.DEFAULT_SOUNDFONT
                known_pieces._synthesizer.cache_clear()
        source = folder / "music.wav"
        if options.seconds:
            write_music(source, options.seconds)
            measure("Default parameters", source, folder, weights_dir, {})
        if options.hours:
            write_music(source, options.hours * 3600)
            params = {"outputs": EVERYTHING, "pitch_bends": True, "leftovers": True}
            measure("Everything, with bends and leftovers", source, folder, weights_dir, params)


if __name__ == "__main__":
    main()
