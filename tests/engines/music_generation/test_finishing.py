"""What a generator made, brought to its length, with all that was to stay as it was."""

import numpy as np
import pytest

from audiostudio.engines.music_generation.finishing import finished
from audiostudio.engines.music_generation.request import Source

RATE_HZ = 8_000


def noise(seconds: float, seed: int, channels: int = 2) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.1, (channels, round(seconds * RATE_HZ))).astype(np.float32)


@pytest.mark.parametrize("made_s", [0.9, 1.0, 1.2])
def test_it_is_as_long_as_was_asked(made_s):
    made = noise(made_s, 1)
    exact = finished(made, 1.0, None, RATE_HZ)
    frames = min(made.shape[1], RATE_HZ)
    assert exact.shape == (2, RATE_HZ)
    np.testing.assert_array_equal(exact[:, :frames], made[:, :frames])
    assert not exact[:, frames:].any()


def test_a_repainted_stretch_is_as_loud_beside_the_rest_as_it_was_made():
    source, made = noise(3, 1), noise(3, 2)
    made[:, :RATE_HZ] = source[:, :RATE_HZ]
    made[:, 2 * RATE_HZ :] = source[:, 2 * RATE_HZ :]
    result = finished(made * np.float32(0.25), 3.0, Source(source, "repaint", 1, 2), RATE_HZ)
    np.testing.assert_array_equal(result[:, :RATE_HZ], source[:, :RATE_HZ])
    np.testing.assert_array_equal(result[:, 2 * RATE_HZ :], source[:, 2 * RATE_HZ :])
    middle = slice(RATE_HZ + 400, 2 * RATE_HZ - 400)
    np.testing.assert_allclose(result[:, middle], made[:, middle], rtol=1e-4)


def test_an_extension_goes_on_without_a_gap():
    source = np.ones((1, RATE_HZ), np.float32) * 0.3
    result = finished(np.ones((2, 2 * RATE_HZ), np.float32) * 0.3, 2.0, Source(source, "extend"), RATE_HZ)
    np.testing.assert_allclose(result, 0.3, rtol=1e-5)
    once_more = finished(noise(2, 3), 2.0, Source(noise(1, 4), "extend"), RATE_HZ)
    np.testing.assert_array_equal(once_more[:, : RATE_HZ - 200], noise(1, 4)[:, : RATE_HZ - 200])


def test_the_very_beginning_and_the_very_end_are_not_faded():
    made = np.full((1, RATE_HZ), 0.5, np.float32)
    source = np.full((1, RATE_HZ), 0.1, np.float32)
    result = finished(made, 1.0, Source(source, "repaint", 0.5, 1.0), RATE_HZ)
    assert result[0, -1] == pytest.approx(result[0, 6_000])
    result = finished(made, 1.0, Source(source, "repaint", 0.0, 0.5), RATE_HZ)
    assert result[0, 0] == pytest.approx(result[0, 2_000])
