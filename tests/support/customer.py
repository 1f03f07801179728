"""A customer whose program repeats every request until it is answered, as the API's idempotency invites it to."""

import asyncio
import hashlib
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import httpx2

from tests.support.patience import PATIENCE_S


@dataclass
class Customer:
    """One account, its jobs, and the trouble it had."""

    client: httpx2.AsyncClient
    workspace_id: UUID
    jobs: list[str] = field(default_factory=list)
    trouble: Counter[str] = field(default_factory=Counter)

    @staticmethod
    async def register(url: str, number: int) -> "Customer":
        client = httpx2.AsyncClient(base_url=url, timeout=20, trust_env=False)
        body = {"email": f"customer{number}@example.com", "username": f"customer {number}", "password": "a-password-1"}
        answer = await client.post("/auth/register", json=body)
        assert answer.status_code == 201, answer.text
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return Customer(client, UUID(answer.json()["user"]["workspace_id"]))

    async def submit(self, sounds: list[Path], tool: str, *, pause_s: float, random: Random | None = None) -> None:
        """Send sounds one after another, each under a key of its own."""
        for path in sounds:
            await asyncio.sleep((random or Random()).uniform(0, pause_s))
            content, headers = path.read_bytes(), {"Idempotency-Key": str(uuid4())}
            answer = await self._insist(
                "POST", "/upload", files={"file": (path.name, content)}, data={"tool": tool}, headers=headers
            )
            assert answer.status_code == 202, answer.text
            self.jobs.append(answer.json()["job_id"])

    async def status(self) -> dict[str, Any]:
        """Return the last job."""
        return (await self._insist("GET", f"/status/{self.jobs[-1]}")).json()

    async def finished(self, timeout_s: float = PATIENCE_S) -> list[dict[str, Any]]:
        """Wait until each job has ended and return them."""
        ended: dict[str, dict[str, Any]] = {}
        async with asyncio.timeout(timeout_s):
            while len(ended) < len(self.jobs):
                for job_id in self.jobs:
                    if job_id not in ended:
                        job = (await self._insist("GET", f"/status/{job_id}")).json()
                        if job["status"] in ("COMPLETED", "FAILED", "CANCELLED"):
                            ended[job_id] = job
                await asyncio.sleep(0.3)
        return list(ended.values())

    async def check_download(self, output: dict[str, Any]) -> None:
        """Fetch a result and compare it with what was said of it."""
        answer = await self.client.get(output["url"])
        assert answer.status_code == 200, answer.text
        assert len(answer.content) == output["size_bytes"] > 1000
        assert hashlib.sha256(answer.content).hexdigest() == output["sha256"]

    async def _insist(self, method: str, path: str, **request: Any) -> httpx2.Response:
        began = time.monotonic()
        while True:
            try:
                answer = await self.client.request(method, path, **request)
                if answer.status_code < 500:
                    return answer
                problem = answer.json() if "json" in answer.headers.get("content-type", "") else {}
                trouble = f"{answer.status_code} {problem.get('code', answer.text[:80])}"
            except httpx2.TransportError as error:
                trouble = type(error).__name__
            self.trouble[trouble] += 1
            assert time.monotonic() - began < PATIENCE_S, f"{method} {path} is never answered: {self.trouble}"
            await asyncio.sleep(0.2)
