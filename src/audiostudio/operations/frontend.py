"""The door of the app in the browser: the built pages under /app/, with the rules that a browser is to keep there."""

import mimetypes
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from audiostudio.settings import Settings

BUILT_FRONTEND = Path(__file__).parent.parent / "frontend_dist"

mimetypes.add_type("font/woff2", ".woff2")  # which not every system's table has
mimetypes.add_type("image/webp", ".webp")

_HASHED = "assets/"  # the bundler names what lies here by its content
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_SMALLEST_COMPRESSED_BYTES = 1024
_COMPRESSION_LEVEL = 6

_NOT_BUILT = """<!doctype html><html lang=en><meta charset=utf-8><title>Audio Studio</title>
<style>body{font:16px/1.5 system-ui;max-width:36rem;margin:15vh auto;padding:0 1rem}</style>
<h1>The app is not built yet</h1>
<p>This server runs from a checkout. Build the app there once:</p><pre>make frontend</pre>
<p>then load this page again. An installed wheel brings the app along.</p>
<p>Programs need none of it: <a href=/docs>the API</a> is described at <code>/docs</code>.</p></html>"""


def frontend_app(settings: Settings, folder: Path) -> ASGIApp:
    """Return what serves the app that was built into ``folder``, compressed where that helps."""
    return GZipMiddleware(
        _Frontend(folder, security_headers(settings)),
        minimum_size=_SMALLEST_COMPRESSED_BYTES,
        compresslevel=_COMPRESSION_LEVEL,
    )


def security_headers(settings: Settings) -> dict[str, str]:
    """Return the headers that keep foreign code out of the app's pages, and the app out of foreign pages."""
    media = _bucket_origin(settings)
    policy = {
        "default-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "media-src": f"'self' blob:{media}",
        "img-src": f"'self' data: blob:{media}",
        "connect-src": f"'self'{media}",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",  # voices are recorded in the app
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


class _Frontend(StaticFiles):
    """Files of a folder; an address that names no file is one of the app's own, which its one page reads."""

    def __init__(self, folder: Path, headers: dict[str, str]) -> None:
        super().__init__(directory=folder, check_dir=False)
        self._index = folder / "index.html"
        self._headers = headers

    async def check_config(self) -> None:
        """Accept a folder that is not there yet: it may be built while the server runs."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file at ``path``, the app's page, or word of how to build it."""
        if not self._index.is_file():
            response: Response = HTMLResponse(_NOT_BUILT, status_code=503)
        else:
            response = await self._file_or_page(path, scope)
        response.headers.update(self._headers)
        response.headers["Cache-Control"] = _FOR_EVER if path.startswith(_HASHED) else _ASK_AGAIN
        return response

    async def _file_or_page(self, path: str, scope: Scope) -> Response:
        try:
            return await super().get_response(path, scope)
        except HTTPException as error:
            # A script or picture that is not there must not come as a page: after an update, old pages ask for those.
            if error.status_code != 404 or path.startswith(_HASHED) or PurePath(path).suffix:
                raise
            return await super().get_response(self._index.name, scope)


def _bucket_origin(settings: Settings) -> str:
    """Return the origin that files are fetched from, after a space, where that is not the server itself."""
    if settings.storage_type != "s3":
        return ""
    address = urlsplit(settings.s3_endpoint)
    return f" {address.scheme}://{address.netloc}"
