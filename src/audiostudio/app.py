"""The web application: the one place where the rooms meet."""

import gc

gc.disable()  # imports leave nothing to collect, and looking for it meanwhile is a quarter of the time they take

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi_offline import FastAPIOffline

from audiostudio import __version__
from audiostudio.accounts.request_limits import PlanLimits
from audiostudio.admin.auth import OperatorDatabase
from audiostudio.api import ROUTERS
from audiostudio.audio.errors import AudioError, CodedError
from audiostudio.engines.composition.errors import MusicError
from audiostudio.engines.external.errors import EngineRefused
from audiostudio.engines.music_generation.options import MusicRefusal
from audiostudio.engines.providers.base import ProviderError
from audiostudio.engines.text.errors import TextError
from audiostudio.engines.weights.errors import ModelError
from audiostudio.intake.download import DownloadSlots
from audiostudio.jobs import hooks
from audiostudio.jobs.progress_feed import ProgressFeed
from audiostudio.jobs.schemas import JobChanges
from audiostudio.kit.auth.ended_sessions import SESSION_ENDED_CHANNEL, EndedSessions
from audiostudio.kit.http.body_limit import BodyLimit
from audiostudio.kit.http.errors import install_error_handlers
from audiostudio.kit.http.openapi import complete_openapi, operation_name
from audiostudio.kit.http.rate_limits import AllowanceHeaders, RequestLimits
from audiostudio.kit.http.security_headers import DESCRIPTION_POLICY, SecurityHeaders
from audiostudio.kit.http.state import AppState
from audiostudio.kit.http.text_door import TextDoor
from audiostudio.kit.postgres.address import APP_ROLE, OPERATOR_ROLE, role_url
from audiostudio.kit.postgres.database import Database, DatabaseUnavailable
from audiostudio.kit.postgres.listener import NotificationListener
from audiostudio.kit.processes.customers_files import confinement_of_inspections, confinement_of_tools
from audiostudio.kit.processes.pool import ChildPool
from audiostudio.kit.processes.work_dir import WorkDir, sweep_work_dirs
from audiostudio.library.upload_endpoints import LIBRARY_PATH
from audiostudio.music.previews import PresetPreviews
from audiostudio.operations.frontend import BUILT_FRONTEND, frontend_app
from audiostudio.operations.health import HealthCheck
from audiostudio.payments.providers.choice import Providers
from audiostudio.previews.service import PreviewStore
from audiostudio.settings import Settings, get_settings
from audiostudio.storage.backend import StorageBackend
from audiostudio.storage.choice import open_storage
from audiostudio.submissions.submitter import SubmissionSlots
from audiostudio.tools.base import ToolError
from audiostudio.voices.gallery.service import ProviderCache
from audiostudio.voices.hooks import job_hooks as voices_hooks
from audiostudio.voices.previews.service import VoicePreviews

gc.freeze()  # what was imported stays; no collection needs to look at it again
gc.enable()

# What a request is answered with where an engine or a tool refuses: its own fault, or something that is missing here.
_STATUSES: dict[type[CodedError], int] = {
    AudioError: 422,
    MusicError: 422,
    MusicRefusal: 422,
    TextError: 422,
    ToolError: 422,
    EngineRefused: 422,
    ModelError: 503,
    ProviderError: 502,
}
# They count for themselves, by tier.
_UPLOAD_PATHS = ("/upload", "/uploads/", "/api/audio-studio/voice-cloning/upload")
_DESCRIPTIONS = ("/docs", "/docs/oauth2-redirect", "/redoc")
_STATEMENT_TIMEOUT_S = 60.0
_OPERATOR_CONNECTIONS = 2
_INSPECTORS = 3
_SPEAKERS = 2  # texts read aloud at once while their sound is sent
_SPEAKER_THREADS = 2
_INSPECTOR_MEMORY_BYTES = 2 * 1024**3


def create_app(settings: Settings | None = None, *, frontend_dir: Path = BUILT_FRONTEND) -> FastAPI:
    """Return the application; ``frontend_dir`` is the folder of the built app.

    The database must have been migrated (``audiostudio migrate``; ``audiostudio up`` does it).
    """
    settings = settings or get_settings()
    app: FastAPI = FastAPIOffline(
        title="Audio Studio",
        version=__version__,
        summary="From idea to store: master, separate, keep and publish sound.",
        lifespan=partial(_lifespan, settings),
        generate_unique_id_function=operation_name,
        redirect_slashes=False,  # to the host that a request names, whoever that is
    )
    hooks.register(voices_hooks())
    install_error_handlers(app, statuses=_STATUSES)
    for router in ROUTERS:
        app.include_router(router)
    complete_openapi(app, messages=(JobChanges,), feature_problems=hooks.all_problems())
    app.mount("/app", frontend_app(settings, frontend_dir))
    app.add_middleware(AllowanceHeaders)
    app.add_middleware(TextDoor)
    app.add_middleware(BodyLimit, unlimited_paths=_UPLOAD_PATHS, unlimited_forms=(LIBRARY_PATH,))
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=[
                "Location",
                "Content-Disposition",
                "Content-Range",
                "Accept-Ranges",
                "ETag",
                "Retry-After",
                "Tus-Resumable",
                "Upload-Expires",
                "Upload-Length",
                "Upload-Metadata",
                "Upload-Offset",
                "RateLimit",
                "RateLimit-Policy",
            ],
        )
    app.add_middleware(
        SecurityHeaders,
        policies=dict.fromkeys(_DESCRIPTIONS, DESCRIPTION_POLICY),
        https=settings.public_url.startswith("https:"),
    )
    return app


@asynccontextmanager
async def _lifespan(settings: Settings, app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    url = role_url(APP_ROLE, settings)
    sweep_work_dirs(settings.work_dir / "uploads")
    database = Database(url, pool_size=settings.database_pool_size, statement_timeout_s=_STATEMENT_TIMEOUT_S)
    operator_database = OperatorDatabase(
        role_url(OPERATOR_ROLE, settings), pool_size=_OPERATOR_CONNECTIONS, statement_timeout_s=_STATEMENT_TIMEOUT_S
    )
    listener = NotificationListener(url)
    ended_sessions = EndedSessions(database, token_lifetime_s=settings.access_token_lifetime_s)
    listener.subscribe(SESSION_ENDED_CHANNEL, told=ended_sessions.told, catch_up=ended_sessions.catch_up)
    storage = open_storage(settings)
    with WorkDir(settings.work_dir / "uploads") as work_dir:
        inspectors = ChildPool(
            size=_INSPECTORS,
            share=1,
            waiting=1,
            prewarm_imports=("audiostudio.tools.runner",),
            memory_limit_bytes=_INSPECTOR_MEMORY_BYTES,
            threads=1,
            temporary=work_dir.path,
            confinement=confinement_of_inspections(settings, work_dir.path),
        )
        speakers = ChildPool(
            size=_SPEAKERS,
            share=1,
            waiting=0,
            threads=_SPEAKER_THREADS,
            temporary=work_dir.path,
            confinement=confinement_of_tools(settings),
        )
        previews = PreviewStore(database, storage, work_dir.path)
        parts = {
            StorageBackend: storage,
            DownloadSlots: DownloadSlots(),
            SubmissionSlots: SubmissionSlots(),
            ProviderCache: ProviderCache(settings),
            PreviewStore: previews,
            VoicePreviews: VoicePreviews(previews, settings, speakers, inspectors),
            PresetPreviews: PresetPreviews(previews, settings, speakers),
            EndedSessions: ended_sessions,
            RequestLimits: PlanLimits(database, settings),
            HealthCheck: HealthCheck(database, storage),
            OperatorDatabase: operator_database,
            Providers: Providers(settings, database),
        }
        state = AppState(settings, database, listener, inspectors, speakers, work_dir.path, parts)
        progress = ProgressFeed(database, listener)
        with suppress(DatabaseUnavailable):  # it is caught up with once the database answers
            await ended_sessions.catch_up()
        await listener.start()
        await progress.start()
        async with inspectors, speakers:
            yield state.as_lifespan_state()
            await previews.close()
        await progress.close()
        await listener.close()
        await operator_database.close()
        await database.close()
