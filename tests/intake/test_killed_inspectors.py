"""An inspector that is killed from outside is no fault of the file: it is looked at again, and only then refused."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import psutil
import pytest

from audiostudio.kit.processes import pool
from tests.support.account import Account
from tests.support.held_children import INSPECTOR_THREADS, children, held_until_killed
from tests.support.studio import Studio, serving


@pytest.fixture(scope="module")
async def alone(make_settings: Any) -> AsyncIterator[Studio]:
    """Give a server to which nobody else sends files."""
    async with serving(make_settings()) as running:
        yield running


def inspectors(studio: Studio) -> list[psutil.Process]:
    return children(studio, INSPECTOR_THREADS)


async def send(person: Account, sound: Path, path: str) -> httpx2.Response:
    form = {} if path.startswith("/api") else {"tool": "conversion"}
    return await person.client.post(path, files={"file": (sound.name, sound.read_bytes())}, data=form)


async def until_at_work(studio: Studio) -> None:
    """Wait until what was sent lies on the disk, which is when it is given to an inspector."""
    deadline = time.monotonic() + 60
    while not [p for p in studio.settings.work_dir.rglob("*") if p.is_file() and p.suffix != ".lock"]:
        assert time.monotonic() < deadline, "it never came"
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.3)


@pytest.mark.parametrize("path", ["/upload", "/api/audio-studio/library"])
async def test_a_file_whose_inspector_is_killed_is_looked_at_again(
    alone: Studio, beep: Path, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    person = await alone.register()
    with caplog.at_level(logging.WARNING, pool.__name__):
        with held_until_killed(inspectors(alone)):
            sending = asyncio.create_task(send(person, beep, path))
            await until_at_work(alone)
        answer = await sending
    assert answer.status_code in (201, 202), answer.text
    assert "is tried again: the child process was killed by SIGKILL" in caplog.text


async def test_a_file_that_two_inspectors_die_of_is_refused(alone: Studio, beep: Path) -> None:
    person = await alone.register()
    with held_until_killed(inspectors(alone)):
        sending = asyncio.create_task(send(person, beep, "/upload"))
        await until_at_work(alone)
    while not sending.done():
        for process in inspectors(alone):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        await asyncio.sleep(0.02)
    answer = await sending
    assert (answer.status_code, answer.json()["code"]) == (422, "audio_undecodable")
