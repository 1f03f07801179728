"""From where somebody signs in: the network address and what their program calls itself."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

_MOST_CHARS = 300


@dataclass(frozen=True)
class Device:
    """Whence a request came, as far as it tells."""

    address: str
    user_agent: str


async def _get_device(request: Request) -> Device:
    agent = request.headers.get("user-agent", "")[:_MOST_CHARS]
    return Device(request.client.host if request.client else "unknown", agent)


CurrentDevice = Annotated[Device, Depends(_get_device)]
