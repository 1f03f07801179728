"""What the routes of jobs require of whom asks."""

from typing import Annotated

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import Subject, requires, tenant_session
from audiostudio.kit.auth.websockets import SocketAuthorization, socket_requires

JobsReader = Annotated[Subject, requires(Scope.JOBS_READ)]
JobsWriter = Annotated[Subject, requires(Scope.JOBS_WRITE)]
JobsReading = Annotated[AsyncSession, tenant_session(Scope.JOBS_READ)]
JobsWriting = Annotated[AsyncSession, tenant_session(Scope.JOBS_WRITE)]
JobsSocket = Annotated[SocketAuthorization, socket_requires(Scope.JOBS_READ)]
