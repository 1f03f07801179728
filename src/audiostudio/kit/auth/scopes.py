"""What may be done in a workspace, and which role may do it: data that routes and, later, API keys name."""

from collections.abc import Mapping
from enum import StrEnum

from audiostudio.kit.http.errors import Problem


class Scope(StrEnum):
    """One thing that a route can require of whom asks."""

    ACCOUNT_READ = "account:read"
    BILLING_READ = "billing:read"
    BILLING_WRITE = "billing:write"
    CREDITS_READ = "credits:read"
    JOBS_READ = "jobs:read"
    JOBS_WRITE = "jobs:write"
    LIBRARY_READ = "library:read"
    LIBRARY_WRITE = "library:write"
    MUSIC_READ = "music:read"
    UPLOADS_WRITE = "uploads:write"
    VOICES_READ = "voices:read"
    VOICES_WRITE = "voices:write"
    WORKSPACE_MANAGE = "workspace:manage"


class Role(StrEnum):
    """What somebody is in a workspace."""

    OWNER = "owner"
    MEMBER = "member"
    VIEWER = "viewer"


_EVERYTHING = frozenset(Scope)
# Who may see the balance need not see what was paid, nor pay.
_BILLING = frozenset({Scope.BILLING_READ, Scope.BILLING_WRITE})

SCOPES: Mapping[Role, frozenset[Scope]] = {
    Role.OWNER: _EVERYTHING,
    Role.MEMBER: _EVERYTHING - {Scope.WORKSPACE_MANAGE} - _BILLING,
    Role.VIEWER: frozenset(scope for scope in Scope if scope.endswith(":read")) - _BILLING,
}


class NotPermitted(Problem):
    """Whoever asks is known, and may not do this in this workspace."""

    status = 403
    code = "not_permitted"
    title = "Your role in this workspace does not permit this."
