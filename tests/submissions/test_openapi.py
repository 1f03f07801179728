"""The OpenAPI document is the contract: whatever is sent, the server answers as it says there, and never with a 5xx."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.patience import PATIENCE_S
from tests.support.studio import SERVICE_KEY, Studio, serving

# Hundreds of requests, some of which speak; thousands in their long form.
pytestmark = pytest.mark.timeout(3_600 if "AUDIOSTUDIO_CONTRACT_PHASES" in os.environ else 1_200)
EXAMPLES = os.environ.get("AUDIOSTUDIO_CONTRACT_EXAMPLES", "1")
WORKERS = "2"  # what makes the requests and what answers them are busy at the same time
HOOKS = """import schemathesis
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
"""
PHASES = os.environ.get("AUDIOSTUDIO_CONTRACT_PHASES", "examples,fuzzing")
LONGEST_TEXT = 1_000  # the generator looks for a quarter of a minute for longer ones, and gives up
LONGEST_SPEECH = 40  # which is read aloud
PREVIEWED = ["af_heart", "no such voice"]
SPOKEN = {"SpeechRequest": "input"}
# In parts that begin at once; those who sign in do so as nobody, whatever token they send.
PARTS = {
    "person-studio": ("--include-path-regex", "^/api/"),
    "person-rest": ("--exclude-path-regex", "^/api/"),
    "service": ("--exclude-path-regex", "^/auth/"),
    "nobody": (),
}
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


@pytest.fixture(scope="module")
async def own_studio(make_settings: Any) -> AsyncIterator[Studio]:
    """Give a server that nobody shares: whatever may be written is, in the service's workspace, too."""
    async with serving(make_settings()) as running:
        yield running


@pytest.mark.parametrize("part", PARTS)
async def test_every_answer_is_a_documented_one(own_studio: Studio, beep: Path, tmp_path: Path, part: str) -> None:
    caller = part.partition("-")[0]
    person = await own_studio.register(credits=10_000)
    token, client = person.access_token, person.client
    if caller == "service":
        token, client = SERVICE_KEY, own_studio.client(SERVICE_KEY)
    document = (await client.get("/openapi.json")).json()
    job_ids, upload_ids = [], []
    for _ in range(9):
        answer = await client.post("/upload", files={"file": beep.open("rb")}, data={"tool": "mastering"})
        job_ids.append(answer.json()["job_id"])
        upload = await client.post("/uploads", headers={"Tus-Resumable": "1.0.0", "Upload-Length": "100"})
        upload_ids.append(upload.json()["upload_id"])
    ended_id = job_ids.pop()
    assert (await client.post(f"/job/{ended_id}/cancel")).status_code == 200
    known_ids = {"job_id": job_ids, "upload_id": upload_ids}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                if ids := known_ids.get(parameter["name"]):  # so that not all that is asked for is not there
                    # The events of a job that nobody works on would never end.
                    ids = [ended_id] if path.endswith("/events") else ids
                    parameter["schema"] = {"anyOf": [{"enum": ids}, parameter["schema"]]}
                if parameter["name"] == "voice_id" and parameter["in"] == "query":
                    parameter["schema"] = {"enum": PREVIEWED}  # not each voice that an answer names: it would speak
    for name, spoken in SPOKEN.items():
        document["components"]["schemas"][name]["properties"][spoken]["maxLength"] = LONGEST_SPEECH
    for schema in document["components"]["schemas"].values():
        for field in schema.get("properties", {}).values():
            if field.get("maxLength", 0) > LONGEST_TEXT:
                field["maxLength"] = LONGEST_TEXT
    described = tmp_path / "openapi.json"
    described.write_text(json.dumps(document))
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", str(described), "--url", own_studio.url),
        *(() if caller == "nobody" else ("--header", f"Authorization: Bearer {token}")),
        *("--header", f"Origin: {own_studio.url}", *PARTS[part], "--workers", WORKERS),
        *("--checks", CHECKS, "--phases", PHASES),
        *("--max-examples", EXAMPLES, "--seed", "20261121", "--continue-on-failure", "--no-color"),
        *("--generation-database", "none", "--suppress-health-check", "all"),
        *("--request-timeout", str(int(PATIENCE_S))),
    ]
    (tmp_path / "hooks.py").write_text(HOOKS)
    environment = os.environ | {"SCHEMATHESIS_HOOKS": "hooks"}
    process = await asyncio.create_subprocess_exec(
        *command, cwd=tmp_path, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()[-8000:]
