"""Routes of music and sound effects: plan, listen, generate."""

from typing import Annotated, get_args

from fastapi import APIRouter, Query, Request, Response

from audiostudio.audio.instruments.catalogue import INSTRUMENTS
from audiostudio.engines.composition.plan import Role
from audiostudio.engines.composition.planning.instrument_words import can_play
from audiostudio.engines.composition.planning.presets import PRESETS
from audiostudio.jobs.schemas import JobReceipt, JobView
from audiostudio.kit.auth.subject import AppSettings
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import responses
from audiostudio.kit.idempotency import IdempotencyKey
from audiostudio.music import service
from audiostudio.music.auth import MusicReader
from audiostudio.music.generators import EngineUnknown, list_generators
from audiostudio.music.previews import PREVIEW_PATH, CallerPresetPreviews, preview_address
from audiostudio.music.schemas import (
    EffectKindsView,
    EffectKindView,
    GenerateEffectRequest,
    GenerateMusicRequest,
    GeneratorsView,
    InstrumentView,
    MusicPreviewRequest,
    MusicPreviewView,
    Name,
    PlanEdit,
    PlanRequest,
    PlanView,
    PresetsView,
    PresetView,
)
from audiostudio.music.service import PresetUnknown
from audiostudio.previews.service import PreviewUnavailable
from audiostudio.storage.backend import StorageUnavailable, StoredFileMissing
from audiostudio.storage.ranges import RangeNotSatisfiable
from audiostudio.submissions.refusals import REFUSED_SOURCES
from audiostudio.submissions.responder import ENDED, Responder
from audiostudio.submissions.submitter import CallerSubmitter

router = APIRouter(prefix="/api/audio-studio", tags=["music"])

_PLAN_PROBLEMS = (NotAuthenticated, PresetUnknown, 422)
_PREVIEW_PROBLEMS = (NotAuthenticated, PresetUnknown, PreviewUnavailable, StorageUnavailable, 422, 429)


@router.post("/music/plan", responses=responses(*_PLAN_PROBLEMS))
async def plan_music(body: PlanRequest, subject: MusicReader) -> PlanView:
    """Return what a piece would be: sections, instruments, chords, tempo and price; nothing is charged or kept."""
    return await service.make_plan(subject, body)


@router.post("/music/plan/edit", responses=responses(NotAuthenticated, 422))
async def edit_plan(body: PlanEdit, subject: MusicReader) -> PlanView:
    """Return a plan with one thing changed: longer, shorter, a section anew, another instrument, a role silent."""
    return await service.edit_plan(subject, body)


@router.post(
    "/music/generate",
    status_code=202,
    response_model=JobReceipt | JobView,
    responses=responses(*REFUSED_SOURCES, PresetUnknown, EngineUnknown) | ENDED,
)
async def generate_music(
    body: GenerateMusicRequest, submitter: CallerSubmitter, responder: Responder, idempotency_key: IdempotencyKey = None
) -> JobReceipt | JobView:
    """Have music made from words, a preset or a plan; the job's outputs are the music and what goes with it."""
    tool_name, parameters = service.music_job(body)
    job = await submitter.submit_sources(
        tool_name=tool_name,
        parameters=parameters,
        references=await service.sources_of(submitter, body),
        webhook_url=body.webhook_url,
        idempotency_key=idempotency_key,
    )
    return await responder.respond(job)


@router.get("/music/presets", responses=responses(NotAuthenticated))
async def list_presets(subject: MusicReader) -> PresetsView:
    """Return styles that are ready to be used, and the instruments that can be put into a plan."""
    return PresetsView(
        presets=[
            PresetView(
                id=preset.id,
                name=preset.name,
                prompt=preset.prompt,
                icon=preset.icon,
                category=preset.category,
                preview_url=preview_address(preset.id),
            )
            for preset in PRESETS.values()
        ],
        instruments=[
            InstrumentView(
                name=instrument.name,
                title=instrument.title,
                family=instrument.family,
                roles=[role for role in get_args(Role) if can_play(instrument, role)],
            )
            for instrument in INSTRUMENTS.values()
        ],
    )


@router.get(
    PREVIEW_PATH.removeprefix(router.prefix),
    response_class=Response,
    responses=responses(*_PREVIEW_PROBLEMS, StoredFileMissing, RangeNotSatisfiable)
    | {
        200: {"description": "Some seconds of the preset.", "content": {"audio/mpeg": {}}},
        206: {"description": "The range that was asked for."},
        304: {"description": "The preview is the one that `If-None-Match` names."},
    },
)
async def get_music_preview(
    request: Request, preset_id: Annotated[Name, Query()], previews: CallerPresetPreviews
) -> Response:
    """Return some seconds of a preset, made now where nobody has heard it before; browsers keep it for a day."""
    return await previews.store.response(request, await previews.get(preset_id))


@router.post(PREVIEW_PATH.removeprefix(router.prefix), responses=responses(*_PREVIEW_PROBLEMS))
async def make_music_preview(body: MusicPreviewRequest, previews: CallerPresetPreviews) -> MusicPreviewView:
    """Make some seconds of a preset where nobody has heard it before, and tell where they are."""
    await previews.get(body.preset_id)
    return MusicPreviewView(preset_id=body.preset_id, url=preview_address(body.preset_id))


@router.get("/music/engines", responses=responses(NotAuthenticated))
async def list_music_engines(subject: MusicReader, settings: AppSettings) -> GeneratorsView:
    """Return the networks that make music or sounds: what each understands, and whether it can be used here."""
    return GeneratorsView(generators=await list_generators(settings))


@router.get("/sfx/kinds", responses=responses(NotAuthenticated))
async def list_effect_kinds(subject: MusicReader) -> EffectKindsView:
    """Return the kinds of sound effects that can be made, and words for each."""
    from audiostudio.engines.sound_effects.catalogue import KINDS

    return EffectKindsView(
        kinds=[EffectKindView(kind=kind.name, family=kind.family, words=list(kind.words)) for kind in KINDS.values()]
    )


@router.post(
    "/sfx/generate",
    status_code=202,
    response_model=JobReceipt | JobView,
    responses=responses(*REFUSED_SOURCES) | ENDED,
)
async def generate_effect(
    body: GenerateEffectRequest,
    submitter: CallerSubmitter,
    responder: Responder,
    idempotency_key: IdempotencyKey = None,
) -> JobReceipt | JobView:
    """Have a sound effect made from words."""
    tool_name, parameters = service.effect_job(body)
    job = await submitter.submit_sources(
        tool_name=tool_name,
        parameters=parameters,
        webhook_url=body.webhook_url,
        idempotency_key=idempotency_key,
    )
    return await responder.respond(job)
