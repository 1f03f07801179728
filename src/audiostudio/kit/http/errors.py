"""Problem documents (RFC 9457): every error leaves the product in one shape, under a code that never changes."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Annotated, Any, ClassVar, cast
from uuid import uuid4

from fastapi import FastAPI, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema
from starlette.exceptions import HTTPException

from audiostudio.audio.errors import CodedError
from audiostudio.kit.http.security_headers import API_HEADERS
from audiostudio.kit.text import fault_of

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_SCHEMA_REF = {"$ref": "#/components/schemas/ProblemDocument"}


class Problem(Exception):
    """Base of the product's errors: raised where the rule lives, answered as a problem document.

    Subclasses set ``status``, ``code`` and ``title``. ``extra`` holds further members of the document, for programs:
    ``raise NotEnoughCredits("One master costs 2 credits, you have 1.", balance=1, cost=2)``.
    """

    status: ClassVar[int]
    code: ClassVar[str]
    title: ClassVar[str]

    def __init__(self, detail: str | None = None, *, headers: Mapping[str, str] | None = None, **extra: Any) -> None:
        self.detail = self.title if detail is None else detail
        self.headers = dict(headers or {})
        self.extra = extra
        super().__init__(f"{self.code}: {self.detail}")


class ProblemDocument(BaseModel):
    """What went wrong, for people (`title`, `detail`) and for programs (`code`, further members)."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Address of the description of this kind of problem.")
    title: str = Field(description="The kind of problem, in a few words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong with this request and, where known, what would work.")
    code: str = Field(description="The kind of problem, for programs; never changes.")
    instance: str | None = Field(None, description="Names this occurrence in the server's log.")


# Statuses that the framework itself answers: code and sentence.
_FRAMEWORK_ERRORS = {
    400: ("bad_request", "The request cannot be read."),
    401: ("not_authenticated", "Sign in, or send a key."),
    403: ("forbidden", "This is not yours to do."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not answer this method."),
    406: ("not_acceptable", "This address cannot answer in the form you accept."),
    409: ("conflict", "The request contradicts the present state."),
    413: ("body_too_large", "The body is larger than is accepted here."),
    415: ("unsupported_media_type", "This address does not read this kind of body."),
    422: ("validation_failed", "Some of what was sent is not valid."),
    429: ("rate_limited", "Too many requests; try again later."),
    500: ("internal_error", "Something went wrong here; the operator finds it in the log by its instance."),
    503: ("unavailable", "The service is not available right now."),
}


def install_error_handlers(app: FastAPI, *, statuses: Mapping[type[CodedError], int] | None = None) -> None:
    """Answer every error of ``app`` with a problem document, and say so in its OpenAPI document.

    Args:
        app: the application.
        statuses: what each class of errors that knows no HTTP is answered with, its subclasses too unless they have
            their own; codes that end in ``_too_large`` are answered with 413 all the same.
    """
    app.add_exception_handler(Problem, _answer_problem)
    app.add_exception_handler(RequestValidationError, _answer_invalid)
    app.add_exception_handler(HTTPException, _answer_http_exception)
    app.add_exception_handler(Exception, _answer_unexpected)
    for error_class, status in (statuses or {}).items():
        app.add_exception_handler(error_class, _coded_error_handler(status))
    _document_problems(app)


def responses(*problems: type[Problem] | int) -> dict[int | str, dict[str, Any]]:
    """Return FastAPI's ``responses=`` for a route that answers these problems (classes, or bare statuses)."""
    lines: dict[int, list[str]] = {}
    for problem in problems:
        if isinstance(problem, int):
            lines.setdefault(problem, []).append(f"`{_framework_error(problem)[0]}`")
        else:
            lines.setdefault(problem.status, []).append(f"`{problem.code}`: {problem.title}")
    return {status: _documented(" · ".join(dict.fromkeys(of_status))) for status, of_status in lines.items()}


def problem_response(
    *, status: int, code: str, title: str, detail: str, extra: Mapping[str, Any], headers: Mapping[str, str]
) -> Response:
    """Return the problem document as an answer; text that no encoding can carry is replaced, never an error."""
    document = {
        **jsonable_encoder(dict(extra)),
        "type": f"/docs/errors#{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
    }
    return JSONResponse(_encodable(document), status, headers=dict(headers), media_type=MEDIA_TYPE)


async def _answer_problem(request: Request, error: Exception) -> Response:
    problem = cast(Problem, error)
    return problem_response(
        status=problem.status,
        code=problem.code,
        title=problem.title,
        detail=problem.detail,
        extra=problem.extra,
        headers=problem.headers,
    )


def invalid_response(errors: Iterable[Mapping[str, Any]]) -> Response:
    """Return the answer to values that are not valid, each with pydantic's ``loc``, ``msg`` and ``type``."""
    code, detail = _FRAMEWORK_ERRORS[422]
    described = [_described(found) for found in errors]
    return problem_response(
        status=422, code=code, title=_title(code), detail=detail, extra={"errors": described}, headers={}
    )


async def _answer_invalid(request: Request, error: Exception) -> Response:
    return invalid_response(cast(RequestValidationError, error).errors())


async def _answer_http_exception(request: Request, error: Exception) -> Response:
    exception = cast(HTTPException, error)
    headers = exception.headers or {}
    if exception.status_code < 400 or exception.status_code in (204, 304):
        return Response(status_code=exception.status_code, headers=headers)
    code, sentence = _framework_error(exception.status_code)
    given = exception.detail if isinstance(exception.detail, str) else ""
    detail = sentence if given in ("", _phrase(exception.status_code)) else given
    return problem_response(
        status=exception.status_code, code=code, title=_title(code), detail=detail, extra={}, headers=headers
    )


async def _answer_unexpected(request: Request, error: Exception) -> Response:
    instance = uuid4().urn
    # Path only: a query string can hold a signature.
    logger.error("%s %s failed, %s", request.method, request.url.path, instance, exc_info=error)
    code, detail = _FRAMEWORK_ERRORS[500]
    return problem_response(
        status=500,
        code=code,
        title=_title(code),
        detail=detail,
        extra={"instance": instance},
        headers=API_HEADERS,  # this answer alone passes by the middleware that sets them
    )


def _coded_error_handler(status: int) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, error: Exception) -> Response:
        coded = cast(CodedError, error)
        return problem_response(
            status=413 if coded.code.endswith("_too_large") else status,
            code=coded.code,
            title=_title(coded.code),
            detail=coded.detail,
            extra={} if coded.allowed is None else {"allowed": coded.allowed},
            headers={},
        )

    return answer


def _described(found: Mapping[str, Any]) -> dict[str, str]:
    """Return where the error lies and what it is, without the value that was sent: it can be a secret."""
    message = str(found["msg"])
    if found["type"] == "union_tag_invalid":  # the one message of pydantic that quotes the value
        message = f"Should be one of {found['ctx']['expected_tags']}"
    location = "".join(f"/{_pointer_token(part)}" for part in found["loc"])
    return {"location": location, "message": message, "type": str(found["type"])}


def _pointer_token(part: object) -> str:
    """Return a member's name as a token of a JSON pointer (RFC 6901), cut to a readable length."""
    return str(part)[:100].replace("~", "~0").replace("/", "~1")


def _framework_error(status: int) -> tuple[str, str]:
    return _FRAMEWORK_ERRORS.get(status) or (f"http_{status}", _phrase(status))


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Error"


def _title(code: str) -> str:
    return code.replace("_", " ").capitalize()


def _encodable(value: Any) -> Any:
    """Replace lone surrogates, which JSON can carry into Python but UTF-8 cannot carry out again."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {_encodable(key): _encodable(member) for key, member in value.items()}
    return [_encodable(member) for member in value] if isinstance(value, list) else value


def _documented(description: str) -> dict[str, Any]:
    return {"description": description, "content": {MEDIA_TYPE: {"schema": _SCHEMA_REF}}}


def _document_problems(app: FastAPI) -> None:
    """Name the schema of problems in the OpenAPI document, in place of the framework's own validation errors."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = generate()
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            schemas["ProblemDocument"] = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
            for path in document.get("paths", {}).values():
                for operation in path.values():
                    _document_reading(operation)
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign]  # the hook FastAPI documents for this


def _document_reading(operation: dict[str, Any]) -> None:
    """Say of one operation how it answers what cannot be read or is not valid."""
    answers = operation.get("responses", {})
    invalid = answers.get("422", {}).get("content", {}).get("application/json", {}).get("schema", {})
    if invalid.get("$ref", "").endswith("/HTTPValidationError"):
        answers["422"] = _documented("`validation_failed`: `errors` lists what is wrong, and where")
    if "requestBody" in operation:
        answers.setdefault("400", _documented("`bad_request`: the body cannot be read"))


class _Storable:
    """Refuses what PostgreSQL's text and UTF-8 cannot hold."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        json_schema = handler(schema)
        json_schema.setdefault("pattern", r"^[^\u0000]*$")
        return json_schema

    @staticmethod
    def _check(value: str) -> str:
        if fault := fault_of(value):
            raise PydanticCustomError(fault.type, fault.message)
        return value


CleanText = Annotated[str, _Storable()]
"""Text that the database can hold: every text that a user writes and the product keeps is one."""
