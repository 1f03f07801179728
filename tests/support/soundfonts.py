"""Writes small SoundFonts of known tones, by the tables of the specification (2.04, sections 4 to 8)."""

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile

Generator = tuple[int, int]
"""Number and amount; ranges as lowest + 256 * highest."""

Modulator = tuple[int, int, int, int, int]
"""Source, target, amount, source of the amount, transform."""

KEY_RANGE, VELOCITY_RANGE, SAMPLE_MODES, EXCLUSIVE_CLASS = 43, 44, 54, 57


@dataclass(frozen=True)
class Tone:
    """A sample: sound at a rate, the key it is of, its loop."""

    sound: np.ndarray
    rate_hz: int = 48_000
    key: int = 69
    correction_cents: int = 0
    loop: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Zone:
    """Generators and modulators; ``target`` is the number of a sample or an instrument, ``None`` of a global zone."""

    generators: Sequence[Generator] = ()
    modulators: Sequence[Modulator] = ()
    target: int | None = 0


@dataclass(frozen=True)
class Font:
    """What is in a file."""

    tones: Sequence[Tone]
    instruments: Sequence[Sequence[Zone]] = ((Zone(),),)
    presets: dict[tuple[int, int], Sequence[Zone]] = field(default_factory=lambda: {(0, 0): (Zone(),)})


def sine(hz: float, seconds: float, rate_hz: int = 48_000, level: float = 0.5) -> np.ndarray:
    return (level * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz)).astype(np.float32)


def span(lowest: int, highest: int) -> int:
    return lowest | highest << 8


def write_font(path: Path, font: Font, *, is_vorbis: bool = False) -> Path:
    """Write a file of version 2, or 3 with Vorbis, its chunk of samples of odd size and not filled up."""
    samples, headers = b"", b""
    for number, tone in enumerate(font.tones):
        start = len(samples) if is_vorbis else len(samples) // 2
        if is_vorbis:
            buffer = io.BytesIO()
            soundfile.write(buffer, tone.sound, tone.rate_hz, format="OGG", subtype="VORBIS")
            samples += buffer.getvalue()
            end, origin = len(samples), 0
        else:
            samples += np.round(tone.sound * 32767).astype("<i2").tobytes()
            end, origin = len(samples) // 2, start
            samples += bytes(92)
        headers += struct.pack(
            "<20s5IBbHH",
            *(f"tone {number}".encode(), start, end, origin + tone.loop[0], origin + tone.loop[1], tone.rate_hz),
            *(tone.key, tone.correction_cents, 0, 0x11 if is_vorbis else 1),
        )
    if is_vorbis and len(samples) % 2 == 0:
        samples += b"x"
    headers += struct.pack("<20s5IBbHH", b"EOS", *([0] * 5), 0, 0, 0, 0)
    places = list(font.presets.items())
    preset_tables = _zones([zones for _, zones in places], 41)
    instrument_tables = _zones(font.instruments, 53)
    phdr = b"".join(
        struct.pack("<20sHHHIII", f"preset {program}".encode(), program, bank, bag, 0, 0, 0)
        for ((bank, program), _), bag in zip(places, preset_tables[0], strict=False)
    )
    phdr += struct.pack("<20sHHHIII", b"EOP", 0, 0, preset_tables[0][-1], 0, 0, 0)
    inst = b"".join(struct.pack("<20sH", b"instrument", bag) for bag in instrument_tables[0][:-1])
    inst += struct.pack("<20sH", b"EOI", instrument_tables[0][-1])
    info = _list(b"INFO", _chunk(b"ifil", struct.pack("<HH", 3 if is_vorbis else 2, 4)) + _chunk(b"INAM", b"Tones\0"))
    pdta = b"".join(
        _chunk(name, content)
        for name, content in (
            *((b"phdr", phdr), (b"pbag", preset_tables[1]), (b"pmod", preset_tables[2]), (b"pgen", preset_tables[3])),
            *((b"inst", inst), (b"ibag", instrument_tables[1]), (b"imod", instrument_tables[2])),
            *((b"igen", instrument_tables[3]), (b"shdr", headers)),
        )
    )
    body = b"sfbk" + info + _list(b"sdta", _chunk(b"smpl", samples)) + _list(b"pdta", pdta)
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    return path


def _zones(owners: Sequence[Sequence[Zone]], link: int) -> tuple[list[int], bytes, bytes, bytes]:
    firsts, bags, modulators, generators = [], b"", b"", b""
    for zones in owners:
        firsts.append(len(bags) // 4)
        for zone in zones:
            bags += struct.pack("<HH", len(generators) // 4, len(modulators) // 10)
            last = () if zone.target is None else ((link, zone.target),)
            for number, amount in (*zone.generators, *last):
                generators += struct.pack("<HH", number, amount & 0xFFFF)
            for modulator in zone.modulators:
                modulators += struct.pack("<HHhHH", *modulator)
    firsts.append(len(bags) // 4)
    bags += struct.pack("<HH", len(generators) // 4, len(modulators) // 10)
    return firsts, bags, modulators + bytes(10), generators + bytes(4)


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content


def _list(name: bytes, content: bytes) -> bytes:
    return _chunk(b"LIST", name + content)
