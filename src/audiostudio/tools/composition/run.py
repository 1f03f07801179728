"""Composes one piece: plan, notes, stems, mix and master, then the files that go with it."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from audiostudio.audio.codecs import AudioFormat
from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ
from audiostudio.audio.mastering.genres import GENRES, neutral_genre
from audiostudio.audio.mastering.master import ALONE, Master, MasteringSpec, Seams, master_file
from audiostudio.audio.mastering.stages import tonal_stages
from audiostudio.audio.types import Audio
from audiostudio.engines.composition.plan import Genre as ComposedGenre
from audiostudio.engines.composition.plan import Plan
from audiostudio.engines.composition.sounding.players import StudioPlayers
from audiostudio.engines.composition.sounding.rendering import Stem, render
from audiostudio.engines.composition.writing.arranger import write_score
from audiostudio.tools.base import Output, Progress, ToolContext, ToolResult
from audiostudio.tools.composition.outputs import write_documents
from audiostudio.tools.composition.params import CompositionParams
from audiostudio.tools.composition.planned import planned_piece
from audiostudio.tools.composition.report import composition_report, music_details, music_tags, piece_title
from audiostudio.tools.composition.voice import SPEECH_LUFS, read_voice, with_voice
from audiostudio.tools.deliverable import DEFAULT_TARGET_LUFS
from audiostudio.tools.file_names import title_stem
from audiostudio.tools.sound_file import write_sound

# The mix is made for its genre already: a master's tone is only leant towards.
_TONE_INTENSITY = 0.35
_PLAYED_SHARE, _MASTERED_SHARE = 0.6, 0.95
# What lies before and behind a loop is itself; after three seconds every processor has forgotten.
_LOOP_SEAM_S = 3
_MASTERED_AS: dict[ComposedGenre, str] = {
    **dict.fromkeys(("afrobeat", "samba", "salsa", "reggae", "ska", "bossa_nova"), "Afrobeats"),
    **dict.fromkeys(("ambient", "cinematic", "classical", "tango", "waltz"), "Classical"),
    **dict.fromkeys(
        ("chiptune", "disco", "drum_and_bass", "dubstep", "house", "synthwave", "techno", "trance"), "Electronic"
    ),
    **dict.fromkeys(("hip_hop", "lofi", "reggaeton", "trap"), "Hip-Hop"),
    **dict.fromkeys(("blues", "jazz"), "Jazz"),
    **dict.fromkeys(("corporate", "country", "folk", "funk", "pop", "rnb"), "Pop"),
    **dict.fromkeys(("metal", "rock"), "Rock"),
}


def compose(params: CompositionParams, out_dir: Path, context: ToolContext, progress: Progress) -> ToolResult:
    """Do what `audiostudio.tools.composition.tool.Composition.run` promises."""
    voice = read_voice(context.references[0], out_dir) if context.references else None
    if voice and params.plan is None:
        params = params.model_copy(update={"under_voice": True})
    piece = planned_piece(params)
    plan = piece.plan
    progress(0.0, "writing the notes")
    score = write_score(plan, lambda: progress(0.0, "writing the notes"))
    title = piece_title(plan)
    stems = _StemFiles(params, out_dir, title) if "stems" in params.outputs else None
    players = StudioPlayers(context.models_dir)
    mix = render(
        plan,
        score,
        players,
        stems.write if stems else lambda stem: None,
        lambda share, role: progress(_PLAYED_SHARE * share, f"playing the {role.replace('_', ' ')}"),
        threads=context.threads,
        duck=voice.duck if voice else (),
    )
    provenance = players.sources(score)
    mastered = _master(params, plan, mix, out_dir, title, music_tags(plan, title, provenance), context, progress)
    details = music_details(plan, mastered.master.after)
    path = mastered.path
    outputs = [Output(path, "music", "music", params.audio_format.media_type, details)]
    if voice:
        outputs.append(_with_voice(params, with_voice(voice, mix), out_dir, title, progress))
    outputs += stems.outputs if stems else []
    outputs += write_documents(params.outputs, piece, score, provenance, out_dir, title)
    progress(1.0, "done")
    report = composition_report(params, piece, score, mastered.master, mastered.target_lufs, provenance, title)
    return ToolResult(tuple(outputs), report)


@dataclass(frozen=True)
class _Mastered:
    path: Path
    master: Master
    target_lufs: float


def _master(
    params: CompositionParams,
    plan: Plan,
    mix: Audio,
    out_dir: Path,
    title: str,
    tags: dict[str, str],
    context: ToolContext,
    progress: Progress,
) -> _Mastered:
    """Bring the mix to the asked loudness; a loop is treated as one that has gone round before and will again."""
    source = out_dir / "mix.wav"
    write_sound(source, mix, SAMPLE_RATE_HZ, AudioFormat("WAV", 32), SAMPLE_RATE_HZ, tags=tags)
    seams = ALONE
    if plan.ending == "loop":
        reach = _LOOP_SEAM_S * SAMPLE_RATE_HZ
        around = np.tile(mix, (1, -(-reach // mix.shape[1])))
        seams = Seams(before=around[:, -reach:], after=around[:, :reach])
    target_lufs = DEFAULT_TARGET_LUFS if params.wanted_lufs is None else params.wanted_lufs
    genre = GENRES[_MASTERED_AS[plan.genre]]
    spec = MasteringSpec(
        genre=genre,
        build_stages=partial(tonal_stages, genre, context.entitlements.processing, _TONE_INTENSITY),
        target_lufs=target_lufs,
        ceiling_dbtp=params.ceiling_dbtp,
        format=params.audio_format,
        sample_rate_hz=params.target_sample_rate,
    )

    def mastering(share: float, message: str) -> None:
        progress(_PLAYED_SHARE + (_MASTERED_SHARE - _PLAYED_SHARE) * share, message.lower())

    path = out_dir / f"{title_stem(title)}{spec.format.extension}"
    master = master_file(source, path, spec, mastering, seams=seams)
    source.unlink()
    return _Mastered(path, master, target_lufs)


def _with_voice(params: CompositionParams, together: Audio, out_dir: Path, title: str, progress: Progress) -> Output:
    """Write voice and music as one file at the loudness of speech, its peaks limited and nothing else."""
    source = out_dir / "with voice.wav"
    write_sound(source, together, SAMPLE_RATE_HZ, AudioFormat("WAV", 32), SAMPLE_RATE_HZ, tags={"title": title})
    spec = MasteringSpec(
        genre=neutral_genre("Voice", 20.0),
        build_stages=lambda measured: (),
        target_lufs=SPEECH_LUFS,
        ceiling_dbtp=params.ceiling_dbtp,
        format=params.audio_format,
        sample_rate_hz=params.target_sample_rate,
    )
    path = out_dir / f"{title_stem(title)} with voice{spec.format.extension}"
    made = master_file(source, path, spec, lambda share, message: progress(_MASTERED_SHARE, "adding the voice"))
    source.unlink()
    details = {"duration_s": round(made.after.seconds, 3), "sample_rate_hz": made.after.sample_rate_hz, "channels": 2}
    return Output(path, "with_voice", "voiceover", params.audio_format.media_type, details)


class _StemFiles:
    """Writes stems in the format of the music, at its rate and at the level they have in the mix before mastering."""

    def __init__(self, params: CompositionParams, out_dir: Path, title: str) -> None:
        self.outputs: list[Output] = []
        self._params, self._out_dir, self._title = params, out_dir, title

    def write(self, stem: Stem) -> None:
        fmt, rate_hz = self._params.audio_format, self._params.target_sample_rate
        name = f"{title_stem(self._title)} {stem.part.role.replace('_', ' ')}"
        path = self._out_dir / f"{name}{fmt.extension}"
        tags = {"title": f"{self._title} ({stem.part.role.replace('_', ' ')})"}
        details = write_sound(path, stem.audio, SAMPLE_RATE_HZ, fmt, rate_hz, tags=tags)
        details["instrument"] = stem.part.instrument
        self.outputs.append(Output(path, stem.part.role, "stem", fmt.media_type, details))
