"""Rules of asking a tool: parameters and tier are settled before a byte is taken in or a credit spent."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import ValidationError

from audiostudio.accounts.plans import PLANS, Plan, Tier, tiers_up_to
from audiostudio.audio.codecs import AudioFormat, check_format
from audiostudio.audio.errors import AudioError
from audiostudio.jobs.requests import JobRequest
from audiostudio.kit.auth.subject import Subject
from audiostudio.kit.file_names import safe_file_name
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.http.text_door import require_clean
from audiostudio.kit.idempotency import request_key
from audiostudio.kit.outbound.fetch import checked_url
from audiostudio.settings import Settings
from audiostudio.submissions.schemas import Formats, MasterRequest, TierFormats, ToolView
from audiostudio.tools.base import Tool, ToolParams
from audiostudio.tools.entitlements import EVERYTHING, Entitlements
from audiostudio.tools.registry import all_tools, get_tool


class ParametersInvalid(Problem):
    """The tool's parameters are not valid."""

    status = 422
    code = "parameters_invalid"
    title = "Some of the tool's parameters are not valid."


class TierNotYours(Problem):
    """A user named a higher tier than their workspace has."""

    status = 403
    code = "tier_not_allowed"
    title = "Your workspace does not have this tier."


async def parse_parameters(
    tool: Tool[Any], *, parameters: str | None, model: str | None, entitlements: Entitlements
) -> ToolParams:
    """Return the checked parameters of a form.

    Raises:
        CodedError: the tool refuses them, or the plan does not allow this.
        ParametersInvalid: with ``errors``, one for each that is wrong.
        RequestValidationError: a text among them cannot be kept.
    """
    try:
        given = json.loads(parameters) if parameters else {}
    except (ValueError, RecursionError):
        raise ParametersInvalid("The field 'parameters' must hold a JSON object.") from None
    if not isinstance(given, dict):
        raise ParametersInvalid("The field 'parameters' must hold a JSON object.")
    require_clean(given, "body", "parameters")
    if model:
        given["model"] = model
    return await check_parameters(tool, given, entitlements)


async def check_parameters(tool: Tool[Any], given: dict[str, Any], entitlements: Entitlements) -> ToolParams:
    """Return the checked parameters of a tool; a long text is looked at beside the event loop.

    Raises:
        CodedError: the tool refuses them, or the plan does not allow this.
        ParametersInvalid: with ``errors``, one for each that is wrong.
    """
    try:
        params = tool.Params.model_validate(given)
    except ValidationError as error:
        errors = [
            {"location": "/" + "/".join(str(part)[:100] for part in found["loc"]), "message": found["msg"]}
            for found in error.errors(include_input=False, include_url=False, include_context=False)
        ]
        raise ParametersInvalid(
            "; ".join(f"{found['location'].lstrip('/') or 'parameters'}: {found['message']}" for found in errors)[
                :1000
            ],
            errors=errors,
        ) from None
    await asyncio.to_thread(tool.check, params, entitlements)
    return params


def job_request(
    tool: Tool[Any],
    params: ToolParams,
    plan: Plan,
    *,
    names: Sequence[str],
    digests: Sequence[str],
    webhook_url: str | None,
    idempotency_key: str | None,
) -> JobRequest:
    """Return the request of a tool that works on files, or on none.

    Args:
        tool: which is asked.
        params: checked.
        plan: the work is done under.
        names: of the files; the job is called by the first, or by the tool where there is none.
        digests: SHA-256 of each file and reference, by which a repeated request is known; read under a key only.
        webhook_url: called when the job has ended.
        idempotency_key: the caller's name for the request.

    Raises:
        UrlInvalid: nothing can be called at ``webhook_url``.
    """
    url = check_webhook_url(webhook_url)
    return JobRequest(
        tool=tool.name,
        params=params,
        plan=plan,
        filename=safe_file_name(names[0] if names else tool.title),
        webhook_url=url,
        key=request_key(idempotency_key, tool.name, params.model_dump(mode="json"), list(digests), url),
    )


def check_webhook_url(url: str | None) -> str | None:
    """Return the address to call when the job has ended, if one was given.

    Raises:
        UrlInvalid: nothing can be called there.
    """
    if not url:
        return None
    checked_url(url)
    return url


def settle_plan(subject: Subject, own: Plan, claimed: Tier | None) -> Plan:
    """Return the plan that work is done under: a trusted backend's word counts, a user's only where it asks no more.

    Raises:
        TierNotYours: the body claims a higher tier than the workspace has.
    """
    if claimed is None:
        return own
    allowed = tiers_up_to(own.tier)
    if claimed not in allowed and not subject.is_service:
        raise TierNotYours(f"Your workspace's tier is {own.tier}.", allowed={"tier": allowed})
    return PLANS[claimed]


def master_parameters(request: MasterRequest, settings: Settings) -> dict[str, Any]:
    """Return the mastering tool's parameters for a request of POST /master."""
    target_lufs = request.target_lufs
    if target_lufs is None and not request.target and not request.reference_urls:
        target_lufs = settings.default_target_lufs
    return {
        "genre": request.genre,
        "target_format": request.target_format,
        "target_sample_rate": request.target_sample_rate or settings.default_sample_rate,
        "intensity": request.intensity,
        "report": request.report,
        "preview": request.preview,
        "target": request.target,
        "target_lufs": target_lufs,
    }


def list_tools() -> list[ToolView]:
    """Return every tool with the schema of its parameters."""
    return [
        ToolView(
            name=tool.name,
            verb=tool.verb,
            title=tool.title,
            summary=tool.summary,
            parameters=tool.Params.model_json_schema(),
            price=tool.starting_price_credits(),
            takes=_takes(tool),
            min_files=min_files(tool),
            max_files=tool.max_files,
            max_references=tool.max_references,
        )
        for tool in all_tools().values()
    ]


def min_files(tool: Tool[Any]) -> int:
    """Return how many sounds a tool needs."""
    return min(1, tool.max_files)


def _takes(tool: Tool[Any]) -> Literal["sound", "text", "parameters"]:
    if tool.max_files:
        return "sound"
    return "text" if "text" in tool.Params.model_fields else "parameters"


def formats(settings: Settings) -> Formats:
    """Return what a master can be, per tier."""
    schema = get_tool("mastering").Params.model_json_schema()["properties"]
    return Formats(
        tiers=[
            TierFormats(
                tier=plan.tier,
                formats=list(plan.entitlements.formats),
                sample_rates=list(plan.entitlements.sample_rates_hz),
                processing=plan.processing,
                max_file_size_mb=min(plan.max_file_size_mb, settings.max_file_size_mb),
            )
            for plan in PLANS.values()
        ],
        genres=schema["genre"]["enum"],
        sample_rates_by_format={
            name: [rate for rate in EVERYTHING.sample_rates_hz if _exists(name, rate)] for name in EVERYTHING.formats
        },
        target_lufs={
            "lowest": schema["target_lufs"]["minimum"],
            "highest": schema["target_lufs"]["maximum"],
            "default": settings.default_target_lufs,
        },
    )


def _exists(container: str, sample_rate_hz: int) -> bool:
    try:
        check_format(AudioFormat(container), sample_rate_hz, 2)  # type: ignore[arg-type]
    except AudioError:
        return False
    return True
