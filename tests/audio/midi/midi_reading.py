"""Reads Standard MIDI Files by the arithmetic of the specification (MMA RP-001), to check those we write."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Event:
    tick: int
    status: int
    data: bytes
    kind: int | None = None

    @property
    def channel(self) -> int:
        return self.status & 0x0F


@dataclass(frozen=True)
class MidiFile:
    format: int
    ticks_per_quarter: int
    tracks: list[list[Event]]


_DATA_BYTES = {0x8: 2, 0x9: 2, 0xA: 2, 0xB: 2, 0xC: 1, 0xD: 1, 0xE: 2}


def read_midi(content: bytes) -> MidiFile:
    kind, length = content[:4], struct.unpack(">I", content[4:8])[0]
    assert (kind, length) == (b"MThd", 6)
    format_, count, division = struct.unpack(">HHH", content[8:14])
    position, tracks = 14, []
    while position < len(content):
        assert content[position : position + 4] == b"MTrk"
        (length,) = struct.unpack(">I", content[position + 4 : position + 8])
        tracks.append(_events(content[position + 8 : position + 8 + length]))
        position += 8 + length
    assert (position, len(tracks)) == (len(content), count)
    return MidiFile(format_, division, tracks)


def _events(chunk: bytes) -> list[Event]:
    events, position, tick = [], 0, 0
    while position < len(chunk):
        delta, position = _number(chunk, position)
        tick += delta
        status = chunk[position]
        assert status & 0x80, "running status is not used"
        if status == 0xFF:
            kind = chunk[position + 1]
            length, start = _number(chunk, position + 2)
        else:
            kind, length, start = None, _DATA_BYTES[status >> 4], position + 1
        position = start + length
        data = chunk[start:position]
        assert kind is not None or all(byte < 0x80 for byte in data)
        events.append(Event(tick, status, data, kind))
    assert (events[-1].kind, events[-1].data) == (0x2F, b"")
    assert sum(event.kind == 0x2F for event in events) == 1
    return events


def _number(chunk: bytes, position: int) -> tuple[int, int]:
    value = 0
    while True:
        byte = chunk[position]
        value, position = value << 7 | byte & 0x7F, position + 1
        if not byte & 0x80:
            return value, position


def notes_of(events: list[Event]) -> list[tuple[int, int, int, int, int]]:
    """Return start and end tick, channel, pitch and velocity of each note; none may be left sounding."""
    sounding: dict[tuple[int, int], tuple[int, int]] = {}
    notes = []
    for event in events:
        if event.kind is None and event.status >> 4 == 0x9:
            key = event.channel, event.data[0]
            assert key not in sounding, "a key is struck that already sounds"
            sounding[key] = event.tick, event.data[1]
        elif event.kind is None and event.status >> 4 == 0x8:
            start, velocity = sounding.pop((event.channel, event.data[0]))
            notes.append((start, event.tick, event.channel, event.data[0], velocity))
    assert not sounding
    return sorted(notes)


def seconds_at(file: MidiFile, ticks: Sequence[int]) -> np.ndarray:
    """Return the time of each tick, by the tempi in the first track."""
    tempi = [(event.tick, int.from_bytes(event.data, "big")) for event in file.tracks[0] if event.kind == 0x51]
    knots, seconds = [tempi[0][0]], [0.0]
    for (tick, quarter_us), (following, _) in zip(tempi, [*tempi[1:], (10**8, 0)], strict=True):
        knots.append(following)
        seconds.append(seconds[-1] + (following - tick) * quarter_us * 1e-6 / file.ticks_per_quarter)
    return np.interp(ticks, knots, seconds)
