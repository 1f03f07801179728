"""ElevenLabs through its official client, against a server that speaks its protocol and fails as it may fail."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from audiostudio.engines.providers.base import ProviderAccess, ProviderError
from audiostudio.engines.providers.elevenlabs import ElevenLabsProvider
from tests.engines.providers.stand_in import KEY, StandIn, stand_in


@pytest.fixture
def server(tmp_path: Path) -> Iterator[StandIn]:
    sound = tmp_path / "spoken.mp3"
    sound.write_bytes(b"\xff\xfb" + bytes(4_000))
    with stand_in(sound) as running:
        yield running


def _provider(server: StandIn, key: str = KEY) -> ElevenLabsProvider:
    return ElevenLabsProvider(ProviderAccess(key, server.url), timeout_s=1.0)


def test_voices_of_all_pages_models_and_usage_are_told(server: StandIn) -> None:
    provider = _provider(server)
    voices = provider.voices()
    assert [(voice.name, voice.gender, voice.accent) for voice in voices] == [
        ("Rachel", "female", "american"),
        ("Josh", "male", "american"),
        ("Domi", "female", "american"),
    ]
    [model] = provider.models()
    assert (model.id, model.languages, model.most_characters) == ("eleven_multilingual_v2", ("en", "hi"), 10_000)
    usage = provider.usage()
    assert (usage.characters, usage.most_characters) == (1_200, 100_000)
    assert usage.resets_at is not None


def test_text_and_settings_reach_the_provider_and_its_sound_comes_back(server: StandIn) -> None:
    settings = {"stability": 0.4, "similarity_boost": 0.8, "style": 0.1, "use_speaker_boost": True}
    spoken = b"".join(_provider(server).speak("Good morning", voice="voice1", model="m", settings=settings))
    assert spoken == server.sound
    [asked] = server.asked
    assert (asked["text"], asked["model_id"], asked["voice"]) == ("Good morning", "m", "voice1")
    assert {name: asked["voice_settings"][name] for name in settings} == settings


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (402, "provider_credit_exhausted"),
        (403, "provider_key_refused"),
        (422, "provider_request_refused"),
        ("half", "provider_broke_off"),
        ("hang", "provider_timeout"),
    ],
)
def test_each_fault_has_its_code_and_none_tells_the_key(server: StandIn, fault: int | str, code: str) -> None:
    server.faults = [fault] * 4
    with pytest.raises(ProviderError) as refusal:
        b"".join(_provider(server).speak("Hello", voice="voice0", model="m", settings={}))
    assert refusal.value.code == code
    assert KEY not in str(refusal.value)


@pytest.mark.parametrize(("fault", "code"), [(429, "provider_busy"), (500, "provider_unavailable")])
def test_a_busy_or_broken_provider_is_asked_three_times(server: StandIn, fault: int, code: str) -> None:
    server.faults = [fault] * 3
    with pytest.raises(ProviderError) as refusal:
        b"".join(_provider(server).speak("Hello", voice="voice0", model="m", settings={}))
    assert refusal.value.code == code
    assert len(server.asked) == 3
    server.faults = [fault]
    assert b"".join(_provider(server).speak("Hello", voice="voice0", model="m", settings={})) == server.sound


def test_a_wrong_key_an_unknown_voice_and_a_dead_address_are_told_apart(server: StandIn) -> None:
    for provider, voice, code in (
        (_provider(server, "sk_wrong"), "voice0", "provider_key_refused"),
        (_provider(server), "nobody", "provider_voice_unknown"),
        (ElevenLabsProvider(ProviderAccess(KEY, "http://127.0.0.1:9")), "voice0", "provider_unavailable"),
    ):
        with pytest.raises(ProviderError) as refusal:
            b"".join(provider.speak("Hello", voice=voice, model="m", settings={}))
        assert refusal.value.code == code
    assert KEY not in repr(ProviderAccess(KEY))
