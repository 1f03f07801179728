"""What the routes of voices require of whom asks."""

from typing import Annotated

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.intake.service import Intake, get_intake
from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import Subject, requires, tenant_session

VoicesReader = Annotated[Subject, requires(Scope.VOICES_READ)]
VoicesWriter = Annotated[Subject, requires(Scope.VOICES_WRITE)]
VoicesReading = Annotated[AsyncSession, tenant_session(Scope.VOICES_READ)]
VoicesWriting = Annotated[AsyncSession, tenant_session(Scope.VOICES_WRITE)]
VoicesIntake = Annotated[Intake, requires(Scope.VOICES_WRITE, of=get_intake)]
