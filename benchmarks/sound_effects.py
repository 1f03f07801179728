"""Whether sound effects sound like what they are called, by the company they keep among recordings.

    python benchmarks/sound_effects.py [--kinds rain thunder ...] [--seed 0]

Each kind is rendered near by, at middling intensity, and embedded by aiSFX (`support/effect_embedding.py`), as are some
250 recordings of real effects of 15 families (`support/real_effects.py`, with their licences). A kind is right if its
nearest recording, by cosine, is of its family. Beside it stand

- the same for naive synthesis: noise in the kind's own band, dying away where the kind does;
- the limit, the same for the recordings among themselves: how often a real effect's nearest other is of its family. The
  embedding's neighbourhoods are not finer than that, and no synthesis can be expected to be taken for more than real.

The models were tuned while looking at the spectra of some of these recordings, so none of them is held out. Last is how
many seconds each took to render.
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import soundfile
import soxr
from benchmarks.support.effect_embedding import effect_embedding
from benchmarks.support.machine import describe_machine
from benchmarks.support.real_effects import LICENCES, RealEffect, real_effects, sound_of
from benchmarks.support.weights import models_dir
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from audiostudio.engines.sound_effects.catalogue import KINDS, Kind
from audiostudio.engines.sound_effects.lengths import natural_duration_s
from audiostudio.engines.sound_effects.plan import EffectEvent, EffectPlan
from audiostudio.engines.sound_effects.rendering import render_effect

RATE_HZ = 48_000
HEARD_S = 5.0
Vectors = NDArray[np.float32]


def samples(name: str) -> NDArray[np.float32]:
    """Return a recording of the CC0 package, fetched beside the real effects."""
    folder = models_dir().parent / "test-effects" / "supersonic-scsynth-samples"
    sound, rate_hz = soundfile.read(folder / f"package_samples_{name}.flac", dtype="float32", always_2d=True)
    return np.asarray(soxr.resample(sound, rate_hz, RATE_HZ) if rate_hz != RATE_HZ else sound, np.float32).T


def embedded_recordings(effects: tuple[RealEffect, ...]) -> Vectors:
    """Return ``(recordings, 512)``, computed once."""
    kept = models_dir().parent / "test-effects" / f"aisfx-{HEARD_S:g}s.npz"
    known = dict(np.load(kept)) if kept.exists() else {}
    for effect in effects:
        if effect.sha256 not in known:
            known[effect.sha256] = effect_embedding(*sound_of(effect), longest_s=HEARD_S)
    np.savez(kept, **known)
    return np.stack([known[effect.sha256] for effect in effects])


def naive(sound: NDArray[np.float32], kind: Kind, seed: int) -> NDArray[np.float32]:
    """Return noise in the band that holds nine tenths of a sound's power, dying away where the kind sounds once."""
    power = np.cumsum(np.abs(np.fft.rfft(sound.mean(axis=0))) ** 2)
    low, high = np.searchsorted(power, [0.05 * power[-1], 0.95 * power[-1]]) * RATE_HZ / sound.shape[1]
    band = [max(20.0, low), min(23_000.0, max(high, 1.5 * low, 60.0))]
    noise = np.random.default_rng(seed).standard_normal(sound.shape[1])
    made = sosfilt(butter(2, band, "bandpass", fs=RATE_HZ, output="sos"), noise)
    if kind.style == "single":
        made = made * np.exp(-5 * np.arange(len(made)) / len(made))
    return np.asarray(made, np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kinds", nargs="*", default=list(KINDS), choices=list(KINDS), metavar="KIND")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    print(describe_machine())
    effects = real_effects()
    families = np.array([effect.family for effect in effects])
    vectors = embedded_recordings(effects)
    print("recordings:", ", ".join(f"{family} {count}" for family, count in Counter(families.tolist()).items()))
    print("licences:", "; ".join(f"{package} {licence}" for package, licence in LICENCES.items()))
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -1)
    is_right_real = families[likeness.argmax(axis=1)] == families

    print(
        f"\n{'kind':19}{'family':17}{'nearest':17}{'recording':34}{'like':>5}{'own':>6}"
        f"   {'naive nearest':17}{'like':>5}{'s':>7}"
    )
    right: list[bool] = []
    right_naive: list[bool] = []
    for name in arguments.kinds:
        kind, event = KINDS[name], EffectEvent(kind=name)
        plan = EffectPlan(duration_s=min(10.0, natural_duration_s(event)), seed=arguments.seed, events=(event,))
        began_s = time.perf_counter()
        sound = render_effect(plan, samples)
        took_s = time.perf_counter() - began_s
        found = vectors @ effect_embedding(sound, RATE_HZ, longest_s=HEARD_S)
        plain = vectors @ effect_embedding(naive(sound, kind, arguments.seed), RATE_HZ, longest_s=HEARD_S)
        best, own = int(found.argmax()), float(found[families == kind.family].max())
        right.append(bool(families[best] == kind.family))
        right_naive.append(bool(families[plain.argmax()] == kind.family))
        mark = " " if right[-1] else "x"
        print(
            f"{name:19}{kind.family:17}{families[best]:16}{mark}{effects[best].name[:32]:34}{found[best]:5.2f}{own:6.2f}"
            f"   {families[plain.argmax()]:16}{' ' if right_naive[-1] else 'x'}{plain.max():5.2f}{took_s:7.2f}",
            flush=True,
        )
    print(f"\nright family nearest: {sum(right)} of {len(right)} kinds ({np.mean(right):.0%}), target 80 %")
    print(f"naive synthesis: {sum(right_naive)} of {len(right)} ({np.mean(right_naive):.0%})")
    print(
        f"real recordings among themselves: {np.sum(is_right_real)} of {len(families)} ({np.mean(is_right_real):.0%})"
    )
    by_family = [
        f"{family} {np.mean(is_right_real[families == family]):.0%}" for family in dict.fromkeys(families.tolist())
    ]
    print("  of these by family:", ", ".join(by_family))


if __name__ == "__main__":
    main()
