"""The note model on its published weights: one grid whatever the blocks, and memory of likelihoods only."""

import numpy as np
import pytest

from audiostudio.audio.notation.decoding import KEYS
from audiostudio.engines.music_transcription.note_model import MODEL_RATE_HZ, WINDOW_FRAMES, NoteModel
from audiostudio.engines.weights.store import ModelStore
from tests.support.melodies import melody, render


@pytest.fixture(scope="module")
def model(weights_dir):
    return NoteModel(ModelStore(weights_dir).pull("basic-pitch"))


@pytest.fixture(scope="module")
def tune():
    return render(melody(1, count=20), MODEL_RATE_HZ)


def listen(model, sound, rate_hz=MODEL_RATE_HZ, block_frames=65_536, **options):
    edges = range(0, sound.shape[1], block_frames)
    return model.predict((sound[:, edge : edge + block_frames] for edge in edges), rate_hz, **options)


@pytest.mark.parametrize("block_frames", [997, 36_096, 1_000_000])
def test_block_edges_make_no_difference(model, tune, block_frames):
    whole = listen(model, tune, with_contours=True)
    streamed = listen(model, tune, block_frames=block_frames, with_contours=True)
    for name in ("frames", "onsets", "contours"):
        np.testing.assert_array_equal(getattr(streamed, name), getattr(whole, name))


def test_each_row_is_what_the_network_says_of_two_windows_that_fade_into_each_other(model, tune):
    """Windows begin 85 and 15 rows before the sound; fifteen rows of each are dropped, and the sound has seventy."""
    sound = tune[:, : 70 * 256]
    windows = np.zeros((2, WINDOW_FRAMES, 1), np.float32)
    for window, before in zip(windows, (85, 15), strict=True):
        window[before * 256 : (before + 70) * 256, 0] = sound[0]
    names = [f"StatefulPartitionedCall:{number}" for number in (1, 2, 0)]
    share = ((np.arange(70) + 0.5) / 70)[:, None]
    raw = [
        (1 - share) * first[0, 85:155] + share * second[0, 15:85]
        for first, second in zip(
            *(model._session.run(names, {"serving_default_input_2:0": window[None]}) for window in windows), strict=True
        )
    ]
    heard = listen(model, sound, with_contours=True)
    for ours, theirs in zip((heard.frames, heard.onsets), raw[:2], strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)
    np.testing.assert_allclose(heard.contours / 255, raw[2], atol=0.5 / 255 + 1e-6)


@pytest.mark.parametrize("frames", [1, 256, 257, 70 * 256, 70 * 256 + 1, 300 * 256, 40_004])
def test_every_256_samples_begun_are_a_row(model, frames):
    heard = listen(model, np.full((1, frames), 0.1, np.float32))
    assert heard.frames.shape == heard.onsets.shape == (-(-frames // 256), KEYS)
    assert heard.contours is None


def test_windows_meet_without_a_seam(model, tune):
    """Shifted by half a step, other windows hear the same music: what they say of it is nearly the same."""
    shift = 70
    heard = listen(model, tune).frames
    silence = np.zeros((1, shift * 256), np.float32)
    shifted = listen(model, np.concatenate([silence, tune], axis=1)).frames[shift:]
    error = np.abs(heard - shifted[: len(heard)])
    print(f"mean difference {error.mean():.4f}, at seams {error[139:143].mean():.4f}")
    assert error.mean() < 0.01


def test_progress_rises_to_the_length_and_may_stop_the_work(model, tune):
    told = []
    listen(model, tune, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(tune.shape[1] / MODEL_RATE_HZ, abs=0.012)

    class Cancelled(Exception):
        pass

    def cancel(seconds):
        raise Cancelled

    with pytest.raises(Cancelled):
        listen(model, tune, progress=cancel)


def test_channels_are_averaged_at_any_rate(model):
    sound = render(melody(2, count=6), 48_000)
    stereo = np.concatenate([2 * sound, 0 * sound])
    np.testing.assert_allclose(listen(model, stereo, 48_000).frames, listen(model, sound, 48_000).frames, atol=1e-4)


def test_silence_is_no_note(model):
    assert listen(model, np.zeros((1, 100_000), np.float32)).frames.max() < 0.3


def test_the_network_is_loaded_once(model, weights_dir):
    assert NoteModel(ModelStore(weights_dir).path("basic-pitch"))._session is model._session
