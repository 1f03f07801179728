"""How bright, full or nasal a voice sounds on the whole, and filters that give one voice another's tone."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import oaconvolve, welch

from audiostudio.audio.dsp.fir import minimum_phase

Mono = NDArray[np.float32]
Curve = NDArray[np.float64]

# Where the fundamental lies the bands are wide, so that a melody does not look like a tone; then about a third of an
# octave each, up to where speech sampled at 16 kHz still tells something.
EDGES_HZ: Curve = np.concatenate([[60.0, 120.0, 180.0], np.geomspace(250.0, 7000.0, 19)])
BANDS = EDGES_HZ.size - 1
CENTRES_HZ: Curve = np.sqrt(EDGES_HZ[:-1] * EDGES_HZ[1:])
_WINDOW_S = 0.085
_SPEECH_HZ = (200.0, 4000.0)


def tone_db(sound: Mono, sample_rate_hz: int) -> Curve:
    """Return the mean power in each band between `EDGES_HZ` in dB, ``(bands,)``, the middle of speech at 0 dB.

    Args:
        sound: ``(frames,)``, speech without pauses; ten seconds or more tell the tone well, one sentence roughly.
        sample_rate_hz: its rate, at least 16 kHz.
    """
    size = round(_WINDOW_S * sample_rate_hz)
    hz, powers = welch(sound, sample_rate_hz, nperseg=min(size, sound.size), nfft=4 * size)
    of_band = np.digitize(hz, EDGES_HZ) - 1
    levels = np.array([10 * np.log10(powers[of_band == band].mean() + 1e-20) for band in range(BANDS)])
    first, last = np.searchsorted(CENTRES_HZ, _SPEECH_HZ)
    relative: Curve = levels - levels[first:last].mean()
    return relative


def toned(sound: Mono, gains_db: Curve, sample_rate_hz: int) -> Mono:
    """Return a sound, ``(frames,)``, through a filter with these gains, ``(bands,)``, which delays nothing."""
    response = minimum_phase(CENTRES_HZ, gains_db, sample_rate_hz)
    filtered: Mono = oaconvolve(sound, response)[: sound.size].astype(np.float32)
    return filtered
