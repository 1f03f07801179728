"""What is asked of a tool: the request that becomes a job, its price, the roles of its inputs."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from audiostudio.accounts.plans import Plan
from audiostudio.kit.auth.subject import Subject
from audiostudio.kit.idempotency import RequestKey
from audiostudio.tools.base import Tool, ToolParams


@dataclass(frozen=True)
class JobRequest:
    """What is asked of a tool, checked, and what the answer to a repeated request depends on.

    ``attachment`` is what the feature behind the tool is told besides the parameters; its hooks alone read it.
    """

    tool: str
    params: ToolParams
    plan: Plan
    filename: str
    webhook_url: str | None = None
    external_user: str | None = None
    key: RequestKey | None = None
    attachment: object | None = None


def price(subject: Subject, tool: Tool[Any], params: ToolParams, file_count: int) -> Decimal:
    """Return what a run costs the caller, in credits; the operator's own backend pays nothing."""
    return Decimal(0) if subject.is_service else Decimal(tool.price_credits(params, file_count))


def starting_price(subject: Subject, tools: Iterable[Tool[Any]]) -> Decimal:
    """Return what the cheapest run of any of ``tools`` costs the caller, in credits."""
    return Decimal(0) if subject.is_service else Decimal(min(tool.starting_price_credits() for tool in tools))


def input_role(number: int, *, reference: bool = False) -> str:
    """Return the role of a job's n-th input, from 0."""
    return f"{'reference' if reference else 'input'}-{number:03d}"


def is_reference(role: str) -> bool:
    """Return whether an input is one that the result is to resemble."""
    return role.startswith("reference")
