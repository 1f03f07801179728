"""The operator's commands on accounts, on a real database."""

import os
import subprocess
import sys

import pytest

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


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
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
