"""What can be wrong with an upload; each answer names the protocol's version, as tus demands."""

from collections.abc import Mapping
from typing import Any

from audiostudio.kit.http.errors import Problem

TUS_VERSION = "1.0.0"


class UploadProblem(Problem):
    """Base of what the upload routes answer."""

    def __init__(self, detail: str | None = None, *, headers: Mapping[str, str] | None = None, **extra: Any) -> None:
        super().__init__(detail, headers={"Tus-Resumable": TUS_VERSION} | dict(headers or {}), **extra)


class TusVersionUnknown(UploadProblem):
    """The client speaks another version of the protocol, or does not say which."""

    status = 412
    code = "tus_version_unsupported"
    title = "Send 'Tus-Resumable: 1.0.0': uploads are made by this version of the tus protocol."

    def __init__(self) -> None:
        super().__init__(headers={"Tus-Version": TUS_VERSION})


class UploadTooLarge(UploadProblem):
    """The file is larger than the tier allows."""

    status = 413
    code = "upload_too_large"
    title = "The file is larger than your tier allows."


class UploadQuotaUsedUp(UploadProblem):
    """Other uploads of the workspace fill its share."""

    status = 413
    code = "upload_quota_used_up"
    title = "Your unused uploads leave no room for this one; delete some, or wait until they expire."


class UploadMetadataInvalid(UploadProblem):
    """The metadata is not as tus writes it."""

    status = 400
    code = "upload_metadata_invalid"
    title = "'Upload-Metadata' holds pairs of a key and a value in Base64, separated by commas."


class UploadNotFound(UploadProblem):
    """There is no such upload, or it is somebody else's."""

    status = 404
    code = "upload_not_found"
    title = "There is no such upload here; begin again."


class UploadExpired(UploadProblem):
    """The upload was left alone for too long."""

    status = 410
    code = "upload_expired"
    title = "This upload has expired; begin again."


class UploadTypeWrong(UploadProblem):
    """The bytes came under another content type."""

    status = 415
    code = "upload_type_wrong"
    title = "Send the bytes as 'Content-Type: application/offset+octet-stream'."


class UploadOffsetWrong(UploadProblem):
    """The bytes do not follow those that have arrived, or another request was faster."""

    status = 409
    code = "upload_offset_wrong"
    title = "The upload goes on elsewhere; ask for its offset with HEAD."


class UploadOverrun(UploadProblem):
    """More came than was announced."""

    status = 413
    code = "upload_overrun"
    title = "There are more bytes than the upload was announced with."


class ChecksumInvalid(UploadProblem):
    """The checksum cannot be read, or its kind is not known."""

    status = 400
    code = "upload_checksum_invalid"
    title = "'Upload-Checksum' holds sha1 or sha256, and the checksum in Base64."


class ChecksumMismatch(UploadProblem):
    """The bytes are not those that were sent."""

    status = 460  # of the protocol's checksum extension
    code = "upload_checksum_mismatch"
    title = "The bytes arrived damaged and were thrown away; send them again."


class UploadUnfinished(Problem):
    """The upload is not whole."""

    status = 409
    code = "upload_unfinished"
    title = "This upload is not whole yet; send the rest first."
