"""Real parts for every test: an embedded PostgreSQL, the server, a worker, real music."""

import asyncio
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import numpy as np
import psycopg
import pytest
import soundfile
import uvicorn
from benchmarks.support.weights import models_dir
from psycopg import sql

from audiostudio.app import create_app
from audiostudio.engines.weights.store import ModelStore
from audiostudio.kit.postgres.embedded import EmbeddedPostgres
from audiostudio.migrations.run import migrate
from audiostudio.settings import Settings
from audiostudio.worker import run_worker

SECRET_KEY = "a secret that only the tests know"
SERVICE_KEY = "the operator's key in the tests"
_numbers = count(1)


@pytest.fixture(scope="session")
def open_dir() -> Iterator[Path]:
    """Give a folder that the unprivileged PostgreSQL can enter; pytest's own folders are closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="audiostudio-tests-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(open_dir: Path) -> Iterator[EmbeddedPostgres]:
    """Run one PostgreSQL for the session, with a migrated database as the template of all others."""
    server = EmbeddedPostgres(
        open_dir / "cluster", options={"fsync": "off", "synchronous_commit": "off", "max_connections": "300"}
    )
    server.start()
    with psycopg.connect(server.admin_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE template")
    migrate(_with_database(server.admin_url, "template"), Settings(_env_file=None, secret_key=SECRET_KEY))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def make_database(postgres: EmbeddedPostgres) -> Any:
    """Give a function that makes a fresh migrated database and returns its address."""

    def make() -> str:
        name = f"test_{next(_numbers)}"
        with psycopg.connect(postgres.admin_url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template").format(sql.Identifier(name)))
        return _with_database(postgres.admin_url, name)

    return make


def _with_database(url: str, name: str) -> str:
    return f"{url.rpartition('/')[0]}/{name}"


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
                "master_rate_limit": "100000/minute",
                "upload_rate_limit": "100000/minute",
                **changes,
            },
        )

    return make


@pytest.fixture(scope="session")
def weights_dir() -> Path:
    """Give the folder of model weights, kept between runs; the first run fetches them."""
    folder = models_dir()
    store = ModelStore(folder)
    for state in store.list():
        if not state.model.on_demand:
            store.pull(state.model.name)
    return folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Account:
    """A registered user with a client that speaks as them."""

    client: httpx2.AsyncClient
    email: str
    password: str
    user_id: UUID
    workspace_id: UUID
    access_token: str
    refresh_token: str

    async def upload(self, path: Path, **form: Any) -> httpx2.Response:
        headers = form.pop("headers", {})
        name = form.pop("name", path.name)
        with path.open("rb") as file:
            return await self.client.post("/upload", files={"file": (name, file)}, data=form, headers=headers)

    async def finished(self, job_id: str, timeout_s: float = 60) -> dict[str, Any]:
        """Wait until a job has ended and return it."""
        async with asyncio.timeout(timeout_s):
            while True:
                job: dict[str, Any] = (await self.client.get(f"/status/{job_id}")).json()
                if job["status"] in ("COMPLETED", "FAILED", "CANCELLED"):
                    return job
                await asyncio.sleep(0.05)

    async def balance(self) -> float:
        return float((await self.client.get("/credits/balance")).json()["balance"])


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


@asynccontextmanager
async def serving(settings: Settings, *, grace_s: int | None = None) -> AsyncIterator[Studio]:
    """Run the server in this process; in the end it waits for requests under way, for at most ``grace_s``."""
    config = uvicorn.Config(
        create_app(settings),
        port=settings.port,
        log_level="warning",
        ws="websockets-sansio",
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
    """Run a worker in this process."""
    stopping = asyncio.Event()
    task = asyncio.create_task(run_worker(settings, stopping))
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


@pytest.fixture(scope="session")
def real_tracks() -> list[Path]:
    """Give real pieces of music (MIT), 28 of them."""
    tracks = sorted(Path(str(files("immich_memories_music"))).glob("tracks/*/*.opus"))
    assert len(tracks) >= 12
    return tracks


@pytest.fixture(scope="session")
def song(open_dir: Path, real_tracks: list[Path]) -> Path:
    """Give eight seconds of real music as a 16-bit WAV."""
    import av

    path = open_dir / "song.wav"
    with av.open(str(real_tracks[0])) as container:
        blocks = []
        for frame in container.decode(audio=0):
            blocks.append(frame.to_ndarray())
            if sum(block.shape[1] for block in blocks) > 48_000 * 20:
                break
    sound = np.concatenate(blocks, axis=1)[:, 48_000 * 10 : 48_000 * 18]
    soundfile.write(path, sound.T, 48_000, subtype="PCM_16")
    return path


@pytest.fixture(scope="session")
def beep(open_dir: Path) -> Path:
    """Give a short sound for tests that are not about sound."""
    path = open_dir / "beep.wav"
    t = np.arange(8_000) / 8_000
    soundfile.write(path, 0.5 * np.sin(2 * np.pi * 440 * t), 8_000, subtype="PCM_16")
    return path
