"""Writes the archive of a person: a JSON Lines file of each table, and every sound, as the application shows them.

It is read as the application's own role in the person's own session, so row-level security decides what is theirs.
"""

import asyncio
from pathlib import Path
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from audiostudio.accounts.exports import repository
from audiostudio.kit.file_names import safe_file_name
from audiostudio.kit.postgres.database import Database
from audiostudio.storage.backend import StorageBackend

_README = """Everything of yours at Audio Studio.

data/    one file a table, a JSON object a line; what opens an account (passwords, keys) is left out
files/   every sound, text and picture, each in a folder named by its id in data/assets.jsonl
"""


async def write_archive(
    database: Database, backend: StorageBackend, path: Path, *, workspace_id: UUID, user_id: UUID
) -> None:
    """Write the archive to ``path``; beside it, each file lies for a moment.

    Raises:
        StoredFileMissing, StorageUnavailable: a file cannot be read now.
    """
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _README)
        async with database.session(workspace_id=workspace_id, user_id=user_id) as session:
            for table, columns in await repository.list_tables(session):
                with archive.open(f"data/{table}.jsonl", "w") as member:
                    async for row in repository.rows_of(session, table, columns):
                        member.write(row.encode() + b"\n")
            files = await repository.list_files(session, workspace_id)
        for file in files:
            copy = path.with_name("file")
            await backend.get_to_file(file.storage_key, copy)
            name = f"files/{file.asset_id}/{safe_file_name(file.name)}"
            await asyncio.to_thread(archive.write, copy, name, ZIP_STORED)  # most are compressed as it is
            copy.unlink()
