"""Rules of pronunciations: what can be one, how many there are, and who speaks by them."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.engines.text.dictionary import dictionary_key, read_pronunciation
from audiostudio.engines.text.errors import PronunciationInvalid as Unreadable
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.postgres.database import Database
from audiostudio.voices.pronunciations import repository
from audiostudio.voices.pronunciations.models import Pronunciation
from audiostudio.voices.pronunciations.schemas import PronunciationChanges, PronunciationRequest, PronunciationView

MOST_WORDS = 1_000


class PronunciationInvalid(Problem):
    """No voice can say it so."""

    status = 422
    code = "pronunciation_invalid"
    title = "No voice can say a word as this is written."


class PronunciationExists(Problem):
    """The word is in the dictionary."""

    status = 409
    code = "pronunciation_exists"
    title = "The word is in the dictionary already; change that entry."


class PronunciationNotFound(Problem):
    """There is no such pronunciation, or it is somebody else's."""

    status = 404
    code = "pronunciation_not_found"
    title = "There is no such pronunciation here."


class DictionaryFull(Problem):
    """The workspace has as many words as it may."""

    status = 409
    code = "dictionary_full"
    title = f"A dictionary holds {MOST_WORDS:,} words; delete some."


async def list_all(session: AsyncSession, workspace_id: UUID) -> list[PronunciationView]:
    """Return the workspace's dictionary, by word."""
    return [view(row) for row in await repository.list_all(session, workspace_id)]


async def add(session: AsyncSession, workspace_id: UUID, asked: PronunciationRequest) -> PronunciationView:
    """Add a word.

    Raises:
        PronunciationInvalid, PronunciationExists, DictionaryFull: nothing was added.
    """
    _check(asked.word, asked.spoken)
    await repository.lock(session, workspace_id)
    if await repository.count(session, workspace_id) >= MOST_WORDS:
        raise DictionaryFull
    now = datetime.now(UTC)
    row = Pronunciation(
        workspace_id=workspace_id,
        word=" ".join(asked.word.split()),
        key=dictionary_key(asked.word),
        spoken=asked.spoken.strip(),
        created_at=now,
        updated_at=now,
    )
    try:
        await repository.add(session, row)
    except IntegrityError:
        raise PronunciationExists from None
    return view(row)


async def change(session: AsyncSession, pronunciation_id: UUID, changes: PronunciationChanges) -> PronunciationView:
    """Change what was named of a pronunciation.

    Raises:
        PronunciationNotFound, PronunciationInvalid, PronunciationExists: nothing was changed.
    """
    row = await _get(session, pronunciation_id)
    word, spoken = changes.word or row.word, changes.spoken or row.spoken
    _check(word, spoken)
    row.word, row.key, row.spoken = " ".join(word.split()), dictionary_key(word), spoken.strip()
    row.updated_at = datetime.now(UTC)
    try:
        await session.flush()
    except IntegrityError:
        raise PronunciationExists from None
    return view(row)


async def remove(session: AsyncSession, pronunciation_id: UUID) -> None:
    """Delete a pronunciation.

    Raises:
        PronunciationNotFound: there is none.
    """
    await _get(session, pronunciation_id)
    await repository.remove(session, pronunciation_id)


async def of_workspace(database: Database, workspace_id: UUID) -> dict[str, str]:
    """Return the workspace's dictionary as tools take it."""
    async with database.session(workspace_id=workspace_id) as session:
        return {row.key: row.spoken for row in await repository.list_all(session, workspace_id)}


def view(row: Pronunciation) -> PronunciationView:
    """Return a pronunciation as callers see it."""
    return PronunciationView(
        pronunciation_id=row.id,
        word=row.word,
        spoken=row.spoken,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


async def _get(session: AsyncSession, pronunciation_id: UUID) -> Pronunciation:
    row = await repository.get(session, pronunciation_id)
    if row is None:
        raise PronunciationNotFound
    return row


def _check(word: str, spoken: str) -> None:
    try:
        read_pronunciation(word, spoken)
    except Unreadable as error:
        raise PronunciationInvalid(error.detail) from None
