"""Speech in a recorded voice over HTTP, where its engine is not installed: told, and paid back."""

import json
from pathlib import Path

from tests.conftest import Studio


async def test_a_job_for_an_engine_that_is_not_here_fails_with_the_command_and_costs_nothing(
    studio: Studio, beep: Path
) -> None:
    person = await studio.register(credits=5, tier="Advanced")
    parameters = json.dumps({"text": "Hello.", "voice": "xtts", "consent": True})
    answer = await person.client.post(
        "/upload",
        files=[("reference", (beep.name, beep.read_bytes()))],
        data={"tool": "cloned_speech", "parameters": parameters},
    )
    assert answer.status_code == 202, answer.text
    job = await person.finished(answer.json()["job_id"])
    assert (job["status"], job["error"]["code"]) == ("FAILED", "engine_missing")
    assert "audiostudio engines install xtts --accept-licence CPML" in job["error"]["detail"]
    assert await person.balance() == 5


async def test_what_the_engine_cannot_do_is_refused_before_anything_is_paid(studio: Studio) -> None:
    person = await studio.register(credits=5, tier="Advanced")
    parameters = json.dumps({"text": "Jó napot.", "voice": "pocket", "language": "hu"})
    fields = {"tool": (None, "cloned_speech"), "parameters": (None, parameters)}
    answer = await person.client.post("/upload", files=fields)
    assert (answer.status_code, answer.json()["code"]) == (422, "language_unavailable"), answer.text
    assert await person.balance() == 5
