"""Sound as the server-sent events of OpenAI's audio API (``stream_format: sse``)."""

import base64
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

from audiostudio.audio.errors import CodedError


async def speech_events(pieces: AsyncGenerator[bytes], *, characters: int) -> AsyncIterator[str]:
    """Yield ``speech.audio.delta`` for each piece of the sound, then ``speech.audio.done``; ``error`` where it fails.

    Args:
        pieces: the sound as it is made.
        characters: of the text, which is what is counted here; ``usage`` tells them in place of tokens.
    """
    try:
        async with aclosing(pieces):
            async for piece in pieces:
                yield _event({"type": "speech.audio.delta", "audio": base64.b64encode(piece).decode()})
    except CodedError as error:
        yield _event({"type": "error", "error": {"code": error.code, "message": error.detail}})
        return
    usage = {"input_tokens": characters, "output_tokens": 0, "total_tokens": characters}
    yield _event({"type": "speech.audio.done", "usage": usage})


def _event(data: dict[str, Any]) -> str:
    return f"data: {json.dumps(data)}\n\n"
