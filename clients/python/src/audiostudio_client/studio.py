"""The client: a connection to one server, the operations of its API, and the steps of a job in one call."""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import httpx

from audiostudio_client.models import AssetView, JobView
from audiostudio_client.operations import AsyncOperations, Operations
from audiostudio_client.requests import FileField, Sound, completed, pause_s, place, read, write

_TIMEOUT = httpx.Timeout(60.0, write=None)
_POLL_S = 0.5
_ENDED = ("COMPLETED", "FAILED", "CANCELLED")

OnProgress = Callable[[float, str], object]
"""Told the fraction that is done, and a few words."""


def _headers(key: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}


def _form(
    stack: ExitStack, tool: str, sounds: Sequence[Sound], references: Sequence[Sound], parameters: dict[str, Any]
) -> dict[str, Any]:
    def opened(field: str, path: Sound) -> FileField:
        return field, (Path(path).name, stack.enter_context(Path(path).open("rb")))

    files = [opened("file", path) for path in sounds] + [opened("reference", path) for path in references]
    return {"data": {"tool": tool, "parameters": json.dumps(parameters)}, "files": files}


class Studio(Operations):
    """A client that waits for each answer; use it in a ``with`` block, or close it."""

    def __init__(self, url: str, *, key: str | None = None, http: httpx.Client | None = None) -> None:
        self._http = http or httpx.Client(base_url=url, headers=_headers(key), timeout=_TIMEOUT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def run(
        self,
        tool: str,
        *sounds: Sound,
        references: Sequence[Sound] = (),
        idempotency_key: str | None = None,
        on_progress: OnProgress | None = None,
        **parameters: Any,
    ) -> JobView:
        """Have a tool work on sounds, or on its parameters alone, and return the job once it is done.

        Raises:
            StudioError: it was refused, or failed and was refunded.
        """
        key = idempotency_key or str(uuid4())
        if sounds or references:
            with ExitStack() as stack:
                sent = self.upload(idempotency_key=key, **_form(stack, tool, sounds, references, parameters))
        else:
            sent = self.work_on_items({"tool": tool, "parameters": parameters}, idempotency_key=key)
        return self.wait(sent["job_id"], on_progress=on_progress)

    def wait(self, job_id: str, *, on_progress: OnProgress | None = None) -> JobView:
        """Return a job once it is done.

        Raises:
            StudioError: it failed or was cancelled.
        """
        while True:
            job = self.status(job_id)
            if on_progress:
                on_progress(job["progress"], job["message"])
            if job["status"] in _ENDED:
                completed(job)
                return job
            time.sleep(_POLL_S)

    def save(self, output: AssetView, folder: Sound = ".") -> Path:
        """Download an output into a folder and return where it lies."""
        path = place(output["name"], folder)
        path.write_bytes(self.asset_file(output["asset_id"]))
        return path

    def _ask(self, method: str, path: str, **more: Any) -> Any:
        asked, tried = write(method, path, **more), 0
        while True:
            tried += 1
            try:
                answer = self._http.request(asked.method, asked.path, **asked.options)
            except httpx.TransportError:
                if (pause := pause_s(asked, None, tried)) is None:
                    raise
            else:
                if (pause := pause_s(asked, answer, tried)) is None:
                    return read(answer)
            time.sleep(pause)


class AsyncStudio(AsyncOperations):
    """The same client for asyncio; use it in an ``async with`` block, or close it."""

    def __init__(self, url: str, *, key: str | None = None, http: httpx.AsyncClient | None = None) -> None:
        self._http = http or httpx.AsyncClient(base_url=url, headers=_headers(key), timeout=_TIMEOUT)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def run(
        self,
        tool: str,
        *sounds: Sound,
        references: Sequence[Sound] = (),
        idempotency_key: str | None = None,
        on_progress: OnProgress | None = None,
        **parameters: Any,
    ) -> JobView:
        """Have a tool work on sounds, or on its parameters alone, and return the job once it is done.

        Raises:
            StudioError: it was refused, or failed and was refunded.
        """
        key = idempotency_key or str(uuid4())
        if sounds or references:
            with ExitStack() as stack:
                sent = await self.upload(idempotency_key=key, **_form(stack, tool, sounds, references, parameters))
        else:
            sent = await self.work_on_items({"tool": tool, "parameters": parameters}, idempotency_key=key)
        return await self.wait(sent["job_id"], on_progress=on_progress)

    async def wait(self, job_id: str, *, on_progress: OnProgress | None = None) -> JobView:
        """Return a job once it is done.

        Raises:
            StudioError: it failed or was cancelled.
        """
        while True:
            job = await self.status(job_id)
            if on_progress:
                on_progress(job["progress"], job["message"])
            if job["status"] in _ENDED:
                completed(job)
                return job
            await asyncio.sleep(_POLL_S)

    async def save(self, output: AssetView, folder: Sound = ".") -> Path:
        """Download an output into a folder and return where it lies."""
        content = await self.asset_file(output["asset_id"])
        path = await asyncio.to_thread(place, output["name"], folder)
        await asyncio.to_thread(path.write_bytes, content)
        return path

    async def _ask(self, method: str, path: str, **more: Any) -> Any:
        asked, tried = write(method, path, **more), 0
        while True:
            tried += 1
            try:
                answer = await self._http.request(asked.method, asked.path, **asked.options)
            except httpx.TransportError:
                if (pause := pause_s(asked, None, tried)) is None:
                    raise
            else:
                if (pause := pause_s(asked, answer, tried)) is None:
                    return read(answer)
            await asyncio.sleep(pause)
