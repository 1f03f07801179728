"""Makes the OpenAPI document fit for generated clients: names that stay, and a schema for every answer."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel

from audiostudio.kit.auth.api_keys import KeyInAddress
from audiostudio.kit.auth.browser_sessions import CrossSiteRequest
from audiostudio.kit.auth.memberships import WorkspaceNotYours
from audiostudio.kit.auth.scopes import NotPermitted
from audiostudio.kit.http.errors import Problem, responses
from audiostudio.kit.http.rate_limits import RateLimited

_SCHEMA_PLACE = "#/components/schemas/{model}"
_EVENTS = "text/event-stream"  # whose schema would be that of each event
_BINARY = {"type": "string", "format": "binary"}
_CHANGING = ("post", "put", "patch", "delete")
_ANY_CODE = "…"


class _FeatureRefusal(Problem):
    """Stands, in a route's description, for what features refuse with one status: rooms above the route's own."""

    code = _ANY_CODE
    title = "what features refuse"


class _NotFoundByFeature(_FeatureRefusal):
    status = 404


class _GoneForFeature(_FeatureRefusal):
    status = 410


class _ConflictForFeature(_FeatureRefusal):
    status = 409


FEATURE_REFUSALS: tuple[type[Problem], ...] = (_NotFoundByFeature, _GoneForFeature, _ConflictForFeature)
_PLACE = f"`{_FeatureRefusal.code}`: {_FeatureRefusal.title}"


def operation_name(route: APIRoute) -> str:
    """Return the operation's id: its room and its function, which no change of the path touches."""
    return f"{route.tags[0]}_{route.name}".replace(" ", "_") if route.tags else route.name


def complete_openapi(
    app: FastAPI,
    *,
    messages: Sequence[type[BaseModel]] = (),
    feature_problems: Sequence[type[Problem]] = (),
) -> None:
    """Have the document of ``app`` say what routes leave unsaid; call it once all routes are there.

    Args:
        app: the application.
        messages: what WebSockets send, which OpenAPI has no other place for than among the schemas.
        feature_problems: what features refuse, described wherever a route names ``FEATURE_REFUSALS``.
    """
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = generate()
            for message in messages:
                schema = message.model_json_schema(mode="serialization", ref_template=_SCHEMA_PLACE)
                document["components"]["schemas"] |= schema.pop("$defs", {}) | {message.__name__: schema}
            for path in document["paths"].values():
                for method, operation in path.items():
                    _describe_features(operation, feature_problems)
                    _describe_files(operation)
                    if "security" in operation:
                        _describe_refusals(operation, changing=method in _CHANGING)
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign]  # the hook FastAPI documents for this


def _describe_features(operation: dict[str, Any], problems: Sequence[type[Problem]]) -> None:
    """Put the problems of features where the route's description names their places."""
    answers = operation["responses"]
    for status, answer in list(answers.items()):
        phrases = answer["description"].split(" · ")
        if _PLACE in phrases:
            at = phrases.index(_PLACE)
            phrases[at : at + 1] = [
                f"`{found.code}`: {found.title}" for found in problems if found.status == int(status)
            ]
            answer["description"] = " · ".join(phrases)
            if not phrases:
                del answers[status]


def _describe_files(operation: dict[str, Any]) -> None:
    """Say of answers without a schema that they are files."""
    for answer in operation["responses"].values():
        for media_type, content in answer.get("content", {}).items():
            if media_type != _EVENTS:
                content.setdefault("schema", _BINARY)


def _describe_refusals(operation: dict[str, Any], *, changing: bool) -> None:
    """Say of an operation how it answers whoever is known and may not do this, or asks too often."""
    problems: tuple[type[Problem], ...] = (WorkspaceNotYours, NotPermitted, KeyInAddress, RateLimited)
    answers = operation["responses"]
    for status, described in responses(*problems, *((CrossSiteRequest,) if changing else ())).items():
        if str(status) not in answers:
            answers[str(status)] = described
            continue
        phrases = answers[str(status)]["description"].split(" · ")
        phrases += [phrase for phrase in described["description"].split(" · ") if phrase not in phrases]
        answers[str(status)]["description"] = " · ".join(phrases)
