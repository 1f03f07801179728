"""Plays a little of everything, so that what is compiled is compiled before anybody waits."""

import numpy as np

from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ, Performance
from audiostudio.audio.instruments.synthesis import play_synthesized
from audiostudio.audio.mixing.channel import Channel
from audiostudio.audio.mixing.delay import DelaySettings
from audiostudio.audio.mixing.desk import MixingDesk
from audiostudio.audio.notation.notes import Note

_FRAMES = SAMPLE_RATE_HZ // 4
_INSTRUMENTS = ("super_saw", "synth_bell", "riser", "acid_bass", "distorted_guitar")


def play_everything_once() -> None:
    """Sound a note on one instrument of each kind that needs no samples, through a desk with all it has."""
    performance = Performance((Note(0.0, 0.1, 48, 90),))
    desk = MixingDesk(_FRAMES, DelaySettings(2_000, 3_000))
    for name in _INSTRUMENTS:
        sound = play_synthesized(performance, name, _FRAMES, 0)
        desk.add(np.ascontiguousarray(sound), Channel(high_pass_hz=30.0, reverb_db=-12.0, delay_db=-12.0))
