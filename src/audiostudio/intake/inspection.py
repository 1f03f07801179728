"""Looks at files that strangers sent, in a process that may die."""

from pathlib import Path
from uuid import UUID

from audiostudio.audio.codecs import AudioFacts
from audiostudio.audio.errors import AudioError
from audiostudio.kit.processes.pool import ChildDied, ChildPool, ChildTimeout
from audiostudio.tools.item_facts import ItemFacts

_INSPECTION_TIMEOUT_S = 60.0
_DECODING_TIMEOUT_S = 300.0


async def inspect(inspectors: ChildPool, path: Path, *, workspace_id: UUID, max_duration_s: float) -> AudioFacts:
    """Look at a file in a child process, which hostile content may crash without harm; workspaces take turns.

    Raises:
        AudioError: the file is not a sound that the product works on.
    """
    try:
        facts: AudioFacts = await inspectors.run(
            "audiostudio.tools.runner:inspect_upload",
            path,
            max_duration_s,
            timeout_s=_INSPECTION_TIMEOUT_S,
            owner=workspace_id,
            tries=2,
        )
    except (ChildDied, ChildTimeout, MemoryError):
        raise AudioError("audio_undecodable", "The file cannot be decoded as sound.") from None
    return facts


async def inspect_item(inspectors: ChildPool, path: Path, *, workspace_id: UUID, max_duration_s: float) -> ItemFacts:
    """Look, in a child process, at a file that is to lie in the library; workspaces take turns.

    Raises:
        AudioError: it is neither a sound nor a MIDI file nor text.
    """
    try:
        facts: ItemFacts = await inspectors.run(
            "audiostudio.tools.inspection:inspect_item",
            path,
            max_duration_s,
            timeout_s=_DECODING_TIMEOUT_S,
            owner=workspace_id,
            tries=2,
            is_long=True,
        )
    except (ChildDied, ChildTimeout, MemoryError):
        raise AudioError("audio_undecodable", "The file cannot be decoded as sound.") from None
    return facts
