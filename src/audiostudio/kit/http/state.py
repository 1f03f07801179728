"""What the application makes once and every route may use, read with its type through `app_state`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from starlette.requests import HTTPConnection

from audiostudio.kit.postgres.database import Database
from audiostudio.kit.postgres.listener import NotificationListener
from audiostudio.kit.processes.pool import ChildPool
from audiostudio.settings import Settings

PartT = TypeVar("PartT")
_KEY = "app_state"


@dataclass(frozen=True)
class AppState:
    """The parts of a running application; ``app.py`` makes them when it starts.

    Attributes:
        settings: the product's.
        database: as the application's role.
        listener: tells of changes in the database.
        inspectors: the children that look at files of strangers.
        speakers: the children that read aloud while the sound is sent.
        work_dir: where files are written first; gone with the process.
        parts: what rooms above the kit made, by its class; `part` returns it.
    """

    settings: Settings
    database: Database
    listener: NotificationListener
    inspectors: ChildPool
    speakers: ChildPool
    work_dir: Path
    parts: Mapping[type[Any], Any]

    def part(self, kind: type[PartT]) -> PartT:
        """Return the one part of a class.

        Raises:
            KeyError: the application was made without it.
        """
        found: PartT = self.parts[kind]
        return found

    def as_lifespan_state(self) -> dict[str, Any]:
        """Return what a lifespan yields so that `app_state` finds this one."""
        return {_KEY: self}


def app_state(connection: HTTPConnection) -> AppState:
    """Return the state of the application that answers a request or a WebSocket."""
    found: AppState = connection.scope["state"][_KEY]
    return found
