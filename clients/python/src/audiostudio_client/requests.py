"""What sync and async requests have in common: how they are written, which are tried again, how answers are read."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import httpx

from audiostudio_client.errors import StudioError

Sound = str | os.PathLike[str]
FileField = tuple[str, tuple[str, IO[bytes] | bytes]]

TRIES = 4
_TRY_AGAIN = (429, 502, 503, 504)
_LONGEST_PAUSE_S = 60.0


@dataclass(frozen=True)
class Asked:
    """A request as it was written down."""

    method: str
    path: str
    options: dict[str, Any]
    repeatable: bool


def write(
    method: str,
    path: str,
    *,
    query: Mapping[str, Any] | None = None,
    headers: Mapping[str, str | None] | None = None,
    body: Any = None,
    data: Mapping[str, str] | None = None,
    files: Iterable[FileField] | None = None,
) -> Asked:
    """Return a request; what is None is left out."""
    sent = {name: value for name, value in (headers or {}).items() if value is not None}
    options: dict[str, Any] = {
        "params": {name: value for name, value in (query or {}).items() if value is not None},
        "headers": sent,
    }
    if body is not None:
        options["json"] = body
    if files is not None or data is not None:
        options |= {"data": dict(data or {}), "files": list(files or ())}
    # Open files are read once, so a form is not sent again.
    repeatable = files is None and (method in ("GET", "HEAD", "PUT", "DELETE") or "Idempotency-Key" in sent)
    return Asked(method, path, options, repeatable)


def pause_s(asked: Asked, answer: httpx.Response | None, tried: int) -> float | None:
    """Return after how long a request is tried again; None where its answer is the last."""
    if tried >= TRIES or not asked.repeatable or (answer is not None and answer.status_code not in _TRY_AGAIN):
        return None
    told = answer.headers.get("Retry-After", "") if answer is not None else ""
    return min(float(told), _LONGEST_PAUSE_S) if told.isdigit() else 0.5 * 2**tried


def read(answer: httpx.Response) -> Any:
    """Return what was answered: JSON, bytes, or None where there is nothing.

    Raises:
        StudioError: the server refused.
    """
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if answer.is_error:
        problem = answer.json() if kind.endswith("json") else {}
        code, detail = problem.get("code", f"status_{answer.status_code}"), problem.get("detail", answer.reason_phrase)
        raise StudioError(code, detail, status=answer.status_code, problem=problem)
    if not answer.content:
        return None
    return answer.json() if kind.endswith("json") else answer.content


def completed(job: Mapping[str, Any]) -> None:
    """Raise where a job that has ended has no result.

    Raises:
        StudioError: with the job's own code.
    """
    if job["status"] != "COMPLETED":
        error = job["error"] or {"code": "job_cancelled", "detail": "The job was cancelled."}
        raise StudioError(error["code"], error["detail"], status=None, problem=job)


def place(name: str, folder: Sound) -> Path:
    """Return where a file goes, whose name comes from the server: into the folder, and nowhere else."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder) / (Path(name.replace("\\", "/")).name or "file")
