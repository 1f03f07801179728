"""The commands that run one process of the product each: ``serve``, ``worker`` and ``migrate``."""

import logging
import socket
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from audiostudio.cli.console import DataDirOption, HostOption, PortOption, load_settings, say
from audiostudio.cli.process_setup import prepare_process

if TYPE_CHECKING:
    from audiostudio.settings import Settings

_GRACE_S = 5

SupervisedOption = Annotated[bool, typer.Option("--supervised", hidden=True)]
ListenerOption = Annotated[int, typer.Option("--listener", hidden=True)]


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command(epilog="Example: audiostudio serve --host 0.0.0.0 --port 80")(serve)
    app.command(epilog="Example: WORKER_CONCURRENCY=4 audiostudio worker")(worker)
    app.command(epilog="Example: DATABASE_URL=postgresql://admin@db/studio audiostudio migrate")(migrate)


def serve(
    host: HostOption = None,
    port: PortOption = None,
    data_dir: DataDirOption = None,
    supervised: SupervisedOption = False,
    listener: ListenerOption = -1,
) -> None:
    """Serve HTTP only; workers run elsewhere."""
    from audiostudio.cli.database import migrated_database
    from audiostudio.cli.listener import open_listener
    from audiostudio.cli.supervised import wait_for_start

    settings = load_settings(host=host, port=port, data_dir=data_dir)
    sock = socket.socket(fileno=listener) if listener >= 0 else open_listener(settings.host, settings.port)
    if not supervised:  # else its supervisor did
        prepare_process(settings)
    _start_logging(settings)
    if supervised:
        import audiostudio.app  # noqa: F401 - while the supervisor prepares the database

        wait_for_start()
    with nullcontext() if supervised else migrated_database(settings):
        if not supervised:
            say(f"Audio Studio listens on {settings.public_url}")
        _serve_on(sock)


def _serve_on(sock: socket.socket) -> None:
    import uvicorn

    from audiostudio.kit.http.connections import PROTOCOLS

    config = uvicorn.Config(
        "audiostudio.app:create_app",
        factory=True,
        log_config=None,
        server_header=False,
        **PROTOCOLS,
        timeout_graceful_shutdown=_GRACE_S,
    )
    server = uvicorn.Server(config)
    server.run(sockets=[sock])
    if not server.started:
        raise typer.Exit(1)


def worker(data_dir: DataDirOption = None, supervised: SupervisedOption = False) -> None:
    """Take jobs from the queue and do them."""
    from audiostudio.cli.database import migrated_database
    from audiostudio.cli.supervised import wait_for_start
    from audiostudio.worker import main

    settings = load_settings(data_dir=data_dir)
    if not supervised:  # else its supervisor did
        prepare_process(settings)
    _start_logging(settings)
    if supervised:
        wait_for_start()
    with nullcontext() if supervised else migrated_database(settings):
        main(settings)


def migrate(data_dir: DataDirOption = None) -> None:
    """Bring the database to the present schema."""
    from audiostudio.cli.database import migrated_database

    settings = load_settings(data_dir=data_dir)
    prepare_process(settings)
    with migrated_database(settings):
        say("The database has the present schema.")


def _start_logging(settings: "Settings") -> None:
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    if settings.log_level != "DEBUG":
        for chatty in ("uvicorn", "httpx", "httpx2", "alembic", "procrastinate"):
            logging.getLogger(chatty).setLevel(logging.WARNING)
