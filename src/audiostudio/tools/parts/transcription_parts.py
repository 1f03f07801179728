"""Who plays in a recording that is transcribed: its stems, each heard by what suits it, and the beats they share."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from audiostudio.tools.base import Progress, ToolContext

if TYPE_CHECKING:
    from audiostudio.audio.block import Block
    from audiostudio.audio.music.beats import BeatGrid
    from audiostudio.audio.music.chords import Chord
    from audiostudio.audio.music.features import MusicFeatures
    from audiostudio.audio.music.key import Key
    from audiostudio.audio.notation.decoding import NoteRules
    from audiostudio.audio.notation.notes import Note
    from audiostudio.audio.notation.tempo_map import TempoMap
    from audiostudio.engines.music_transcription.note_model import NoteModel

NOTE_MODEL = "basic-pitch"
Instrument = Literal["piano", "guitar", "bass", "strings", "voice", "flute", "saxophone", "trumpet", "organ", "drums"]
Separate = Literal["none", "2stems", "4stems"]
Checkpoint = Callable[[], None]
T = TypeVar("T")

# General MIDI programs, counted from 0.
PROGRAMS: dict[Instrument, int] = {
    "piano": 0,
    "guitar": 24,
    "bass": 33,
    "strings": 48,
    "voice": 53,
    "flute": 73,
    "saxophone": 65,
    "trumpet": 56,
    "organ": 19,
    "drums": 0,
}
SEPARATORS_OF: dict[Separate, str] = {"2stems": "spleeter:2stems", "4stems": "studio:4stems"}
_POLL_S = 0.1


@dataclass(frozen=True)
class Role:
    """What is expected of a stem: its track's name, who is to play it, and where its notes can lie."""

    title: str
    instrument: Instrument
    lowest_hz: float = 20.0
    highest_hz: float = 5_000.0


# The lowest string of a five-string bass is B0; its neck ends near G4. Voices: from E2 to E6.
_ROLES = {
    "vocals": Role("Vocals", "voice", 80, 1_400),
    "accompaniment": Role("Accompaniment", "piano"),
    "drums": Role("Drums", "drums"),
    "bass": Role("Bass", "bass", 30, 400),
    "other": Role("Other instruments", "piano"),
}


@dataclass(frozen=True)
class HeardPart:
    """A part with its notes, as they were played."""

    name: str
    instrument: Instrument
    notes: "list[Note]"

    @property
    def is_drums(self) -> bool:
        """Whether its keys are drums."""
        return self.instrument == "drums"


@dataclass(frozen=True)
class Music:
    """What all parts share, each with a reason where it is not there.

    Attributes:
        tempo_map: the beats; a ruler where none were heard.
        beats: what is known of them.
        key: of the whole.
        chords: one after the other; empty where there are none.
        reasons: why tempo or key are absent.
    """

    tempo_map: "TempoMap"
    beats: "BeatGrid | None"
    key: "Key | None"
    chords: "list[Chord]"
    reasons: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Heard:
    """All that was heard in a recording.

    Attributes:
        parts: those that have notes.
        silent: titles of those that have none.
        music: what the parts share.
        duration_s: length of the recording.
        engines: what did the work, as reports name it.
    """

    parts: list[HeardPart]
    silent: list[str]
    music: Music
    duration_s: float
    engines: dict[str, Any]


@dataclass(frozen=True)
class Listening:
    """How parts are to be heard.

    Attributes:
        separate: into which stems the recording is taken apart first.
        instrument: who plays where it is not taken apart.
        rules: what counts as a note.
        with_bends: whether pitch is followed inside notes.
        cleaned: whether artefacts of the note model are taken out.
    """

    separate: Separate
    instrument: Instrument
    rules: "NoteRules"
    with_bends: bool
    cleaned: bool


def hear(source: Path, work_dir: Path, listening: Listening, context: ToolContext, progress: Progress) -> Heard:
    """Hear a recording, all its parts and the music's beats.

    Raises:
        AudioError: the sound cannot be decoded, or has channels that cannot be mixed down.
        audiostudio.engines.weights.store.ModelMissing: a model's weights are not installed.
    """
    from audiostudio.audio.music.features import MusicMeter

    progress(0.0, "loading the model")
    is_whole = listening.separate == "none"
    needs_notes = not is_whole or listening.instrument != "drums"
    model = _note_model(context) if needs_notes else None
    with ExitStack() as files:
        mix = _Sound(source)
        meter = MusicMeter(mix.sample_rate_hz, mix.channels)
        engines: dict[str, Any] = {"notes": _described(model) if model else None, "separation": None}
        if is_whole:
            roles = {source: Role("Notes" if needs_notes else "Drums", listening.instrument)}
            start = 0.0
        else:
            folder = Path(files.enter_context(tempfile.TemporaryDirectory(dir=work_dir)))
            roles, engines["separation"] = _separated(mix, folder, listening.separate, meter, context, progress)
            start = 0.5
        parts: list[HeardPart] = []
        for number, (path, role) in enumerate(roles.items()):
            first = start + (0.85 - start) * number / len(roles)
            last = start + (0.85 - start) * (number + 1) / len(roles)
            sound = _Sound(path, meter if is_whole else None)
            told = _between(progress, first, last, f"listening to {role.title.lower()}", sound.expected_s)
            sound.tick = partial(told, 0.0)
            if role.instrument == "drums":
                parts.append(HeardPart(role.title, "drums", _drums(sound, told)))
            else:
                assert model is not None
                parts.append(HeardPart(role.title, role.instrument, _notes(model, sound, role, listening, told)))
            mix.heard_s = sound.heard_s if is_whole else mix.heard_s
    heard = [part for part in parts if part.notes]
    music = _music(meter.read(), lambda: progress(0.85, "finding beats, key and chords"))
    silent = [part.name for part in parts if not part.notes]
    return Heard(heard, silent, music, mix.heard_s, engines)


class _Sound:
    """A file as mono or stereo blocks, to be read as often as needed; a meter hears its first reading, which ticks."""

    def __init__(self, path: Path, meter: Any = None) -> None:
        from audiostudio.audio.codecs import open_audio

        self._path, self._meter = path, meter
        with open_audio(path) as reader:
            self.sample_rate_hz = reader.sample_rate_hz
            self.expected_s = max(reader.duration_s, 1e-3)
            self.channels = min(2, reader.channels)
        self.heard_s = 0.0
        self.tick: Checkpoint = lambda: None

    def __iter__(self) -> "Iterator[Block]":
        from audiostudio.audio.codecs import open_audio
        from audiostudio.audio.dsp.downmix import as_mono_or_stereo

        meter, self._meter = self._meter, None
        with open_audio(self._path) as reader:
            blocks, _ = as_mono_or_stereo(reader.blocks(), reader.channels)
            for block in blocks:
                if meter is not None:
                    meter.feed(block)
                    self.tick()
                yield block
            self.heard_s = reader.decoded_frames / reader.sample_rate_hz


def _note_model(context: ToolContext) -> "NoteModel":
    from audiostudio.engines.music_transcription.note_model import NoteModel
    from audiostudio.engines.weights.store import ModelStore

    path = ModelStore(context.models_dir).path(NOTE_MODEL)
    return NoteModel(path, use_cpu=context.use_cpu, threads=context.threads)


def _described(engine: Any) -> dict[str, str]:
    return {"engine": engine.engine, "model": engine.model, "licence": engine.licence}


def _separated(
    mix: _Sound, folder: Path, separate: Separate, meter: Any, context: ToolContext, progress: Progress
) -> tuple[dict[Path, Role], dict[str, str]]:
    """Write each stem to a file, mixed down to mono, while ``meter`` hears the mix."""
    from audiostudio.audio.codecs import AudioFormat, create_audio
    from audiostudio.engines.separation.separators import SEPARATORS, BuildOrder, build_separator

    name = SEPARATORS_OF[separate]
    stems = SEPARATORS[name].stems
    order = BuildOrder(context.models_dir, use_cpu=context.use_cpu, threads=context.threads, stems=stems)
    separator = build_separator(name, order)
    paths = {stem: folder / f"{stem}.wav" for stem in stems}
    done_frames, expected_frames = 0, mix.expected_s * mix.sample_rate_hz

    def tell() -> None:
        progress(0.5 * min(1.0, done_frames / expected_frames), "taking the parts apart")

    with ExitStack() as files:
        writers = {
            stem: files.enter_context(create_audio(path, AudioFormat("WAV", 16), mix.sample_rate_hz, 1))
            for stem, path in paths.items()
        }
        for blocks in separator.separate(mix, mix.sample_rate_hz, mix.channels, tell):
            # Half, since a stem may be louder than the mix; the models that listen do not mind.
            for stem, block in blocks.items():
                writers[stem].write(0.5 * block.mean(axis=0, keepdims=True))
            meter.feed(sum(blocks.values()))
            done_frames += next(iter(blocks.values())).shape[1]
            tell()
    return {path: _ROLES[stem] for stem, path in paths.items()}, _described(separator)


def _notes(
    model: "NoteModel", sound: _Sound, role: Role, listening: Listening, told: Callable[[float], None]
) -> "list[Note]":
    from dataclasses import replace

    from audiostudio.audio.notation.cleaning import clean_spans
    from audiostudio.audio.notation.decoding import decode_spans, notes_of

    activations = model.listen(sound, sound.sample_rate_hz, with_contours=listening.with_bends, heard=told)

    def may_stop() -> None:
        told(sound.expected_s)

    rules = replace(
        listening.rules,
        lowest_hz=max(role.lowest_hz, listening.rules.lowest_hz),
        highest_hz=min(role.highest_hz, listening.rules.highest_hz),
    )
    spans = decode_spans(activations, rules, may_stop)
    if listening.cleaned:
        spans = clean_spans(activations, spans, may_stop=may_stop)
    return notes_of(activations, spans, may_stop)


def _drums(sound: _Sound, told: Callable[[float], None]) -> "list[Note]":
    from audiostudio.audio.notation.drums import hear_drums

    return hear_drums(sound, sound.sample_rate_hz, heard=told)


def _music(features: "MusicFeatures", may_stop: Checkpoint) -> Music:
    from audiostudio.audio.music.beats import estimate_beats
    from audiostudio.audio.music.chords import estimate_chords
    from audiostudio.audio.music.key import estimate_key
    from audiostudio.audio.music.unavailable import Absent
    from audiostudio.audio.notation.tempo_map import ruler, tempo_map

    beats = _attended(lambda: estimate_beats(features), may_stop)
    key = _attended(lambda: estimate_key(features), may_stop)
    chords = _attended(lambda: estimate_chords(features, beats, key), may_stop)
    reasons = {name: found.reason for name, found in (("tempo", beats), ("key", key)) if isinstance(found, Absent)}
    if isinstance(beats, Absent):
        return Music(ruler(), None, None if isinstance(key, Absent) else key, chords, reasons)
    bars = tempo_map(beats.beat_times_s, beats.downbeat_indices, beats.beats_per_bar)
    return Music(bars, beats, None if isinstance(key, Absent) else key, chords, reasons)


def _attended(work: Callable[[], T], may_stop: Checkpoint) -> T:
    """Return what ``work`` returns; meanwhile ``may_stop`` is asked, and its refusal leaves the work behind."""
    outcome: list[tuple[bool, Any]] = []

    def run() -> None:
        try:
            outcome.append((True, work()))
        except Exception as error:
            outcome.append((False, error))

    worker = Thread(target=run, daemon=True)
    worker.start()
    while worker.is_alive():
        worker.join(_POLL_S)
        may_stop()
    done, value = outcome[0]
    if not done:
        raise value
    result: T = value
    return result


def _between(progress: Progress, first: float, last: float, message: str, expected_s: float) -> Callable[[float], None]:
    """Return what tells progress of so many seconds heard; fewer than before count as before."""
    heard_s = 0.0

    def tell(seconds: float) -> None:
        nonlocal heard_s
        heard_s = max(heard_s, seconds)
        progress(first + (last - first) * min(1.0, heard_s / expected_s), message)

    return tell
