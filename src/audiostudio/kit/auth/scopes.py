"""What may be done in a workspace, and which role may do it: data that routes and API keys name."""

from collections.abc import Mapping
from enum import StrEnum

from audiostudio.kit.http.errors import Problem


class Scope(StrEnum):
    """One thing that a route can require of whom asks."""

    ACCOUNT_MANAGE = "account:manage"
    ACCOUNT_READ = "account:read"
    ACCOUNT_WRITE = "account:write"
    API_KEYS_MANAGE = "api_keys:manage"
    BILLING_READ = "billing:read"
    BILLING_WRITE = "billing:write"
    CREDITS_READ = "credits:read"
    JOBS_READ = "jobs:read"
    JOBS_WRITE = "jobs:write"
    LIBRARY_READ = "library:read"
    LIBRARY_WRITE = "library:write"
    MEMBERS_READ = "members:read"
    MEMBERS_WRITE = "members:write"
    MUSIC_READ = "music:read"
    UPLOADS_WRITE = "uploads:write"
    VOICES_READ = "voices:read"
    VOICES_WRITE = "voices:write"
    WORKSPACE_MANAGE = "workspace:manage"


class Role(StrEnum):
    """What somebody is in a workspace."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    VIEWER = "viewer"
    BILLING = "billing"


# Who may what, a line a scope. Whose rows are seen is asked by row-level security; what owners may and admins may not
# (change, remove and make owners) by the functions through which teams change.
_O, _A, _M, _V, _B = Role
_HOLDERS: Mapping[Scope, frozenset[Role]] = {
    Scope.ACCOUNT_READ: frozenset({_O, _A, _M, _V, _B}),
    Scope.ACCOUNT_WRITE: frozenset({_O, _A, _M, _V, _B}),  # of oneself: make a team, join, leave
    Scope.ACCOUNT_MANAGE: frozenset({_O, _A, _M, _V, _B}),  # of oneself: address, password, second factor, deletion
    Scope.CREDITS_READ: frozenset({_O, _A, _M, _V, _B}),  # the balance and where it went
    Scope.BILLING_READ: frozenset({_O, _A, _B}),  # invoices
    Scope.BILLING_WRITE: frozenset({_O, _A, _B}),  # buy and subscribe
    Scope.MEMBERS_READ: frozenset({_O, _A, _M, _V, _B}),
    Scope.MEMBERS_WRITE: frozenset({_O, _A}),  # invite, remove, roles, limits
    Scope.WORKSPACE_MANAGE: frozenset({_O, _A}),  # its name, webhooks, everybody's API keys
    Scope.API_KEYS_MANAGE: frozenset({_O, _A, _M}),
    Scope.JOBS_READ: frozenset({_O, _A, _M, _V}),
    Scope.JOBS_WRITE: frozenset({_O, _A, _M}),
    Scope.LIBRARY_READ: frozenset({_O, _A, _M, _V}),
    Scope.LIBRARY_WRITE: frozenset({_O, _A, _M}),
    Scope.MUSIC_READ: frozenset({_O, _A, _M, _V}),
    Scope.UPLOADS_WRITE: frozenset({_O, _A, _M}),
    Scope.VOICES_READ: frozenset({_O, _A, _M, _V}),
    Scope.VOICES_WRITE: frozenset({_O, _A, _M}),
}
SCOPES: Mapping[Role, frozenset[Scope]] = {
    role: frozenset(scope for scope, holders in _HOLDERS.items() if role in holders) for role in Role
}


class NotPermitted(Problem):
    """Whoever asks is known, and may not do this in this workspace."""

    status = 403
    code = "not_permitted"
    title = "Your role in this workspace does not permit this."
