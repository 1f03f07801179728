"""Chooses where files are kept; the only place that knows every kind of storage."""

from audiostudio.settings import Settings
from audiostudio.storage.backend import StorageBackend
from audiostudio.storage.local_disk import LocalDisk
from audiostudio.storage.s3_bucket import S3Bucket


def open_storage(settings: Settings) -> StorageBackend:
    """Return the backend that the settings choose."""
    return S3Bucket(settings) if settings.storage_type == "s3" else LocalDisk(settings.storage_dir)
