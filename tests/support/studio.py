"""The product in this process: a server, with or without a worker, and people who use it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import psycopg
import pytest
import uvicorn
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from audiostudio.accounts import passwords
from audiostudio.app import create_app
from audiostudio.kit.http.connections import PROTOCOLS
from audiostudio.kit.postgres.address import driver_url, role_password
from audiostudio.settings import Settings
from audiostudio.worker import run_worker
from tests.support.account import Account
from tests.support.database import SECRET_KEY

SERVICE_KEY = "the operator's key in the tests"
_numbers = count(1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session", autouse=True)
def hashes_of_passwords_are_cheap() -> None:
    """Hash with the least work that argon2 knows: each test brings its own people, at a fifth of a second for each."""
    cheap = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords._hasher = PasswordHash((cheap, BcryptHasher()))


@pytest.fixture(scope="session")
def make_settings(make_database: Any, open_dir: Path, weights_dir: Path) -> Any:
    """Give a function that makes settings on a fresh database and a fresh data directory."""

    def make(**changes: Any) -> Settings:
        port = free_port()
        return Settings(
            _env_file=None,
            **{
                "AUDIOSTUDIO_DATA_DIR": open_dir / f"data-{next(_numbers)}",
                "AUDIOSTUDIO_MODELS_DIR": weights_dir,
                "database_url": make_database(),
                "secret_key": SECRET_KEY,
                "api_key": SERVICE_KEY,
                "port": port,
                "worker_concurrency": 2,
                "use_cpu": True,
                "auth_rate_limit": "100000/minute",
                "request_rate_limit": "1000000/minute",
                "master_rate_limit": "100000/minute",
                "upload_rate_limit": "100000/minute",
                "payments_provider": "sandbox",
                **changes,
            },
        )

    return make


@dataclass
class Studio:
    """A running server, with or without a worker, and people who use it."""

    settings: Settings
    url: str
    clients: list[httpx2.AsyncClient] = field(default_factory=list)

    def client(self, token: str | None = None) -> httpx2.AsyncClient:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        client = httpx2.AsyncClient(base_url=self.url, headers=headers, timeout=60, trust_env=False)
        self.clients.append(client)
        return client

    async def register(self, *, credits: int | None = None, tier: str | None = None) -> Account:
        number = next(_numbers)
        email, password = f"person{number}@example.com", f"password-{number}"
        body = {"email": email, "username": f"person {number}", "password": password}
        answer = await self.client().post("/auth/register", json=body)
        assert answer.status_code == 201, answer.text
        data = answer.json()
        account = Account(
            client=self.client(data["access_token"]),
            email=email,
            password=password,
            user_id=UUID(data["user"]["id"]),
            workspace_id=UUID(data["user"]["workspace_id"]),
            access_token=data["access_token"],
            refresh_token=data["refresh_token"],
        )
        with self.admin() as connection:
            if credits is not None and credits > data["user"]["credits"]:
                connection.execute("SET ROLE studio_worker")
                connection.execute(
                    "SELECT studio.credit_grant(%s, %s, 'test', NULL, %s)",
                    (account.workspace_id, credits - data["user"]["credits"], str(account.workspace_id)),
                )
            if tier is not None:
                connection.execute("SET ROLE studio_worker")
                connection.execute("SELECT studio.set_tier(%s, %s)", (account.workspace_id, tier))
        return account

    def admin(self) -> psycopg.Connection[Any]:
        """Connect as the database's superuser, who sees everything."""
        assert self.settings.database_url
        return psycopg.connect(
            self.settings.database_url.get_secret_value(), autocommit=True, options="-c search_path=studio,queue"
        )


def connect_as(studio: Studio, role: str) -> psycopg.Connection[Any]:
    """Connect as one of the product's own roles, with its real password."""
    url = driver_url(studio.settings.database_url.get_secret_value()).set(
        drivername="postgresql", username=role, password=role_password(role, studio.settings)
    )
    return psycopg.connect(
        url.render_as_string(hide_password=False), autocommit=True, options="-c search_path=studio,queue"
    )


@asynccontextmanager
async def serving(settings: Settings, *, grace_s: int | None = None) -> AsyncIterator[Studio]:
    """Run the server in this process; in the end it waits for requests under way, for at most ``grace_s``."""
    config = uvicorn.Config(
        create_app(settings),
        port=settings.port,
        log_level="warning",
        **PROTOCOLS,
        lifespan="on",
        timeout_graceful_shutdown=grace_s,
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    task = asyncio.create_task(server.serve())
    while not server.started:
        if task.done():
            await task
        await asyncio.sleep(0.02)
    studio = Studio(settings, f"http://127.0.0.1:{settings.port}")
    try:
        yield studio
    finally:
        for client in studio.clients:
            await client.aclose()
        server.should_exit = True
        await task


@asynccontextmanager
async def working(settings: Settings) -> AsyncIterator[None]:
    """Run a worker in this process; it prepares nothing, for few tests use more than one or two tools."""
    stopping = asyncio.Event()
    task = asyncio.create_task(run_worker(settings, stopping, warm_up=False))
    try:
        yield
    finally:
        stopping.set()
        with suppress(asyncio.CancelledError):
            await task


@pytest.fixture(scope="session")
async def studio(make_settings: Any) -> AsyncIterator[Studio]:
    """Give the server with a worker that most tests share; each test brings its own people."""
    async with serving(make_settings()) as running, working(running.settings):
        yield running


@pytest.fixture(scope="session")
async def idle_studio(make_settings: Any) -> AsyncIterator[Studio]:
    """Give a server without a worker: jobs stay where they were put."""
    async with serving(make_settings()) as running:
        yield running
