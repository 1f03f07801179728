"""Trains the network that names drums, on loops of drums made by chance and of a free SoundFont's kits.

    python training/drum_classes.py [--loops 300] [--epochs 40]

Every loop has drums of its own: pitches, decays, noise, tilt and levels are drawn at random, and so is what is struck
when. A fifth of the loops is played on kits of the MuseScore General SoundFont (MIT). Both are heard as the product
hears them. The result is `src/audiostudio/audio/notation/drum_classes.npz`, under the licence of this package.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import torch
from scipy.signal import butter, sosfilt

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

from audiostudio.audio.notation.drums import DRUM_KEYS, FRAME_RATE_HZ, band_powers, detect_strikes, strike_features  # noqa: E402
from support.known_pieces import KITS, RATE_HZ, compose_drums, render, with_variants  # noqa: E402

TARGET = ROOT / "src/audiostudio/audio/notation/drum_classes.npz"
LOOP_S = 9.0
NEAR_S = 0.03


def noise(rng, seconds, low_hz, high_hz, decay_s):
    """Return decaying noise of a band, peak 1."""
    frames = int(seconds * RATE_HZ)
    sos = butter(2, [low_hz, min(high_hz, 20_000)], "bandpass", fs=RATE_HZ, output="sos")
    sound = sosfilt(sos, rng.standard_normal(frames)) * np.exp(-np.arange(frames) / RATE_HZ / decay_s)
    return sound / max(1e-9, np.abs(sound).max())


def sweep(rng, seconds, high_hz, low_hz, fall_s, decay_s):
    """Return a sine that falls in pitch and decays."""
    time = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    cycles = low_hz * time + (high_hz - low_hz) * fall_s * (1 - np.exp(-time / fall_s))
    return np.sin(2 * np.pi * cycles) * np.exp(-time / decay_s)


def between(rng, low, high):
    """Draw evenly on a logarithmic scale."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def make_kick(rng):
    """Return a bass drum."""
    low = between(rng, 38, 75)
    body = sweep(rng, 0.6, low * between(rng, 1.5, 6), low, between(rng, 0.008, 0.05), between(rng, 0.06, 0.3))
    click = noise(rng, 0.6, between(rng, 600, 2_500), between(rng, 3_000, 9_000), between(rng, 0.002, 0.012))
    return body + between(rng, 0.02, 0.5) * click


def make_snare(rng):
    """Return a snare drum."""
    low = between(rng, 140, 260)
    body = sweep(rng, 0.6, low * between(rng, 1, 1.8), low, 0.02, between(rng, 0.03, 0.15))
    rattle = noise(rng, 0.6, between(rng, 250, 1_500), between(rng, 5_000, 16_000), between(rng, 0.04, 0.2))
    click = noise(rng, 0.6, 1_000, 12_000, 0.004)
    return between(rng, 0.15, 1.2) * body + rattle + between(rng, 0.05, 0.6) * click


def make_cymbal(rng, low, decay):
    """Return a hat or a cymbal: bright noise and a few partials."""
    bright = noise(rng, 2.0, between(rng, *low), between(rng, 11_000, 19_000), between(rng, *decay))
    ring = sum(
        np.sin(2 * np.pi * between(rng, 2_500, 11_000) * np.arange(len(bright)) / RATE_HZ + rng.uniform(0, 6))
        for _ in range(6)
    )
    share = rng.uniform(0, 0.5)
    return (1 - share) * bright + share * ring / 6 * np.exp(-np.arange(len(bright)) / RATE_HZ / between(rng, *decay))


def make_tom(rng):
    """Return a tom."""
    low = between(rng, 65, 220)
    body = sweep(rng, 0.9, low * between(rng, 1.05, 1.6), low, between(rng, 0.02, 0.1), between(rng, 0.1, 0.4))
    skin = noise(rng, 0.9, between(rng, 200, 800), between(rng, 1_500, 6_000), between(rng, 0.005, 0.05))
    return body + between(rng, 0.02, 0.4) * skin


MAKERS = {
    36: make_kick,
    38: make_snare,
    42: lambda rng: make_cymbal(rng, (2_500, 8_000), (0.012, 0.05)),
    46: lambda rng: make_cymbal(rng, (2_000, 7_500), (0.12, 0.5)),
    45: make_tom,
    49: lambda rng: make_cymbal(rng, (500, 3_500), (0.35, 1.2)),
}
LEVELS = {36: (0.5, 1.2), 38: (0.4, 1.2), 42: (0.05, 0.4), 46: (0.08, 0.5), 45: (0.4, 1.1), 49: (0.2, 0.8)}


def synthetic_loop(rng):
    """Return a loop and its hits; patterns are those of `compose_drums`, or hits by chance."""
    kits = {key: [maker(rng) for _ in range(3 if key == 45 else 1)] for key, maker in MAKERS.items()}
    levels = {key: between(rng, *LEVELS[key]) for key in MAKERS}
    if rng.random() < 0.6:
        pattern = compose_drums("standard", int(rng.integers(1 << 30)))
        hits = [(note.onset_s, note.midi_pitch, note.velocity / 100) for note in pattern.notes]
    else:
        times = np.cumsum(rng.uniform(0.07, 0.35, 60))
        struck = [(at, rng.choice(list(MAKERS), rng.choice([1, 1, 2, 3]), replace=False)) for at in times]
        hits = [(at, int(key), rng.uniform(0.3, 1)) for at, keys in struck for key in keys]
    sound = np.zeros(int((LOOP_S + 3) * RATE_HZ))
    hits = [hit for hit in hits if hit[0] < LOOP_S]
    open_from = None
    for at, key, loud in sorted(hits):
        start = int(at * RATE_HZ)
        shot = kits[key][rng.integers(len(kits[key]))] * levels[key] * loud
        if key == 42 and open_from is not None:  # a closed hat ends an open one
            sound[start:] -= open_from[max(0, start) :][: len(sound) - start] * 0.98
            open_from = None
        if key == 46:
            open_from = np.zeros_like(sound)
            open_from[start : start + len(shot)] = shot[: len(sound) - start]
        sound[start : start + len(shot)] += shot[: len(sound) - start]
    sos = butter(1, between(rng, 2_000, 18_000), "lowpass", fs=RATE_HZ, output="sos")
    sound = sound + rng.uniform(-0.6, 0.6) * sosfilt(sos, sound)
    sound += 10 ** rng.uniform(-5, -2.5) * rng.standard_normal(len(sound))
    return np.asarray(sound, np.float32), [(at, key) for at, key, _ in hits]


def soundfont_loop(rng):
    """Return a loop on a kit of the SoundFont, and its hits."""
    seed = int(rng.integers(1_000, 1 << 20))
    piece = compose_drums(str(rng.choice(list(KITS))), seed)
    sound = render([with_variants(piece, seed)]).mean(axis=0)
    return sound, [(note.onset_s, note.midi_pitch) for note in piece.notes]


def examples(loop):
    """Return features and labels of what is struck in a loop, as the product hears it."""
    sound, hits = loop
    bands = band_powers([sound[None]], RATE_HZ)
    strikes = detect_strikes(bands)
    labels = np.zeros((len(strikes), len(DRUM_KEYS)), np.float32)
    times_s = strikes / FRAME_RATE_HZ
    for at, key in hits:
        nearest = int(np.argmin(np.abs(times_s - at)))
        if abs(times_s[nearest] - at) < NEAR_S:
            labels[nearest, DRUM_KEYS.index(key)] = 1
    return strike_features(bands, strikes), labels


def main():
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--loops", type=int, default=300)
    parser.add_argument("--epochs", type=int, default=40)
    options = parser.parse_args()
    rng = np.random.default_rng(7)
    torch.manual_seed(7)
    torch.set_num_threads(2)
    makers = [soundfont_loop if number % 5 == 0 else synthetic_loop for number in range(options.loops)]
    loops = [examples(make(rng)) for make in makers]
    held = max(1, len(loops) // 8)
    train, test = loops[held:], loops[:held]
    x, y = (torch.tensor(np.concatenate(part)) for part in zip(*train, strict=True))
    net = torch.nn.Sequential(torch.nn.Linear(x.shape[1], 40), torch.nn.ReLU(), torch.nn.Linear(40, len(DRUM_KEYS)))
    optimizer = torch.optim.Adam(net.parameters(), 3e-3, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, options.epochs)
    for _ in range(options.epochs):
        for batch in torch.randperm(len(x)).split(256):
            noisy = x[batch] + 0.03 * torch.randn_like(x[batch])
            loss = torch.nn.functional.binary_cross_entropy_with_logits(net(noisy), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        schedule.step()
    tx, ty = (np.concatenate(part) for part in zip(*test, strict=True))
    with torch.no_grad():
        likely = torch.sigmoid(net(torch.tensor(tx))).numpy()
    thresholds = []
    for kind, key in enumerate(DRUM_KEYS):
        scores = {bound: f1(likely[:, kind] >= bound, ty[:, kind]) for bound in np.arange(0.2, 0.81, 0.05)}
        thresholds.append(max(scores, key=scores.__getitem__))
        print(f"key {key}: F1 of held-out strikes {scores[thresholds[-1]]:.3f} at {thresholds[-1]:.2f}")
    hidden, hidden_bias, out, out_bias = (value.detach().numpy() for value in net.parameters())
    np.savez(
        TARGET,
        hidden=hidden.T,
        hidden_bias=hidden_bias,
        out=out.T,
        out_bias=out_bias,
        thresholds=np.array(thresholds, np.float32),
    )
    print(f"{len(x)} strikes, {TARGET.stat().st_size} bytes")


def f1(found, true):
    """Return F1 of yes and no."""
    return 2 * float((found * true).sum()) / max(1.0, float(found.sum() + true.sum()))


if __name__ == "__main__":
    main()
