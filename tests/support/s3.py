"""An S3 server on this machine, with a bucket that is empty for every test."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest
from moto.server import ThreadedMotoServer

from audiostudio.settings import Settings

ACCESS_KEY_ID = "AKIDFORTESTS"
SECRET_KEY = "a-secret-that-no-message-may-hold"


@dataclass
class S3Server:
    """A running server."""

    endpoint: str

    @cached_property
    def client(self) -> Any:
        """An independent client."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="eu-central-1",
            aws_access_key_id=ACCESS_KEY_ID,
            aws_secret_access_key=SECRET_KEY,
        )


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield S3Server(f"http://{host}:{port}")
    server.stop()


@pytest.fixture
def s3_settings(s3_server: S3Server) -> Iterator[Settings]:
    client, bucket = s3_server.client, "audio-files"
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    yield Settings(
        _env_file=None,
        storage_type="s3",
        s3_bucket=bucket,
        s3_region="eu-central-1",
        s3_endpoint_url=s3_server.endpoint,
        aws_access_key_id=ACCESS_KEY_ID,
        aws_secret_access_key=SECRET_KEY,
    )
    for found in client.list_objects_v2(Bucket=bucket).get("Contents", []):
        client.delete_object(Bucket=bucket, Key=found["Key"])
    for upload in client.list_multipart_uploads(Bucket=bucket).get("Uploads", []):
        client.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])
    client.delete_bucket(Bucket=bucket)
