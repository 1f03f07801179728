"""The tool of companies that make music: asked once, with the operator's key, and measured like any other."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
import soundfile

from audiostudio.audio.codecs import open_audio
from audiostudio.audio.errors import CodedError
from audiostudio.engines.providers.base import ProviderAccess
from audiostudio.engines.providers.music import MUSIC_PROVIDERS
from audiostudio.tools.base import ToolContext, silent_progress
from audiostudio.tools.entitlements import EVERYTHING
from audiostudio.tools.premium_music.params import EngineName, PremiumMusicParams
from audiostudio.tools.premium_music.tool import TOOL
from tests.support.music_provider_stand_in import KEY, MusicStandIn, music_stand_in


@pytest.fixture
def server() -> Iterator[MusicStandIn]:
    with music_stand_in() as running:
        yield running


@pytest.fixture
def context(server: MusicStandIn, tmp_path: Path) -> ToolContext:
    access = ProviderAccess(KEY, server.url)
    return ToolContext(tmp_path, providers={"elevenlabs": access, "stability": access})


def test_every_company_can_be_asked_for() -> None:
    assert set(get_args(EngineName)) == set(MUSIC_PROVIDERS)


@pytest.mark.parametrize("engine", MUSIC_PROVIDERS)
def test_what_comes_is_as_long_as_was_asked_and_says_whose_it_is(
    tmp_path: Path, server: MusicStandIn, context: ToolContext, engine: str
) -> None:
    params = PremiumMusicParams.model_validate({"engine": engine, "prompt": "calm piano", "duration_s": 4.25})
    (output,) = TOOL.run(params, (), tmp_path, context, silent_progress).outputs
    info = soundfile.info(output.path)
    assert (info.frames, info.samplerate, info.channels) == (204_000, 48_000, 2)
    with open_audio(output.path) as reader:
        assert MUSIC_PROVIDERS[engine].title in reader.tags["artist"]
    assert output.type == ("sound_effect" if "sound" in engine else "music")
    assert len(server.asked) == 1


def test_a_cover_is_made_of_the_sound_that_is_given(tmp_path: Path, server: MusicStandIn, context: ToolContext) -> None:
    source = tmp_path / "source.wav"
    soundfile.write(source, [[0.1, 0.1]] * 336_000, 48_000)
    params = PremiumMusicParams(engine="stability_audio", prompt="as jazz", change="cover", strength=0.5)
    with_source = ToolContext(tmp_path, providers=context.providers, references=(source,))
    TOOL.run(params, (), tmp_path, with_source, silent_progress)
    assert server.asked[0]["path"].endswith("audio-to-audio")


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"prompt": "calm", "bpm": 120}, "option_unsupported"),
        ({"prompt": "rain", "engine": "elevenlabs_sound_effects", "duration_s": 31}, "option_out_of_range"),
        ({"prompt": " "}, "prompt_missing"),
    ],
)
def test_what_it_does_not_understand_is_refused(params: dict[str, object], code: str) -> None:
    with pytest.raises(CodedError) as refused:
        TOOL.check(PremiumMusicParams.model_validate(params), EVERYTHING)
    assert refused.value.code == code


def test_without_a_key_the_operator_is_told_which(tmp_path: Path) -> None:
    with pytest.raises(CodedError) as refused:
        TOOL.run(PremiumMusicParams(prompt="calm"), (), tmp_path, ToolContext(tmp_path), silent_progress)
    assert refused.value.code == "provider_key_missing"
    assert "ELEVENLABS_API_KEY" in refused.value.detail


@pytest.mark.parametrize(
    ("engine", "duration_s", "credits"),
    [("elevenlabs_music", None, 6), ("elevenlabs_music", 30, 3), ("elevenlabs_sound_effects", None, 1)],
)
def test_ten_seconds_cost_a_credit(engine: str, duration_s: float | None, credits: int) -> None:
    params = PremiumMusicParams.model_validate({"engine": engine, "prompt": "calm", "duration_s": duration_s})
    assert TOOL.price_credits(params) == credits
