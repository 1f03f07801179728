"""Finds the notes of each part of a recording, with the engine that suits it."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from audiostudio.audio.codecs import AudioFormat, create_audio
from audiostudio.audio.dsp.downmix import MonoDownmix
from audiostudio.audio.notation.decoding import NoteRules, decode_spans, to_notes
from audiostudio.audio.notation.drums import detect_drums
from audiostudio.audio.notation.judging import judge_spans
from audiostudio.audio.notation.notes import Note
from audiostudio.audio.notation.vibrato import fold_vibrato
from audiostudio.engines.music_transcription.note_model import NoteModel
from audiostudio.engines.separation.separators import SEPARATORS, SeparatorOptions, build_separator
from audiostudio.engines.weights.store import ModelStore
from audiostudio.tools.base import Progress, ToolContext
from audiostudio.tools.transcription.params import Instrument, Separate
from audiostudio.tools.transcription.parts import ROLES, SEPARATORS_OF, Role
from audiostudio.tools.transcription.sound_file import SoundFile

NOTE_MODEL = "basic-pitch"


@dataclass(frozen=True)
class NoteSettings:
    """How notes are to be found.

    Attributes:
        separate: into which stems the recording is taken apart first.
        instrument: who plays where it is not taken apart.
        rules: what counts as a note.
        with_bends: whether pitch is followed inside notes.
        cleaned: whether notes are judged by the sound, too.
    """

    separate: Separate
    instrument: Instrument
    rules: NoteRules
    with_bends: bool
    cleaned: bool


def note_model(context: ToolContext) -> NoteModel:
    """Return the network that finds notes.

    Raises:
        audiostudio.engines.weights.store.ModelMissing: its weights are not installed.
    """
    path = ModelStore(context.models_dir).path(NOTE_MODEL)
    return NoteModel(path, use_cpu=context.use_cpu, threads=context.threads)


def engine_facts(engine: Any) -> dict[str, str]:
    """Return an engine as reports name it."""
    return {"engine": engine.engine, "model": engine.model, "licence": engine.licence}


def separate_parts(
    mix: SoundFile, folder: Path, separate: Separate, meter: Any, context: ToolContext, progress: Progress
) -> tuple[dict[Path, Role], dict[str, str]]:
    """Write each stem to a file, mixed down to mono, while ``meter`` is fed the mix."""
    name = SEPARATORS_OF[separate]
    stems = SEPARATORS[name].stems
    options = SeparatorOptions(context.models_dir, use_cpu=context.use_cpu, threads=context.threads, stems=stems)
    separator = build_separator(name, options)
    paths = {stem: folder / f"{stem}.wav" for stem in stems}
    done_frames, expected_frames = 0, mix.expected_s * mix.sample_rate_hz

    def tick() -> None:
        progress(min(1.0, done_frames / expected_frames), "taking the parts apart")

    with ExitStack() as files:
        writers = {
            stem: files.enter_context(create_audio(path, AudioFormat("WAV", 32), mix.sample_rate_hz, 1))
            for stem, path in paths.items()
        }
        downmixes = {stem: MonoDownmix(mix.sample_rate_hz) for stem in stems}
        for blocks in separator.separate(mix, mix.sample_rate_hz, mix.channels, tick):
            # Half, since a stem may be louder than the mix; the models that analyse it do not mind.
            for stem, block in blocks.items():
                writers[stem].write(0.5 * downmixes[stem].process(block))
            meter.feed(sum(blocks.values()))
            done_frames += next(iter(blocks.values())).shape[1]
            tick()
        for stem, writer in writers.items():
            writer.write(0.5 * downmixes[stem].finish())
    return {path: ROLES[stem] for stem, path in paths.items()}, engine_facts(separator)


def find_notes(
    model: NoteModel, sound: SoundFile, role: Role, settings: NoteSettings, reached: Callable[[float], None]
) -> list[Note]:
    """Return the notes of a part with pitches; ``reached`` is called with the seconds that were analysed."""
    activations = model.predict(sound, sound.sample_rate_hz, with_contours=settings.with_bends, progress=reached)

    def may_stop() -> None:
        reached(sound.expected_s)

    rules = replace(
        settings.rules,
        lowest_hz=max(role.lowest_hz, settings.rules.lowest_hz),
        highest_hz=min(role.highest_hz, settings.rules.highest_hz),
    )
    if settings.cleaned:
        spans = fold_vibrato(activations, judge_spans(activations, rules, may_stop), may_stop)
    else:
        spans = decode_spans(activations, rules, may_stop)
    return to_notes(activations, spans, may_stop)


def find_drums(sound: SoundFile, reached: Callable[[float], None]) -> list[Note]:
    """Return the strokes of a drum set; ``reached`` is called with the seconds that were analysed."""
    return detect_drums(sound, sound.sample_rate_hz, progress=reached)
