"""The S3 server of the storage's tests serves uploads, too."""

from tests.support.s3 import s3_server, s3_settings

__all__ = ["s3_server", "s3_settings"]
