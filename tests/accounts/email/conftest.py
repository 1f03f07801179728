"""A studio that sends mail to a real server."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.support.mailbox import Mailbox, mail_server
from tests.support.studio import Studio, serving, working


@pytest.fixture(scope="session")
async def mailbox() -> AsyncIterator[Mailbox]:
    async with mail_server() as running:
        yield running


@pytest.fixture(scope="session")
async def mailing(make_settings: Any, mailbox: Mailbox) -> AsyncIterator[Studio]:
    settings = make_settings(
        **mailbox.settings(), base_url="https://studio.example", mail_rate_limit="3/hour", welcomes_per_network=1000
    )
    async with serving(settings) as running, working(settings):
        yield running
