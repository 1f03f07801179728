"""Music and sounds of companies, against a server that speaks their protocols and fails as they may fail."""

import time
from collections.abc import Iterator

import numpy as np
import pytest

from audiostudio.engines.music_generation.options import MusicRefusal
from audiostudio.engines.music_generation.request import MusicRequest, Source
from audiostudio.engines.providers.base import ProviderAccess, ProviderError
from audiostudio.engines.providers.elevenlabs_music import ElevenLabsMusic
from audiostudio.engines.providers.music import MUSIC_PROVIDERS, open_music_provider
from audiostudio.engines.providers.stability import StabilityAudio
from tests.support.music_provider_stand_in import KEY, MusicStandIn, hum, music_stand_in

CLASSES = {"elevenlabs": ElevenLabsMusic, "stability": StabilityAudio}
RATE_HZ = 44_100


@pytest.fixture
def server() -> Iterator[MusicStandIn]:
    with music_stand_in() as running:
        yield running


def quiet(fraction: float, message: str) -> None:
    pass


def generator(server: MusicStandIn, name: str, key: str = KEY, timeout_s: float = 10.0):
    row = MUSIC_PROVIDERS[name]
    return CLASSES[row.company](row, ProviderAccess(key, server.url), timeout_s=timeout_s)


def refusal_of(server: MusicStandIn, name: str, tick=quiet, **options: object) -> ProviderError:
    with pytest.raises(ProviderError) as refusal:
        generator(server, name, **options).generate(MusicRequest("calm piano"), tick)
    assert KEY not in str(refusal.value)
    return refusal.value


@pytest.mark.parametrize("name", MUSIC_PROVIDERS)
def test_a_piece_is_as_long_as_was_asked_and_asked_for_once(server, name):
    row = MUSIC_PROVIDERS[name]
    access = {row.company: ProviderAccess(KEY, server.url)}
    told: list[tuple[float, str]] = []
    made = open_music_provider(name, access).generate(
        MusicRequest("calm piano", duration_s=4.25), lambda *report: told.append(report)
    )
    assert made.shape == (2, round(4.25 * row.rate_hz))
    assert np.abs(made[:, row.rate_hz // 2 : row.rate_hz]).max() == pytest.approx(0.3, abs=0.02)
    assert len(server.asked) == 1
    assert told[0][1] == f"waiting for {row.title}"
    assert all(0 <= fraction < 1 for fraction, _ in told)


def test_eleven_music_is_told_what_it_understands(server):
    generator(server, "elevenlabs_music").generate(MusicRequest("calm", duration_s=5.0, instrumental=True), quiet)
    [asked] = server.asked
    assert (asked["path"], asked["query"]) == ("/v1/music", "output_format=mp3_48000_192")
    assert {name: asked[name] for name in ("prompt", "music_length_ms", "force_instrumental", "model_id")} == {
        "prompt": "calm",
        "music_length_ms": 5_000,
        "force_instrumental": True,
        "model_id": "music_v2",
    }


def test_sound_effects_loop_where_asked(server):
    generator(server, "elevenlabs_sound_effects").generate(MusicRequest("rain", duration_s=2.0, loop=True), quiet)
    [asked] = server.asked
    assert asked["path"] == "/v1/sound-generation"
    assert (asked["text"], asked["duration_seconds"], asked["loop"], asked["prompt_influence"]) == (
        "rain",
        2,
        True,
        0.3,
    )


def test_stable_audio_is_told_what_it_understands(server):
    generator(server, "stability_audio").generate(MusicRequest("calm", duration_s=5.5, seed=0, steps=4), quiet)
    [asked] = server.asked
    assert asked["path"] == "/v2beta/audio/stable-audio-2/text-to-audio"
    fields = ("prompt", "model", "duration", "seed", "steps", "cfg_scale", "output_format")
    assert [asked[name] for name in fields] == ["calm", "stable-audio-2.5", "6", "1", "4", "1", "wav"]


def test_stable_audio_repaints_whole_seconds_and_the_rest_is_put_back_to_the_bit(server):
    source = np.random.default_rng(0).normal(0, 0.1, (2, 8 * RATE_HZ)).astype(np.float32)
    made = generator(server, "stability_audio").generate(
        MusicRequest("calm", source=Source(source, "repaint", 2.5, 4.5)), quiet
    )
    [asked] = server.asked
    assert asked["path"].endswith("/inpaint")
    assert (asked["mask_start"], asked["mask_end"], asked["audio"].shape) == ("2", "5", (8 * RATE_HZ, 2))
    first, last = round(2.5 * RATE_HZ), round(4.5 * RATE_HZ)
    np.testing.assert_array_equal(made[:, :first], source[:, :first])
    np.testing.assert_array_equal(made[:, last:], source[:, last:])
    middle = slice(first + 2_000, last - 2_000)
    assert np.corrcoef(made[0, middle], hum(8, RATE_HZ)[middle, 0])[0, 1] > 0.99


def test_stable_audio_extends_and_covers(server):
    source = hum(7, RATE_HZ).T.astype(np.float32)
    stable = generator(server, "stability_audio")
    longer = stable.generate(MusicRequest("calm", duration_s=9.5, source=Source(source, "extend")), quiet)
    assert longer.shape == (2, round(9.5 * RATE_HZ))
    cover = stable.generate(MusicRequest("calm", source=Source(source, "cover", strength=0.7)), quiet)
    assert cover.shape == source.shape
    extended, covered = server.asked
    assert (extended["mask_start"], extended["mask_end"], extended["audio"].shape) == ("6", "10", (10 * RATE_HZ, 2))
    assert (covered["path"].rpartition("/")[2], covered["strength"]) == ("audio-to-audio", "0.3")


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("elevenlabs_music", {"seed": 1}),
        ("elevenlabs_music", {"bpm": 120}),
        ("elevenlabs_sound_effects", {"lyrics": "la"}),
        ("stability_audio", {"temperature": 1.0}),
        ("elevenlabs_music", {"source": Source(hum(7, 48_000).T.astype(np.float32), "cover")}),
    ],
)
def test_what_it_lacks_is_refused_before_anything_is_sent(server, name, asked):
    with pytest.raises(MusicRefusal, match="option_unsupported") as refusal:
        generator(server, name).generate(MusicRequest("calm", **asked), quiet)
    assert refusal.value.allowed == {"options": list(MUSIC_PROVIDERS[name].options)}
    assert not server.asked


def test_sounds_too_short_for_stable_audio_are_refused_before_anything_is_sent(server):
    short = Source(hum(5, RATE_HZ).T.astype(np.float32), "cover")
    with pytest.raises(MusicRefusal, match="6 s"):
        generator(server, "stability_audio").generate(MusicRequest("calm", source=short), quiet)
    assert not server.asked


ELEVEN_BAD_PROMPT = {"detail": {"status": "bad_prompt", "message": "x", "data": {"prompt_suggestion": "a calm tune"}}}
ELEVEN_QUOTA = {"detail": {"status": "quota_exceeded", "message": f"key {KEY}"}}
ELEVEN_422 = {"detail": {"status": "bad", "message": f"too long, key {KEY}"}}


@pytest.mark.parametrize(
    ("name", "fault", "code", "said"),
    [
        ("elevenlabs_music", (400, ELEVEN_BAD_PROMPT), "provider_prompt_refused", "it suggests: a calm tune"),
        ("elevenlabs_music", (401, ELEVEN_QUOTA), "provider_credit_exhausted", "used up"),
        ("elevenlabs_music", (422, ELEVEN_422), "provider_request_refused", "too long, key …"),
        ("elevenlabs_music", (429, {}), "provider_busy", "minute"),
        ("elevenlabs_sound_effects", (500, {}), "provider_unavailable", "out of order"),
        ("elevenlabs_sound_effects", "half", "provider_broke_off", "broke off"),
        ("elevenlabs_sound_effects", "garbage", "provider_audio_broken", "no sound"),
        (
            "stability_audio",
            (403, {"name": "content_moderation", "errors": ["no"]}),
            "provider_prompt_refused",
            "words",
        ),
        ("stability_audio", "filtered", "provider_prompt_refused", "artists"),
        ("stability_audio", (402, {"name": "payment_required", "errors": []}), "provider_credit_exhausted", "credits"),
        ("stability_audio", (400, {"name": "bad", "errors": ["a", KEY]}), "provider_request_refused", "says: a; …"),
        ("stability_audio", (403, {"name": "forbidden"}), "provider_key_refused", "may not"),
        ("stability_audio", (429, {}), "provider_busy", "minute"),
        ("stability_audio", (503, {}), "provider_unavailable", "out of order"),
        ("stability_audio", "half", "provider_broke_off", "broke off"),
        ("stability_audio", "garbage", "provider_audio_broken", "no sound"),
    ],
)
def test_each_fault_has_its_code_and_is_not_asked_for_again(server, name, fault, code, said):
    server.faults = [fault] * 3
    refusal = refusal_of(server, name)
    assert refusal.code == code
    assert said in refusal.detail
    assert len(server.asked) == 1, "a second request may be paid for, too"


@pytest.mark.parametrize("name", MUSIC_PROVIDERS)
def test_a_wrong_key_silence_and_a_dead_address_are_told_apart(server, name):
    assert refusal_of(server, name, key="sk_wrong").code == "provider_key_refused"
    server.faults = ["hang"]
    assert refusal_of(server, name, timeout_s=1.0).code == "provider_timeout"
    server.url = "http://127.0.0.1:9"
    assert refusal_of(server, name).code == "provider_unavailable"


@pytest.mark.parametrize("name", ["elevenlabs_music", "stability_audio"])
def test_who_stops_waiting_need_not_wait_for_the_answer(server, name):
    server.faults = ["hang"]

    def stop(fraction: float, message: str) -> None:
        if server.asked:
            raise InterruptedError

    begun_at = time.monotonic()
    with pytest.raises(InterruptedError):
        generator(server, name, timeout_s=30.0).generate(MusicRequest("calm"), stop)
    assert time.monotonic() - begun_at < 2.5, "the server answers after three seconds"


@pytest.mark.parametrize("name", MUSIC_PROVIDERS)
def test_without_a_key_nothing_is_sent(name):
    with pytest.raises(ProviderError, match=f"{MUSIC_PROVIDERS[name].company.upper()}_API_KEY") as refusal:
        open_music_provider(name, {})
    assert refusal.value.code == "provider_key_missing"
