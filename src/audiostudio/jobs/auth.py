"""What the routes of jobs require of whom asks."""

from typing import Annotated

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.intake.service import Intake, get_intake
from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import Subject, requires, tenant_session
from audiostudio.kit.auth.websockets import SocketAuthorization, socket_requires

JobsReader = Annotated[Subject, requires(Scope.JOBS_READ)]
JobsReading = Annotated[AsyncSession, tenant_session(Scope.JOBS_READ)]
JobsWriting = Annotated[AsyncSession, tenant_session(Scope.JOBS_WRITE)]
JobsIntake = Annotated[Intake, requires(Scope.JOBS_WRITE, of=get_intake)]
JobsSocket = Annotated[SocketAuthorization, socket_requires(Scope.JOBS_READ)]
