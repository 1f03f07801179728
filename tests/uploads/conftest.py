"""The S3 server of the storage's tests serves uploads, too."""

from tests.storage.conftest import (
    s3_server,  # noqa: F401
    s3_settings,  # noqa: F401
)
