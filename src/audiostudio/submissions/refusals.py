"""What those who ask a tool may be answered, for the routes' descriptions."""

from audiostudio.accounts.problems import NoSuchAccount
from audiostudio.credits.service import MemberLimitReached, NotEnoughCredits
from audiostudio.intake.file_counts import FileMissing, TooManyFiles
from audiostudio.jobs.problems import TooManyJobsWaiting, WorkspaceSuspended
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.http.openapi import FEATURE_REFUSALS
from audiostudio.kit.idempotency import IdempotencyKeyReused
from audiostudio.library.service import AssetNotFound
from audiostudio.storage.backend import DiskFull, StorageUnavailable, StoredFileMissing
from audiostudio.storage.service import StorageQuotaUsedUp
from audiostudio.submissions.service import ParametersInvalid
from audiostudio.uploads.errors import UploadExpired, UploadUnfinished

REFUSED_SUBMISSIONS: tuple[type[Problem] | int, ...] = (
    NotAuthenticated,
    NoSuchAccount,
    NotEnoughCredits,
    MemberLimitReached,
    WorkspaceSuspended,
    TooManyJobsWaiting,
    ParametersInvalid,
    IdempotencyKeyReused,
    StorageUnavailable,
    DiskFull,
    StorageQuotaUsedUp,
    *FEATURE_REFUSALS,
    422,
)
REFUSED_SOURCES: tuple[type[Problem] | int, ...] = (
    *REFUSED_SUBMISSIONS,
    AssetNotFound,
    StoredFileMissing,
    FileMissing,
    TooManyFiles,
    UploadUnfinished,
    UploadExpired,
)
