"""One voice of a synthesizer: oscillators, filter, drive and level, driven by curves of nodes 32 frames apart."""

import numpy as np
from numba import njit

from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ
from audiostudio.audio.instruments.synthesizer.filters import drive_block, filter_block
from audiostudio.audio.instruments.synthesizer.nodes import NODE_FRAMES
from audiostudio.audio.instruments.synthesizer.oscillators import (
    TABLE_SIZE,
    largest_index,
    read_table,
    table_number,
    white_noise,
)

OSCILLATOR_COLUMNS = 9
"""Columns of a voice's oscillators: wave, ratio to the pitch, level left, level right, pulse width, ratio of the
modulator, its index at the onset, what is left of it in the end, and the share it keeps from node to node."""

_PULSE, _NOISE = 3, 4


@njit(cache=True, nogil=True)
def _places(phase, first, slope):  # type: ignore[no-untyped-def]
    """Return a block's first place in a table, the step to the next and half of what that grows by."""
    return (
        np.float32(phase * TABLE_SIZE),
        np.float32((first - 0.5 * slope) * TABLE_SIZE),
        np.float32(0.5 * slope * TABLE_SIZE),
    )


@njit(cache=True, nogil=True)
def _phase_behind(phase, first, slope):  # type: ignore[no-untyped-def]
    """Return the phase with which the next block begins."""
    phase += NODE_FRAMES * (first + 0.5 * slope * (NODE_FRAMES - 1))
    return phase - np.floor(phase)


@njit(cache=True, nogil=True)
def _add_wave(table, phase, first, slope, levels, left, right):  # type: ignore[no-untyped-def]
    """Add a wave to both sides and return its phase behind the block; ``first`` and ``slope`` are its step's.

    Places are found from the block's start, not from one another, so that they need not wait for one another.
    """
    start, step, turn = _places(phase, first, slope)
    for i in range(NODE_FRAMES):
        value = read_table(table, start + np.float32(i) * (step + np.float32(i) * turn))
        left[i] += levels[0] * value
        right[i] += levels[1] * value
    return _phase_behind(phase, first, slope)


@njit(cache=True, nogil=True)
def _add_pulse(table, phase, first, slope, width, levels, left, right):  # type: ignore[no-untyped-def]
    """Add the difference of two saws, which is a pulse without offset."""
    start, step, turn = _places(phase, first, slope)
    shift = np.float32(width * TABLE_SIZE)
    for i in range(NODE_FRAMES):
        place = start + np.float32(i) * (step + np.float32(i) * turn)
        value = read_table(table, place) - read_table(table, place + shift)
        left[i] += levels[0] * value
        right[i] += levels[1] * value
    return _phase_behind(phase, first, slope)


@njit(cache=True, nogil=True)
def _add_modulated(table, phases, first, slope, ratio, depths, levels, left, right):  # type: ignore[no-untyped-def]
    """Add a sine whose phase another sine moves by ``depths`` (at both ends of the block) cycles."""
    start, step, turn = _places(phases[0], first, slope)
    modulator, modulator_step, modulator_turn = _places(phases[1], first * ratio, slope * ratio)
    # A whole number of periods keeps the place above zero.
    start += np.float32(2 * TABLE_SIZE)
    depth = np.float32(depths[0] * TABLE_SIZE)
    deepening = np.float32((depths[1] - depths[0]) * TABLE_SIZE / NODE_FRAMES)
    for i in range(NODE_FRAMES):
        n = np.float32(i)
        moved = (depth + n * deepening) * read_table(table, modulator + n * (modulator_step + n * modulator_turn))
        value = read_table(table, start + n * (step + n * turn) + moved)
        left[i] += levels[0] * value
        right[i] += levels[1] * value
    phases[0] = _phase_behind(phases[0], first, slope)
    phases[1] = _phase_behind(phases[1], first * ratio, slope * ratio)


@njit(cache=True, nogil=True)
def _add_noise(state, levels, left, right):  # type: ignore[no-untyped-def]
    for i in range(left.shape[0]):
        value, state = white_noise(state)
        left[i] += levels[0] * value
        value, state = white_noise(state)
        right[i] += levels[1] * value
    return state


@njit(cache=True, nogil=True)
def _add_oscillator(tables, number, limits, row, phases, index, hz, index_scale, left, right):  # type: ignore[no-untyped-def]
    """Add an oscillator's block, pitched from ``hz[0]`` to ``hz[1]``, and return its modulator's next index."""
    wave = int(row[0])
    first = row[1] * hz[0] / SAMPLE_RATE_HZ
    slope = (row[1] * hz[1] / SAMPLE_RATE_HZ - first) / left.shape[0]
    levels = (np.float32(row[2]), np.float32(row[3]))
    if wave == _PULSE:
        phases[0] = _add_pulse(tables[0, number], phases[0], first, slope, row[4], levels, left, right)
    elif row[5] > 0.0:
        highest_hz = row[1] * max(hz[0], hz[1])
        most = largest_index(highest_hz, row[5] * highest_hz, limits) / (2.0 * np.pi)
        following = row[7] + (index - row[7]) * row[8]
        depths = (min(most, index * index_scale[0]), min(most, following * index_scale[1]))
        _add_modulated(tables[2, 0], phases, first, slope, row[5], depths, levels, left, right)
        return following
    else:
        phases[0] = _add_wave(tables[wave, number], phases[0], first, slope, levels, left, right)
    return index


@njit(cache=True, nogil=True)
def render_voice(tables, limits, rows, phases, noise, curves, filtering, drive, is_stereo, out):  # type: ignore
    """Add a voice to ``out``, ``(2, frames)`` float32.

    Args:
        tables: of `wave_tables`.
        limits: of `modulation_limits`.
        rows: oscillators, ``(oscillators, OSCILLATOR_COLUMNS)``.
        phases: where they and their modulators begin, ``(oscillators, 2)``, 0 to 1; used up.
        noise: state of each one's noise, not 0, ``(oscillators,)`` uint64; used up.
        curves: ``(5, nodes)``, of which there is one more than blocks: pitch in Hz, the filter's coefficient,
            envelope (before the drive), level (behind it) and scale of the modulators' indices.
        filtering: the filter's kind as a number, its damping and the first stage's.
        drive: level into the saturator, or 0.
        is_stereo: whether the sides differ.
        out: where to.
    """
    block = np.zeros((2, NODE_FRAMES), np.float32)
    indices = rows[:, 6].copy()
    numbers = np.zeros(rows.shape[0], np.int64)
    numbered_hz = 0.0
    memory = np.zeros((2, 4))
    driven = np.zeros((2, 2))
    sides = 2 if is_stereo else 1
    for start in range(0, out.shape[1], NODE_FRAMES):
        size = min(NODE_FRAMES, out.shape[1] - start)
        node = start // NODE_FRAMES
        hz, g, shape = curves[0, node : node + 2], curves[1, node : node + 2], curves[2, node : node + 2]
        level, scale = curves[3, node : node + 2], curves[4, node : node + 2]
        block[:] = 0
        highest_hz = max(hz[0], hz[1])
        if highest_hz != numbered_hz:
            numbered_hz = highest_hz
            for k in range(rows.shape[0]):
                numbers[k] = table_number(rows[k, 1] * highest_hz)
        for k in range(rows.shape[0]):
            if rows[k, 0] == _NOISE:
                noise[k] = _add_noise(noise[k], (np.float32(rows[k, 2]), np.float32(rows[k, 3])), block[0], block[1])
            else:
                indices[k] = _add_oscillator(
                    tables, numbers[k], limits, rows[k], phases[k], indices[k], hz, scale, block[0], block[1]
                )
        for side in range(sides):
            signal = block[side]
            if filtering[0] > 0:
                filter_block(signal, int(filtering[0]), g[0], g[1], filtering[1], filtering[2], memory[side])
            for i in range(NODE_FRAMES):
                signal[i] *= np.float32(shape[0] + (shape[1] - shape[0]) * i / NODE_FRAMES)
            if drive > 0.0:
                drive_block(signal, drive, driven[side])
            for i in range(size):
                value = signal[i] * np.float32(level[0] + (level[1] - level[0]) * i / NODE_FRAMES)
                out[side, start + i] += value
                if not is_stereo:
                    out[1, start + i] += value
