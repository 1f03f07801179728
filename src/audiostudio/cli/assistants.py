"""``audiostudio mcp``: the product's tools for assistants that speak the Model Context Protocol."""

import os
from typing import Annotated

import typer

from audiostudio.cli.console import FAILURE, CommandError

_KEY = "AUDIOSTUDIO_API_KEY"


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command(epilog="Example: AUDIOSTUDIO_API_KEY=… audiostudio mcp --url https://studio.example.com")(mcp)


def mcp(
    url: Annotated[str, typer.Option(help="Where Audio Studio answers.")] = "http://localhost:8000",
    http: Annotated[bool, typer.Option("--http", help="Serve assistants over HTTP, each with its own key.")] = False,
    host: Annotated[str, typer.Option(help="Address to listen on with --http.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on with --http.")] = 8765,
) -> None:
    """Offer every tool to assistants (Model Context Protocol), over standard input and output or HTTP.

    Over standard input and output the API key is read from AUDIOSTUDIO_API_KEY. Over HTTP, at /mcp, each assistant
    sends its own as 'Authorization: Bearer …'.
    """
    try:
        import mcp as _  # noqa: F401 - only asked whether it is there
    except ImportError:
        raise CommandError(
            "This needs the extra 'mcp': pip install 'audiostudio[mcp]'.", "mcp_missing", exit_status=FAILURE
        ) from None
    if http:
        _serve_http(url, host, port)
        return
    key = os.environ.get(_KEY)
    if not key:
        raise CommandError(f"Set {_KEY} to an API key; the app makes one under Settings, Programs.", "api_key_missing")
    _serve_stdio(url, key)


def _serve_stdio(url: str, key: str) -> None:
    import anyio
    from mcp.server.stdio import stdio_server

    from audiostudio import __version__
    from audiostudio.cli.assistant_tools import make_server

    server = make_server(url, key=key, version=__version__)

    async def serve() -> None:
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    anyio.run(serve)


def _serve_http(url: str, host: str, port: int) -> None:
    import uvicorn

    from audiostudio import __version__
    from audiostudio.cli.assistant_tools import make_server

    server = make_server(url, key=None, version=__version__)
    uvicorn.run(server.streamable_http_app(host=host, stateless_http=True), host=host, port=port, log_level="warning")
