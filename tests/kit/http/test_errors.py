import json
import logging
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

import httpx2
import pytest
from fastapi import FastAPI, Query
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.exceptions import HTTPException

from audiostudio.kit.http.errors import CleanText, Problem, install_error_handlers, responses


class NotEnoughCredits(Problem):
    status = 402
    code = "not_enough_credits"
    title = "Not enough credits"


class JobNotFound(Problem):
    status = 404
    code = "job_not_found"
    title = "No such job"


class SoundError(Exception):
    def __init__(self, code: str, detail: str, allowed: dict[str, Any] | None = None) -> None:
        self.code, self.detail, self.allowed = code, detail, allowed


class Cat(BaseModel):
    kind: Literal["cat"]


class Dog(BaseModel):
    kind: Literal["dog"]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: CleanText = Field(max_length=20)
    password: str = Field(min_length=1000)
    animal: Annotated[Cat | Dog, Field(discriminator="kind")] | None = None


def make_app() -> FastAPI:
    app = FastAPI()
    install_error_handlers(app, also={SoundError: 422})

    @app.get("/paid", responses=responses(NotEnoughCredits, JobNotFound, 409))
    async def paid() -> None:
        raise NotEnoughCredits("It costs 2.", balance=1, headers={"X-Cost": "2"})

    @app.get("/sound")
    async def sound(code: str = "audio_silent") -> None:
        raise SoundError(code, "There is no sound.", {"formats": ["wav"]})

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("password=hunter2")

    @app.get("/raised")
    async def raised(status: int) -> None:
        raise HTTPException(status)

    @app.post("/body")
    async def body(body: Body) -> dict[str, str]:
        return {"name": body.name}

    @app.get("/search")
    async def search(text: Annotated[CleanText, Query()]) -> str:
        return text

    return app


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=make_app(), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


def document_of(response: httpx2.Response, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert document["status"] == status
    assert document["type"] == f"/docs/errors#{document['code']}"
    assert document["title"]
    assert document["detail"]
    return document


async def test_a_problem_carries_its_code_its_sentence_its_members_and_its_headers(client: httpx2.AsyncClient) -> None:
    response = await client.get("/paid")
    document = document_of(response, 402)
    assert document["code"] == "not_enough_credits"
    assert document["title"] == "Not enough credits"
    assert document["detail"] == "It costs 2."
    assert document["balance"] == 1
    assert response.headers["x-cost"] == "2"


async def test_extra_members_never_replace_the_standard_ones() -> None:
    app = make_app()

    @app.get("/odd")
    async def odd() -> None:
        raise JobNotFound("Gone.", status=200, code="fine")

    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://test") as client:
        assert document_of(await client.get("/odd"), 404)["code"] == "job_not_found"


@pytest.mark.parametrize(
    ("code", "status"), [("audio_silent", 422), ("audio_too_long", 422), ("audio_file_too_large", 413)]
)
async def test_errors_of_rooms_without_http_become_problems(client: httpx2.AsyncClient, code: str, status: int) -> None:
    document = document_of(await client.get("/sound", params={"code": code}), status)
    assert document["code"] == code
    assert document["allowed"] == {"formats": ["wav"]}


async def test_an_unexpected_error_leaks_nothing_and_is_found_in_the_log(
    client: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "audiostudio.kit.http.errors"):
        response = await client.get("/broken?signature=abc")
    document = document_of(response, 500)
    assert document["code"] == "internal_error"
    assert "hunter2" not in response.text
    assert document["instance"].startswith("urn:uuid:")
    assert document["instance"] in caplog.text
    assert "RuntimeError: password=hunter2" in caplog.text
    assert "signature" not in caplog.text


async def test_unknown_addresses_and_methods_are_problems_too(client: httpx2.AsyncClient) -> None:
    assert document_of(await client.get("/nowhere"), 404)["code"] == "not_found"
    response = await client.delete("/paid")
    assert document_of(response, 405)["code"] == "method_not_allowed"
    assert response.headers["allow"] == "GET"


@pytest.mark.parametrize(
    ("status", "code"), [(400, "bad_request"), (413, "body_too_large"), (418, "http_418"), (499, "http_499")]
)
async def test_every_status_the_framework_raises_has_a_code(client: httpx2.AsyncClient, status: int, code: str) -> None:
    assert document_of(await client.get("/raised", params={"status": status}), status)["code"] == code


async def test_invalid_input_is_located_and_never_echoed(client: httpx2.AsyncClient) -> None:
    body = {"name": 7, "password": "s3cret-value", "animal": {"kind": "s3cret-tag"}, "a/b~c": "s3cret-extra"}
    response = await client.post("/body", json=body)
    document = document_of(response, 422)
    assert document["code"] == "validation_failed"
    assert "s3cret" not in response.text
    located = {error["location"]: error["message"] for error in document["errors"]}
    assert set(located) == {"/body/name", "/body/password", "/body/animal", "/body/a~1b~0c"}
    assert "'cat', 'dog'" in located["/body/animal"]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b'{"name": "\xff\xfe"}', 400),
        (b'{"name": "a', 422),
        (b"", 422),
        (b'{"name": "\\ud800", "password": "p"}', 422),
        (b'{"name": "a\\u0000b", "password": "p"}', 422),
        (b'{"\\udfff": 1}', 422),
        (b'{"' + b"k" * 5000 + b'": 1}', 422),
        (b"[" * 100_000, 400),
    ],
)
async def test_hostile_json_is_refused_and_never_breaks_the_answer(
    client: httpx2.AsyncClient, content: bytes, status: int
) -> None:
    response = await client.post("/body", content=content, headers={"Content-Type": "application/json"})
    document_of(response, status)
    assert len(response.content) < 2000


async def test_clean_text_refuses_what_the_database_cannot_hold(client: httpx2.AsyncClient) -> None:
    document = document_of(await client.get("/search?text=a%00b"), 422)
    assert document["errors"][0]["location"] == "/query/text"
    adapter: TypeAdapter[str] = TypeAdapter(CleanText)
    assert adapter.validate_python("Ünïcode 𝄞 \n\t") == "Ünïcode 𝄞 \n\t"
    for hostile in ("\0", "\ud834", "a\udd1e"):
        with pytest.raises(ValidationError):
            adapter.validate_python(hostile)


def test_the_openapi_document_describes_problems_and_nothing_else_for_errors() -> None:
    document = make_app().openapi()
    assert "ProblemDocument" in document["components"]["schemas"]
    assert "HTTPValidationError" not in json.dumps(document)
    assert document["components"]["schemas"]["Body"]["properties"]["name"]["maxLength"] == 20
    paid = document["paths"]["/paid"]["get"]["responses"]
    assert set(paid) == {"200", "402", "404", "409"}
    assert "not_enough_credits" in paid["402"]["description"]
    assert set(paid["402"]["content"]) == {"application/problem+json"}
    assert {"400", "422"} <= set(document["paths"]["/body"]["post"]["responses"])
    assert "422" in document["paths"]["/search"]["get"]["responses"]
