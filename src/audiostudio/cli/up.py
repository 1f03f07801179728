"""``audiostudio up``: the whole product with one command."""

from typing import TYPE_CHECKING

import typer

from audiostudio.cli.console import DataDirOption, HostOption, PortOption, load_settings, say

if TYPE_CHECKING:
    from audiostudio.cli.supervisor import StopSignals
    from audiostudio.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command(epilog="Example: audiostudio up --port 9000 --data-dir ~/studio")(up)


def up(port: PortOption = None, host: HostOption = None, data_dir: DataDirOption = None) -> None:
    """Start everything: database, web server and worker; Ctrl-C stops it.

    The first start creates the database and fetches the models that the tools need. With DATABASE_URL set, that server
    is used instead of the embedded one.
    """
    from audiostudio.cli.supervisor import StopSignals

    signals = StopSignals()
    _run(load_settings(host=host, port=port, data_dir=data_dir), signals)


def _run(settings: "Settings", signals: "StopSignals") -> None:
    from audiostudio.cli.database import migrate_database
    from audiostudio.cli.listener import open_listener
    from audiostudio.cli.models import pull_missing
    from audiostudio.cli.process_setup import prepare_process
    from audiostudio.cli.supervisor import StopRequested, Supervisor
    from audiostudio.kit.postgres.embedded import EmbeddedPostgres

    listener = open_listener(settings.host, settings.port)
    settings = load_settings(port=listener.getsockname()[1])
    prepare_process(settings)
    postgres = None if settings.database_url else EmbeddedPostgres(settings.data_dir)
    supervisor = Supervisor(listener, postgres)
    try:
        signals.check()
        supervisor.spawn()  # the processes load while the database starts and is prepared
        if postgres:
            postgres.start()
        signals.check()
        migrate_database(settings)
        pull_missing(settings, signals.check)
        supervisor.watch(signals, lambda: say(f"Audio Studio is ready: {settings.public_url} (Ctrl-C stops it)"))
    except StopRequested:
        say("stopping")
    finally:
        supervisor.stop()
