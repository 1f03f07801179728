"""Routes for those who run the product: what it is, and whether its parts work."""

from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from audiostudio import __version__
from audiostudio.kit.http.state import app_state
from audiostudio.operations.health import Health, HealthCheck

router = APIRouter(tags=["operations"])


@router.get("/health", responses={503: {"model": Health, "description": "Database or storage do not answer."}})
async def health(request: Request, response: Response) -> Health:
    """Say whether database, queue, storage and worker do their work."""
    found = await app_state(request).part(HealthCheck).health()
    if found.status == "down":
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
