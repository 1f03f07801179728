"""Routes for those who run the product: what it is, and whether its parts work."""

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from pydantic import BaseModel, Field

from audiostudio import __version__
from audiostudio.kit.auth.subject import AppDatabase
from audiostudio.kit.http.state import app_state
from audiostudio.kit.postgres.database import DatabaseUnavailable
from audiostudio.operations import repository
from audiostudio.storage.backend import StorageBackend, StorageUnavailable

router = APIRouter(tags=["operations"])

WORKER_SILENCE_S = 15.0

Condition = Literal["ok", "down"]


class Health(BaseModel):
    """The state of the product's parts."""

    status: Literal["ok", "degraded", "down"] = Field(
        description="`degraded`: requests are taken in, but no worker works on them."
    )
    version: str
    database: Condition
    queue: Condition
    storage: Condition
    worker: Condition
    workers_alive: int
    oldest_waiting_s: float = Field(description="How long the oldest job that could start has been waiting.")


@router.get("/health", responses={503: {"model": Health, "description": "Database or storage do not answer."}})
async def health(request: Request, response: Response, database: AppDatabase) -> Health:
    """Say whether database, queue, storage and worker do their work."""
    storage = app_state(request).part(StorageBackend)
    found = Health(
        status="ok",
        version=__version__,
        database="ok",
        queue="ok",
        storage="ok",
        worker="ok",
        workers_alive=0,
        oldest_waiting_s=0.0,
    )
    try:
        async with database.session(turn_of="health") as session:
            found.workers_alive = await repository.count_alive(session, timedelta(seconds=WORKER_SILENCE_S))
            found.oldest_waiting_s = round(await repository.oldest_waiting_s(session), 1)
    except DatabaseUnavailable:
        found.database = found.queue = "down"
    try:
        await storage.check()
    except StorageUnavailable:
        found.storage = "down"
    if not found.workers_alive:
        found.worker = "down"
        found.status = "degraded"
    if "down" in (found.database, found.storage):
        found.status = "down"
        response.status_code = 503
    return found


@router.get("/docs/errors", include_in_schema=False)
async def errors() -> HTMLResponse:
    """Show the page that the `type` of every problem document leads to."""
    return HTMLResponse(_errors_page())


@cache
def _errors_page() -> str:
    from markdown_it import MarkdownIt

    packaged = Path(__file__).with_name("errors.md")  # in a wheel; a checkout has it among its documents
    source = packaged if packaged.exists() else Path(__file__).parents[3] / "docs" / "reference" / "errors.md"
    text = MarkdownIt("commonmark", {"html": True}).enable("table").render(source.read_text(encoding="utf-8"))
    return f"<!doctype html><html lang=en><meta charset=utf-8><title>Audio Studio: errors</title>{text}</html>"


@router.get("/", response_model=dict[str, str], responses={307: {"description": "A browser is led to the app."}})
async def root(request: Request) -> Response:
    """Say what this is; a browser is led to the app."""
    vary = {"Vary": "Accept"}
    if "text/html" in request.headers.get("accept", ""):
        return RedirectResponse("/app/", headers=vary)
    places = {"app": "/app/", "documentation": "/docs", "health": "/health"}
    return JSONResponse({"name": "Audio Studio", "version": __version__, **places}, headers=vary)


@router.get("/app", include_in_schema=False)
async def app_without_slash() -> Response:
    """Lead to the app."""
    return RedirectResponse("/app/")
