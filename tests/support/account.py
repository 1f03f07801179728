"""A person who has registered, and what they do by HTTP."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2

from tests.support.patience import PATIENCE_S


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

    async def finished(self, job_id: str, timeout_s: float = PATIENCE_S) -> dict[str, Any]:
        """Wait until a job has ended and return it."""
        async with asyncio.timeout(timeout_s):
            while True:
                job: dict[str, Any] = (await self.client.get(f"/status/{job_id}")).json()
                if job["status"] in ("COMPLETED", "FAILED", "CANCELLED"):
                    return job
                await asyncio.sleep(0.05)

    async def balance(self) -> float:
        return float((await self.client.get("/credits/balance")).json()["balance"])
