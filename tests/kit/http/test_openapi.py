"""The OpenAPI document as generators of clients read it: names that stay, a schema for every answer."""

import json
import re
from collections import Counter
from typing import Any

import pytest

from audiostudio.app import create_app
from audiostudio.settings import Settings


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return create_app(Settings(_env_file=None, secret_key="a secret for the OpenAPI document")).openapi()


@pytest.fixture(scope="module")
def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_operations_have_short_names_of_their_own(operations: dict[str, dict[str, Any]]) -> None:
    names = Counter(operation["operationId"] for operation in operations.values())
    assert [name for name, times in names.items() if times > 1] == []
    assert [name for name in names if not re.fullmatch(r"[a-z]+_[a-z_]{2,40}", name)] == []
    assert operations["post /upload"]["operationId"] == "studio_upload"


def test_every_answer_with_content_has_a_schema(operations: dict[str, dict[str, Any]]) -> None:
    bare = [
        f"{name} {status}"
        for name, operation in operations.items()
        for status, answer in operation["responses"].items()
        for media_type, content in answer.get("content", {}).items()
        if not content.get("schema") and media_type != "text/event-stream"
    ]
    assert bare == []


def test_every_error_is_a_problem_document(operations: dict[str, dict[str, Any]]) -> None:
    problem = {"$ref": "#/components/schemas/ProblemDocument"}
    others = [
        f"{name} {status}"
        for name, operation in operations.items()
        for status, answer in operation["responses"].items()
        if status >= "400" and answer.get("content", {}).get("application/problem+json", {}).get("schema") != problem
    ]
    assert others == ["get /health 503"], "which tells what is down"


def test_what_changes_something_tells_that_pages_of_other_sites_are_refused(
    operations: dict[str, dict[str, Any]],
) -> None:
    changing = [
        name
        for name, operation in operations.items()
        if not name.startswith(("get", "head")) and "security" in operation
    ]
    assert len(changing) > 10
    assert all("cross_site_request" in operations[name]["responses"]["403"]["description"] for name in changing)


def test_every_reference_leads_somewhere_also_in_what_websockets_send(document: dict[str, Any]) -> None:
    assert "jobs" in document["components"]["schemas"]["JobChanges"]["properties"]
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert sorted(named - document["components"]["schemas"].keys()) == []
