"""Accounts of a product that is measured, and the shortest sound that they send."""

import io
import itertools
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import httpx2
import numpy as np
import psycopg
import soundfile

from audiostudio.kit.postgres.embedded import running_admin_url
from support.product import RunningProduct

_numbers = itertools.count(1)


@dataclass
class Person:
    """An account of the product that is measured."""

    product: RunningProduct
    client: httpx2.AsyncClient
    workspace_id: UUID
    token: str

    async def submit(self, sound: bytes, **form: str) -> httpx2.Response:
        """Ask for the conversion of a sound."""
        data = {"tool": "conversion", **form}
        return await self.client.post("/upload", files={"file": ("a.wav", sound)}, data=data)

    def admin(self) -> psycopg.Connection[Any]:
        """Connect as the database's superuser."""
        url = running_admin_url(self.product.data_dir)
        assert url
        return psycopg.connect(url, autocommit=True, options="-c search_path=studio,queue")


async def register(product: RunningProduct, credits: int, *, connections: int = 100) -> Person:
    """Return a fresh free account with credits, whose client opens so many connections at most."""
    number = next(_numbers)
    client = httpx2.AsyncClient(
        base_url=f"http://127.0.0.1:{product.port}", timeout=600, trust_env=False,
        limits=httpx2.Limits(max_connections=connections),
    )  # fmt: skip
    body = {"email": f"bench{number}@example.com", "username": f"bench {number}", "password": "a-long-password"}
    answer = (await client.post("/auth/register", json=body)).raise_for_status().json()
    client.headers["Authorization"] = f"Bearer {answer['access_token']}"
    person = Person(product, client, UUID(answer["user"]["workspace_id"]), answer["access_token"])
    with person.admin() as connection:
        connection.execute("SET ROLE studio_worker")
        connection.execute(
            "SELECT credit_grant(%s, %s, 'benchmark', NULL, new_id()::text)", (person.workspace_id, credits)
        )
    return person


@cache
def second_of_sound() -> bytes:
    """Return a WAV of one second."""
    file = io.BytesIO()
    soundfile.write(file, 0.3 * np.sin(2 * np.pi * 440 * np.arange(44_100) / 44_100), 44_100, "PCM_16", format="WAV")
    return file.getvalue()
