"""Rules of music: words become a plan free of charge, and a plan or words become a job."""

import asyncio
from dataclasses import asdict
from typing import Any

from audiostudio.engines.composition.plan import Plan
from audiostudio.engines.composition.planning import editing
from audiostudio.engines.composition.planning.checking import check_plan
from audiostudio.engines.composition.planning.presets import PRESETS, Preset
from audiostudio.jobs.requests import price
from audiostudio.kit.auth.subject import Subject
from audiostudio.kit.http.errors import Problem
from audiostudio.library.sources import SourceFile, resolve_source
from audiostudio.music.generators import tool_of
from audiostudio.music.schemas import GenerateEffectRequest, GenerateMusicRequest, PlanEdit, PlanRequest, PlanView
from audiostudio.submissions.service import check_parameters
from audiostudio.submissions.submitter import Submitter
from audiostudio.tools.composition.params import CompositionParams
from audiostudio.tools.composition.planned import planned_piece
from audiostudio.tools.entitlements import EVERYTHING
from audiostudio.tools.registry import get_tool

_COMPOSITION, _SOUND_EFFECTS = "composition", "sound_effects"


class PresetUnknown(Problem):
    """No preset has this id."""

    status = 404
    code = "music_preset_unknown"
    title = "There is no such preset."


def find_preset(preset_id: str) -> Preset:
    """Return a preset.

    Raises:
        PresetUnknown: there is none of this id.
    """
    preset = PRESETS.get(preset_id)
    if preset is None:
        raise PresetUnknown(f"There is no preset {preset_id!r}.", allowed={"preset_id": sorted(PRESETS)})
    return preset


def preset_settings(preset: Preset) -> dict[str, Any]:
    """Return what a preset sets beside its words, as parameters of the composing tool."""
    asked = preset.request
    settings = {name: getattr(asked, name) for name in ("genre", "mood", "bpm", "duration_s", "energy")}
    settings |= {"under_voice": asked.under_voice or None, "ending": "loop" if asked.loop else None}
    return {name: value for name, value in settings.items() if value is not None}


def music_parameters(request: PlanRequest | GenerateMusicRequest) -> dict[str, Any]:
    """Return the parameters of the composing tool: the preset's, over them the words', over them what is set.

    Raises:
        PresetUnknown: there is no such preset.
    """
    preset = _preset_of(request)
    given = {"prompt": _words(preset, request.prompt), "duration_s": request.duration, "plan": request.plan}
    return (preset_settings(preset) if preset else {}) | _said(given) | request.settings


def music_job(request: GenerateMusicRequest) -> tuple[str, dict[str, Any]]:
    """Return the tool that makes it, and its parameters.

    Raises:
        PresetUnknown: there is no such preset.
        EngineUnknown: there is no such engine.
    """
    if request.engine is None:
        return _COMPOSITION, music_parameters(request) | _format(request.format, "target_format")
    given = {"prompt": _words(_preset_of(request), request.prompt), "duration_s": request.duration}
    asked = _said(given) | request.settings | {"engine": request.engine}
    return tool_of(request.engine), asked | _format(request.format, "format")


def _preset_of(request: PlanRequest | GenerateMusicRequest) -> Preset | None:
    return find_preset(request.preset_id) if request.preset_id else None


def _words(preset: Preset | None, own: str) -> str:
    return ", ".join(words for words in (preset.prompt if preset else "", own.strip()) if words)


def _said(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value not in (None, "")}


async def sources_of(submitter: Submitter, request: GenerateMusicRequest) -> list[SourceFile]:
    """Return the recording under which the music is to lie, or that an engine is to change, if there is one.

    Raises:
        AssetNotFound, UploadUnfinished, UploadExpired: it cannot be used.
    """
    audio_id = request.source_audio_id or request.voice_audio_id
    if audio_id is None:
        return []
    async with submitter.intake.database.session(workspace_id=submitter.intake.subject.workspace_id) as session:
        return [await resolve_source(session, audio_id)]


def effect_job(request: GenerateEffectRequest) -> tuple[str, dict[str, Any]]:
    """Return the tool that makes sound effects, and its parameters."""
    given = {"prompt": request.prompt, **({} if request.duration is None else {"duration_s": request.duration})}
    return _SOUND_EFFECTS, given | request.settings | _format(request.format, "format")


async def make_plan(subject: Subject, request: PlanRequest) -> PlanView:
    """Return the plan of what is asked for, and its price.

    Raises:
        PresetUnknown, ParametersInvalid, CodedError: what is wrong with what is asked.
    """
    params = await check_parameters(get_tool(_COMPOSITION), music_parameters(request), EVERYTHING)
    assert isinstance(params, CompositionParams)
    return await _planned(subject, params)


async def edit_plan(subject: Subject, edit: PlanEdit) -> PlanView:
    """Return a plan with one thing changed.

    Raises:
        CodedError: ``plan_invalid`` with every fault by its path, or the edit is none that this plan can have.
    """
    plan = await asyncio.to_thread(_edited, edit)
    return await _planned(subject, CompositionParams(plan=plan))


def _edited(edit: PlanEdit) -> Plan:
    plan = check_plan(edit.plan)
    if edit.extend_by_s is not None:
        return editing.extend(plan, edit.extend_by_s)
    if edit.cut_to_s is not None:
        return editing.cut_to(plan, edit.cut_to_s)
    if edit.vary_section is not None:
        return editing.vary_section(plan, edit.vary_section)
    if edit.swap is not None:
        return editing.swap_instrument(plan, edit.swap.role, edit.swap.instrument)
    if edit.mute is not None:
        return editing.mute(plan, edit.mute.role, is_muted=edit.mute.is_muted)
    return plan


async def _planned(subject: Subject, params: CompositionParams) -> PlanView:
    piece = await asyncio.to_thread(planned_piece, params)
    chosen = params.model_copy(update={"plan": piece.plan})
    return PlanView(
        plan=piece.plan.model_dump(mode="json"),
        understood=[asdict(one) for one in piece.understood],
        remarks=[asdict(one) for one in piece.remarks],
        price=price(subject, get_tool(_COMPOSITION), chosen, 0),
    )


def _format(container: str | None, field: str) -> dict[str, str]:
    return {} if container is None else {field: container}
