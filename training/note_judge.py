"""Trains the network that judges where notes begin, on music, tones and noises made by chance.

    python training/note_judge.py EXAMPLES [--soundfont FILE] [--sounds 600] [--epochs 3]

Of ten sounds four are music, played by FluidSynth with the SoundFont FluidR3 (MIT; Debian: fluidsynth,
fluid-soundfont-gm), which no benchmark uses, four are tones of random timbre, one is lone notes at either end of what
an instrument reaches, and one has no note. Each is heard as the product hears it. EXAMPLES is a folder that keeps what
was heard, twenty sounds a file: what is there is not heard again, and several processes may fill it at once. The result
is `src/audiostudio/audio/notation/note_judge.npz`, under the licence of this package.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, smooth_l1_loss

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.support.fluidsynth_player import FluidSynthPlayer  # noqa: E402
from benchmarks.support.weights import models_dir  # noqa: E402
from training.note_sounds import RATE_HZ, lone_notes, noises, soundfont_music, spoilt, tones  # noqa: E402

from audiostudio.audio.notation.decoding import FRAME_RATE_HZ, KEYS, LOWEST_MIDI_PITCH  # noqa: E402
from audiostudio.audio.notation.judging import OFFSET_FRAMES  # noqa: E402
from audiostudio.audio.notation.note_evidence import note_features, onset_candidates  # noqa: E402
from audiostudio.engines.music_transcription.note_model import NoteModel  # noqa: E402
from audiostudio.engines.weights.store import ModelStore  # noqa: E402

TARGET = ROOT / "src/audiostudio/audio/notation/note_judge.npz"
SOUNDFONT = Path("/usr/share/sounds/sf2/FluidR3_GM.sf2")
SOUNDS_A_FILE = 20
HIDDEN = 48
# A candidate so soon before or after the beginning of a note is one of it, and none beyond the second bound.
EARLY_S, LATE_S, FAR_S = 0.07, 0.1, 0.15
NO_NOTE, NOTE, NOT_ASKED = 0, 1, -1


def make_sound(rng, number, player):
    """Return the sound of a number, its notes as (onset, pitch), and what may be heard or not."""
    maker = {8: noises, 9: lone_notes}.get(number % 10, tones if number % 2 else soundfont_music)
    sound, notes, passed = maker(rng, player)
    return spoilt(rng, sound), notes, passed


def examples(model, sound, notes, passed):
    """Return features of candidates, what each is, and how many frames after it a note begins."""
    heard = model.predict([sound[None]], RATE_HZ)
    starts, keys = onset_candidates(heard, 0, KEYS)
    times_s = starts / FRAME_RATE_HZ
    labels, offsets = np.full(len(starts), NO_NOTE, np.int8), np.zeros(len(starts), np.float32)
    for first_s, last_s, pitch in passed:
        within = (times_s > first_s - FAR_S) & (times_s < last_s + FAR_S)
        labels[within & (keys == pitch - LOWEST_MIDI_PITCH)] = NOT_ASKED
    after_s = np.full(len(starts), np.inf)
    for onset_s, pitch in notes:
        here_s = np.where(keys == pitch - LOWEST_MIDI_PITCH, times_s - onset_s, np.inf)
        after_s = np.where(np.abs(here_s) < np.abs(after_s), here_s, after_s)
    labels[np.abs(after_s) < FAR_S] = NOT_ASKED
    near = (after_s > -EARLY_S) & (after_s < LATE_S)
    labels[near], offsets[near] = NOTE, -after_s[near] * FRAME_RATE_HZ
    return note_features(heard, starts, keys), labels, offsets


def fill(folder, count, soundfont):
    """Hear so many sounds, as far as no file of the folder has them."""
    model = NoteModel(ModelStore(models_dir()).pull("basic-pitch"), threads=1)
    player = FluidSynthPlayer(soundfont, RATE_HZ)
    for first in range(0, count, SOUNDS_A_FILE):
        path = folder / f"{first}.npz"
        try:
            path.touch(exist_ok=False)
        except FileExistsError:
            continue
        heard = []
        for number in range(first, first + SOUNDS_A_FILE):
            found = examples(model, *make_sound(np.random.default_rng([7, number]), number, player))
            heard.append((*found, np.full(len(found[1]), number)))
        names = ("features", "labels", "offsets", "sounds")
        arrays = [np.concatenate(part) for part in zip(*heard, strict=True)]
        np.savez(path, **dict(zip(names, arrays, strict=True)))
        print(f"{path.name}: {len(arrays[0])} candidates", flush=True)


def read(folder):
    """Return all examples of a folder that are asked for."""
    files = [np.load(path) for path in sorted(folder.glob("*.npz")) if path.stat().st_size]
    arrays = [np.concatenate([file[name] for file in files]) for name in ("features", "labels", "offsets", "sounds")]
    asked = arrays[1] != NOT_ASKED
    return [array[asked] for array in arrays]


def loss_of(answers, labels, offsets):
    """Return how wrong answers are: whether a note begins and, where one does, when."""
    when = smooth_l1_loss(answers[:, 1], offsets / OFFSET_FRAMES, reduction="none")
    # Of the candidates of one note any may pass: each must be twice as sure.
    begins = binary_cross_entropy_with_logits(answers[:, 0], labels, pos_weight=torch.tensor(0.5))
    return begins + 0.1 * (when * labels).mean()


def train(features, labels, offsets, sounds, epochs):
    """Return the network's arrays, after telling how it does on each eighth sound, which it does not see."""
    held = sounds % 8 == 7
    mean, spread = features[~held].mean(axis=0), features[~held].std(axis=0) + 0.05
    columns = ((features - mean) / spread, labels, offsets)
    seen, unseen = ([torch.tensor(c[rows], dtype=torch.float32) for c in columns] for rows in (~held, held))
    net = torch.nn.Sequential(
        torch.nn.Linear(features.shape[1], HIDDEN),
        torch.nn.ReLU(),
        torch.nn.Dropout(0.1),
        torch.nn.Linear(HIDDEN, HIDDEN),
        torch.nn.ReLU(),
        torch.nn.Linear(HIDDEN, 2),
    )
    optimizer = torch.optim.AdamW(net.parameters(), 2e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    for _ in range(epochs):
        for batch in torch.randperm(len(seen[0])).split(512):
            noisy = seen[0][batch] + 0.03 * torch.randn_like(seen[0][batch])
            loss = loss_of(net(noisy), seen[1][batch], seen[2][batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        schedule.step()
    net.eval()
    with torch.no_grad():
        answers = net(unseen[0])
        found = (answers[:, 0] > 0).float()
        f1 = 2 * (found * unseen[1]).sum() / (found + unseen[1]).sum()
        off = ((OFFSET_FRAMES * answers[:, 1] - unseen[2]).abs() * unseen[1]).sum() / unseen[1].sum()
        print(
            f"unseen sounds: loss {loss_of(answers, *unseen[1:]):.4f}, F1 of candidates {f1:.3f}, {off:.2f} frames off"
        )
    arrays = [value.detach().numpy().T.copy() for value in net.parameters()]
    # Features need no scaling where the first layer does it.
    arrays[0] = arrays[0] / spread[:, None]
    arrays[1] = arrays[1] - mean @ arrays[0]
    return arrays


def main():
    """Hear what is missing, train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("examples", type=Path)
    parser.add_argument("--soundfont", type=Path, default=SOUNDFONT)
    parser.add_argument("--sounds", type=int, default=600)
    parser.add_argument("--epochs", type=int, default=3)
    options = parser.parse_args()
    options.examples.mkdir(parents=True, exist_ok=True)
    fill(options.examples, options.sounds, options.soundfont)
    if options.epochs:
        torch.manual_seed(7)
        features, labels, offsets, sounds = read(options.examples)
        arrays = train(features, labels, offsets, sounds, options.epochs)
        names = ("first", "first_bias", "second", "second_bias", "out", "out_bias")
        np.savez(TARGET, **{name: array.astype(np.float32) for name, array in zip(names, arrays, strict=True)})
        print(f"{len(labels)} candidates, {int((labels == NOTE).sum())} of notes, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
