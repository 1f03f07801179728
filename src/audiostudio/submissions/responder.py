"""Responds to a submission: at once with the job's receipt, or after the wait that the caller preferred."""

import re
from typing import Annotated, Any

from fastapi import Header, Response

from audiostudio.jobs import service as jobs
from audiostudio.jobs.models import Job
from audiostudio.jobs.schemas import JobReceipt, JobView
from audiostudio.jobs.watching import follow
from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import AppDatabase, CurrentSubject, Subject, requires
from audiostudio.kit.postgres.database import Database
from audiostudio.kit.postgres.listener import NotificationListener
from audiostudio.library.endpoints import Feed, Links
from audiostudio.library.service import AssetLinks

_LONGEST_WAIT_S = 120
_WAIT = re.compile(r"(?:^|[,;])\s*wait\s*=\s*(\d{1,6})\s*(?:$|[,;])")

Prefer = Annotated[
    str | None,
    Header(
        max_length=200,
        description="`wait=30` holds the answer back until the job has ended or 30 seconds have passed (RFC 7240).",
    ),
]

ENDED: dict[int | str, dict[str, Any]] = {
    200: {"model": JobView, "description": "The caller waited, and the job has ended."}
}


class SubmissionResponder:
    """Responds to one caller."""

    def __init__(
        self,
        response: Response,
        database: Database,
        subject: Subject,
        feed: NotificationListener,
        links: AssetLinks,
        prefer: str | None,
    ) -> None:
        self._response = response
        self._database = database
        self._subject = subject
        self._feed = feed
        self._links = links
        wanted = _WAIT.search((prefer or "").lower())
        self._wait_s = min(int(wanted[1]), _LONGEST_WAIT_S) if wanted else 0

    async def respond(self, job: Job) -> JobReceipt | JobView:
        """Return the job's receipt with 202 or, where the caller waited and it ended, the job with 200."""
        receipt = jobs.receipt(job, self._links.settings)
        self._response.headers["Location"] = receipt.status_url
        if not self._wait_s:
            return receipt
        self._response.headers["Preference-Applied"] = f"wait={self._wait_s}"
        snapshots = follow(self._database, self._feed, self._links, self._subject, job.id, timeout_s=self._wait_s)
        async for snapshot in snapshots:
            if snapshot.status.is_final:
                self._response.status_code = 200
                return snapshot
        return receipt


async def _get_responder(
    response: Response, database: AppDatabase, subject: CurrentSubject, feed: Feed, links: Links, prefer: Prefer = None
) -> SubmissionResponder:
    return SubmissionResponder(response, database, subject, feed, links, prefer)


Responder = Annotated[SubmissionResponder, requires(Scope.JOBS_WRITE, of=_get_responder)]
