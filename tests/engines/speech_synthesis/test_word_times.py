"""When words are said, held against what is heard: words between silences, and durations of known lengths."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostudio.audio.speech.trimming import speech_span
from audiostudio.engines.speech_synthesis.kokoro import RATE_HZ, SAMPLES_PER_FRAME, Kokoro
from audiostudio.engines.speech_synthesis.prosody import Controls
from audiostudio.engines.speech_synthesis.synthesizer import Synthesizer
from audiostudio.engines.speech_synthesis.voice_mix import parse_mix
from audiostudio.engines.speech_synthesis.word_times import word_spans
from audiostudio.engines.text.front_end import read_text
from audiostudio.engines.text.spoken_text import SpokenWord
from audiostudio.engines.weights.checkpoints import read_safetensors
from audiostudio.engines.weights.store import ModelStore
from tests.support.cases import chosen

_NEAR_S = 0.06


@pytest.mark.parametrize("voice", chosen(["af_heart", "bm_george"], usual=["bm_george"]))
def test_words_between_silences_begin_and_end_where_they_are_heard(weights_dir: Path, voice: str) -> None:
    store = ModelStore(weights_dir)
    styles = read_safetensors(store.path("kokoro-voices"))
    kokoro = Kokoro(store.path("kokoro-82m"))
    text = " [pause 300ms] ".join(["boat", "captain", "silver", "winter", "candle"])
    synthesizer = Synthesizer(kokoro, styles, parse_mix(voice), Controls())
    chunks = list(synthesizer.synthesize(read_text(text, parse_mix(voice).main.language, models=store.path)))
    sound = np.concatenate([chunk.sound for chunk in chunks])
    words = [word for chunk in chunks for word in chunk.words]
    cuts = [0, *(round((a.end_s + b.start_s) / 2 * RATE_HZ) for a, b in pairwise(words)), sound.size]
    for word, (low, high) in zip(words, pairwise(cuts), strict=True):
        first, last = speech_span(sound[low:high], RATE_HZ, before_s=0, after_s=0)
        assert abs(word.start_s - (low + first) / RATE_HZ) < _NEAR_S, word
        assert abs(word.end_s - (low + last) / RATE_HZ) < 2 * _NEAR_S, word


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(1, 8), st.integers(0, 2), st.integers(1, 40)), min_size=1, max_size=20
    ),
    st.integers(0, 2**32 - 1),
)
def test_spans_are_in_order_and_inside_whatever_is_said(shapes: list[tuple[int, int, int, int]], seed: int) -> None:
    words = [SpokenWord("word", "a" * said, 0, 4, lead=" " * lead, tail="." * tail) for lead, said, tail, _ in shapes]
    rng = np.random.default_rng(seed)
    tokens = sum(len(word.symbols) for word in words) + 2
    durations = rng.integers(1, max(shape[3] for shape in shapes) + 1, tokens)
    sound = rng.standard_normal(int(durations.sum()) * SAMPLES_PER_FRAME).astype(np.float32)
    sound *= np.repeat(rng.random(durations.size) < 0.5, durations * SAMPLES_PER_FRAME)
    edges = word_spans(words, durations, sound).ravel()
    assert (np.diff(edges) >= 0).all()
    assert edges[0] >= 0
    assert edges[-1] <= sound.size
