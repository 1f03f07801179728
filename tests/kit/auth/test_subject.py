"""Every route says what it requires; roles are data that hold what they promise."""

import inspect
from collections.abc import Iterator
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIWebSocketRoute, iter_route_contexts

from audiostudio.app import create_app
from audiostudio.kit.auth.scopes import SCOPES, NotPermitted, Role, Scope
from audiostudio.kit.auth.subject import authorized, subject_of
from audiostudio.kit.auth.websockets import SocketAuthorization
from audiostudio.settings import Settings

# Routes that ask nobody who they are: what they tell is no workspace's, or they are how people come in and go.
PUBLIC = {
    "GET /",
    "GET /app",
    "GET /docs",
    "GET /docs/errors",
    "GET /docs/oauth2-redirect",
    "GET /redoc",
    "GET /health",
    "GET /tools",
    "GET /formats",
    "OPTIONS /uploads",
    "POST /auth/register",
    "POST /auth/login",
    "POST /auth/refresh",
    "POST /auth/logout",
    "GET /auth/session",
    "POST /auth/session",
    "POST /auth/session/register",
    "DELETE /auth/session",
    "PUT /auth/session/workspace",  # of the cookie that it comes with, by its own page
    "GET /auth/methods",
    # Steps of signing in, and links of mails, whose secrets are the proof.
    "POST /auth/login/second-factor",
    "POST /auth/login/passkey",
    "POST /auth/login/passkey/options",
    "POST /auth/session/second-factor",
    "POST /auth/session/passkey",
    "POST /auth/oauth",
    "GET /auth/oauth/callback",
    "POST /auth/email/verify",
    "POST /auth/email/change/confirm",
    "POST /auth/password/forgot",
    "POST /auth/password/reset",
    "GET /files/exports/{workspace_id}/{user_id}/{export_id}",
    "HEAD /files/exports/{workspace_id}/{user_id}/{export_id}",
    "POST /api/webhook",  # whose signature is the proof
    "GET /files/{workspace_id}/{asset_id}/{name}",  # whose signed address is the proof
    "HEAD /files/{workspace_id}/{asset_id}/{name}",
    "GET /api/audio-studio/voice-cloning/consent",
}
# What is sent by POST and changes nothing of the workspace.
READ_BY_POST = {
    "POST /api/audio-studio/ai-voice/preview",
    "POST /api/audio-studio/music/plan",
    "POST /api/audio-studio/music/plan/edit",
    "POST /api/audio-studio/music/preview",
    "POST /invitations/look",
}
# What anybody may do who belongs to a workspace, be it to look on: it is about themselves.
OF_ONESELF = {"POST /workspaces", "POST /workspace/leave", "POST /invitations/accept"}


def _requirements(dependant: Dependant) -> Iterator[frozenset[str]]:
    """Yield the scopes of every place in a route's dependencies that asks for its subject."""
    if dependant.call in (authorized, SocketAuthorization):
        yield frozenset([*(dependant.parent_oauth_scopes or []), *(dependant.own_oauth_scopes or [])])
    for part in dependant.dependencies:
        yield from _requirements(part)


def _run_in_threads(dependant: Dependant) -> Iterator[str]:
    """Yield the dependencies that the framework runs in a thread each, being plain functions or classes."""
    for part in dependant.dependencies:
        calls = (part.call, getattr(part.call, "__call__", None))  # noqa: B004 - security schemes are callable
        if not any(inspect.iscoroutinefunction(call) or inspect.isasyncgenfunction(call) for call in calls):
            yield f"{part.call.__module__}.{part.call.__qualname__}"
        yield from _run_in_threads(part)


def test_no_request_goes_through_threads_before_its_route_begins() -> None:
    app: FastAPI = create_app(Settings(_env_file=None, secret_key="a secret for the OpenAPI document"))
    routes = [context.original_route for context in iter_route_contexts(app.routes)]
    assert {
        name for route in routes if isinstance(route, APIRoute) for name in _run_in_threads(route.dependant)
    } == set()


@pytest.fixture(scope="module")
def routes() -> dict[str, list[frozenset[str]]]:
    """Give what every route requires, at every place where its dependencies do."""
    app: FastAPI = create_app(Settings(_env_file=None, secret_key="a secret for the OpenAPI document"))
    found = {}
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute | APIWebSocketRoute):
            for method in route.methods if isinstance(route, APIRoute) else ["WEBSOCKET"]:
                found[f"{method} {context.path}"] = list(_requirements(route.dependant))
    assert len(found) > 60
    return found


def test_every_route_requires_something_or_is_public(routes: dict[str, list[frozenset[str]]]) -> None:
    assert {name for name, requirements in routes.items() if not requirements} == PUBLIC


def test_a_route_requires_the_same_wherever_its_dependencies_ask(routes: dict[str, list[frozenset[str]]]) -> None:
    assert {name: of for name, of in routes.items() if frozenset() in of or len(set(of)) > 1} == {}


def test_what_is_required_is_a_scope(routes: dict[str, list[frozenset[str]]]) -> None:
    assert {scope for of in routes.values() for scopes in of for scope in scopes} == set(Scope)


def test_whoever_may_only_read_changes_nothing(routes: dict[str, list[frozenset[str]]]) -> None:
    changing = {name for name in routes.keys() - PUBLIC if name.split()[0] in ("POST", "PUT", "PATCH", "DELETE")}
    changing = {name for name in changing if " /admin/" not in name}  # which ask for an operator (tests/admin)
    open_to_viewers = {name for name in changing if routes[name][0] <= SCOPES[Role.VIEWER]}
    own_account = {name for name in changing if routes[name][0] == {Scope.ACCOUNT_MANAGE}}
    assert open_to_viewers - own_account == READ_BY_POST | OF_ONESELF
    assert all(name.partition(" ")[2].startswith("/auth/") for name in own_account)


def test_each_role_may_do_more_than_the_next() -> None:
    managing = {Scope.WORKSPACE_MANAGE, Scope.MEMBERS_WRITE}
    paying = {Scope.BILLING_READ, Scope.BILLING_WRITE}
    assert SCOPES[Role.OWNER] == SCOPES[Role.ADMIN] == set(Scope)
    assert SCOPES[Role.ADMIN] - SCOPES[Role.MEMBER] == managing | paying
    assert SCOPES[Role.MEMBER] > SCOPES[Role.VIEWER]
    assert all(scope.endswith(":read") for scope in SCOPES[Role.VIEWER] - {Scope.ACCOUNT_WRITE, Scope.ACCOUNT_MANAGE})


def test_whoever_pays_sees_money_and_no_sounds() -> None:
    assert {str(scope) for scope in SCOPES[Role.BILLING]} == {
        "account:manage",
        "account:read",
        "account:write",
        "billing:read",
        "billing:write",
        "credits:read",
        "members:read",
    }
    assert not SCOPES[Role.MEMBER] & {Scope.BILLING_READ, Scope.BILLING_WRITE}
    assert Scope.CREDITS_READ in SCOPES[Role.MEMBER]


def test_a_refusal_names_what_is_missing() -> None:
    viewer = subject_of(uuid4(), uuid4(), Role.VIEWER)
    viewer.require(Scope.JOBS_READ, Scope.LIBRARY_READ)
    with pytest.raises(NotPermitted, match="'jobs:write', which the role 'viewer'") as refusal:
        viewer.require(Scope.JOBS_READ, Scope.JOBS_WRITE)
    assert refusal.value.extra == {"required": ["jobs:write"]}


def test_limits_count_a_person_alike_in_every_role_and_process() -> None:
    workspace_id, user_id = uuid4(), uuid4()
    names = {str(subject_of(workspace_id, user_id, role)) for role in Role}
    assert names == {f"{workspace_id}/{user_id}"}
