"""Names of voices and of mixes, understood or refused with the right name at hand."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostudio.audio.errors import AudioError
from audiostudio.engines.speech_synthesis.voice_mix import parse_mix
from audiostudio.engines.speech_synthesis.voice_table import VOICES, rank


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("af_heart", {"af_heart": 1}),
        (" AM_Adam ", {"am_adam": 1}),
        ("am_adam(2)+af_heart(1)", {"am_adam": 2 / 3, "af_heart": 1 / 3}),
        ("am_adam + af_heart", {"am_adam": 0.5, "af_heart": 0.5}),
        ("am_adam(0.5)+am_adam(0.5)", {"am_adam": 1}),
        ("am_adam(3)+af_heart(0)", {"am_adam": 1}),
    ],
)
def test_mixes(text, shares):
    mix = parse_mix(text)
    assert {voice.id: share for voice, share in mix.parts} == pytest.approx(shares)
    again = {voice.id: share for voice, share in parse_mix(mix.name).parts}
    assert again == pytest.approx(shares, rel=1e-5)


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("af_hart", "voice_unknown", "af_heart"),
        ("nobody", "voice_unknown", "list of voices"),
        ("", "voice_mix_invalid", "write af_heart"),
        ("af_heart+", "voice_mix_invalid", "write af_heart"),
        ("af_heart(-1)", "voice_mix_invalid", "write af_heart"),
        ("af_heart(nan)", "voice_mix_invalid", "write af_heart"),
        ("af_heart(0)", "voice_mix_invalid", "above zero"),
        ("+".join(list(VOICES)[:9]), "voice_mix_invalid", "1 to 8"),
    ],
)
def test_what_is_no_voice_is_refused(text, code, hint):
    with pytest.raises(AudioError) as refusal:
        parse_mix(text)
    assert refusal.value.code == code
    assert hint in refusal.value.detail


@given(st.text(max_size=40))
def test_any_text_is_a_voice_or_refused(text):
    with suppress(AudioError):
        assert sum(share for _, share in parse_mix(text).parts) == pytest.approx(1)


def test_a_mix_is_the_weighted_mean_of_its_parts(styles):
    mixed = parse_mix("am_adam(2)+af_heart(1)").styles(styles)
    np.testing.assert_allclose(mixed, (2 * styles["am_adam"] + styles["af_heart"]) / 3, atol=1e-6)
    np.testing.assert_array_equal(parse_mix("am_adam").styles(styles), styles["am_adam"])


def test_the_language_is_that_of_the_largest_part():
    assert parse_mix("bm_george(1)+af_heart(2)").main.language == "en-US"
    assert parse_mix("bm_george(2)+af_heart(1)").main.language == "en-GB"


def test_the_table_has_all_voices_of_the_model(styles):
    assert set(VOICES) == set(styles)
    assert len(VOICES) == 54
    assert all(style.shape == (510, 256) for style in styles.values())
    assert VOICES["hf_alpha"].language == "hi"
    assert (VOICES["bm_george"].accent, VOICES["bm_george"].gender) == ("British English", "male")


def test_voices_sort_by_grade():
    names = ["am_adam", "af_heart", "ef_dora", "af_bella", "af_sky", "af_alloy", "af_kore"]
    ranked = sorted(names, key=lambda name: rank(VOICES[name]))
    assert ranked == ["af_heart", "af_bella", "af_kore", "af_alloy", "af_sky", "am_adam", "ef_dora"]
