"""Which workspace a request is about, and what its caller is there."""

from uuid import UUID

from sqlalchemy import text
from starlette.requests import HTTPConnection

from audiostudio.kit.auth.scopes import Role
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.postgres.database import Database

WORKSPACE_HEADER = "Audio-Studio-Workspace"
# For what can set no headers: WebSockets, event streams, players and pictures of a page.
WORKSPACE_PARAMETER = "workspace"

_FIND_ROLE = text("SELECT role FROM memberships WHERE workspace_id = :workspace AND user_id = :user")


class WorkspaceNotYours(Problem):
    """There is no such workspace, or the caller is no member of it: which of the two is not told."""

    status = 403
    code = "workspace_not_yours"
    title = "You are not a member of this workspace; GET /auth/me lists yours."


def named_workspace(connection: HTTPConnection) -> UUID | None:
    """Return the workspace that a request names; None where it names none.

    Raises:
        WorkspaceNotYours: what it names is no id of a workspace.
    """
    named = connection.headers.get(WORKSPACE_HEADER) or connection.query_params.get(WORKSPACE_PARAMETER)
    try:
        return UUID(named) if named else None
    except ValueError:
        raise WorkspaceNotYours from None


async def find_role(database: Database, *, user_id: UUID, workspace_id: UUID) -> Role:
    """Return what somebody is in a workspace.

    Raises:
        WorkspaceNotYours: nothing.
    """
    async with database.session(user_id=user_id) as session:
        found = (await session.execute(_FIND_ROLE, {"workspace": workspace_id, "user": user_id})).scalar_one_or_none()
    if found is None:
        raise WorkspaceNotYours
    return Role(found)
