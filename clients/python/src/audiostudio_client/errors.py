"""What the server refuses, and what a job failed of."""

from collections.abc import Mapping
from typing import Any


class StudioError(Exception):
    """The server refused a request, or a job ended without a result.

    Attributes:
        code: the kind of problem, for programs; never changes.
        detail: a sentence for people.
        status: of the HTTP answer; None where a job failed.
        problem: the whole problem document, or the job.
    """

    def __init__(self, code: str, detail: str, *, status: int | None, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail, self.status, self.problem = code, detail, status, problem
