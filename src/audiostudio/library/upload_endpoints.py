"""The route by which a file of one's own comes into the library: a sound, a MIDI file or a transcript."""

from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.routing import Match
from starlette.types import Scope as RequestScope

from audiostudio.intake.file_counts import FileMissing, TooManyFiles
from audiostudio.intake.form import Form, SentFile, file_digest
from audiostudio.intake.service import Intake
from audiostudio.kit import idempotency
from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import requires
from audiostudio.kit.http.body_limit import is_form
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.idempotency import IdempotencyKey, RequestKey, RequestRepeated, request_key
from audiostudio.library import items
from audiostudio.library import service as library
from audiostudio.library.auth import LibraryIntake
from audiostudio.library.endpoints import Links
from audiostudio.library.models import Asset
from audiostudio.library.schemas import ItemChanges, ItemView, OwnFileForm, OwnType
from audiostudio.library.service import NewAsset
from audiostudio.library.sources import resolve_upload
from audiostudio.tools.item_facts import ItemFacts, Kind
from audiostudio.uploads.endpoints import limit_uploads

LIBRARY_PATH = "/api/audio-studio/library"

# What a file may be kept as; the first unless the caller says. Text without times is taken only where that is asked.
_TYPES: dict[Kind, tuple[OwnType, ...]] = {
    "sound": ("music", "voiceover", "sound_effect", "stem", "master"),
    "midi": ("midi",),
    "subtitles": ("transcript",),
    "text": ("transcript",),
}
_NAMES: dict[Kind, str] = {"sound": "a sound", "midi": "MIDI", "subtitles": "subtitles", "text": "text"}


class ItemTypeWrong(Problem):
    """The file is something else than it is to be kept as."""

    status = 422
    code = "item_type_wrong"
    title = "The file is not what it is to be kept as."


class _FormRoute(APIRoute):
    """A route for forms alone: other bodies on the same path go on to the library's own route."""

    def matches(self, scope: RequestScope) -> tuple[Match, RequestScope]:
        return super().matches(scope) if scope["type"] == "http" and is_form(scope) else (Match.NONE, {})


router = APIRouter(tags=["library"], route_class=_FormRoute)


@router.post(
    LIBRARY_PATH,
    status_code=201,
    dependencies=[requires(Scope.LIBRARY_WRITE, of=limit_uploads)],
    include_in_schema=False,
)
async def add_own_file(
    request: Request, intake: LibraryIntake, links: Links, idempotency_key: IdempotencyKey = None
) -> ItemView:
    """Take in a file; described in the OpenAPI document with the library's own route of this path."""
    with TemporaryDirectory(dir=intake.work_dir) as folder:
        sent = await intake.read_form(request, Path(folder), _check_counts)
        asked = _read(sent)
        _require_one_file(sent, asked)
        key = await _request_key(idempotency_key, sent, asked) if idempotency_key else None
        asset = await _find_replay(intake, key) if key else None
        if asset is None:
            file = await _file(intake, sent, asked, Path(folder))
            facts = await intake.inspect_item(file.path)
            asset = await _keep(intake, file, facts, asked, key)
    return await items.view(asset, links)


def _read(form: Form) -> OwnFileForm:
    try:
        return OwnFileForm.model_validate(form.fields)
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from None


def _check_counts(fields: dict[str, str], files: int, references: int) -> None:
    if files > 1 or references or (files and fields.get("upload_id")):
        raise TooManyFiles("One file comes into the library at a time, in 'file' or by 'upload_id'.")


def _require_one_file(form: Form, asked: OwnFileForm) -> None:
    _check_counts(form.fields, len(form.files), len(form.references))
    if not form.files and asked.upload_id is None:
        raise FileMissing("Send a file in the form's field 'file', or name an upload in 'upload_id'.")


async def _request_key(key: str, form: Form, asked: OwnFileForm) -> RequestKey | None:
    content = await file_digest(form.files[0].path) if form.files else None
    return request_key(key, LIBRARY_PATH, asked.model_dump(mode="json"), content)


async def _find_replay(intake: Intake, key: RequestKey) -> Asset | None:
    """Return the item that the same request made before under the same key, if any.

    Raises:
        IdempotencyKeyReused: the key stands for another request.
    """
    workspace_id = intake.subject.workspace_id
    async with intake.database.session(workspace_id=workspace_id) as session:
        asset_id = await idempotency.find_made(session, key, workspace_id=workspace_id, kind=Asset.__tablename__)
        return None if asset_id is None else await library.get(session, asset_id)


async def _file(intake: Intake, form: Form, asked: OwnFileForm, folder: Path) -> SentFile:
    if asked.upload_id is None:
        return form.files[0]
    async with intake.database.session(workspace_id=intake.subject.workspace_id) as session:
        source = await resolve_upload(session, asked.upload_id)
    return await source.copy_to(folder / uuid4().hex, intake.backend)


async def _keep(intake: Intake, file: SentFile, facts: ItemFacts, asked: OwnFileForm, key: RequestKey | None) -> Asset:
    allowed = _TYPES[facts.kind]
    if (facts.kind == "text" and asked.type is None) or (asked.type or allowed[0]) not in allowed:
        raise ItemTypeWrong(
            f"By its content the file is {_NAMES[facts.kind]}; keep it as {' or '.join(allowed)}.",
            allowed={"type": list(allowed)},
        )
    changes = ItemChanges(name=asked.name, folder_id=asked.folder_id, tags=asked.tags, kept=True)
    workspace_id = intake.subject.workspace_id
    if asked.folder_id is not None:
        async with intake.database.session(workspace_id=workspace_id) as session:
            await items.get_folder(session, asked.folder_id)
    new = NewAsset(
        path=file.path,
        name=file.name,
        role="upload",
        type=asked.type or allowed[0],
        media_type=facts.media_type,
        details=facts.details,
        peaks=facts.peaks,
    )
    storing = library.stored(
        intake.database,
        intake.backend,
        intake.settings,
        workspace_id=workspace_id,
        job_id=None,
        direction="output",
        new_assets=[new],
    )
    try:
        async with storing as [asset], intake.database.session(workspace_id=workspace_id) as session:
            await idempotency.claim(
                session, key, workspace_id=workspace_id, kind=Asset.__tablename__, resource_id=asset.id
            )
            await library.add(session, [asset])
            await library.check_quota(session, workspace_id, [asset], intake.quota_bytes)
            return await items.change(session, intake.settings, asset.id, changes)
    except RequestRepeated as earlier:
        async with intake.database.session(workspace_id=workspace_id) as session:
            return await library.get(session, earlier.resource_id)
