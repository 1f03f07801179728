"""What is rendered has the length, the level, the darkness and the likeness to itself that its plan asks for."""

import numpy as np
import pytest
from numpy.typing import NDArray

from audiostudio.audio.errors import AudioError
from audiostudio.audio.meters.true_peak import true_peak_dbtp
from audiostudio.engines.sound_effects.catalogue import KINDS
from audiostudio.engines.sound_effects.lengths import natural_duration_s
from audiostudio.engines.sound_effects.plan import EffectEvent, EffectPlan
from audiostudio.engines.sound_effects.rendering import render_effect
from audiostudio.engines.sound_effects.space import air_absorption_db_per_m

RATE_HZ = 48_000


def _samples(name: str) -> NDArray[np.float32]:
    """Give a second of noise for every recording."""
    return np.random.default_rng(len(name)).standard_normal((2, RATE_HZ)).astype(np.float32) * 0.1


def _plan(kind: str, duration_s: float, **said: object) -> EffectPlan:
    of_plan = {name: said.pop(name) for name in ("loop", "seed", "width") if name in said}
    style = KINDS[kind].style
    length_s = None if style == "single" else duration_s
    event = EffectEvent(kind=kind, duration_s=length_s, **said)  # type: ignore[arg-type]
    return EffectPlan(duration_s=duration_s, events=(event,), **of_plan)  # type: ignore[arg-type]


def _rendered(kind: str, duration_s: float = 1.5, **said: object) -> NDArray[np.float32]:
    return render_effect(_plan(kind, duration_s, **said), _samples)


def _level_db(sound: NDArray[np.float32]) -> float:
    return float(10 * np.log10(np.mean(sound.astype(float) ** 2)))


def _centroid_hz(sound: NDArray[np.float32]) -> float:
    power = np.abs(np.fft.rfft(sound.mean(axis=0))) ** 2
    return float(np.sum(power * np.fft.rfftfreq(sound.shape[1], 1 / RATE_HZ)) / np.sum(power))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_sounds(kind: str) -> None:
    length_s = min(2.0, natural_duration_s(EffectEvent(kind=kind)))
    sound = _rendered(kind, max(0.1, length_s))
    assert sound.shape == (2, round(max(0.1, length_s) * RATE_HZ))
    assert sound.dtype == np.float32
    assert np.all(np.isfinite(sound))
    assert _level_db(sound) > -60
    assert np.max(np.abs(sound)) < 10 ** (-1 / 20)


@pytest.mark.parametrize("length_s", [0.1, 0.1234, 7.77])
def test_lengths_are_exact(length_s: float) -> None:
    for kind in ("wind", "coin", "footsteps", "riser", "siren"):
        assert _rendered(kind, length_s).shape[1] == round(length_s * RATE_HZ)


def test_the_same_plan_and_seed_give_the_same_sound_and_others_another() -> None:
    for kind in ("rain", "glass_break", "footsteps"):
        first = _rendered(kind)
        assert np.array_equal(first, _rendered(kind))
        assert not np.array_equal(first, _rendered(kind, seed=1))


def test_takes_differ_and_are_alike() -> None:
    plan = _plan("punch", 0.4)
    takes = [render_effect(plan, variation=number) for number in range(8)]
    for number, take in enumerate(takes):
        assert all(not np.array_equal(take, other) for other in takes[:number])
    levels = [_level_db(take) for take in takes]
    assert max(levels) - min(levels) < 6


def test_an_event_does_not_change_by_what_sounds_beside_it() -> None:
    rain, coin = (
        EffectEvent(kind="rain", duration_s=1.0, intensity=0.1),
        EffectEvent(kind="coin", start_s=1.2, level_db=-12),
    )
    alone = render_effect(EffectPlan(duration_s=2.0, events=(coin,)))
    both = render_effect(EffectPlan(duration_s=2.0, events=(rain, coin)))
    assert np.array_equal(alone[:, round(1.1 * RATE_HZ) :], both[:, round(1.1 * RATE_HZ) :])


@pytest.mark.parametrize("kind", ["wind", "rain", "siren", "engine", "dog"])
def test_far_is_softer_and_darker(kind: str) -> None:
    near, middle, far = (_rendered(kind, 2.0, distance_m=distance_m) for distance_m in (1, 30, 400))
    assert _level_db(near) > _level_db(middle) + 6
    assert _level_db(middle) > _level_db(far) + 6
    assert _centroid_hz(near) > _centroid_hz(far)


def test_distance_takes_three_decibels_a_doubling() -> None:
    """Of the deepest noise, which the air leaves alone, 64 m take 18 dB."""
    near, far = _rendered("brown_noise", 4.0), _rendered("brown_noise", 4.0, distance_m=64)
    assert _level_db(near) - _level_db(far) == pytest.approx(18, abs=1.5)


def test_air_as_the_standard_says() -> None:
    """ISO 9613-1, table 1: 20 degrees, 50 %: 4.98 dB/km at 1 kHz, 9.9 at 2, 27.7 at 4, 96.4 at 8."""
    found = 1000 * air_absorption_db_per_m(np.array([1_000.0, 2_000.0, 4_000.0, 8_000.0]))
    assert found == pytest.approx([4.66, 9.89, 29.7, 105.0], rel=0.05)


@pytest.mark.parametrize("kind", ["rain", "wind", "fireplace", "applause", "footsteps", "thunder", "explosion"])
def test_more_intense_is_louder(kind: str) -> None:
    gentle, wild = (_rendered(kind, 3.0, intensity=intensity) for intensity in (0.1, 0.9))
    assert _level_db(wild) > _level_db(gentle) + 3


def test_more_intense_is_more_of_it() -> None:
    def events(sound: NDArray[np.float32]) -> int:
        loud = np.abs(sound.mean(axis=0))
        blocks = loud[: len(loud) // 480 * 480].reshape(-1, 480).max(axis=1)
        return int(np.sum((blocks[1:] > 4 * np.median(blocks)) & (blocks[:-1] <= 4 * np.median(blocks))))

    assert events(_rendered("fireplace", 6.0, intensity=0.9)) > events(_rendered("fireplace", 6.0, intensity=0.1))


def test_larger_is_lower() -> None:
    for kind in ("bell", "metal_clang", "bees", "laser", "splash"):
        small, large = (_rendered(kind, 1.5, size=size) for size in (0.0, 1.0))
        assert _centroid_hz(small) > 1.2 * _centroid_hz(large), kind


def test_what_it_falls_on_is_heard() -> None:
    grounds = [_centroid_hz(_rendered("footsteps", 3.0, material=material)) for material in ("wood", "snow", "leaves")]
    assert grounds == sorted(grounds)


def test_counts_are_heard() -> None:
    for count in (1, 3, 5):
        event = EffectEvent(kind="door_knock", count=count)
        sound = render_effect(EffectPlan(duration_s=natural_duration_s(event), events=(event,)))
        level = np.abs(sound[0])
        blocks = level[: len(level) // 960 * 960].reshape(-1, 960).max(axis=1)
        starts = np.flatnonzero((blocks[1:] > 0.2 * blocks.max()) & (blocks[1:] > 2 * blocks[:-1]))
        assert 1 + int(np.sum(np.diff(starts) > 5)) == count


@pytest.mark.parametrize("kind", ["wind", "rain", "electric_hum", "spaceship_hum", "stream", "bell", "drone"])
def test_loops_have_no_seam(kind: str) -> None:
    """What a line through the last samples foresees of the first misses it no more than elsewhere in the loop."""
    loop = _rendered(kind, 3.0, loop=True, size=0.8)
    turned = np.roll(loop, RATE_HZ, axis=1).astype(float)
    bend = np.abs(np.diff(turned, 3, axis=1)).max(axis=0)
    seam = bend[RATE_HZ - 4 : RATE_HZ + 1].max()
    near = bend[RATE_HZ - 4_000 : RATE_HZ + 4_000]
    assert seam <= max(np.quantile(near, 0.9995), 1e-4)


def test_a_loop_of_a_tone_goes_on_within_eighty_decibels() -> None:
    loop = _rendered("scanner", 4.0, loop=True, width=0.0)[0].astype(float)
    bend = np.abs(np.diff(np.concatenate([loop, loop[:4]]), 3))
    assert bend[-4:].max() <= bend[:-4].max() + 1e-4


def test_tails_come_round_in_a_loop() -> None:
    event = EffectEvent(kind="bell", start_s=0.9, count=1)
    looped = render_effect(EffectPlan(duration_s=1.5, loop=True, events=(event,)))
    cut = render_effect(EffectPlan(duration_s=1.5, events=(event,)))
    assert np.max(np.abs(cut[:, : RATE_HZ // 2])) == 0
    assert np.max(np.abs(looped[:, : RATE_HZ // 2])) > 0.005


@pytest.mark.parametrize("kind", ["white_noise", "electric_hum"])
def test_long_sounds_go_on_without_a_break(kind: str) -> None:
    sound = _rendered(kind, 42.0, width=0.0)
    level = np.sqrt(np.mean(sound[0].reshape(-1, RATE_HZ // 10) ** 2, axis=1))[1:-3]
    assert level.min() > 0.88 * level.max()
    assert not np.array_equal(sound[0, : 5 * RATE_HZ], sound[0, 19 * RATE_HZ : 24 * RATE_HZ])


def test_width() -> None:
    narrow, wide = (_rendered("rain", 1.0, width=width) for width in (0.0, 1.0))
    assert np.array_equal(narrow[0], narrow[1])
    assert abs(np.corrcoef(wide)[0, 1]) < 0.3


def test_peaks_stay_below_the_ceiling() -> None:
    events = tuple(
        EffectEvent(kind="explosion", intensity=1.0, level_db=12, start_s=0.1 * number) for number in range(4)
    )
    sound = render_effect(EffectPlan(duration_s=2.0, events=events))
    assert true_peak_dbtp(sound, RATE_HZ) <= -1.0


def test_recordings_that_are_not_there_are_named() -> None:
    with pytest.raises(AudioError, match="misc_crow") as refused:
        render_effect(_plan("crow", 2.0))
    assert refused.value.code == "samples_missing"


def test_progress_rises_and_may_stop() -> None:
    heard: list[float] = []
    render_effect(_plan("white_noise", 40.0, width=0.0), progress=lambda fraction, message: heard.append(fraction))
    assert heard == sorted(heard)
    assert len(heard) > 1

    def stop(fraction: float, message: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        render_effect(_plan("coin", 1.0), progress=stop)
