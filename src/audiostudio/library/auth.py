"""What the routes of the library require of whom asks."""

from typing import Annotated

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.intake.service import Intake, get_intake
from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import Subject, requires, tenant_session

LibraryReader = Annotated[Subject, requires(Scope.LIBRARY_READ)]
LibraryWriter = Annotated[Subject, requires(Scope.LIBRARY_WRITE)]
LibraryReading = Annotated[AsyncSession, tenant_session(Scope.LIBRARY_READ)]
LibraryWriting = Annotated[AsyncSession, tenant_session(Scope.LIBRARY_WRITE)]
LibraryIntake = Annotated[Intake, requires(Scope.LIBRARY_WRITE, of=get_intake)]
