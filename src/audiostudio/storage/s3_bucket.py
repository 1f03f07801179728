"""Files in a bucket of S3, or of a server that speaks its protocol."""

import hashlib
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import obstore
from obstore.store import S3Store

from audiostudio.kit.file_names import content_disposition
from audiostudio.settings import Settings
from audiostudio.storage.backend import Stopped, StorageBackend, StoredFile, checked_key, run_stoppable
from audiostudio.storage.s3_presign import S3Address, presigned_get

_READ_BYTES = 2**20
_PART_BYTES = 8 * 2**20
_PARTS_AT_ONCE = 4


class S3Bucket(StorageBackend):
    """Files in one bucket; large ones travel in parts, and appear when the last part has arrived."""

    def __init__(self, settings: Settings) -> None:
        if settings.s3_bucket is None:
            raise ValueError("S3 storage needs a bucket")
        key_id, secret = settings.aws_access_key_id, settings.aws_secret_access_key
        self._address = S3Address(
            endpoint=settings.s3_endpoint,
            bucket=settings.s3_bucket,
            region=settings.s3_region,
        )
        # Without keys of its own the process takes the machine's role, which obstore finds by itself.
        self._keys = (key_id.get_secret_value(), secret.get_secret_value()) if key_id and secret else None
        super().__init__(
            S3Store(
                settings.s3_bucket,
                config={"access_key_id": self._keys[0], "secret_access_key": self._keys[1]} if self._keys else {},
                endpoint=self._address.endpoint,
                region=settings.s3_region,
                virtual_hosted_style_request=False,
                client_options={
                    "allow_http": self._address.endpoint.startswith("http://"),
                    "connect_timeout": timedelta(seconds=5),
                    "timeout": timedelta(seconds=120),  # of one part or piece, not of a file
                },
                retry_config={"max_retries": 4, "retry_timeout": timedelta(seconds=60)},
            )
        )

    async def put_file(self, key: str, path: Path) -> StoredFile:
        """Store the file at ``path`` under ``key``: whole, or not at all."""
        stored = await run_stoppable(_hash, path)
        with self._errors(key):
            await obstore.put_async(
                self._store, checked_key(key), path, chunk_size=_PART_BYTES, max_concurrency=_PARTS_AT_ONCE
            )
        return stored

    async def delete(self, keys: Sequence[str]) -> None:
        """Delete files; a missing one is fine."""
        if keys:
            with self._errors(keys[0]):
                await obstore.delete_async(self._store, [checked_key(key) for key in keys])

    async def download_url(self, key: str, *, filename: str, media_type: str, lifetime_s: int) -> str | None:
        """Return a signed address at the bucket; None where the process has no keys of its own to sign with."""
        if self._keys is None:
            return None
        return presigned_get(
            self._address,
            checked_key(key),
            key_id=self._keys[0],
            secret_key=self._keys[1],
            lifetime_s=lifetime_s,
            now=datetime.now(UTC),
            response_headers={"content-disposition": content_disposition(filename), "content-type": media_type},
        )

    async def sweep_unfinished(self, older_than_s: float) -> int:
        """Do nothing: a bucket's own lifecycle rule aborts incomplete multipart uploads."""
        return 0

    def _without_secrets(self, text: str) -> str:
        for secret in self._keys or ():
            text = text.replace(secret, "***")
        return text


def _hash(stop: threading.Event, path: Path) -> StoredFile:
    digest, size_bytes = hashlib.sha256(), 0
    with path.open("rb") as reader:
        while piece := reader.read(_READ_BYTES):
            if stop.is_set():
                raise Stopped
            digest.update(piece)
            size_bytes += len(piece)
    return StoredFile(size_bytes, digest.hexdigest())
