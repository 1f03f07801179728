"""Who runs the installation is said by a command alone, and written down."""

from tests.cli.test_accounts import run
from tests.support.operators import make_operator
from tests.support.studio import Studio


async def test_an_operator_is_made_listed_and_unmade(idle_studio: Studio) -> None:
    person = await idle_studio.register()
    assert (await person.client.get("/auth/me")).json()["is_operator"] is False
    done = run(idle_studio, "grant", person.email.upper(), group="admin")
    assert done.returncode == 0, done.stderr
    assert (await person.client.get("/auth/me")).json()["is_operator"] is True
    assert person.email in run(idle_studio, "list", group="admin").stdout.splitlines()
    make_operator(idle_studio, person.email)  # with the second factor that their pages ask for
    log = (await person.client.get("/admin/log?limit=1")).json()["items"]
    assert [(of["operator"], of["act"], of["target_id"]) for of in log] == [
        ("command line", "grant operator", str(person.user_id))
    ]
    assert run(idle_studio, "revoke", person.email, group="admin").returncode == 0
    assert (await person.client.get("/admin/log")).status_code == 403
    assert person.email not in run(idle_studio, "list", group="admin").stdout


async def test_nobody_is_made_an_operator_by_a_wrong_address(idle_studio: Studio) -> None:
    done = run(idle_studio, "grant", "nobody@example.com", group="admin")
    assert done.returncode == 2
    assert "[account_not_found]" in done.stderr
