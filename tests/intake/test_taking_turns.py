"""Files are looked at in turn: those of one account that take long keep nobody else waiting."""

import asyncio
from pathlib import Path

import numpy as np
import soundfile

from tests.support.account import Account
from tests.support.studio import Studio


async def test_one_second_is_taken_in_while_hours_of_silence_of_another_account_wait(
    idle_studio: Studio, beep: Path, tmp_path: Path
) -> None:
    hours = tmp_path / "long.flac"
    with soundfile.SoundFile(hours, "w", 44_100, 1, "PCM_16") as file:
        for _ in range(20):
            file.write(np.zeros(44_100 * 60, np.int16))
    greedy, modest = await idle_studio.register(), await idle_studio.register()

    async def keep(person: Account, path: Path) -> int:
        files = {"file": (path.name, path.read_bytes())}
        return (await person.client.post("/api/audio-studio/library", files=files, timeout=600)).status_code

    long = [asyncio.create_task(keep(greedy, hours)) for _ in range(12)]
    await asyncio.wait(long, return_when=asyncio.FIRST_COMPLETED)
    assert (await modest.upload(beep, tool="conversion")).status_code == 202
    assert await keep(modest, beep) == 201
    still_waiting = sum(not task.done() for task in long)
    for task in long:
        task.cancel()
    await asyncio.gather(*long, return_exceptions=True)
    assert still_waiting >= 8, "both came before most of what had been there already"
