"""Writes down speech with Whisper networks on CTranslate2, as a stream of bounded memory.

Only stretches with speech reach the network: what it says of silence, noise and music without words is invented.
"""

import zipfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from threading import Event, Lock
from typing import Any, Literal

import numpy as np

from audiostudio.audio.dsp.downmix import as_mono
from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.dsp.stream import process_stream
from audiostudio.audio.speech.transcript import Segment, Transcript, Word, whole_words
from audiostudio.audio.types import Audio, Mono, Vector
from audiostudio.engines.futures import wait_with_ticks
from audiostudio.engines.speech_recognition.speaker_encoder import SpeakerEncoder
from audiostudio.engines.speech_recognition.speaker_turns import cluster_speakers, sentences
from audiostudio.engines.speech_recognition.voice_activity import RATE_HZ, SpeechPiece, speech_pieces
from audiostudio.engines.weights.errors import ModelDamaged, ModelMissing
from audiostudio.engines.weights.models_index import MODELS
from audiostudio.engines.weights.store import ModelStore

Task = Literal["transcribe", "translate"]

# The network looks at thirty seconds at once, however few there are.
_CHUNK_S = 29.0
_LANGUAGE_CHUNKS = 3
_BEAM_SIZE = 5
# Whisper's own signs that a text is invented (Radford et al., 2022, section 4.5): it repeats itself, or is unlikely.
# Where Whisper then tries its luck at random, nothing is written here.
_MOST_COMPRESSION = 2.4
_LEAST_LOG_PROBABILITY = -1.0
_MOST_NO_SPEECH = 0.6
_SHORTEST_VOICE_S = 0.5
_FOLDER_FILES = ("model.bin", "config.json", "tokenizer.json")

_loading = Lock()


def whisper_path(models_dir: Path, model: str) -> Path:
    """Return where the weights of ``model`` lie: a file of the store or, for the larger ones, the operator's folder.

    Raises:
        ModelMissing: they are not there; the message names the command that gets them.
    """
    if model in MODELS:
        return ModelStore(models_dir).path(model)
    folder = models_dir / model.replace(":", "-")
    absent = [name for name in _FOLDER_FILES if not (folder / name).is_file()]
    if absent:
        size = model.rpartition(":")[2]
        raise ModelMissing(
            f"The weights of {model} are not installed: {folder} lacks {', '.join(absent)}; run "
            f"`hf download Systran/faster-whisper-{size} --local-dir {folder}`."
        )
    return folder


class WhisperRecognizer:
    """Whisper (Radford et al., 2022).

    Args:
        weights_path: the weights, as `whisper_path` gives them.
        model: their name, as results name it.
        use_cpu: stay on the CPU even where CUDA is present.
        threads: how many CPU threads to use.

    Raises:
        ModelDamaged: the weights cannot be loaded.
    """

    engine = "faster-whisper"
    licence = "MIT"

    def __init__(
        self, weights_path: Path, *, model: str = "whisper:base", use_cpu: bool = True, threads: int = 2
    ) -> None:
        self.model = model
        self._workers = threads
        with _loading:
            self._network = _load(weights_path, use_cpu=use_cpu, workers=threads)

    @property
    def is_multilingual(self) -> bool:
        """Whether the weights know other languages than English, and can translate."""
        return bool(self._network.model.is_multilingual)

    def recognize(
        self,
        blocks: Iterable[Audio],
        sample_rate_hz: int,
        *,
        language: str | None = None,
        task: Task = "transcribe",
        voices: SpeakerEncoder | None = None,
        progress: Callable[[float], None] = lambda seconds: None,
    ) -> Transcript:
        """Write down what is said in a stream.

        A sound without speech gives a transcript without segments.

        Args:
            blocks: the sound, ``(channels, frames)`` float32, in blocks of any length; `as_mono` joins channels.
            sample_rate_hz: its rate.
            language: code of the language that is spoken; guessed from the first minute and a half of speech if absent.
            task: "translate" writes English, whatever is spoken; takes a multilingual model.
            voices: tells speakers apart, sentence by sentence, if given.
            progress: called with the seconds done, several times a second; may raise to stop.
        """
        reporter = _ProgressReporter(progress)
        scanned = _CountedStream(blocks, sample_rate_hz, reporter.repeat)
        chunks = _chunks(speech_pieces(_at_model_rate(scanned, sample_rate_hz), _CHUNK_S))
        stopped = Event()
        pool = ThreadPoolExecutor(self._workers)
        try:
            opening = list(islice(chunks, _LANGUAGE_CHUNKS))
            probability = None
            if language is None and opening:
                guess = pool.submit(self._guess_language, opening)
                wait_with_ticks(guess, reporter.repeat)
                language, probability = guess.result()
            speech_s = 0.0
            written: list[_ChunkTranscript] = []
            pending: deque[tuple[_Chunk, Future[_ChunkTranscript]]] = deque()
            rest = chain(opening, chunks)
            while True:
                for chunk in islice(rest, self._workers + 1 - len(pending)):
                    pending.append((chunk, pool.submit(self._transcribe, chunk, language, task, voices, stopped)))
                if not pending:
                    break
                chunk, writing = pending.popleft()
                wait_with_ticks(writing, reporter.repeat)
                written.append(writing.result())
                speech_s += chunk.samples.size / RATE_HZ
                reporter.done(chunk.end_s)
        finally:
            stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)
        return Transcript(
            language=language if opening else None,
            language_probability=probability,
            duration_s=scanned.duration_s,
            speech_s=speech_s,
            unclear_s=sum(part.unclear_s for part in written),
            segments=tuple(_diarised(written) if voices else chain.from_iterable(part.segments for part in written)),
        )

    def _guess_language(self, chunks: "Sequence[_Chunk]") -> tuple[str, float | None]:
        """Return the likeliest language of ``chunks`` together, and how likely it is."""
        if not self.is_multilingual:
            return "en", None
        total: dict[str, float] = {}
        for chunk in chunks:
            _, _, likelihoods = self._network.detect_language(chunk.samples)
            for code, likelihood in likelihoods:
                total[code] = total.get(code, 0.0) + likelihood * chunk.samples.size
        code = max(total, key=lambda code: total[code])
        return code, total[code] / sum(chunk.samples.size for chunk in chunks)

    def _transcribe(
        self, chunk: "_Chunk", language: str | None, task: Task, voices: SpeakerEncoder | None, stopped: Event
    ) -> "_ChunkTranscript":
        found = self._decode(chunk, language, task, stopped)
        if any(segment.compression_ratio > _MOST_COMPRESSION for segment in found):
            # It went round in circles: once more, forbidding it to say three words twice.
            found = self._decode(chunk, language, task, stopped, no_repeat_ngram_size=3)
        written = _ChunkTranscript()
        said_to_s = chunk.start_s
        for segment in found:
            if _is_hallucinated(segment):
                written.unclear_s += float(segment.end - segment.start)
                continue
            own_words = _words(segment)
            for words in sentences(own_words) if voices else [own_words]:
                placed = _placed_words(words, chunk, said_to_s)
                said_to_s = placed[-1].end_s
                written.segments.append(Segment(placed))
                if voices:
                    sound = chunk.samples[round(words[0].start_s * RATE_HZ) : round(words[-1].end_s * RATE_HZ)]
                    written.voices.append(voices.embed(sound) if sound.size >= _SHORTEST_VOICE_S * RATE_HZ else None)
        return written

    def _decode(self, chunk: "_Chunk", language: str | None, task: Task, stopped: Event, **options: Any) -> list[Any]:
        found = []
        segments, _ = self._network.transcribe(
            chunk.samples,
            language=language,
            task=task,
            beam_size=_BEAM_SIZE,
            # Sampling, its way out of doubtful passages, would give other words each time.
            temperature=0.0,
            condition_on_previous_text=False,
            word_timestamps=True,
            compression_ratio_threshold=_MOST_COMPRESSION,
            log_prob_threshold=_LEAST_LOG_PROBABILITY,
            no_speech_threshold=_MOST_NO_SPEECH,
            **options,
        )
        for segment in segments:
            if stopped.is_set():
                break
            found.append(segment)
        return found


class _ProgressReporter:
    """Passes on how far the work is, often enough to be stopped."""

    def __init__(self, progress: Callable[[float], None]) -> None:
        self._progress = progress
        self._done_s = 0.0

    def repeat(self) -> None:
        """Something was done, but no more text is there."""
        self._progress(self._done_s)

    def done(self, seconds: float) -> None:
        """All is written up to here."""
        self._done_s = seconds
        self.repeat()


class _CountedStream:
    """Passes a stream on and counts it."""

    def __init__(self, blocks: Iterable[Audio], sample_rate_hz: int, counted: Callable[[], None]) -> None:
        self._blocks, self._rate_hz, self._counted = blocks, sample_rate_hz, counted
        self._frames = 0

    @property
    def duration_s(self) -> float:
        return self._frames / self._rate_hz

    def __iter__(self) -> Iterator[Audio]:
        for block in self._blocks:
            self._frames += block.shape[1]
            self._counted()
            yield block


@dataclass
class _ChunkTranscript:
    """What was understood of a chunk, in whose voices if that was asked for, and how much of it was not."""

    segments: list[Segment] = field(default_factory=list)
    voices: list[Vector | None] = field(default_factory=list)
    unclear_s: float = 0.0


@dataclass(frozen=True)
class _Chunk:
    """Stretches of speech that the network hears as one; the pauses between them are left out."""

    pieces: tuple[SpeechPiece, ...]

    @property
    def samples(self) -> Mono:
        return np.concatenate([piece.samples for piece in self.pieces])

    @property
    def start_s(self) -> float:
        return self.pieces[0].start / RATE_HZ

    @property
    def end_s(self) -> float:
        return self.pieces[-1].end / RATE_HZ

    def placed(self, start_s: float, end_s: float) -> tuple[float, float]:
        """Return where a stretch of the chunk lies in the sound, held inside the piece that its middle falls into."""
        middle = (start_s + end_s) / 2 * RATE_HZ
        before = 0
        for piece in self.pieces:
            if middle < before + piece.samples.size or piece is self.pieces[-1]:
                break
            before += piece.samples.size
        low_s, high_s = piece.start / RATE_HZ, piece.end / RATE_HZ
        shift_s = low_s - before / RATE_HZ
        return min(max(start_s + shift_s, low_s), high_s), min(max(end_s + shift_s, low_s), high_s)


def _chunks(pieces: Iterable[SpeechPiece]) -> Iterator[_Chunk]:
    """Fill chunks with pieces, as many as the network hears at once."""
    waiting: list[SpeechPiece] = []
    size = 0
    for piece in pieces:
        if waiting and size + piece.samples.size > _CHUNK_S * RATE_HZ:
            yield _Chunk(tuple(waiting))
            waiting, size = [], 0
        waiting.append(piece)
        size += piece.samples.size
    if waiting:
        yield _Chunk(tuple(waiting))


def _is_hallucinated(segment: Any) -> bool:
    return bool(segment.compression_ratio > _MOST_COMPRESSION or segment.avg_logprob < _LEAST_LOG_PROBABILITY)


def _words(segment: Any) -> tuple[Word, ...]:
    """Return a segment's words in the chunk's time."""
    if not segment.words:  # the network could not align them
        return (Word(segment.text, float(segment.start), float(segment.end), float(np.exp(segment.avg_logprob))),)
    return whole_words(
        Word(word.word, float(word.start), float(word.end), float(word.probability)) for word in segment.words
    )


def _placed_words(words: Iterable[Word], chunk: _Chunk, not_before_s: float) -> tuple[Word, ...]:
    """Return words in the sound's time, each beginning where the one before it has ended or later."""
    placed = []
    for word in words:
        start_s, end_s = (max(time_s, not_before_s) for time_s in chunk.placed(word.start_s, word.end_s))
        not_before_s = max(start_s, end_s)
        placed.append(replace(word, start_s=start_s, end_s=not_before_s))
    return tuple(placed)


def _diarised(written: Sequence[_ChunkTranscript]) -> list[Segment]:
    segments = [segment for part in written for segment in part.segments]
    speakers = cluster_speakers(
        [voice for part in written for voice in part.voices], [segment.end_s - segment.start_s for segment in segments]
    )
    return [replace(segment, speaker=speaker) for segment, speaker in zip(segments, speakers, strict=True)]


def _at_model_rate(blocks: Iterable[Audio], sample_rate_hz: int) -> Iterator[Mono]:
    mono = as_mono(blocks, sample_rate_hz)
    stages = [] if sample_rate_hz == RATE_HZ else [Resampler(sample_rate_hz, RATE_HZ, channels=1)]
    return (block[0] for block in process_stream(mono, stages))


@lru_cache(maxsize=1)
def _load(weights_path: Path, *, use_cpu: bool, workers: int) -> Any:
    """Load a network; the last one is kept, since the large ones fill gigabytes."""
    import ctranslate2
    from faster_whisper import WhisperModel

    has_cuda = not use_cpu and ctranslate2.get_cuda_device_count() > 0
    try:
        network = WhisperModel(
            str(weights_path),
            device="cuda" if has_cuda else "cpu",
            compute_type="float16" if has_cuda else "int8",
            # One thread for each of several chunks is faster than several threads for one.
            cpu_threads=1,
            num_workers=workers,
            local_files_only=True,
            files=None if weights_path.is_dir() else _unpacked(weights_path),
        )
    except (RuntimeError, ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        raise _damaged(weights_path, str(error)) from error
    if network.model.n_mels != len(network.feature_extractor.mel_filters):
        raise _damaged(weights_path, f"preprocessor_config.json does not ask for {network.model.n_mels} mel bands")
    return network


def _damaged(weights_path: Path, reason: str) -> ModelDamaged:
    return ModelDamaged(f"The weights at {weights_path} cannot be loaded ({reason}); delete them and fetch them again.")


def _unpacked(archive_path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(archive_path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
