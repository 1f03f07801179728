"""Accounts through their routes: registration, sign-in, sessions, tokens that must not be believed."""

import base64
import json
import time
from uuid import UUID

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from pwdlib.hashers.bcrypt import BcryptHasher

from tests.support.account import Account
from tests.support.database import SECRET_KEY
from tests.support.studio import Studio


@pytest.fixture
async def person(idle_studio: Studio) -> Account:
    return await idle_studio.register()


async def test_a_new_account_is_signed_in_and_has_three_credits(idle_studio: Studio) -> None:
    body = {"email": "New.Person@Example.com", "username": "new person", "password": "correct horse"}
    answer = await idle_studio.client().post("/auth/register", json=body)
    assert answer.status_code == 201
    data = answer.json()
    assert data["token_type"] == "bearer"
    assert data["user"]["credits"] == 3
    assert data["user"]["tier"] == "Free"
    assert UUID(data["user"]["id"]).version == 7

    me = await idle_studio.client(data["access_token"]).get("/auth/me")
    assert me.json() == data["user"]
    assert "password" not in answer.text


async def test_passwords_are_kept_as_argon2_hashes(idle_studio: Studio, person: Account) -> None:
    with idle_studio.admin() as connection:
        kept = connection.execute("SELECT hashed_password FROM users WHERE id = %s", (person.user_id,)).fetchone()
    assert kept[0].startswith("$argon2id$")


@pytest.mark.parametrize(
    ("change", "code"),
    [({"username": "somebody else"}, "email_taken"), ({"email": "else@example.com"}, "username_taken")],
)
async def test_address_and_name_are_taken_once_whatever_their_case(
    idle_studio: Studio, person: Account, change: dict[str, str], code: str
) -> None:
    me = (await person.client.get("/auth/me")).json()
    body = {"email": me["email"].upper(), "username": me["username"].upper(), "password": "correct horse"} | change
    answer = await idle_studio.client().post("/auth/register", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, code)


@pytest.mark.parametrize(
    "change",
    [
        {"email": "no address"},
        {"email": "a@b"},
        {"password": "short"},
        {"password": "x" * 201},
        {"username": "x"},
        {"username": "a\0b"},
        {"username": "\ud800xx"},
        {"tier": "Advanced"},
        {"credits": 1000},
    ],
)
async def test_a_registration_that_is_not_valid_is_refused_without_an_echo(
    idle_studio: Studio, change: dict[str, object]
) -> None:
    body = {"email": "valid@example.com", "username": "valid", "password": "secret-to-keep"} | change
    answer = await idle_studio.client().post(
        "/auth/register", content=json.dumps(body), headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert "secret-to-keep" not in answer.text


async def test_log_in_tells_nobody_which_half_was_wrong(idle_studio: Studio, person: Account) -> None:
    client = idle_studio.client()
    right = await client.post("/auth/login", json={"email": person.email.upper(), "password": person.password})
    assert right.status_code == 200
    wrong = await client.post("/auth/login", json={"email": person.email, "password": "wrong password"})
    nobody = await client.post("/auth/login", json={"email": "nobody@example.com", "password": "wrong password"})
    assert wrong.status_code == nobody.status_code == 401
    assert wrong.json() == nobody.json()
    assert wrong.json()["code"] == "wrong_credentials"


async def test_a_bcrypt_hash_is_accepted_and_replaced(idle_studio: Studio, person: Account) -> None:
    old = BcryptHasher().hash(person.password)
    with idle_studio.admin() as connection:
        connection.execute("UPDATE users SET hashed_password = %s WHERE id = %s", (old, person.user_id))
        answer = await idle_studio.client().post(
            "/auth/login", json={"email": person.email, "password": person.password}
        )
        assert answer.status_code == 200
        kept = connection.execute("SELECT hashed_password FROM users WHERE id = %s", (person.user_id,)).fetchone()
    assert kept[0].startswith("$argon2id$")


async def test_a_refresh_token_works_once_and_its_second_use_ends_the_session(
    idle_studio: Studio, person: Account
) -> None:
    client = idle_studio.client()

    async def refresh(token: str) -> tuple[int, dict[str, str]]:
        answer = await client.post("/auth/refresh", json={"refresh_token": token})
        return answer.status_code, answer.json()

    status, fresh = await refresh(person.refresh_token)
    assert status == 200
    assert (await idle_studio.client(fresh["access_token"]).get("/auth/me")).status_code == 200
    status, problem = await refresh(person.refresh_token)
    assert (status, problem["code"]) == (401, "session_ended")
    assert (await refresh(fresh["refresh_token"]))[0] == 401


async def test_logging_out_ends_the_session(idle_studio: Studio, person: Account) -> None:
    token = {"refresh_token": person.refresh_token}
    assert (await person.client.post("/auth/logout", json=token)).status_code == 204
    assert (await person.client.post("/auth/refresh", json=token)).status_code == 401


def _token(person: Account, *, key: str = SECRET_KEY, algorithm: str = "HS256", **changes: object) -> str:
    claims = {
        "aud": "audiostudio",
        "sub": str(person.user_id),
        "workspace": str(person.workspace_id),
        "session": str(person.user_id),
        "iat": int(time.time()),
        "exp": int(time.time()) + 60,
    } | changes
    return jwt.encode(
        {"alg": algorithm}, {k: v for k, v in claims.items() if v is not None}, OctKey.import_key(key), [algorithm]
    )


def _unsigned(person: Account) -> str:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    claims = json.loads(base64.urlsafe_b64decode(_token(person).split(".")[1] + "=="))
    return f"{part({'alg': 'none'})}.{part(claims)}."


async def test_a_token_made_right_is_believed(idle_studio: Studio, person: Account) -> None:
    assert (await idle_studio.client(_token(person)).get("/auth/me")).status_code == 200


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda p: _token(p, exp=int(time.time()) - 1), "token_expired"),
        (lambda p: _token(p, exp=None), "token_invalid"),
        (lambda p: _token(p, aud="elsewhere"), "token_invalid"),
        (lambda p: _token(p, sub="not an id"), "token_invalid"),
        (lambda p: _token(p, key="another secret, also long"), "token_invalid"),
        (lambda p: _token(p, algorithm="HS512"), "token_invalid"),
        (_unsigned, "token_invalid"),
        (lambda p: _token(p)[:-4] + "AAAA", "token_invalid"),
        (lambda p: "garbage", "token_invalid"),
        (lambda p: p.refresh_token, "token_invalid"),
    ],
)
async def test_a_token_made_wrong_is_not_believed(idle_studio: Studio, person: Account, make, code: str) -> None:
    answer = await idle_studio.client(make(person)).get("/auth/me")
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_no_token_is_no_identity(idle_studio: Studio) -> None:
    for path in ("/auth/me", "/credits/balance", "/credits/history", "/jobs"):
        answer = await idle_studio.client().get(path)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated"), path
