"""What the report says of each stage of enhancement: its figures, or the reason why it was left out."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.restoration.activity import Activity
from audiostudio.audio.restoration.clipping import Declipper
from audiostudio.audio.restoration.findings import Findings
from audiostudio.audio.restoration.pauses import PauseCuts
from audiostudio.audio.restoration.reverberation import Dereverberator
from audiostudio.engines.enhancement.deepfilternet import DeepFilterNet
from audiostudio.tools.enhancement.options import EnhancementOptions

StageReport = dict[str, Any]


def _stage(name: str, reason: str | None, **facts: Any) -> StageReport:
    """Return a stage that was applied, or was not for ``reason``."""
    return {"name": name, "applied": reason is None, **({} if reason is None else {"reason": reason}), **facts}


def music_report(music_s: Sequence[tuple[float, float]], options: EnhancementOptions) -> StageReport:
    """Return where music was found, and whether it was kept."""
    reason = None if options.keep_music and music_s else "not asked for" if music_s else "there is no music"
    return _stage("keeping music", reason, passages=[[round(start, 2), round(end, 2)] for start, end in music_s])


def declipping_report(findings: Findings, options: EnhancementOptions, declipping: Declipper | None) -> StageReport:
    """Return what declipping did."""
    facts: StageReport = {"plateaus": findings.clipping.plateaus}
    if declipping:
        return _stage("declipping", None, **facts, restored_samples=declipping.restored_samples)
    return _stage("declipping", "nothing is clipped" if options.declip else "not asked for", **facts)


def hum_report(findings: Findings, options: EnhancementOptions) -> StageReport:
    """Return what the removal of hum did."""
    hum = findings.hum
    if hum is None:
        return _stage("hum removal", "there is no hum" if options.remove_hum else "not asked for")
    return _stage(
        "hum removal",
        None if options.remove_hum else "not asked for",
        fundamental_hz=round(hum.fundamental_hz, 2),
        drift_hz=round(hum.drift_hz, 3),
        frequencies_hz=[round(hz, 2) for hz in hum.frequencies_hz],
        prominences_db=[round(db, 1) for db in hum.prominences_db],
    )


def dereverberation_report(
    findings: Findings, options: EnhancementOptions, dereverberation: Dereverberator | None
) -> StageReport:
    """Return what was done about the room."""
    t60_s = None if findings.t60_s is None else round(findings.t60_s, 2)
    if dereverberation:
        reduction_db = round(dereverberation.reduction_db, 2)
        return _stage("dereverberation", None, t60_s=t60_s, reduction_db=reduction_db)
    reason = "not asked for"
    if options.dereverb:
        reason = "the room cannot be heard for certain" if t60_s is None else "the room is dry enough"
    return _stage("dereverberation", reason, t60_s=t60_s)


def noise_report(options: EnhancementOptions, limit_db: float | None) -> StageReport:
    """Return what was asked of the network that takes out noise."""
    if not options.strength:
        return _stage("noise reduction", "not asked for")
    return _stage(
        "noise reduction",
        None,
        engine=DeepFilterNet.engine,
        licence=DeepFilterNet.licence,
        strength=options.strength,
        limit_db=limit_db,
        post_filter=options.post_filter,
    )


def levelling_report(gains_db: NDArray[np.float64] | None, activity: Activity) -> StageReport:
    """Return what levelling did while there was speech."""
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


def pause_report(cuts: PauseCuts, options: EnhancementOptions) -> StageReport:
    """Return what was cut."""
    wanted = options.trim_ends or options.longest_pause_s is not None
    removed = cuts.removed_s
    reason = None if removed else "there is nothing to cut" if wanted else "not asked for"
    return _stage(
        "cutting pauses",
        reason,
        removed_s=round((cuts.frames - cuts.frames_after) / cuts.sample_rate_hz, 3),
        removed=[[round(start, 3), round(end, 3)] for start, end in removed],
    )
