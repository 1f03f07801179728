"""What the routes of music require of whom asks."""

from typing import Annotated

from audiostudio.intake.service import Intake, get_intake
from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import Subject, requires

MusicReader = Annotated[Subject, requires(Scope.MUSIC_READ)]
MusicPlanner = Annotated[Intake, requires(Scope.MUSIC_READ, of=get_intake)]
