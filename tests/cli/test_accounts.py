"""The operator's commands on accounts, on a real database."""

import os
import subprocess
import sys

import pytest

from tests.accounts.second_factor.test_endpoints import guarded
from tests.support.studio import Studio


def run(studio: Studio, *arguments: str, group: str = "accounts") -> subprocess.CompletedProcess[str]:
    settings = studio.settings
    environment = os.environ | {
        "DATABASE_URL": settings.database_url.get_secret_value(),
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "AUDIOSTUDIO_DATA_DIR": str(settings.data_dir),
    }
    return subprocess.run(
        [sys.executable, "-m", "audiostudio.cli.main", group, *arguments],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


async def test_credits_are_given_once_under_a_key(idle_studio: Studio) -> None:
    person = await idle_studio.register()
    for _ in range(2):
        done = run(idle_studio, "grant", person.email, "2.5", "--reason", "Prize", "--key", "prize")
        assert done.returncode == 0, done.stderr
    assert await person.balance() == 5.5
    newest = (await person.client.get("/credits/history?limit=1")).json()["items"][0]
    assert (newest["kind"], newest["amount"], newest["description"]) == ("grant", 2.5, "Prize")


async def test_a_tier_is_set_whatever_its_case(idle_studio: Studio) -> None:
    person = await idle_studio.register()
    assert run(idle_studio, "tier", person.email, "advanced").returncode == 0
    assert (await person.client.get("/auth/me")).json()["tier"] == "Advanced"


async def test_a_link_for_a_new_password_works_once_and_proves_no_address(idle_studio: Studio) -> None:
    person = await idle_studio.register()
    done = run(idle_studio, "reset-link", person.email)
    assert done.returncode == 0, done.stderr
    page, _, token = done.stdout.strip().partition("#")
    assert page.endswith("/app/reset-password")
    body = {"token": token, "password": "a staple of batteries"}
    answers = [await idle_studio.client().post("/auth/password/reset", json=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 410]
    again = {"email": person.email, "password": "a staple of batteries"}
    signed_in = (await idle_studio.client().post("/auth/login", json=again)).json()
    assert signed_in["user"]["email_verified"] is False


async def test_a_lost_second_factor_is_turned_off(idle_studio: Studio) -> None:
    person, _, _ = await guarded(idle_studio)
    body = {"email": person.email, "password": person.password}
    assert (await idle_studio.client().post("/auth/login", json=body)).json()["code"] == "second_factor_required"
    assert run(idle_studio, "second-factor-off", person.email).returncode == 0
    assert (await idle_studio.client().post("/auth/login", json=body)).status_code == 200


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("reset-link", "nobody@example.com"), "account_not_found"),
        (("second-factor-off", "nobody@example.com"), "account_not_found"),
        (("check-mail", "nobody@example.com"), "mail_not_sent"),
        (("grant", "nobody@example.com", "5"), "account_not_found"),
        (("tier", "nobody@example.com", "Pro"), "account_not_found"),
        (("tier", "nobody@example.com", "Platinum"), "tier_unknown"),
    ],
)
async def test_what_cannot_be_done_is_said_in_one_line(
    idle_studio: Studio, arguments: tuple[str, ...], code: str
) -> None:
    done = run(idle_studio, *arguments)
    assert done.returncode == 2
    assert f"[{code}]" in done.stderr
    assert "Traceback" not in done.stderr
