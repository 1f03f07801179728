"""Sounds whose notes are known, by chance: music on a SoundFont, tones of random timbre, and noises without a note."""

from dataclasses import replace

import numpy as np
import scipy.fft
import scipy.signal
from benchmarks.support.known_pieces import (
    PROGRAMS,
    Piece,
    Played,
    compose,
    compose_drums,
    sounding,
    without_overlaps,
)

RATE_HZ = 22_050
# General MIDI programs that play each texture, and how far each instrument reaches.
PLAYERS = {
    "piano": (*range(8), 11, 12, 16, 19, 21),
    "guitar": (24, 25, 26, 27, 46, 105),
    "bass": (32, 33, 34, 35, 38, 43),
    "strings": (40, 41, 42, 44, 48, 49, 50, 52, 89),
    "winds": (56, 57, 60, 64, 65, 66, 68, 70, 71, 72, 73, 75, 80, 22, 53),
}
RANGES = {"piano": (21, 108), "guitar": (40, 88), "bass": (23, 60), "strings": (36, 96), "winds": (46, 96)}
# So much sooner than within 20 dB of its highest power, averaged over 10 ms, a note begins.
LAG_S = 0.015
# Seeds of pieces begin where those of every benchmark end.
FIRST_SEED, LAST_SEED = 2_000, 1 << 20


def between(rng, low, high):
    """Draw evenly on a logarithmic scale."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def notes_by_chance(rng, lowest=21, highest=108):
    """Return eight seconds of notes: far apart, in a line or in chords, some repeated, some doubled at the octave."""
    notes, at = [], float(rng.choice([0.0, 0.02, 0.1, 0.5]))
    kind = rng.choice(["apart", "apart", "line", "chords"])
    middle = rng.integers(lowest, highest + 1)
    while at < 8:
        near = int(np.clip(middle + rng.integers(-7, 8), lowest, highest))
        pitch = int(rng.integers(lowest, highest + 1)) if kind == "apart" else near
        length_s = between(rng, 0.07, 0.6) if kind == "line" else between(rng, 0.1, 4)
        pitches = {pitch}
        if kind == "chords" or rng.random() < 0.1:
            steps = rng.choice([12, 12, 7, 4, 3, 19, 24, -12, 16], rng.integers(1, 4))
            pitches |= {pitch + int(step) for step in steps}
        for _ in range(int(rng.choice([1, 1, 1, 2, 4]))):
            notes += [Played(at, at + 0.95 * length_s, key, 90) for key in sorted(pitches) if lowest <= key <= highest]
            at += length_s
        at += 0 if rng.random() < 0.5 else between(rng, 0.05, 2.5)
    return without_overlaps(notes)


def soundfont_music(rng, player):
    """Return music for one instrument, or two at once, and its notes from when they can be heard."""
    pieces = [_piece(rng)]
    if rng.random() < 0.25:
        pieces.append(_composed(rng, str(rng.choice(sorted(PROGRAMS)))))
    truth = []
    for piece in pieces:
        truth += [(note.onset_s - LAG_S, note.midi_pitch) for note in sounding(piece, player, RATE_HZ)]
    return player(pieces)[0], truth, []


def _piece(rng):
    name = str(rng.choice(sorted(PROGRAMS)))
    if rng.random() < 0.35:
        return Piece("", int(rng.choice(PLAYERS[name])), 120, notes_by_chance(rng, *RANGES[name]))
    piece, shift = _composed(rng, name), int(rng.choice([0, 0, 0, -12, 12, -5, 7]))
    moved = [replace(note, midi_pitch=int(np.clip(note.midi_pitch + shift, 21, 108))) for note in piece.notes]
    return replace(piece, notes=without_overlaps(moved))


def _composed(rng, name):
    piece = compose(name, int(rng.integers(FIRST_SEED, LAST_SEED)), bars=4)
    return replace(piece, program=int(rng.choice(PLAYERS[name])))


def lone_notes(rng, player):
    """Return notes far apart from the lowest or the highest octave and a half of an instrument."""
    name = str(rng.choice(["piano", "piano", *sorted(RANGES)]))
    low, high = RANGES[name]
    pitches = rng.integers(low, low + 19, 4) if rng.random() < 0.5 else rng.integers(high - 18, high + 1, 4)
    onsets_s = np.cumsum(rng.uniform(1.7, 3.2, 4)) - 1.6
    notes = tuple(
        Played(float(onset_s), float(onset_s) + between(rng, 0.15, 1.5), int(pitch), int(rng.integers(40, 121)))
        for onset_s, pitch in zip(onsets_s, pitches, strict=True)
    )
    program = int(rng.choice(range(8) if name == "piano" else PLAYERS[name]))
    piece = Piece("", program, 120, without_overlaps(notes))
    return (
        player([piece])[0],
        [(note.onset_s - LAG_S, note.midi_pitch) for note in sounding(piece, player, RATE_HZ)],
        [],
    )


def tones(rng, player):
    """Return tones of one timbre; some slide to another key, which is then a note of its own from where it is reached.

    Beside sound and notes come the keys that are passed on the way, from when to when, which may be heard or not.
    """
    sound, truth, passed = np.zeros(40 * RATE_HZ), [], []
    notes, timbre = notes_by_chance(rng), _Timbre(rng)
    for note in notes:
        length_s = note.offset_s - note.onset_s
        time_s = np.arange(int((length_s + 0.03) * RATE_HZ)) / RATE_HZ
        steps = np.full(len(time_s), note.midi_pitch + timbre.tuning)
        slide = int(rng.choice([-7, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 7])) if length_s > 0.9 else 0
        if slide and 21 <= note.midi_pitch + slide <= 108 and rng.random() < 0.3:
            gone_s, taken_s = rng.uniform(0.25, 0.4) * length_s, between(rng, 0.05, 0.3 * length_s)
            steps += slide * np.clip((time_s - gone_s) / taken_s, 0, 1)
            reached_s = gone_s + taken_s * (1 - 0.5 / abs(slide))
            truth.append((note.onset_s + reached_s, note.midi_pitch + slide))
            keys = sorted((note.midi_pitch, note.midi_pitch + slide))
            left_s = note.onset_s + gone_s
            passed += [(left_s, left_s + taken_s, key) for key in range(keys[0], keys[1] + 1)]
        start = int(note.onset_s * RATE_HZ)
        sound[start : start + len(time_s)] += between(rng, 0.3, 1) * timbre.wave(rng, time_s, steps, length_s)
        truth.append((note.onset_s + min(0.1 * timbre.attack_s, 0.02), note.midi_pitch))
    end_s = max(note.offset_s for note in notes) + rng.choice([0.0, 0.05, 0.6])
    return sound[: int(end_s * RATE_HZ)], truth, passed


class _Timbre:
    """Harmonics, attack, decay, vibrato and breath, drawn once."""

    def __init__(self, rng):
        self.slope, self.count = rng.uniform(0.3, 3), int(rng.integers(1, 30))
        self.is_odd = rng.random() < 0.15
        self.stretch = between(rng, 1e-6, 5e-4) if rng.random() < 0.3 else 0.0
        self.amplitudes = np.exp(rng.normal(0, 0.6, 40)) / np.maximum(1, np.arange(40)) ** self.slope
        self.amplitudes[1] *= rng.uniform(0.05, 1)
        self.attack_s, self.decay_s = between(rng, 0.002, 0.15), between(rng, 0.2, 6)
        self.vibrato = rng.uniform(0.05, 0.9) if rng.random() < 0.3 else 0.0
        self.tuning = rng.normal(0, 0.12)
        self.breath = between(rng, 1e-4, 0.05) if rng.random() < 0.3 else 0.0

    def wave(self, rng, time_s, steps, length_s):
        """Return a note of peak 1 whose pitch at each time is given."""
        swing = self.vibrato * np.sin(2 * np.pi * rng.uniform(4.5, 6.5) * time_s) * np.clip(time_s / 0.3, 0, 1)
        hz = 440 * 2 ** ((steps + swing - 69) / 12)
        phase = 2 * np.pi * np.cumsum(hz) / RATE_HZ
        wave = self.breath * rng.standard_normal(len(time_s))
        for number in range(1, self.count + 1, 2 if self.is_odd else 1):
            partial = number * np.sqrt(1 + self.stretch * number**2)
            if partial * hz.max() < 0.48 * RATE_HZ:
                wave += self.amplitudes[number] * np.sin(partial * phase)
        wave *= np.clip(time_s / self.attack_s, 0, 1) * np.clip((length_s + 0.03 - time_s) / 0.03, 0, 1)
        if self.decay_s < 5:
            wave *= np.exp(-time_s / self.decay_s)
        return wave / max(1e-9, np.abs(wave).max())


def noises(rng, player):
    """Return a sound without a note: noise, clicks, drops, bursts, hats and snares, or the hum of the mains."""
    frames = int(rng.uniform(3, 14) * RATE_HZ)
    kind = rng.choice(["noise", "noise", "noise", "clicks", "drops", "bursts", "drums", "hum"])
    sound = 10 ** rng.uniform(-4, -1) * coloured_noise(rng, frames)
    if kind == "hum":
        hz = rng.choice([50, 60]) * rng.choice([1, 1, 2]) * (1 + rng.normal(0, 3e-4))
        phase, slope = 2 * np.pi * hz * np.arange(frames) / RATE_HZ, rng.uniform(0.2, 2)
        partials = (rng.random() * np.sin(n * phase + rng.uniform(0, 6)) / n**slope for n in range(1, 20))
        sound = 0.3 * sound + between(rng, 0.003, 0.3) * sum(partials)
    elif kind == "drums":
        kit = str(rng.choice(["standard", "room", "power"]))
        piece = compose_drums(kit, int(rng.integers(FIRST_SEED, LAST_SEED)), bars=4)
        unpitched = tuple(note for note in piece.notes if note.midi_pitch not in (36, 45))
        sound = player([replace(piece, notes=unpitched)])[0]
    elif kind != "noise":
        for at in rng.uniform(0, frames - RATE_HZ, int(frames / RATE_HZ * between(rng, 0.5, 40))).astype(int):
            shot = rng.exponential(0.2) * _shot(rng, kind)
            sound[at : at + len(shot)] += shot
    return sound, [], []


def _shot(rng, kind):
    seconds = {"clicks": 2e-4, "drops": between(rng, 0.003, 0.02), "bursts": 0.3}[kind]
    time_s = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    if kind == "drops":
        return np.sin(2 * np.pi * between(rng, 500, 9_000) * time_s) * np.exp(-5 * time_s / seconds)
    return rng.standard_normal(len(time_s)) * np.exp(-time_s / between(rng, 0.005, 0.1))


def coloured_noise(rng, frames):
    """Return noise of peak 1 whose power falls with a random power of frequency, of a random band, gusty or steady."""
    size = scipy.fft.next_fast_len(frames, real=True)
    spectrum, hz = scipy.fft.rfft(rng.standard_normal(size)), np.fft.rfftfreq(size, 1 / RATE_HZ)
    hz[0] = hz[1]
    is_band = rng.random() < 0.5
    low_hz, high_hz = (between(rng, 15, 800), between(rng, 1_500, 11_000)) if is_band else (15, 11_025)
    band = (hz > low_hz) & (hz < high_hz)
    sound = scipy.fft.irfft(spectrum * hz ** -rng.uniform(-0.5, 1.6) * band, size)[:frames]
    if rng.random() < 0.4:
        every_s = between(rng, 0.03, 1)
        gusts = np.abs(rng.standard_normal(int(frames / RATE_HZ / every_s) + 2)) + 0.05
        sound = sound * np.interp(np.arange(frames) / RATE_HZ / every_s, np.arange(len(gusts)), gusts)
    return sound / max(1e-9, np.abs(sound).max())


def spoilt(rng, sound):
    """Return a sound with a room, noise and a level of its own, or some of them."""
    sound = sound / max(1e-9, np.abs(sound).max())
    if rng.random() < 0.35:
        seconds = between(rng, 0.15, 1.5)
        time_s = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
        tail = rng.standard_normal(len(time_s)) * np.exp(-6.9 * time_s / seconds)
        room = scipy.signal.oaconvolve(sound, tail / np.sqrt((tail**2).sum()))[: len(sound)]
        sound = sound + rng.uniform(0.1, 0.6) * room
    if rng.random() < 0.5:
        sound = sound + 10 ** rng.uniform(-5, -1.7) * coloured_noise(rng, len(sound))
    sound = 10 ** rng.uniform(-4 if rng.random() < 0.2 else -2, 0) * sound / max(1e-9, np.abs(sound).max())
    if rng.random() < 0.5:  # sixteen bits
        sound = np.rint(32_768 * sound + rng.uniform(-1, 1, len(sound))) / 32_768
    return sound.astype(np.float32)
