"""Makes the weights of the studio's own four-stem separator, from nothing but seeds.

    python training/four_stems.py data WORK_DIR     # composes, renders, runs Spleeter
    python training/four_stems.py train WORK_DIR
    python training/four_stems.py export WORK_DIR src/audiostudio/engines/separation/four_stems.safetensors

Songs are composed as in `benchmarks/support/multitracks.py`, but with other seeds, other General MIDI programs, random
rhythms and, often, instruments that are synthesised here with random settings, so that the network cannot learn one
SoundFont by heart. Each mix goes through Spleeter, so the network learns on what it will hear: an accompaniment with
Spleeter's losses and leaks. Needs torch and the SoundFont of that module; neither is needed to separate.
"""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import platformdirs
import torch
from numpy.typing import NDArray
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.support.multitracks import EVALUATION, RATE_HZ, STYLES, Palette, Style, compose
from training.instruments import changed, procedural_bass, procedural_chords, procedural_drums

from audiostudio.audio.dsp.stft import Analysis
from audiostudio.engines.separation import four_stems_network
from audiostudio.engines.separation.four_stems_network import (
    BAND_WIDTHS,
    BANDS,
    DILATIONS,
    LEVELS,
    LOG_FLOOR,
    LOG_OFFSET,
    LOG_SCALE,
    to_bands,
)
from audiostudio.engines.separation.spleeter import SpleeterSeparator
from audiostudio.engines.weights.checkpoints import read_safetensors, write_safetensors
from audiostudio.engines.weights.store import ModelStore

PUBLISHED = Path(four_stems_network.__file__).with_name("four_stems.safetensors")
SOURCES = ("drums", "bass", "other", "vocals")
PAIRS = [(i, j) for i in range(len(SOURCES)) for j in range(i, len(SOURCES))]
WINDOWS = 512
SECONDS = 12.0
CHANNELS = (12, 20, 32, 48, 64)
CROP_WINDOWS = 64
BATCH = 12
SONGS = 150
STEPS, HIGHEST_RATE = 1200, 3e-3
EQUALISER_DB = 2.5  # deviation of the equalisers that each source goes through
_BASSES = (32, 34, 35, 37, 39, 43, 58, 87)

TRAINING = Palette(
    kits=(8, 24, 32, 40, 48),
    basses=_BASSES,
    others=tuple(p for p in range(96) if p not in {*EVALUATION.others, *EVALUATION.basses, *_BASSES}),
)


# --- Data -------------------------------------------------------------------------------------------------------------


def random_style(rng: np.random.Generator) -> Style:
    """Return one of the known styles or, mostly, one with random rhythms."""
    base = STYLES[str(rng.choice(list(STYLES)))]
    if rng.random() < 0.3:
        return base
    drums = {}
    for drum, density, accents in (
        (36, 0.2, (0, 8)),
        (int(rng.choice([38, 37, 39, 40])), 0.1, (4, 12)),
        (int(rng.choice([42, 44, 51, 59, 70, 69, 54, 82])), 0.6, (0, 2, 4, 6, 8, 10, 12, 14)),
        (int(rng.choice([46, 56, 60, 62, 64, 67, 75, 76, 45, 48])), 0.1, ()),
    ):
        chance = np.full(16, density * rng.uniform(0.3, 1.5))
        chance[list(accents)] = 0.85
        hits = rng.random(16) < chance
        drums[drum] = "".join(str(rng.integers(4, 10)) if hit else "." for hit in hits)
    low = int(rng.integers(65, 165))
    manners = ["pad", "strum", "stabs", "offbeat chords", "eighth chords", "arpeggio", "melody", "melody", "arpeggio"]
    return Style(
        bpm=(low, low + 5),
        drums=drums,
        bass=str(rng.choice([style.bass for style in STYLES.values()])),
        comping=tuple(str(manner) for manner in rng.choice(manners, rng.integers(1, 4))),
        swing=float(rng.choice([0.0, 0.0, rng.uniform(0, 0.7)])),
        spoken=bool(rng.random() < 0.25),
    )


def song_stems(seed: int) -> dict[str, NDArray[np.float32]]:
    """Return the stems of one training song, each ``(2, frames)``."""
    rng = np.random.default_rng([seed, 7])
    stems = compose(random_style(rng), TRAINING, rng, SECONDS)
    frames = stems["drums"].shape[1]
    for stem, make in (("drums", procedural_drums), ("bass", procedural_bass), ("other", procedural_chords)):
        if rng.random() < 0.35:
            level = stems[stem].std()
            synthetic = make(frames, RATE_HZ, rng)
            stems[stem] = (synthetic * (level / synthetic.std())).astype(np.float32)
        stems[stem] = changed(stems[stem], stem, RATE_HZ, rng)
    return stems


def spectral_products(stems: dict[str, NDArray[np.float32]], spleeter: SpleeterSeparator) -> NDArray[np.float32]:
    """Return what training needs of a mix: ``(pairs, 2, WINDOWS, BANDS)``, Re sum of A_i conj(A_j) in each band.

    A_i is what Spleeter's mask leaves of source i in the accompaniment. Any gains g_i can be given to the sources
    afterwards: the accompaniment's power is then the sum of g_i g_j times these.
    """
    spectra = {name: _spectra(sound) for name, sound in stems.items()}
    keep = 1 - spleeter.vocals_mask(np.asarray(sum(spectra.values()), np.complex64))
    a = [spectra[name] * keep for name in SOURCES]
    return np.stack([to_bands((a[i] * a[j].conj()).real) for i, j in PAIRS])


def _spectra(sound: NDArray[np.float32]) -> NDArray[np.complex64]:
    return Analysis(2).push(sound)[:, 3 : WINDOWS + 3]


def _bfloat16(values: NDArray[np.float32]) -> NDArray[np.uint16]:
    """Round to bfloat16, as its bits."""
    bits = np.ascontiguousarray(values, np.float32).view(np.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)


def write_share(share: int, shares: int, songs: int, path: Path) -> None:
    """Write every ``shares``-th song: as composed, and once more with sources of different songs together."""
    torch.set_num_threads(1)
    kept = Path(platformdirs.user_cache_dir("audiostudio", appauthor=False)) / "models"
    spleeter = SpleeterSeparator(ModelStore(kept).path("spleeter:2stems"), threads=1)
    data = _open(path, songs, "r+")
    recent: list[dict[str, NDArray[np.float32]]] = []
    for seed in range(share, songs, shares):
        rng = np.random.default_rng([seed, 8])
        recent = [*recent[-7:], song_stems(seed)]
        shuffled = {name: recent[rng.integers(len(recent))][name] for name in SOURCES}
        for number, stems in enumerate((recent[-1], shuffled)):
            absent = {
                name: np.zeros_like(stems[name])
                for name, chance in {"vocals": 0.35, "drums": 0.06, "bass": 0.06, "other": 0.06}.items()
                if rng.random() < chance
            }
            data[2 * seed + number] = _bfloat16(spectral_products(stems | absent, spleeter))
        if share == 0 and (seed // shares) % 10 == 0:
            print(f"{seed} of {songs} songs", flush=True)


def _open(path: Path, songs: int, mode: str) -> np.memmap:
    return np.memmap(path, np.uint16, mode, shape=(2 * songs, len(PAIRS), 2, WINDOWS, BANDS))


def make_data(work_dir: Path, songs: int) -> None:
    """Write the training data with two processes."""
    work_dir.mkdir(parents=True, exist_ok=True)
    path = work_dir / "products.bf16"
    _open(path, songs, "w+")
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(partial(write_share, shares=2, songs=songs, path=path), range(2)))


# --- Network ----------------------------------------------------------------------------------------------------------


class Network(nn.Module):
    """The twin of `audiostudio.engines.separation.four_stems_network`."""

    def __init__(self) -> None:
        super().__init__()
        layers: dict[str, nn.Module] = {}
        places = {}
        for level, channels in enumerate(CHANNELS):
            before = CHANNELS[level - 1] if level else 2
            layers[f"enter{level}"] = nn.Conv2d(before, channels, 3, stride=2 if level else 1, padding=1, bias=False)
            places[f"place{level}"] = nn.Parameter(torch.zeros(1, channels, 1, BANDS >> level))
            if level:
                layers[f"refine{level}"] = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        for dilation in DILATIONS:
            layers[f"widen{dilation}"] = nn.Conv2d(
                CHANNELS[-1], CHANNELS[-1], 3, padding=(dilation, 1), dilation=(dilation, 1), bias=False
            )
        for level in range(LEVELS - 1):
            layers[f"rise{level}"] = nn.ConvTranspose2d(CHANNELS[level + 1], CHANNELS[level], 2, stride=2)
            layers[f"join{level}"] = nn.Conv2d(2 * CHANNELS[level], CHANNELS[level], 3, padding=1, bias=False)
        layers |= {stem: nn.Conv2d(CHANNELS[0], 2, 1) for stem in ("drums", "bass")}
        self.layers = nn.ModuleDict(layers)
        self.places = nn.ParameterDict(places)
        self.norms = nn.ModuleDict(
            {
                name: nn.BatchNorm2d(layer.out_channels)
                for name, layer in layers.items()
                if isinstance(layer, nn.Conv2d) and layer.bias is None
            }
        )

    def forward(self, magnitudes: torch.Tensor) -> dict[str, torch.Tensor]:
        """Take ``(n, 2, windows, BANDS)``, windows in sixteens, and return a mask for drums and bass."""

        def convolved(name: str, value: torch.Tensor) -> torch.Tensor:
            return self.norms[name](self.layers[name](value))

        value = ((magnitudes + LOG_FLOOR).log() - LOG_OFFSET) * LOG_SCALE
        skipped = []
        for level in range(LEVELS):
            value = torch.relu(convolved(f"enter{level}", value) + self.places[f"place{level}"])
            if level:
                value = torch.relu(convolved(f"refine{level}", value))
            skipped.append(value)
        value = skipped.pop()
        for dilation in DILATIONS:
            value = value + torch.relu(convolved(f"widen{dilation}", value))
        for level in reversed(range(LEVELS - 1)):
            value = torch.cat([skipped.pop(), self.layers[f"rise{level}"](value)], dim=1)
            value = torch.relu(convolved(f"join{level}", value))
        drums = torch.sigmoid(self.layers["drums"](value))
        return {"drums": drums, "bass": (1 - drums) * torch.sigmoid(self.layers["bass"](value))}

    def exported(self) -> dict[str, NDArray[np.float32]]:
        """Return the weights by the names that the ONNX graph uses, each normalisation merged into its convolution."""
        weights = {}
        for name, layer in self.layers.items():
            weight, bias = layer.weight, layer.bias
            if name in self.norms:
                norm = self.norms[name]
                gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
                weight, bias = weight * gain[:, None, None, None], norm.bias - norm.running_mean * gain
            weights[f"{name}.weight"], weights[f"{name}.bias"] = weight, bias
        weights |= dict(self.places.items())
        return {name: tensor.detach().numpy().astype(np.float32) for name, tensor in weights.items()}


def with_published_weights() -> Network:
    """Return the network with the weights of the package, for comparing it with the graph."""
    exported = read_safetensors(PUBLISHED)
    network = Network().eval()
    state = network.state_dict()
    for name in state:
        group, _, rest = name.partition(".")
        if group == "norms":
            layer, _, part = rest.partition(".")
            if part == "bias":
                state[name] = torch.from_numpy(exported[f"{layer}.bias"].copy())
            elif part == "running_var":  # so that the normalisation only adds its bias
                state[name] = torch.full_like(state[name], 1 - network.norms[layer].eps)
        else:
            state[name] = torch.from_numpy(exported[rest].copy())
    network.load_state_dict(state)
    return network


# --- Training ---------------------------------------------------------------------------------------------------------


def batch(data: np.memmap, rng: np.random.Generator) -> torch.Tensor:
    """Return products of crops with random gains, equalisers and sides: ``(pairs, n, 2, CROP_WINDOWS, BANDS)``."""
    crops = []
    for index in rng.integers(0, data.shape[0], BATCH):
        start = rng.integers(0, WINDOWS - CROP_WINDOWS + 1)
        crops.append(data[index, :, :, start : start + CROP_WINDOWS])
    bits = torch.from_numpy(np.stack(crops, axis=1).astype(np.int16, casting="unsafe"))
    products = bits.view(torch.bfloat16).float()
    n, sources = len(crops), len(SOURCES)
    knots = rng.normal(0, EQUALISER_DB, (sources, n, 1, 6))
    positions = np.linspace(0, 5, BANDS)
    low = positions.astype(int).clip(max=4)
    curve_db = knots[..., low] * (1 - (positions - low)) + knots[..., low + 1] * (positions - low)
    sides_db = rng.normal(0, 1.5, (sources, n, 2, 1))
    gain_db = curve_db + sides_db + rng.normal(0, 3.0, (sources, n, 1, 1)) + rng.normal(0, 5.0, (1, n, 1, 1))
    gains = torch.from_numpy(10 ** (gain_db / 20)).float()[:, :, :, None]
    for number, (i, j) in enumerate(PAIRS):
        products[number] *= gains[i] * gains[j]
    return products.flip(2) if rng.random() < 0.5 else products


def accompaniment_power(products: torch.Tensor) -> torch.Tensor:
    """Return the power of the sources' sum in each band."""
    total = sum(products[n] * (1 if i == j else 2) for n, (i, j) in enumerate(PAIRS))
    return total.clamp(min=0)


def loss_of(network: Network, products: torch.Tensor) -> torch.Tensor:
    """Return the error of the masked accompaniment against each stem: L2 within bands, L1 over them, beside the mix."""
    power = accompaniment_power(products)
    magnitudes = (power / torch.from_numpy(BAND_WIDTHS).float()).sqrt()
    with torch.autocast("cpu", torch.bfloat16):
        masks = network(magnitudes)
    masks = {**masks, "other": 1 - masks["drums"] - masks["bass"]}
    scale = power.sqrt().mean(dim=(1, 2, 3), keepdim=True) + 1e-6
    total = torch.zeros(())
    for source, name in enumerate(("drums", "bass", "other")):
        cross = sum(products[n] for n, pair in enumerate(PAIRS) if source in pair)
        own = products[PAIRS.index((source, source))]
        error = (masks[name] ** 2 * power - 2 * masks[name] * cross + own).clamp(min=0)
        total = total + ((error + 1e-4 * scale**2).sqrt() / scale).mean()
    return total


def train(work_dir: Path) -> None:
    """Train on what `make_data` made, and write ``network.pt``."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    rng = np.random.default_rng(0)
    path = work_dir / "products.bf16"
    data = _open(path, path.stat().st_size // (8 * len(PAIRS) * WINDOWS * BANDS), "r")
    network = Network().to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(network.parameters(), weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, HIGHEST_RATE, total_steps=STEPS, pct_start=0.1)
    mean = 0.0
    for step in range(1, STEPS + 1):
        loss = loss_of(network, batch(data, rng))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        mean = loss.item() if step == 1 else 0.98 * mean + 0.02 * loss.item()
        if step % 20 == 0:
            print(f"step {step} of {STEPS}: loss {mean:.4f}", flush=True)
    torch.save(network.state_dict(), work_dir / "network.pt")


def export(work_dir: Path, target: Path) -> None:
    """Write the weights as the engine reads them."""
    network = Network()
    network.load_state_dict(torch.load(work_dir / "network.pt", weights_only=True))
    write_safetensors(target, network.eval().exported())


def main() -> None:
    """Do one of the three steps."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    steps = parser.add_subparsers(dest="step", required=True)
    data = steps.add_parser("data")
    data.add_argument("work_dir", type=Path)
    data.add_argument("--songs", type=int, default=SONGS)
    training = steps.add_parser("train")
    training.add_argument("work_dir", type=Path)
    exporting = steps.add_parser("export")
    exporting.add_argument("work_dir", type=Path)
    exporting.add_argument("target", type=Path)
    options = parser.parse_args()
    if options.step == "data":
        make_data(options.work_dir, options.songs)
    elif options.step == "train":
        train(options.work_dir)
    else:
        export(options.work_dir, options.target)


if __name__ == "__main__":
    main()
