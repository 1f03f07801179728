"""A real SMTP server whose mail tests read."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope

from tests.support.patience import PATIENCE_S
from tests.support.studio import free_port

SENDER = "Audio Studio <studio@example.com>"


class Mailbox:
    """All mail that has arrived, whoever it is for."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.arrived: list[tuple[str, EmailMessage]] = []
        self.refused: set[str] = set()
        self.busy = False

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:
        if address in self.refused:
            return "550 no such mailbox"
        if self.busy:
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.arrived += [(address, message) for address in envelope.rcpt_tos]
        return "250 OK"

    def of(self, address: str) -> list[EmailMessage]:
        return [message for recipient, message in self.arrived if recipient == address]

    async def next_of(self, address: str, subject: str) -> EmailMessage:
        """Wait for a mail and take it out."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for found in self.arrived:
                    if found[0] == address and found[1]["Subject"] == subject:
                        self.arrived.remove(found)
                        return found[1]
                await asyncio.sleep(0.02)

    async def link_to(self, address: str, subject: str) -> str:
        """Wait for a mail and return the link in it."""
        found = re.search(r"https?://\S+", text_of(await self.next_of(address, subject)))
        assert found
        return found[0]

    def settings(self) -> dict[str, Any]:
        return {"smtp_host": "127.0.0.1", "smtp_port": self.port, "smtp_security": "none", "mail_from": SENDER}


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def token_of(link: str) -> str:
    return link.partition("#")[2]


@asynccontextmanager
async def mail_server() -> AsyncIterator[Mailbox]:
    """Run the server in this event loop."""
    mailbox = Mailbox(free_port())
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(mailbox, enable_SMTPUTF8=True), "127.0.0.1", mailbox.port
    )
    async with server:
        yield mailbox
