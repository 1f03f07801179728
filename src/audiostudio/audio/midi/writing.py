"""Writes Standard MIDI Files, so that transcriptions open in every sequencer.

Format 1 of "Standard MIDI Files 1.0" (MIDI Manufacturers Association, RP-001): a track of tempi, bars, keys and chords,
then one for each part.
"""

import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from audiostudio.audio.notation.notes import BEND_RANGE_SEMITONES, BENDS_A_SECOND, DRUM_CHANNEL, KeySignature, Note
from audiostudio.audio.notation.quantising import STEPS_PER_BEAT, GridNote
from audiostudio.audio.notation.tempo_map import TempoMap

TICKS_PER_QUARTER = 480
MELODIC_CHANNELS = tuple(channel for channel in range(16) if channel != DRUM_CHANNEL)

_NOTE_OFF, _NOTE_ON, _CONTROLLER, _PROGRAM, _PITCH_BEND = 0x80, 0x90, 0xB0, 0xC0, 0xE0
_MARKER, _NAME, _END, _TEMPO, _TIME_SIGNATURE, _KEY_SIGNATURE = 0x06, 0x03, 0x2F, 0x51, 0x58, 0x59
_RELEASE_VELOCITY = 64
_BEND_CENTRE = 8_192
_CLOCKS_PER_QUARTER = 24
_NOTES_AT_ONCE = 500
# A tempo is written in microseconds in 24 bits, which end at 3.6 beats a minute.
_LONGEST_QUARTER_US = (1 << 24) - 1
# Registered parameter 0 is the bend range: its number, before the semitones and the cents.
_BEND_RANGE_PARAMETER = ((101, 0), (100, 0))
_DATA_SEMITONES, _DATA_CENTS = 6, 38
# Between two points of a controller's line, values this far apart are sent: finer steps nobody hears.
_CONTROLLER_STEP = 2
# At one tick a note ends before the next begins, and is bent before it sounds.
_FIRST, _OFF, _CONTROL, _BEND, _ON = range(5)


@dataclass(frozen=True, slots=True)
class MidiMessage:
    """A channel message at a tick; those of one tick go by ``order``."""

    tick: int
    order: int
    data: bytes


@dataclass(frozen=True)
class MidiTrack:
    """A part by its name."""

    name: str
    messages: tuple[MidiMessage, ...]


@dataclass(frozen=True)
class MidiPart:
    """Who plays.

    Attributes:
        name: of the track.
        program: General MIDI program, 0 to 127; without meaning for drums.
        channels: the channels it may use; one unless notes are bent, and `DRUM_CHANNEL` for drums.
        bend_range_semitones: how far notes are bent at most; receivers are told.
    """

    name: str
    program: int = 0
    channels: tuple[int, ...] = (0,)
    bend_range_semitones: int = BEND_RANGE_SEMITONES


@dataclass(frozen=True)
class ControllerLine:
    """A controller over time.

    Attributes:
        number: of the controller, 0 to 119: 1 modulation, 11 expression, 64 sustain pedal, 74 brightness.
        points: times in seconds, rising, and values from 0 to 127.
        is_stepped: whether a value stays until the next, as a pedal's does; else lines between them are straight.
    """

    number: int
    points: Sequence[tuple[float, float]]
    is_stepped: bool = False


def midi_file(
    tracks: Sequence[MidiTrack],
    tempo_map: TempoMap,
    *,
    key: KeySignature | None = None,
    markers: Sequence[tuple[float, str]] = (),
) -> bytes:
    """Return the bytes of a file of format 1.

    Args:
        tracks: the parts.
        tempo_map: tempi and bars.
        key: of the whole piece, if it is known.
        markers: beats and words, for example names of chords.
    """
    events = [
        (round(beat * TICKS_PER_QUARTER), _meta(_TIME_SIGNATURE, _time_signature(count, unit)))
        for beat, count, unit in tempo_map.time_signatures
    ]
    if key:
        events.append((0, _meta(_KEY_SIGNATURE, struct.pack("bB", key.fifths, key.is_minor))))
    for beat, bpm in tempo_map.tempi:
        quarter_us = min(_LONGEST_QUARTER_US, max(1, round(60_000_000 / bpm)))
        events.append((round(beat * TICKS_PER_QUARTER), _meta(_TEMPO, quarter_us.to_bytes(3, "big"))))
    events += [(round(beat * TICKS_PER_QUARTER), _meta(_MARKER, word.encode())) for beat, word in markers]
    chunks = [_track_chunk(sorted(events, key=lambda event: event[0]))]
    for track in tracks:
        messages = sorted(track.messages, key=lambda message: (message.tick, message.order))
        named = [(0, _meta(_NAME, track.name.encode()))]
        chunks.append(_track_chunk(named + [(message.tick, message.data) for message in messages]))
    header = struct.pack(">HHH", 1, len(chunks), TICKS_PER_QUARTER)
    return b"".join([_chunk(b"MThd", header), *chunks])


def performed_track(
    part: MidiPart,
    notes: Sequence[Note],
    tempo_map: TempoMap,
    may_stop: Callable[[], None] = lambda: None,
    *,
    controllers: Sequence[ControllerLine] = (),
) -> MidiTrack:
    """Return notes as they were played, to half a tick.

    A bend moves everything on its channel, so notes with bends are spread over the part's channels, each to the one
    that has been quiet for longest.

    Args:
        part: who plays.
        notes: what is played.
        tempo_map: where beats are.
        may_stop: called every fraction of a second of work; may raise to stop.
        controllers: how the part is shaped, on all of its channels.
    """
    is_bent = len(part.channels) > 1 and any(note.bends_semitones for note in notes)
    channels = part.channels if is_bent else part.channels[:1]
    messages = list(_preparations(part, channels, is_bent))
    for line in controllers:
        messages += _controlled(line, channels, tempo_map)
    quiet_since_s = dict.fromkeys(channels, 0.0)
    ordered = sorted(notes, key=lambda note: (note.onset_s, note.midi_pitch))
    on_ticks, off_ticks = (
        np.rint(tempo_map.beats_at([getattr(note, name) for note in ordered]) * TICKS_PER_QUARTER).astype(np.int64)
        for name in ("onset_s", "offset_s")
    )
    for number, (note, on_tick, off_tick) in enumerate(
        zip(ordered, on_ticks.tolist(), off_ticks.tolist(), strict=True)
    ):
        if number % _NOTES_AT_ONCE == 0:
            may_stop()
        channel = min(quiet_since_s, key=lambda channel: quiet_since_s[channel])
        quiet_since_s[channel] = note.offset_s
        messages += _struck(channel, on_tick, max(on_tick + 1, off_tick), note.midi_pitch, note.velocity)
        if is_bent:
            messages += _bent(channel, note, tempo_map, part.bend_range_semitones)
    return MidiTrack(part.name, tuple(messages))


def quantised_track(part: MidiPart, notes: Sequence[GridNote]) -> MidiTrack:
    """Return notes as they are on the grid."""
    messages = list(_preparations(part, part.channels[:1], is_bent=False))
    ticks = TICKS_PER_QUARTER // STEPS_PER_BEAT
    for note in notes:
        start, end = note.onset * ticks, (note.onset + note.duration) * ticks
        messages += _struck(part.channels[0], start, end, note.midi_pitch, note.velocity)
    return MidiTrack(part.name, tuple(messages))


def _preparations(part: MidiPart, channels: Sequence[int], is_bent: bool) -> Iterator[MidiMessage]:
    for channel in channels:
        if channel != DRUM_CHANNEL:
            yield MidiMessage(0, _FIRST, bytes([_PROGRAM | channel, part.program]))
        if is_bent:
            data = ((_DATA_SEMITONES, part.bend_range_semitones), (_DATA_CENTS, 0))
            for controller in (*_BEND_RANGE_PARAMETER, *data):
                yield MidiMessage(0, _FIRST, bytes([_CONTROLLER | channel, *controller]))


def _struck(channel: int, on_tick: int, off_tick: int, pitch: int, velocity: int) -> Iterator[MidiMessage]:
    yield MidiMessage(on_tick, _ON, bytes([_NOTE_ON | channel, pitch, velocity]))
    yield MidiMessage(off_tick, _OFF, bytes([_NOTE_OFF | channel, pitch, _RELEASE_VELOCITY]))


def _controlled(line: ControllerLine, channels: Sequence[int], tempo_map: TempoMap) -> Iterator[MidiMessage]:
    sent: list[tuple[float, int]] = []
    for place, (time_s, value) in enumerate(line.points):
        if place and not line.is_stepped:
            before_s, before = line.points[place - 1]
            steps = int(abs(value - before) / _CONTROLLER_STEP)
            shares = [step / (steps + 1) for step in range(1, steps + 1)]
            sent += [
                (before_s + share * (time_s - before_s), round(before + share * (value - before))) for share in shares
            ]
        sent.append((time_s, round(value)))
    if not sent:
        return
    ticks = np.rint(tempo_map.beats_at([time_s for time_s, _ in sent]) * TICKS_PER_QUARTER).astype(np.int64)
    told = None
    for tick, (_, value) in zip(ticks.tolist(), sent, strict=True):
        if value != told:
            for channel in channels:
                yield MidiMessage(tick, _CONTROL, bytes([_CONTROLLER | channel, line.number, value]))
        told = value


def _bent(channel: int, note: Note, tempo_map: TempoMap, range_semitones: int) -> Iterator[MidiMessage]:
    times_s = note.onset_s + np.arange(len(note.bends_semitones)) / BENDS_A_SECOND
    ticks = np.rint(tempo_map.beats_at(times_s) * TICKS_PER_QUARTER).astype(np.int64)
    before = None
    for tick, bend in zip(ticks.tolist(), note.bends_semitones, strict=True):
        value = _bend_value(bend, range_semitones)
        if value != before:
            yield MidiMessage(tick, _BEND, bytes([_PITCH_BEND | channel, value & 0x7F, value >> 7]))
        before = value


def _time_signature(count: int, unit: int) -> bytes:
    """Return a time signature's data: count, unit as a power of two, clocks of a click, 32nd notes of a quarter."""
    # The click of a compound metre is a dotted quarter.
    clocks = _CLOCKS_PER_QUARTER * 3 // 2 if unit == 8 and count % 3 == 0 else _CLOCKS_PER_QUARTER * 4 // unit
    return bytes([count, unit.bit_length() - 1, clocks, 8])


def _bend_value(semitones: float, range_semitones: int) -> int:
    """Return 14 bits, the centre being 8192; upwards one step is missing."""
    return min(2 * _BEND_CENTRE - 1, max(0, _BEND_CENTRE + round(semitones / range_semitones * _BEND_CENTRE)))


def _track_chunk(events: Iterable[tuple[int, bytes]]) -> bytes:
    content = bytearray()
    now = 0
    for tick, data in events:
        content += _variable_length(tick - now) + data
        now = tick
    return _chunk(b"MTrk", bytes(content + _variable_length(0) + _meta(_END, b"")))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack(">I", len(content)) + content


def _meta(kind: int, content: bytes) -> bytes:
    return bytes([0xFF, kind]) + _variable_length(len(content)) + content


def _variable_length(value: int) -> bytes:
    """Return seven bits a byte, the most significant first, all but the last byte marked by the eighth."""
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(value & 0x7F | 0x80)
    return bytes(reversed(digits))
