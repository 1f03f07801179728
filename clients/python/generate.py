"""Makes the client's models and operations of the server's OpenAPI document, so that a new route is there by itself."""

import json
import keyword
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
DOCUMENT = _HERE.parents[1] / "frontend" / "openapi.json"
PACKAGE = _HERE / "src" / "audiostudio_client"

_NOTE = "Made by generate.py of the server's OpenAPI document; changes here are lost."
_TYPES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_HEADERS = ("Idempotency-Key", "Prefer", "Audio-Studio-Workspace")
_METHODS = ("get", "post", "put", "patch", "delete")
# Served in ways that a method with one answer cannot take: a stream of events, and the tus protocol.
_LEFT_OUT = ("/job/{job_id}/events", "/uploads")


def models(document: Mapping[str, Any]) -> str:
    """Return the module of what the operations take and return."""
    lines = [f'"""What operations take and return. {_NOTE}"""', ""]
    lines += [
        "from __future__ import annotations",
        "",
        "from typing import Any, Literal, NotRequired, TypeAlias, TypedDict",
    ]
    schemas = document["components"]["schemas"]
    for name, schema in sorted(schemas.items()):
        if "properties" not in schema:
            lines += ["", f"{name}: TypeAlias = {_type(schema)}"]
    for name, schema in sorted(schemas.items()):
        if "properties" in schema:
            lines += ["", "", *_model(name, schema)]
    return "\n".join(lines) + "\n"


def _model(name: str, schema: Mapping[str, Any]) -> Iterator[str]:
    required = schema.get("required", ())
    fields = {
        field: _type(of) if field in required else f"NotRequired[{_type(of)}]"
        for field, of in schema["properties"].items()
    }
    if all(field.isidentifier() and not keyword.iskeyword(field) for field in fields):
        yield f"class {name}(TypedDict):"
        yield f'    """{_sentence(schema.get("description", name))}"""'
        yield ""
        yield from (f"    {field}: {of}" for field, of in fields.items())
    else:
        inside = ", ".join(f"{field!r}: {of!r}" for field, of in fields.items())
        yield f"{name} = TypedDict({name!r}, {{{inside}}})"


def _type(schema: Mapping[str, Any]) -> str:  # noqa: PLR0911 - one for each kind of schema
    """Return what a schema's values are in Python."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema or "const" in schema:
        return f"Literal[{', '.join(map(repr, schema.get('enum', [schema.get('const')])))}]"
    if parts := schema.get("anyOf") or schema.get("oneOf"):
        return " | ".join(dict.fromkeys(map(_type, parts)))
    if isinstance(kinds := schema.get("type"), list):
        return " | ".join(_type({**schema, "type": kind}) for kind in kinds)
    if kinds == "array":
        return f"list[{_type(schema.get('items', {}))}]"
    if kinds == "object":
        more = schema.get("additionalProperties")
        return f"dict[str, {_type(more) if isinstance(more, dict) else 'Any'}]"
    return _TYPES.get(str(kinds), "Any")


def operations(document: Mapping[str, Any]) -> str:
    """Return the module of operations, once for each way of waiting."""
    found = [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in _METHODS and not path.startswith(_LEFT_OUT)
    ]
    names = method_names(operation for _, _, operation in found)
    used = sorted({name for _, _, operation in found for name in _names_in(operation, document)})
    lines = [f'"""The operations of the API. {_NOTE}"""', "", "from __future__ import annotations", ""]
    lines += ["from abc import ABC, abstractmethod", "from collections.abc import Iterable, Mapping"]
    lines += ["from typing import Any, Literal", "", f"from audiostudio_client.models import {', '.join(used)}"]
    lines += ["from audiostudio_client.requests import FileField"]
    for waiting in ("", "async "):
        lines += ["", "", f"class {'Async' if waiting else ''}Operations(ABC):"]
        lines += ['    """One method for each operation."""', "", "    @abstractmethod"]
        lines += [f"    {waiting}def _ask(self, method: str, path: str, **more: Any) -> Any: ..."]
        for path, method, operation in found:
            lines += ["", *_method(names[operation["operationId"]], path, method, operation, waiting)]
    return "\n".join(lines) + "\n"


def method_names(operations: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the methods' names by the operations' ids: without their room, but where two would be called the same."""
    short = {}
    for operation in operations:
        room = f"{operation['tags'][0]}_".replace(" ", "_") if operation.get("tags") else ""
        short[str(operation["operationId"])] = str(operation["operationId"]).removeprefix(room)
    count = Counter(short.values())
    return {full: name if count[name] == 1 else full for full, name in short.items()}


def _method(name: str, path: str, method: str, operation: Mapping[str, Any], waiting: str) -> Iterator[str]:
    given = operation.get("parameters", ())
    in_path = [parameter for parameter in given if parameter["in"] == "path"]
    in_query = [parameter for parameter in given if parameter["in"] == "query"]
    in_header = [parameter for parameter in given if parameter["in"] == "header" and parameter["name"] in _HEADERS]
    content = operation.get("requestBody", {}).get("content", {})
    signature = [f"{parameter['name']}: {_type(parameter['schema'])}" for parameter in in_path]
    passed = []
    is_form = "multipart/form-data" in content
    either = " | None = None" if is_form and "application/json" in content else ""
    if "application/json" in content:
        signature.append(f"body: {_type(content['application/json']['schema'])}{either}")
        passed.append("body=body")
    optional = [(_snake(parameter["name"]), parameter) for parameter in (*in_query, *in_header)]
    if optional or is_form:
        signature.append("*")
    if is_form:
        signature += [f"files: Iterable[FileField]{either}", "data: Mapping[str, str] | None = None"]
        passed.append("files=files, data=data")
    for argument, parameter in optional:
        kind = _type(parameter["schema"])
        signature.append(f"{argument}: {kind if 'None' in kind.split(' | ') else f'{kind} | None'} = None")
    if in_query:
        inside = ", ".join(f"{parameter['name']!r}: {_snake(parameter['name'])}" for parameter in in_query)
        passed.append(f"query={{{inside}}}")
    if in_header:
        inside = ", ".join(f"{parameter['name']!r}: {_snake(parameter['name'])}" for parameter in in_header)
        passed.append(f"headers={{{inside}}}")
    address = f"f{path!r}" if in_path else repr(path)
    returned = _answer(operation)
    yield f"    {waiting}def {name}({', '.join(['self', *signature])}) -> {returned}:"
    yield f'        """{_sentence(operation.get("description", operation["summary"]))}"""'
    call = f"{'await ' if waiting else ''}self._ask({', '.join([repr(method.upper()), address, *passed])})"
    if returned == "None":
        yield f"        {call}"
    else:
        yield f"        answer: {returned} = {call}"
        yield "        return answer"


def _answer(operation: Mapping[str, Any]) -> str:
    """Return what an operation answers where it does as it was asked."""
    kinds: dict[str, None] = {}
    for status, answer in operation["responses"].items():
        content = answer.get("content", {}) if status.startswith("2") and status != "206" else {}
        if "application/json" in content:
            kinds |= dict.fromkeys(_type(content["application/json"]["schema"]).split(" | "))
        elif content:
            kinds["bytes"] = None
    return " | ".join(kinds) or "None"


def _names_in(operation: Mapping[str, Any], document: Mapping[str, Any]) -> set[str]:
    lines = " ".join(line for line in _method("x", "/", "get", operation, "") if '"""' not in line)
    return set(re.findall(r"\w+", lines)) & set(document["components"]["schemas"])


def _snake(name: str) -> str:
    return name.lower().replace("-", "_")


def _sentence(text: str) -> str:
    first = re.split(r"(?<=[.;])\s", " ".join(text.split()), maxsplit=1)[0].rstrip(";")
    return first.replace("\\", "\\\\").replace('"', "'") if first.endswith(".") else f"{first}."


def written() -> dict[Path, str]:
    """Return each module that is made, with its text."""
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    return {PACKAGE / "models.py": models(document), PACKAGE / "operations.py": operations(document)}


if __name__ == "__main__":
    for path, text in written().items():
        path.write_text(text, encoding="utf-8")
