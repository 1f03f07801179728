"""What enhancement does to the sound, pass by pass over scratch files."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from audiostudio.audio.codecs import AudioFormat, create_audio, open_audio
from audiostudio.audio.dsp.downmix import as_mono_or_stereo
from audiostudio.audio.dsp.scratch import Scratch
from audiostudio.audio.dsp.stream import Inversion, OffsetRemoval, Processor, prefetch, process_stream, with_progress
from audiostudio.audio.mastering.genres import neutral_genre
from audiostudio.audio.restoration.activity import Activity, speech_activity
from audiostudio.audio.restoration.bypass import Bypass, bypass_shares
from audiostudio.audio.restoration.clipping import Declipper
from audiostudio.audio.restoration.findings import Findings
from audiostudio.audio.restoration.hum import HumRemover
from audiostudio.audio.restoration.leveller import Leveller, level_gains_db
from audiostudio.audio.restoration.pauses import PauseCuts, PauseCutter, plan_cuts
from audiostudio.audio.restoration.reverberation import DRY_BELOW_S, Dereverberator
from audiostudio.engines.enhancement.deepfilternet import DeepFilterNet
from audiostudio.tools.enhancement.options import EnhancementOptions
from audiostudio.tools.enhancement.stage_reports import (
    StageReport,
    declipping_report,
    dereverberation_report,
    hum_report,
    levelling_report,
    music_report,
    noise_report,
    pause_report,
)

# Speech is brought to its loudness by mastering's own loop, which changes no tone; peaks of loud words may be rounded.
SPEECH = neutral_genre("Speech", high_pass_hz=0.0)
# At full strength there is no limit; each percent below leaves that much less of this.
_STRENGTH_SPAN_DB = 40.0
# What falls by more than this, taken as a whole, was no speech to the network.
_NO_SPEECH_LU = 30.0
_NOTABLE_OFFSET = 0.001
_BLOCK_FRAMES = 16_384


@dataclass(frozen=True)
class Enhanced:
    """What the passes made, but for its loudness.

    Attributes:
        cuts: what was kept of it.
        stages: each stage with its figures, or with the reason why it was left out.
        speech_lost_lu: by how much the whole became softer in cleaning.
    """

    cuts: PauseCuts
    stages: list[StageReport]
    speech_lost_lu: float

    @property
    def is_speech_left(self) -> bool:
        """Whether cleaning left anything that can be raised to a loudness."""
        return self.speech_lost_lu < _NO_SPEECH_LU


def enhance(
    source: Path,
    destination: Path,
    findings: Findings,
    music_s: Sequence[tuple[float, float]],
    options: EnhancementOptions,
    threads: int,
    report: Callable[[float], None],
) -> Enhanced:
    """Clean ``source`` and write it as a floating-point WAV of the same rate and one or two channels.

    Scratch space of 4 bytes a sample is taken beside ``destination``.

    Raises:
        AudioError: the source cannot be decoded.
    """
    rate_hz, channels = findings.measured.sample_rate_hz, findings.worked_channels
    with ExitStack() as kept:
        kept_s = music_s if options.keep_music else ()
        chain, stage_reports = _cleaning(findings, kept_s, options, threads, kept)
        scratch = kept.enter_context(Scratch(destination.parent, channels))
        reader = kept.enter_context(open_audio(source))
        blocks, _ = as_mono_or_stereo(reader.blocks(_BLOCK_FRAMES), reader.channels)
        mono = (block[:1] for block in blocks) if findings.is_dual_mono else blocks
        # Three things at once: decoding, cleaning, measuring what is clean.
        decoded = with_progress(prefetch(mono), findings.measured.frames, lambda share: report(0.9 * share))
        cleaned = kept.enter_context(closing(prefetch(process_stream(decoded, chain))))
        profile = scratch.record(cleaned, rate_hz)
        activity = speech_activity(profile, scratch.frames)
        del profile
        stages = stage_reports()
        lost_lu = findings.measured.loudness.integrated_lufs - activity.loudness_lufs
        finishing, cuts, more_stages = _finishing(findings, activity, kept_s, options)
        stages = [music_report(music_s, options), *stages, *more_stages]
        shaped = process_stream(prefetch(scratch.blocks()), finishing)
        with create_audio(
            destination, AudioFormat("WAV", 32), rate_hz, findings.measured.channels, tags=reader.tags
        ) as writer:
            for block in with_progress(shaped, cuts.frames_after, lambda share: report(0.9 + 0.1 * share)):
                writer.write(np.repeat(block, findings.measured.channels // channels, axis=0))
    return Enhanced(cuts, stages, lost_lu)


def _finishing(
    findings: Findings, activity: Activity, kept_s: Sequence[tuple[float, float]], options: EnhancementOptions
) -> tuple[list[Processor], PauseCuts, list[StageReport]]:
    """Return what follows when all is cleaned and its speech is known: levels, cuts and polarity, and their reports.

    Music is neither speech to be levelled nor a pause to be cut.
    """
    channels = findings.worked_channels
    moments_s = np.arange(len(activity.powers) + 1, dtype=np.float64) * activity.bin_s
    shares = bypass_shares(kept_s, moments_s, findings.measured.seconds)
    is_music = shares[:-1] > 0
    spoken = replace(activity, is_speech=activity.is_speech & ~is_music)
    gains_db = level_gains_db(spoken) * (1 - shares) if options.level else None
    heard = replace(activity, is_speech=activity.is_speech | is_music)
    cuts = plan_cuts(heard, ends=options.trim_ends, longest_pause_s=options.longest_pause_s)
    finishing: list[Processor] = [PauseCutter(cuts, channels)]
    if findings.is_inverted and channels == 2:
        finishing.append(Inversion())
    if gains_db is not None:
        finishing.insert(0, Leveller(gains_db, activity.bin_frames, channels))
    return finishing, cuts, [levelling_report(gains_db, spoken), pause_report(cuts, options)]


def _cleaning(
    findings: Findings,
    kept_s: Sequence[tuple[float, float]],
    options: EnhancementOptions,
    threads: int,
    kept: ExitStack,
) -> tuple[list[Processor], Callable[[], list[StageReport]]]:
    """Return the stages that clean, in order, and a function that reports afterwards what each did.

    The room is lowered before noise, because the network takes a room's decay for speech that ends and cuts it short.
    Both are of speech: what is music goes around them.
    """
    measured, channels = findings.measured, findings.worked_channels
    rate_hz = measured.sample_rate_hz
    chain: list[Processor] = []
    of_speech: list[Processor] = []
    declipping = dereverberation = None
    if max(map(abs, measured.offsets)) > _NOTABLE_OFFSET:
        chain.append(OffsetRemoval(measured.offsets[:channels]))
    if options.declip and findings.clipping.is_found:
        declipping = Declipper(findings.clipping.of(channels), rate_hz)
        chain.append(declipping)
    if options.remove_hum and findings.hum:
        chain.append(HumRemover(findings.hum, rate_hz, channels))
    if options.dereverb and findings.t60_s is not None and findings.t60_s >= DRY_BELOW_S:
        dereverberation = Dereverberator(findings.t60_s, rate_hz, channels)
        of_speech.append(dereverberation)
    limit_db = None if options.strength == 100 else _STRENGTH_SPAN_DB * options.strength / 100
    if options.strength:
        of_speech.append(
            kept.enter_context(
                DeepFilterNet(rate_hz, channels, limit_db=limit_db, post_filter=options.post_filter, threads=threads)
            )
        )

    if kept_s:
        of_speech = [Bypass(of_speech, kept_s, rate_hz, channels, measured.seconds)]
    chain += of_speech

    def stage_reports() -> list[StageReport]:
        return [
            declipping_report(findings, options, declipping),
            hum_report(findings, options),
            dereverberation_report(findings, options, dereverberation),
            noise_report(options, limit_db),
        ]

    return chain, stage_reports
