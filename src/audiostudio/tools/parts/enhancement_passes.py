"""What enhancement does to the sound, pass by pass over scratch files, and what it tells about each stage."""

from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.codecs import AudioFormat, create_audio, open_audio
from audiostudio.audio.dsp.downmix import as_mono_or_stereo
from audiostudio.audio.dsp.stream import OffsetRemoval, Processor, ahead, through
from audiostudio.audio.mastering.analysis import reported
from audiostudio.audio.mastering.genres import toneless
from audiostudio.audio.mastering.scratch import Scratch
from audiostudio.audio.restoration.activity import Activity, speech_activity
from audiostudio.audio.restoration.clipping import Declipping
from audiostudio.audio.restoration.hum import HumRemoval
from audiostudio.audio.restoration.leveller import Riding, level_gains_db
from audiostudio.audio.restoration.listening import Findings
from audiostudio.audio.restoration.pauses import Cuts, Cutting, plan_cuts
from audiostudio.audio.restoration.reverberation import DRY_BELOW_S, Dereverberation
from audiostudio.engines.enhancement.deepfilternet import DeepFilterNet

Facts = dict[str, Any]

# Speech is brought to its loudness by mastering's own loop, which changes no tone; peaks of loud words may be rounded.
SPEECH = toneless("Speech", high_pass_hz=0.0)
# At full strength there is no limit; each percent below leaves that much less of this.
_STRENGTH_SPAN_DB = 40.0
# What falls by more than this, taken as a whole, was no speech to the network.
_NO_SPEECH_LU = 30.0
_NOTABLE_OFFSET = 0.001
_BLOCK_FRAMES = 16_384


@dataclass(frozen=True)
class Wishes:
    """Which stages are wanted.

    Attributes:
        declip, remove_hum, dereverb, level, trim_ends: whether each is.
        strength: how much noise is taken out, 0 to 100.
        post_filter: whether what noise is left is lowered further.
        longest_pause_s: pauses are shortened to this; ``None`` leaves them.
    """

    declip: bool
    remove_hum: bool
    dereverb: bool
    strength: float
    post_filter: bool
    level: bool
    trim_ends: bool
    longest_pause_s: float | None


@dataclass(frozen=True)
class Enhanced:
    """What the passes made, but for its loudness.

    Attributes:
        cuts: what was kept of it.
        stages: each stage with its figures, or with the reason why it was left out.
        speech_lost_lu: by how much the whole became softer in cleaning.
    """

    cuts: Cuts
    stages: list[Facts]
    speech_lost_lu: float

    @property
    def is_speech_left(self) -> bool:
        """Whether cleaning left anything that can be raised to a loudness."""
        return self.speech_lost_lu < _NO_SPEECH_LU


def enhance(
    source: Path,
    destination: Path,
    findings: Findings,
    wishes: Wishes,
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
        chain, tell = _cleaning(findings, wishes, threads, kept)
        scratch = kept.enter_context(Scratch(destination.parent, channels))
        reader = kept.enter_context(open_audio(source))
        blocks, _ = as_mono_or_stereo(reader.blocks(_BLOCK_FRAMES), reader.channels)
        mono = (block[:1] for block in blocks) if findings.is_dual_mono else blocks
        # Three things at once: decoding, cleaning, measuring what is clean.
        heard = reported(ahead(mono), findings.measured.frames, lambda share: report(0.9 * share))
        cleaned = kept.enter_context(closing(ahead(through(heard, chain))))
        profile = scratch.record(cleaned, rate_hz)
        activity = speech_activity(profile, scratch.frames)
        del profile
        stages = tell()
        lost_lu = findings.measured.loudness.integrated_lufs - activity.loudness_lufs
        gains_db = level_gains_db(activity) if wishes.level else None
        cuts = plan_cuts(activity, ends=wishes.trim_ends, longest_pause_s=wishes.longest_pause_s)
        finishing: list[Processor] = [Cutting(cuts, channels)]
        if gains_db is not None:
            finishing.insert(0, Riding(gains_db, activity.bin_frames, channels))
        stages += [_level_facts(gains_db, activity), _pause_facts(cuts, wishes)]
        shaped = through(ahead(scratch.blocks()), finishing)
        with create_audio(
            destination, AudioFormat("WAV", 32), rate_hz, findings.measured.channels, tags=reader.tags
        ) as writer:
            for block in reported(shaped, cuts.frames_after, lambda share: report(0.9 + 0.1 * share)):
                writer.write(np.repeat(block, findings.measured.channels // channels, axis=0))
    return Enhanced(cuts, stages, lost_lu)


def _cleaning(
    findings: Findings, wishes: Wishes, threads: int, kept: ExitStack
) -> tuple[list[Processor], Callable[[], list[Facts]]]:
    """Return the stages that clean, in order, and a function that tells afterwards what each did.

    The room is lowered before noise, because the network takes a room's decay for speech that ends and cuts it short.
    """
    measured, channels = findings.measured, findings.worked_channels
    rate_hz = measured.sample_rate_hz
    chain: list[Processor] = []
    declipping = dereverberation = None
    if max(map(abs, measured.offsets)) > _NOTABLE_OFFSET:
        chain.append(OffsetRemoval(measured.offsets[:channels]))
    if wishes.declip and findings.clipping.is_found:
        declipping = Declipping(findings.clipping.of(channels), rate_hz)
        chain.append(declipping)
    if wishes.remove_hum and findings.hum:
        chain.append(HumRemoval(findings.hum, rate_hz, channels))
    if wishes.dereverb and findings.t60_s is not None and findings.t60_s >= DRY_BELOW_S:
        dereverberation = Dereverberation(findings.t60_s, rate_hz, channels)
        chain.append(dereverberation)
    limit_db = None if wishes.strength == 100 else _STRENGTH_SPAN_DB * wishes.strength / 100
    if wishes.strength:
        chain.append(
            kept.enter_context(
                DeepFilterNet(rate_hz, channels, limit_db=limit_db, post_filter=wishes.post_filter, threads=threads)
            )
        )

    def tell() -> list[Facts]:
        return [
            _declipping_facts(findings, wishes, declipping),
            _hum_facts(findings, wishes),
            _room_facts(findings, wishes, dereverberation),
            _noise_facts(wishes, limit_db),
        ]

    return chain, tell


def _stage(name: str, reason: str | None, **facts: Any) -> Facts:
    """Return a stage that was applied, or was not for ``reason``."""
    return {"name": name, "applied": reason is None, **({} if reason is None else {"reason": reason}), **facts}


def _declipping_facts(findings: Findings, wishes: Wishes, declipping: Declipping | None) -> Facts:
    facts: Facts = {"plateaus": findings.clipping.plateaus}
    if declipping:
        return _stage("declipping", None, **facts, restored_samples=declipping.restored_samples)
    return _stage("declipping", "nothing is clipped" if wishes.declip else "not asked for", **facts)


def _hum_facts(findings: Findings, wishes: Wishes) -> Facts:
    hum = findings.hum
    if hum is None:
        return _stage("hum removal", "there is no hum" if wishes.remove_hum else "not asked for")
    return _stage(
        "hum removal",
        None if wishes.remove_hum else "not asked for",
        fundamental_hz=round(hum.fundamental_hz, 2),
        drift_hz=round(hum.drift_hz, 3),
        frequencies_hz=[round(hz, 2) for hz in hum.frequencies_hz],
        prominences_db=[round(db, 1) for db in hum.prominences_db],
    )


def _room_facts(findings: Findings, wishes: Wishes, dereverberation: Dereverberation | None) -> Facts:
    t60_s = None if findings.t60_s is None else round(findings.t60_s, 2)
    if dereverberation:
        reduction_db = round(dereverberation.reduction_db, 2)
        return _stage("dereverberation", None, t60_s=t60_s, reduction_db=reduction_db)
    reason = "not asked for"
    if wishes.dereverb:
        reason = "the room cannot be heard for certain" if t60_s is None else "the room is dry enough"
    return _stage("dereverberation", reason, t60_s=t60_s)


def _noise_facts(wishes: Wishes, limit_db: float | None) -> Facts:
    if not wishes.strength:
        return _stage("noise reduction", "not asked for")
    return _stage(
        "noise reduction",
        None,
        engine=DeepFilterNet.engine,
        licence=DeepFilterNet.licence,
        strength=wishes.strength,
        limit_db=limit_db,
        post_filter=wishes.post_filter,
    )


def _level_facts(gains_db: NDArray[np.float64] | None, activity: Activity) -> Facts:
    if gains_db is None:
        return _stage("levelling", "not asked for")
    during = gains_db[:-1][activity.is_speech]
    if not len(during):
        return _stage("levelling", "nothing in it is speech by its level")
    return _stage(
        "levelling",
        None,
        lowest_gain_db=round(float(during.min()), 2),
        highest_gain_db=round(float(during.max()), 2),
        speech_share=round(float(activity.is_speech.mean()), 3),
    )


def _pause_facts(cuts: Cuts, wishes: Wishes) -> Facts:
    wanted = wishes.trim_ends or wishes.longest_pause_s is not None
    removed = cuts.removed_s
    reason = None if removed else "there is nothing to cut" if wanted else "not asked for"
    return _stage(
        "cutting pauses",
        reason,
        removed_s=round((cuts.frames - cuts.frames_after) / cuts.sample_rate_hz, 3),
        removed=[[round(start, 3), round(end, 3)] for start, end in removed],
    )
