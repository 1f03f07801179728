"""Attacks on accounts that no other test holds: fields nobody asked for, secrets everybody knows, plain HTTP."""

from typing import Any

import pytest
from pydantic import ValidationError

from audiostudio.settings import Settings
from tests.accounts.test_browser_sessions import browser
from tests.support.studio import Studio, serving

SMUGGLED = {
    "role": "owner",
    "is_admin": True,
    "credits": 1_000_000,
    "tier": "Advanced",
    "user_id": "019a0000-0000-7000-8000-000000000000",
    "email_verified": True,
    "email_verified_at": "2026-01-01T00:00:00Z",
    "welcomed_at": None,
}


@pytest.mark.parametrize("field", SMUGGLED)
async def test_nobody_sends_a_field_that_a_route_does_not_read(idle_studio: Studio, field: str) -> None:
    person = await idle_studio.register()
    before = (await person.client.get("/auth/me")).json()
    new = {
        "email": f"{field.replace('_', '-')}@example.com",
        "username": f"smuggler {field}",
        "password": "correct horse",
    }
    for path, body in (
        ("/auth/register", new),
        ("/auth/session/register", new),
        ("/auth/login", {"email": person.email, "password": person.password}),
        ("/auth/confirm", {"password": person.password}),
        ("/auth/email/change", {"email": f"new.{person.email}"}),
        ("/auth/email/verify", {"token": "x"}),
        ("/auth/password/reset", {"token": "x", "password": "a staple of batteries"}),
        ("/auth/totp/confirm", {"code": "000000"}),
        ("/auth/login/second-factor", {"challenge": "x", "code": "000000"}),
        ("/auth/passkeys", {"challenge": "x", "credential": {}, "name": "x"}),
        ("/auth/oauth", {"provider": "google"}),
        ("/auth/deletion", {"email": person.email}),
    ):
        client = browser(idle_studio) if "session" in path or "oauth" in path else person.client
        answer = await client.post(path, json=body | {field: SMUGGLED[field]})
        assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed"), path
    assert (await person.client.get("/auth/me")).json() == before


@pytest.mark.parametrize("name", ["secret_key", "api_key"])
@pytest.mark.parametrize(
    "secret",
    [
        "your-secret-key-here",
        "your-super-secret-jwt-key-change-in-production",
        "changeme-changeme-changeme",
        "supersecretkey-for-tests",
        "secret-key-secret-key",
        "aaaaaaaaaaaaaaaaaaaaaaaa",
        "0123456789abcdef",
    ],
)
def test_secrets_of_examples_are_refused_outside_development(name: str, secret: str) -> None:
    with pytest.raises(ValidationError, match="stands in examples"):
        Settings(_env_file=None, **{name: secret})
    settings = Settings(_env_file=None, environment="development", **{name: secret})
    assert getattr(settings, name).get_secret_value() == secret


def test_a_secret_of_ones_own_is_accepted() -> None:
    for secret in ("k7Hq0Zt3vYb9WmXc2LrN", "correct horse battery staple", "5f2b8c1d9e0a4736"):
        assert Settings(_env_file=None, secret_key=secret, api_key=secret)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"smtp_host": "mail.example.com"}, "SMTP_HOST needs MAIL_FROM"),
        ({"smtp_host": "mail.example.com", "mail_from": "x@example.com\r\nBcc: y@example.com"}, "MAIL_FROM"),
        ({"google_client_id": "x"}, "GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET"),
        ({"github_client_secret": "x"}, "GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET"),
    ],
)
def test_settings_that_miss_a_half_are_refused_at_the_start(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        Settings(_env_file=None, **changes)


async def test_browsers_are_told_to_come_by_https_where_the_public_address_is_one(make_settings: Any) -> None:
    async with serving(make_settings(base_url="https://studio.example")) as studio:
        for path in ("/health", "/app/", "/auth/methods", "/nowhere"):
            answer = await studio.client().get(path)
            assert answer.headers["strict-transport-security"] == "max-age=31536000", path
    async with serving(make_settings()) as studio:
        assert "strict-transport-security" not in (await studio.client().get("/health")).headers
