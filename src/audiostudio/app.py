"""The web application: the one place where the rooms meet."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi_offline import FastAPIOffline

from audiostudio import __version__
from audiostudio.accounts.browser_endpoints import router as browser_sessions_router
from audiostudio.accounts.endpoints import router as accounts_router
from audiostudio.audio.errors import AudioError
from audiostudio.credits.endpoints import router as credits_router
from audiostudio.jobs import hooks
from audiostudio.jobs.endpoints import router as jobs_router
from audiostudio.jobs.schemas import JobChanges
from audiostudio.kit.http.body_limit import BodyLimit
from audiostudio.kit.http.errors import install_error_handlers
from audiostudio.kit.http.openapi import complete_openapi, operation_name
from audiostudio.kit.postgres.address import APP_ROLE, role_url
from audiostudio.kit.postgres.database import Database
from audiostudio.kit.postgres.listener import ChangeFeed
from audiostudio.kit.processes.pool import ChildPool
from audiostudio.kit.processes.work_dir import WorkDir, sweep_work_dirs
from audiostudio.library.endpoints import router as files_router
from audiostudio.library.item_endpoints import router as library_router
from audiostudio.library.upload_endpoints import LIBRARY_PATH
from audiostudio.library.upload_endpoints import router as library_uploads_router
from audiostudio.operations.endpoints import router as operations_router
from audiostudio.operations.frontend import BUILT_FRONTEND, frontend_app
from audiostudio.settings import Settings, get_settings
from audiostudio.storage.choice import open_storage
from audiostudio.submissions.endpoints import router as submissions_router
from audiostudio.submissions.library_endpoints import router as library_jobs_router
from audiostudio.tools.base import ToolError
from audiostudio.uploads.endpoints import router as uploads_router
from audiostudio.voices.cloning.endpoints import router as cloning_router
from audiostudio.voices.favourites.endpoints import router as favourites_router
from audiostudio.voices.gallery.endpoints import router as voices_router
from audiostudio.voices.gallery.service import ProviderCache
from audiostudio.voices.hooks import job_hooks as voices_hooks
from audiostudio.voices.previews.endpoints import router as previews_router
from audiostudio.voices.previews.service import PreviewMaker
from audiostudio.voices.pronunciations.endpoints import router as pronunciations_router
from audiostudio.voices.speech.endpoints import router as speech_router
from audiostudio.voices.speech.openai_endpoints import router as openai_router
from audiostudio.webhooks.endpoints import router as webhooks_router

_ROUTERS = (
    accounts_router,
    browser_sessions_router,
    credits_router,
    uploads_router,
    submissions_router,
    library_jobs_router,
    library_uploads_router,
    speech_router,
    openai_router,
    jobs_router,
    files_router,
    library_router,
    voices_router,
    cloning_router,
    pronunciations_router,
    favourites_router,
    previews_router,
    webhooks_router,
    operations_router,
)
# They count for themselves, by tier.
_UPLOAD_PATHS = ("/upload", "/uploads/", "/api/audio-studio/voice-cloning/upload")
_INSPECTORS = 2
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
        lifespan=_lifespan,
        generate_unique_id_function=operation_name,
    )
    app.state.settings = settings
    hooks.register(voices_hooks())
    install_error_handlers(app, also={AudioError: 422, ToolError: 422})
    for router in _ROUTERS:
        app.include_router(router)
    complete_openapi(app, messages=(JobChanges,), feature_problems=hooks.all_problems())
    app.mount("/app", frontend_app(settings, frontend_dir))
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
                "RateLimit-Limit",
                "RateLimit-Remaining",
                "RateLimit-Reset",
            ],
        )
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    url = role_url(APP_ROLE, settings)
    sweep_work_dirs(settings.work_dir / "uploads")
    inspectors = ChildPool(
        size=_INSPECTORS,
        prewarm_imports=("audiostudio.tools.parts.running",),
        memory_limit_bytes=_INSPECTOR_MEMORY_BYTES,
        threads=1,
    )
    speakers = ChildPool(size=_SPEAKERS, lazy=True, threads=_SPEAKER_THREADS)
    with WorkDir(settings.work_dir / "uploads") as work_dir:
        app.state.database = Database(url, pool_size=settings.database_pool_size)
        app.state.storage = open_storage(settings)
        app.state.feed = ChangeFeed(url)
        app.state.inspectors = inspectors
        app.state.work_dir = work_dir.path
        app.state.provider_cache = ProviderCache(settings)
        app.state.speakers = speakers
        app.state.previews = PreviewMaker(
            app.state.database, app.state.storage, settings, speakers, inspectors, work_dir.path
        )
        await app.state.feed.start()
        async with inspectors, speakers:
            yield
            await app.state.previews.close()
        await app.state.feed.close()
        await app.state.database.close()
