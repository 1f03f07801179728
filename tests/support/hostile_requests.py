"""Makes requests of an OpenAPI document with hostile text wherever a request holds text, in one place at a time."""

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import quote

# As long as the shortest password, so that it is not refused for that.
HOSTILE: dict[str, str] = {
    "nul": "some\0text",
    "lone high surrogate": "some text\ud800",
    "lone low surrogate": "\udfffsome text",
    "reversed surrogates": "\udd1e\ud834 some text",
    "empty": "",
    "spaces": " \t\u00a0\u3000\u2003 ",
    "bidi": "\u202eabc\u2066\u200f\u202c",
    "invisible": "\u200b\u2060\ufeff\u00ad\u180e\u3164",
    "zalgo": "z" + "\u0315\u0489\u0334\u0361" * 40,
    "combining first": "\u0301\u0308x",
    "dotted capital I": "\u0130\u0131",
    "final sigma": "\u039f\u0394\u039f\u03a3 \u1e9e\ufb01",
    "astral and unassigned": "\U0001d11e\U0001f468\u200d\U0001f469\U000e0041\U0010ffff\uffff\u0378",
    "controls": "\x01\x08\x0b\x1b[31m\x7f\x85\u2028\r\nX: y",
    "huge": "\u00e9" * 70_000,
    "huge number": "9" * 5_000,
    "number beyond range": "1e400",
    "negative": "-170141183460469231731687303715884105729",
    "no number": "NaN",
    "digits of others": "\u0661\u0662\u00b2\u2460",
    "paths": "../../etc/passwd%00\\..\\",
    "patterns": "%_\\'\";--{}${x}[(*+?",
    "address without end": "http://[::1",
    "address of a port beyond": "http://example.com:99999999/\u00e9",
    "time beyond": "9999-12-31T23:59:59.999999-23:59",
}
# Members of JSON that strings alone do not reach; sent as they stand.
HOSTILE_JSON: dict[str, str] = {
    "infinite": "1e999",
    "not a number": "NaN",
    "many digits": "9" * 4_000,
    "too many digits": "9" * 6_000,
    "beyond 64 bits": str(2**63),
    "tiny": "-1e-999",
    "deep": "[" * 500 + "]" * 500,
    "null": "null",
    "nul in a name": '{"a\\u0000": {"b": ["\\ud800"]}}',
}
_NOT_IN_HEADERS = bytes((*range(32), 127))  # of which clients send none
_JSON = frozenset(HOSTILE_JSON.values())
_NAME, _FIELD_NAME, _FILE_NAME = "<name>", "a field's name", "a file's name"
UUID_TEXT = "019a0000-0000-7000-8000-000000000000"


@dataclass(frozen=True)
class Sent:
    """One request, and where and what the hostile text in it is."""

    method: str
    path: str
    place: str
    kind: str
    headers: dict[str, bytes] = field(default_factory=dict)
    content: bytes = b""

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path[:80]}: {self.kind} in {self.place}"


@dataclass(frozen=True)
class Place:
    """Where a request of one operation holds text; ``request`` makes the request with one of the ``kinds`` there."""

    name: str
    kinds: Mapping[str, str]
    make: Callable[[str, str], Sent]

    def request(self, kind: str) -> Sent:
        return self.make(kind, self.kinds[kind])


class Generator:
    """Makes the requests of one document.

    Args:
        document: the OpenAPI document, or several schemas under ``components``.
        known: values for parameters of these names, so that not all that is asked for is not there.
    """

    def __init__(self, document: dict[str, Any], known: dict[str, str]) -> None:
        self._document, self._known = document, known

    def places(self) -> Iterator[Place]:
        """Yield each place of each operation."""
        for path, operations in self._document["paths"].items():
            for method, operation in operations.items():
                yield from self._of_parameters(method, path, operation)
                for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
                    if media_type == "application/json":
                        yield from self.of_body(method, path, operation, self.example(content["schema"]))
                    elif media_type == "multipart/form-data":
                        yield from self._of_form(method, path, operation, content["schema"])

    def of_body(self, method: str, path: str, operation: dict[str, Any], body: Any) -> Iterator[Place]:
        """Yield each text in a JSON body, the names of its members, and the body itself."""
        address = self._address(path, operation)
        headers = self._headers(operation) | {"content-type": b"application/json"}

        def sent(place: tuple[Any, ...], name: str, kind: str, text: str) -> Sent:
            return Sent(method, address, name, kind, headers, _dumped(body, place, text))

        for place in _places(body):
            name = "/".join(map(str, place)) or "body"
            yield Place(name, HOSTILE | HOSTILE_JSON, partial(sent, place, name))

    def example(self, schema: dict[str, Any], depth: int = 0) -> Any:
        """Return data with every member that a schema knows, most of it valid."""
        if "$ref" in schema:
            return self.example(_resolved(self._document, schema["$ref"]), depth)
        for several in ("anyOf", "oneOf", "allOf"):
            if several in schema:
                return self.example(next(s for s in schema[several] if s.get("type") != "null"), depth)
        if "const" in schema or schema.get("enum"):
            return schema.get("const", schema.get("enum", [None])[0])
        match schema.get("type"):
            case "object" if depth < 6:
                members = {
                    name: self._known.get(name, self.example(member, depth + 1))
                    for name, member in schema.get("properties", {}).items()
                }
                more = schema.get("additionalProperties")
                return members | (
                    {"other": self.example(more, depth + 1) if isinstance(more, dict) else "x"} if more else {}
                )
            case "array" if depth < 6:
                return [self.example(schema.get("items", {}), depth + 1)]
            case "integer" | "number":
                return schema.get("default") or max(schema.get("minimum", 1), schema.get("exclusiveMinimum", 1))
            case "boolean":
                return False
        formats = {
            "uuid": UUID_TEXT,
            "email": "ada@example.com",
            "uri": "http://example.com/",
            "date-time": "2026-01-01T00:00:00Z",
        }
        return formats.get(schema.get("format", ""), "x" * max(8, schema.get("minLength", 0)))

    def _of_parameters(self, method: str, path: str, operation: dict[str, Any]) -> Iterator[Place]:
        def in_header(name: str, kind: str, text: str) -> Sent:
            value = text.encode("utf-8", "surrogatepass").translate(None, _NOT_IN_HEADERS).strip()
            headers = self._headers(operation) | {name: value[:16_000]}
            return Sent(method, self._address(path, operation), f"header {name}", kind, headers)

        def in_address(name: str, kind: str, text: str) -> Sent:
            address = self._address(path, operation, **{name: text[:5_000]})
            return Sent(method, address, name, kind, self._headers(operation))

        def in_query(kind: str, text: str) -> Sent:
            address, unknown = self._address(path, operation), _quoted(text[:2_500])
            address += f"{'&' if '?' in address else '?'}{unknown}={unknown}"
            return Sent(method, address, "an unknown query", kind, self._headers(operation))

        for parameter in operation.get("parameters", []):
            make = in_header if parameter["in"] == "header" else in_address
            yield Place(parameter["name"], HOSTILE, partial(make, parameter["name"]))
        yield Place("an unknown query", HOSTILE, in_query)

    def _of_form(self, method: str, path: str, operation: dict[str, Any], schema: dict[str, Any]) -> Iterator[Place]:
        """Yield each field of a form, its name, and the name of a file; in encodings that can say more than UTF-8."""
        names = [name for name in schema["properties"] if name not in ("file", "reference")]
        fields = {name: self._known.get(name, "x") for name in names}

        def sent(name: str, charset: str, kind: str, text: str) -> Sent:
            headers = self._headers(operation)
            headers["content-type"] = f"multipart/form-data; boundary=edge; charset={charset}".encode()
            return Sent(method, self._address(path, operation), name, kind, headers, _form(fields, text, name))

        for name in (*names, _FIELD_NAME, _FILE_NAME):
            for charset in ("utf-8", "utf-7", "raw_unicode_escape"):
                yield Place(f"{name} ({charset})", HOSTILE, partial(sent, name, charset))

    def _address(self, path: str, operation: dict[str, Any], **hostile: str) -> str:
        query = []
        for parameter in operation.get("parameters", []):
            name, where = parameter["name"], parameter["in"]
            if where == "path":
                value = hostile.get(name, self._known.get(name, UUID_TEXT))
                path = path.replace(f"{{{name}}}", _quoted(value) or "%20")
            elif where == "query" and name in hostile:
                query.append(f"{_quoted(name)}={_quoted(hostile[name])}")
            elif where == "query" and parameter.get("required"):
                query.append(f"{_quoted(name)}={_quoted(self._known.get(name, 'x'))}")
        return path + ("?" + "&".join(query) if query else "")

    def _headers(self, operation: dict[str, Any]) -> dict[str, bytes]:
        names = {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "header"}
        return {name: self._known[name].encode() for name in names if name in self._known}


def _resolved(document: dict[str, Any], reference: str) -> dict[str, Any]:
    found: Any = document
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)


def _places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield place
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _places(member, (*place, name))
        yield (*place, _NAME)
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield from _places(member, (*place, number))


def _dumped(value: Any, place: tuple[Any, ...], text: str) -> bytes:
    """Return JSON with ``text`` at ``place``: as it stands if it is JSON already, half pairs escaped, else as UTF-8."""
    mark = "the place of what is hostile"
    changed = holder = copy.deepcopy(value)
    for part in place[:-1]:
        holder = holder[part]
    if not place:
        changed = mark
    elif place[-1] == _NAME:
        holder[mark] = "x"
    else:
        holder[place[-1]] = mark
    if text in _JSON and place[-1:] != (_NAME,):
        written = text
    else:
        written = json.dumps(text, ensure_ascii=re.search("[\0\ud800-\udfff]", text) is not None)
    return json.dumps(changed).replace(json.dumps(mark), written).encode()


def _form(fields: dict[str, str], text: str, place: str) -> bytes:
    as_name = text.replace('"', "%22").replace("\r\n", " ")
    parts = [(name, text if name == place else value) for name, value in fields.items()]
    parts += [(as_name, "x")] if place == _FIELD_NAME else []
    lines = [f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in parts]
    file_name = as_name if place == _FILE_NAME else "x.wav"
    file = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{file_name}"\r\n\r\nno sound\r\n'
    body = "".join([*lines, file, "--edge--\r\n"])
    # Half of a pair as the other two encodings can say it, beside what UTF-8 makes of it.
    return body.replace("\ud800", "\ud800\\ud800+2AA-").encode("utf-8", "surrogatepass")


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")
