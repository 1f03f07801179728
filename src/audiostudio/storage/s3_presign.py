"""Presigned addresses of S3 (Signature Version 4 in the query), with the headers that the answer shall carry.

obstore signs addresses too, but cannot say under which name and type the browser is to save the file.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit


@dataclass(frozen=True)
class S3Address:
    """Where a bucket is: ``endpoint`` is ``https://host[:port]``; the bucket follows in the path."""

    endpoint: str
    bucket: str
    region: str


def presigned_get(
    address: S3Address,
    key: str,
    *,
    key_id: str,
    secret_key: str,
    lifetime_s: int,
    now: datetime,
    response_headers: Mapping[str, str],
) -> str:
    """Return an address that downloads ``key`` for ``lifetime_s`` seconds from ``now`` (UTC).

    Args:
        address: where the bucket is.
        key: the object.
        key_id: the access key's id, readable in the address.
        secret_key: the access key's secret, which signs.
        lifetime_s: at most 604,800 (S3's limit).
        now: when it is signed.
        response_headers: lower-case names and values of headers that S3 shall answer with.

    Source: Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)".
    """
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/{address.region}/s3/aws4_request"
    query = {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": f"{key_id}/{scope}",
        "X-Amz-Date": stamp,
        "X-Amz-Expires": str(lifetime_s),
        "X-Amz-SignedHeaders": "host",
        **{f"response-{name}": value for name, value in response_headers.items()},
    }
    canonical_query = "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in sorted(query.items()))
    path = f"/{address.bucket}/{quote(key, safe='/-_.~')}"
    host = urlsplit(address.endpoint).netloc
    request = "\n".join(("GET", path, canonical_query, f"host:{host}", "", "host", "UNSIGNED-PAYLOAD"))
    to_sign = "\n".join(("AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(request.encode()).hexdigest()))
    signing_key = f"AWS4{secret_key}".encode()
    for part in scope.split("/"):
        signing_key = _mac(signing_key, part)
    return f"{address.endpoint}{path}?{canonical_query}&X-Amz-Signature={_mac(signing_key, to_sign).hex()}"


def _encoded(text: str) -> str:
    return quote(text, safe="-_.~")


def _mac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
