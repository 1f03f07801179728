from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.config import Config  # type: ignore[import-untyped]

from audiostudio.storage.s3_presign import S3Address, presigned_get

KEY_ID, SECRET_KEY = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


@pytest.mark.parametrize(
    "key", ["w/a/song.wav", "w/a/Ünï – 東京 𝄞.wav", "w/a/50% + & ; = , @ (1) [2] ~^'!$*.wav", "w/%2e/x"]
)
@pytest.mark.parametrize("endpoint", ["https://s3.eu-central-1.amazonaws.com", "http://minio.internal:9000"])
def test_the_signature_is_the_one_that_amazons_own_client_computes(endpoint: str, key: str) -> None:
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="eu-central-1",
        aws_access_key_id=KEY_ID,
        aws_secret_access_key=SECRET_KEY,
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
    )
    disposition = "attachment; filename=\"a b.wav\"; filename*=UTF-8''%C3%A9.wav"
    theirs = client.generate_presigned_url(
        "get_object",
        Params={
            "Bucket": "audio-files",
            "Key": key,
            "ResponseContentDisposition": disposition,
            "ResponseContentType": "audio/wav",
        },
        ExpiresIn=900,
    )
    their_query = parse_qs(urlsplit(theirs).query)
    ours = presigned_get(
        S3Address(endpoint, "audio-files", "eu-central-1"),
        key,
        key_id=KEY_ID,
        secret_key=SECRET_KEY,
        lifetime_s=900,
        now=datetime.strptime(their_query["X-Amz-Date"][0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC),
        response_headers={"content-disposition": disposition, "content-type": "audio/wav"},
    )
    assert urlsplit(ours)[:3] == urlsplit(theirs)[:3]
    assert parse_qs(urlsplit(ours).query) == their_query
