"""One form of addresses and names for everybody: what is typed again is found again, and no twin comes beside it."""

import asyncio
from uuid import uuid4

import httpx2
import pytest

from audiostudio.accounts.identifiers import UsernameUnusable, email_key, username_key
from tests.support.studio import Studio


async def register(studio: Studio, **changes: str) -> httpx2.Response:
    some = uuid4().hex
    body = {"email": f"{some}@example.com", "username": some, "password": "correct horse"} | changes
    return await studio.client().post("/auth/register", json=body)


@pytest.mark.parametrize(
    ("registered", "twin"),
    [
        ("Ada.Lovelace@Example.COM", "ada.lovelace@example.com"),
        ("\u0130pek@example.com", "i\u0307pek@example.com"),
        ("\u039f\u0394\u039f\u03a3@example.com", "\u03bf\u03b4\u03bf\u03c2@example.com"),
        ("stra\u00dfe@example.com", "STRASSE@example.com"),
        ("jose\u0301@example.com", "JOS\u00c9@example.com"),
        ("ada@B\u00dcCHER.example", "ada@xn--bcher-kva.example"),
    ],
)
async def test_an_address_signs_in_as_it_was_typed_and_its_twin_is_the_same(
    idle_studio: Studio, registered: str, twin: str
) -> None:
    assert (await register(idle_studio, email=registered)).status_code == 201
    client = idle_studio.client()
    for typed in (registered, twin):
        answer = await client.post("/auth/login", json={"email": typed, "password": "correct horse"})
        assert answer.status_code == 200, typed
    refused = await register(idle_studio, email=twin)
    assert (refused.status_code, refused.json()["code"]) == (409, "email_taken")


async def test_mail_goes_to_the_address_as_it_was_written(idle_studio: Studio) -> None:
    made = await register(idle_studio, email="Stra\u00dfe.Eins@example.com")
    assert made.json()["user"]["email"] == "Stra\u00dfe.Eins@example.com"


@pytest.mark.parametrize(
    ("first", "twin"),
    [
        ("zora", "ZORA"),
        ("zoe anna", "zoe  anna"),
        ("zoe bella", "zoe\u00a0bella"),
        ("zo\u00eb", "zoe\u0308"),
        ("zeus", "\uff5aeus"),
        ("zo fia", "zo \ufb01a"),
        ("paypal", "\u0440\u0430\u0443\u0440\u0430\u04cf".replace("\u04cf", "l")),
        ("zoro", "z\u03bfr\u03bf"),
        ("\u0391\u0394\u0391\u03a3", "\u03b1\u03b4\u03b1\u03c2"),
        ("zolt\u00e1n", "zolt\u0430\u0301n"),
    ],
)
async def test_a_name_that_looks_like_somebodys_is_taken(idle_studio: Studio, first: str, twin: str) -> None:
    assert (await register(idle_studio, username=first)).status_code == 201
    refused = await register(idle_studio, username=twin)
    assert (refused.status_code, refused.json()["code"]) == (409, "username_taken")


@pytest.mark.parametrize(
    "name",
    [
        "z\u200bz",
        "z\u00adz",
        "zz\u2060",
        "zz\ufeff",
        "z\u034fz",
        "\u202ezz",
        "zz\ufe0f",
        "zz\u3164",
        "zz\u115f",
        "zz\u2800",
        "z\U000e0061z",
        "z\u180ez",
        "z\u2061z",
        "z\x07z",
        "z\ufffcz",
        "z" + "\u0334\u0361\u0315\u0489\u0301",
        "z\u200dz",
    ],
)
async def test_a_name_with_what_nobody_sees_is_refused(idle_studio: Studio, name: str) -> None:
    answer = await register(idle_studio, username=name)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert [error["location"] for error in answer.json()["errors"]] == ["/body/username"]


@pytest.mark.parametrize(
    "name", ["Ünïcode", "王小明", "Дмитрий", "اسم جميل", "नमस्ते दुनिया", "Đặng Thị Hồng", "𝄞 sol", "😀 x", "O'Brien-2"]
)
async def test_names_of_all_languages_are_names(idle_studio: Studio, name: str) -> None:
    made = await register(idle_studio, username=name)
    assert made.status_code == 201, made.text
    assert made.json()["user"]["username"] == name


def test_names_of_plain_letters_and_digits_stay_apart() -> None:
    assert len({username_key(name) for name in ("anna1", "annal", "user0", "usero", "rn", "m", "vv", "w")}) == 8


def test_the_forms_are_stable() -> None:
    for text in ("\u0130\u0131\u017f\u1e9e\u03c2\u1fb3", "\ufb03 \u2160\u2468", "\u0345\u03b1", "\u212b\u2126"):
        assert email_key(email_key(text)) == email_key(text)
    with pytest.raises(UsernameUnusable):
        username_key("\0\0")


async def test_of_twins_at_the_same_time_one_comes_in(idle_studio: Studio) -> None:
    names = ["\u0430gatha", "agatha", "AGATHA", "\uff41gatha"]
    answers = await asyncio.gather(*(register(idle_studio, username=name) for name in names))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
