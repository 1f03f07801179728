"""A whole job with its files in an S3 bucket."""

from pathlib import Path
from typing import Any

import httpx2

from audiostudio.settings import Settings
from tests.support.s3 import S3Server
from tests.support.studio import serving, working


async def test_a_job_keeps_its_files_in_the_bucket_and_gives_the_buckets_own_addresses(
    make_settings: Any, s3_settings: Settings, s3_server: S3Server, song: Path
) -> None:
    fields = ("storage_type", "s3_bucket", "s3_region", "s3_endpoint_url", "aws_access_key_id", "aws_secret_access_key")
    settings = make_settings(**{field: getattr(s3_settings, field) for field in fields})
    async with serving(settings) as studio, working(settings):
        person = await studio.register()
        job = await person.finished((await person.upload(song, tool="mastering")).json()["job_id"])
        assert job["status"] == "COMPLETED", job["error"]
        [output] = job["outputs"]
        assert output["url"].startswith(s3_server.endpoint)
        async with httpx2.AsyncClient(trust_env=False) as stranger:
            direct = await stranger.get(output["url"])
        through_us = await person.client.get(f"/download/{job['job_id']}?asset=master")
        assert direct.status_code == through_us.status_code == 200
        assert direct.content == through_us.content
        assert len(direct.content) == output["size_bytes"]
        assert (await studio.client().get("/health")).json()["storage"] == "ok"
        kept = s3_server.client.list_objects_v2(Bucket=s3_settings.s3_bucket)["Contents"]
        assert len([entry for entry in kept if str(person.workspace_id) in entry["Key"]]) == 2
