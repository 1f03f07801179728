"""Decodes the samples of SoundFonts when they sound, at rates at which they can be played without aliasing."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import soundfile
import soxr

from audiostudio.audio.instruments.soundfont.records import SoundFontRecords, record_name, unreadable
from audiostudio.audio.instruments.soundfont.sized_cache import SizedCache
from audiostudio.audio.instruments.soundfont.voice import PADDING_FRAMES
from audiostudio.audio.types import Mono

# Section 7.10: bits of a sample's kind: in the ROM of a sound card, and, from version 3 on, Ogg Vorbis.
_IN_ROM, _IS_VORBIS = 0x8000, 0x10
_LONGEST_FRAMES = 20_000_000
_DECODED_FRAMES = 1 << 15
_MOST_KNOWN = 1 << 16
# A loop goes on for so long behind its end that interpolation never looks beyond.
_LOOP_TAIL_FRAMES = 256
_BUDGET_BYTES = 32 << 20
_LOWEST_RATE_HZ, _HIGHEST_RATE_HZ = 400, 200_000
# Played faster than this, a sample loses the top of its band first, in steps of a third of an octave.
_FASTEST_STEP = 1.06
_LEVELS_AN_OCTAVE = 3
_MOST_LEVELS = 18
# What is as much quieter than the loudest of the beginning is silence: recordings begin with some of it.
_SILENCE_DB = -26.0
_BEGINNING_S = 0.1
_EARLIEST_SILENCE_S = 0.001
_KEPT_SILENCE_S = 0.0003


@dataclass(frozen=True)
class Sample:
    """What is known of a sample.

    Attributes:
        number: its place in the file.
        name: as the file calls it.
        frames: how long it is.
        rate_hz: its rate.
        key: the key it was played at.
        correction_cents: what is added to its pitch so that it is that of the key.
        loop: first frame of the loop and the first after it, as the file says.
        sounds_from: the first frame that is no silence.
    """

    number: int
    name: str
    frames: int
    rate_hz: int
    key: int
    correction_cents: int
    loop: tuple[int, int]
    sounds_from: int


@dataclass(frozen=True)
class SampleWindow:
    """What of a sample a voice reads, and how fast at most.

    Attributes:
        sample: its number.
        start, end: first frame and the first after the last.
        loop: first frame of the loop from ``start`` on and the first after it; ``None`` for none.
        is_left: whether the loop ends when a note does, so that what follows it is needed.
        level: by how many thirds of an octave its band is narrowed, as `level_of` says.
    """

    sample: int
    start: int
    end: int
    loop: tuple[int, int] | None
    is_left: bool
    level: int


@dataclass(frozen=True)
class Playable:
    """A sample as voices read it.

    Attributes:
        sound: ``(frames,)`` between zeros; behind the loop's end the loop goes on.
        unlooped: the same where what follows the loop's end is as recorded.
    """

    sound: Mono
    unlooped: Mono

    @property
    def size_bytes(self) -> int:
        """What it takes of memory."""
        return self.sound.nbytes + (self.unlooped.nbytes if self.unlooped is not self.sound else 0)


class SampleReader:
    """The samples of one file.

    Args:
        records: the file.
    """

    def __init__(self, records: SoundFontRecords) -> None:
        self._records = records
        self._known: SizedCache[Sample] = SizedCache(_MOST_KNOWN)
        self._sounds: SizedCache[Mono] = SizedCache(_BUDGET_BYTES)

    def sample(self, number: int) -> Sample:
        """Return what is known of a sample.

        Raises:
            AudioError: ``soundfont_unreadable``: it is damaged.
        """
        return self._known.get(number, lambda: self._look_at(number), lambda _: 1)

    def sound(self, number: int, frames: int) -> Mono:
        """Return the first frames of a sample, ``(frames,)`` or a little more, or all where it has no more.

        Long samples of which a short note needs the beginning are decoded no further.

        Raises:
            AudioError: ``soundfont_unreadable``: it is damaged.
        """
        wanted = _DECODED_FRAMES
        while wanted < frames:
            wanted *= 2
        return self._sounds.get((number, wanted), lambda: self._decode(number, wanted), lambda sound: sound.nbytes)

    def _look_at(self, number: int) -> Sample:
        header = self._records.tables[b"shdr"][number]
        rate_hz, kind = int(header["rate_hz"]), int(header["kind"])
        if kind & _IN_ROM or not _LOWEST_RATE_HZ <= rate_hz <= _HIGHEST_RATE_HZ or header["end"] <= header["start"]:
            raise unreadable(f"its sample {record_name(header)!r} holds no sound")
        start, end = int(header["start"]), int(header["end"])
        if kind & _IS_VORBIS:
            with self._opened(number) as file:
                origin, frames = 0, min(file.frames, _LONGEST_FRAMES)
        else:
            origin, frames = start, end - start
        sound = self.sound(number, 1)
        return Sample(
            number=number,
            name=record_name(header),
            frames=frames if frames > len(sound) >= _DECODED_FRAMES else len(sound),
            rate_hz=rate_hz,
            # Unpitched sounds say 255, and are then played as from middle C.
            key=int(header["key"]) if header["key"] <= 127 else 60,
            correction_cents=int(header["correction_cents"]),
            loop=(int(header["loop_start"]) - origin, int(header["loop_end"]) - origin),
            sounds_from=_first_sound(sound, rate_hz),
        )

    @contextmanager
    def _opened(self, number: int) -> Iterator[soundfile.SoundFile]:
        records = self._records
        header = records.tables[b"shdr"][number]
        name, start, end = record_name(header), int(header["start"]), int(header["end"])
        if end > records.samples_bytes:
            raise unreadable(f"its sample {name!r} is cut short")
        content = records.content[records.samples_at + start : records.samples_at + end]
        try:
            with soundfile.SoundFile(io.BytesIO(content)) as file:
                if file.frames <= 0 or file.channels != 1 or file.format != "OGG":
                    raise unreadable(f"its sample {name!r} is not one channel of Ogg Vorbis")
                yield file
        except (soundfile.SoundFileError, TypeError, ValueError, MemoryError) as error:
            raise unreadable(f"its sample {name!r} cannot be decoded") from error

    def _decode(self, number: int, frames: int) -> Mono:
        header = self._records.tables[b"shdr"][number]
        if header["kind"] & _IS_VORBIS:
            with self._opened(number) as file:
                sound = np.asarray(file.read(min(frames, file.frames, _LONGEST_FRAMES), dtype="float32"), np.float32)
        else:
            sound = self._linear(record_name(header), int(header["start"]), int(header["end"]), frames)
        if not len(sound):
            raise unreadable(f"its sample {record_name(header)!r} holds no sound")
        return sound

    def _linear(self, name: str, start: int, end: int, frames: int) -> Mono:
        records = self._records
        if end * 2 > records.samples_bytes:
            raise unreadable(f"its sample {name!r} is cut short")
        frames = min(frames, end - start, _LONGEST_FRAMES)
        sound = np.frombuffer(records.content, "<i2", frames, records.samples_at + 2 * start) / np.float32(1 << 15)
        if records.low_bytes_at is not None:
            sound += np.frombuffer(records.content, "u1", frames, records.low_bytes_at + start) / np.float32(1 << 23)
        return sound.astype(np.float32, copy=False)


def level_of(step: float) -> int:
    """Return at which level a sample is to be played that advances by ``step`` frames a frame of the output."""
    if step <= _FASTEST_STEP:
        return 0
    return min(_MOST_LEVELS, int(np.ceil(_LEVELS_AN_OCTAVE * np.log2(step / _FASTEST_STEP))))


def level_ratio(level: int) -> float:
    """Return how many frames a sample has at a level for each frame of the recording."""
    return float(2.0 ** (-level / _LEVELS_AN_OCTAVE))


def playable(sound: Mono, loop: tuple[int, int] | None = None, *, is_left: bool = False, level: int = 0) -> Playable:
    """Return a sound as voices read it; the arguments are those of `SampleWindow`."""
    looped = sound
    if loop:
        start, end = loop
        tail_frames = _LOOP_TAIL_FRAMES << (level // _LEVELS_AN_OCTAVE)
        looped = np.concatenate([sound[:end], np.resize(sound[start:end], tail_frames)])
    both = [looped, sound] if is_left else [looped]
    if level:
        both = [soxr.resample(part, 1.0, level_ratio(level), quality="HQ") for part in both]
    both = [np.pad(part.astype(np.float32, copy=False), PADDING_FRAMES) for part in both]
    return Playable(both[0], both[-1])


def _first_sound(sound: Mono, rate_hz: int) -> int:
    """Return the first frame worth playing: 0 unless silence delays the sound."""
    beginning = np.abs(sound[: int(_BEGINNING_S * rate_hz)])
    loud = np.flatnonzero(beginning > beginning.max(initial=0) * 10 ** (_SILENCE_DB / 20))
    first = int(loud[0]) if len(loud) else 0
    return max(0, first - int(_KEPT_SILENCE_S * rate_hz)) if first > _EARLIEST_SILENCE_S * rate_hz else 0
