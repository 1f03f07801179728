"""The OpenAPI document is the contract: whatever is sent, the server answers as it says there, and never with a 5xx."""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from tests.conftest import SERVICE_KEY, Studio

pytestmark = pytest.mark.timeout(1200)  # hundreds of requests, some of which speak
EXAMPLES = os.environ.get("AUDIOSTUDIO_CONTRACT_EXAMPLES", "20")
HOOKS = """import schemathesis
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
"""
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


@pytest.mark.parametrize("caller", ["user", "service"])
async def test_every_answer_is_a_documented_one(idle_studio: Studio, beep: Path, tmp_path: Path, caller: str) -> None:
    person = await idle_studio.register(credits=10_000)
    token, client = person.access_token, person.client
    if caller == "service":
        token, client = SERVICE_KEY, idle_studio.client(SERVICE_KEY)
    document = (await client.get("/openapi.json")).json()
    job_ids, upload_ids = [], []
    for _ in range(8):
        answer = await client.post("/upload", files={"file": beep.open("rb")}, data={"tool": "mastering"})
        job_ids.append(answer.json()["job_id"])
        upload = await client.post("/uploads", headers={"Tus-Resumable": "1.0.0", "Upload-Length": "100"})
        upload_ids.append(upload.json()["upload_id"])
    known_ids = {"job_id": job_ids, "upload_id": upload_ids}
    for operations in document["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                if ids := known_ids.get(parameter["name"]):  # so that not all that is asked for is not there
                    parameter["schema"] = {"anyOf": [{"enum": ids}, parameter["schema"]]}
    described = tmp_path / "openapi.json"
    described.write_text(json.dumps(document))
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", str(described), "--url", idle_studio.url),
        *(
            "--header",
            f"Authorization: Bearer {token}",
            "--header",
            f"Origin: {idle_studio.url}",
            "--checks",
            CHECKS,
            "--phases",
            "examples,coverage,fuzzing",
        ),
        *("--max-examples", EXAMPLES, "--seed", "20261121", "--continue-on-failure", "--no-color"),
        *("--generation-database", "none", "--suppress-health-check", "all"),
        *("--request-timeout", "40"),  # a slow machine's first speech; events of a job that nobody works on never end
    ]
    (tmp_path / "hooks.py").write_text(HOOKS)
    environment = os.environ | {"SCHEMATHESIS_HOOKS": "hooks"}
    process = await asyncio.create_subprocess_exec(
        *command, cwd=tmp_path, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()[-8000:]
