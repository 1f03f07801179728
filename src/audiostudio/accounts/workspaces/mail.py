"""How somebody learns that they are invited."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts.email import service as mail
from audiostudio.accounts.email.messages import MailKind
from audiostudio.settings import Settings


async def send_invitation(
    session: AsyncSession, settings: Settings, inviter_id: UUID, *, email: str, team: str, invited_by: str, link: str
) -> bool:
    """Queue the mail with the link in the inviter's transaction, and return whether there is one.

    Where no mail is sent, the inviter is shown the link, and passes it on.
    """
    await mail.write(
        session,
        settings,
        inviter_id,
        MailKind.INVITATION,
        recipient=email,
        team=team,
        invited_by=invited_by,
        link=link,
    )
    return settings.sends_mail
