"""Google's and GitHub's accounts open one's own here, forged answers open none, and nobody's is taken in advance."""

from collections.abc import AsyncIterator
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from tests.accounts.second_factor.test_endpoints import guarded as with_second_factor
from tests.accounts.test_browser_sessions import browser
from tests.support.authenticator_app import code_of
from tests.support.identity_provider import Provider, identity_provider
from tests.support.mailbox import Mailbox, mail_server, token_of
from tests.support.studio import Studio, serving, working

_numbers = count(1)


@pytest.fixture(scope="module")
async def provider() -> AsyncIterator[Provider]:
    async with identity_provider() as running:
        yield running


@pytest.fixture(scope="module")
async def mailbox() -> AsyncIterator[Mailbox]:
    async with mail_server() as running:
        yield running


@pytest.fixture(scope="module")
async def connected(make_settings: Any, provider: Provider, mailbox: Mailbox) -> AsyncIterator[Studio]:
    settings = make_settings(**provider.settings(), **mailbox.settings(), welcomes_per_network=100)
    public = settings.model_copy(update={"base_url": f"http://127.0.0.1:{settings.port}"})
    async with serving(public) as running, working(public):
        yield running


@pytest.fixture(autouse=True)
def somebody_new(provider: Provider) -> None:
    number = next(_numbers)
    provider.subject, provider.email, provider.name = str(number), f"there{number}@example.com", f"There {number}"
    provider.email_verified, provider.claims, provider.signed_with = True, {}, "the provider's key"


async def begin(client: httpx2.AsyncClient, name: str = "google", path: str = "/auth/oauth") -> str:
    answer = await client.post(path, json={"provider": name})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["authorization_url"])


async def come_back(client: httpx2.AsyncClient, provider: Provider, url: str) -> str:
    """Consent at the provider, follow it back, and return where in the app the browser ends."""
    answer = await client.get(provider.approve(url))
    assert answer.status_code == 303, answer.text
    place = answer.headers["location"]
    assert place.startswith(f"{client.base_url}".rstrip("/") + "/app/"), place
    return str(place.partition("/app")[2])


async def signed_in(studio: Studio, provider: Provider, name: str = "google") -> httpx2.AsyncClient:
    client = browser(studio)
    assert await come_back(client, provider, await begin(client, name)) == "/"
    return client


@pytest.mark.parametrize("name", ["google", "github"])
async def test_somebody_new_gets_an_account_and_finds_it_again(
    connected: Studio, provider: Provider, name: str
) -> None:
    client = await signed_in(connected, provider, name)
    user = (await client.get("/auth/session")).json()["user"]
    assert (user["email"], user["email_verified"], user["credits"]) == (provider.email, True, 3)
    assert user["username"] == provider.name
    asked = provider.asked[-1]
    assert asked["redirect_uri"] == f"{connected.url}/auth/oauth/callback"
    assert ("nonce" in asked) == (name == "google")
    provider.email = "moved@example.com"  # the subject says who it is, not the address
    again = await signed_in(connected, provider, name)
    assert (await again.get("/auth/session")).json()["user"]["id"] == user["id"]
    security = (await again.get("/auth/security")).json()
    assert security["has_password"] is False
    [identity] = security["identities"]
    last = await again.delete(f"/auth/identities/{identity['identity_id']}")
    assert (last.status_code, last.json()["code"]) == (409, "last_way_in")


async def test_an_account_whose_address_both_have_verified_is_opened(
    connected: Studio, provider: Provider, mailbox: Mailbox
) -> None:
    person = await connected.register()
    token = token_of(await mailbox.link_to(person.email, "Confirm your address"))
    assert (await connected.client().post("/auth/email/verify", json={"token": token})).status_code == 200
    provider.email = person.email.upper()
    client = await signed_in(connected, provider)
    assert (await client.get("/auth/session")).json()["user"]["id"] == str(person.user_id)
    await mailbox.next_of(person.email, "A way to sign in was added")


async def test_an_account_that_somebody_made_in_advance_is_not_opened(connected: Studio, provider: Provider) -> None:
    """Sudhodanan and Paverd, "Pre-hijacked accounts" (USENIX Security 2022): the classic-federated merge."""
    attacker = await connected.register()
    provider.email = attacker.email
    client = browser(connected)
    assert await come_back(client, provider, await begin(client)) == "/login?problem=account_not_proved"
    assert (await client.get("/auth/session")).json()["user"] is None
    assert (await attacker.client.get("/auth/security")).json()["identities"] == []


async def test_an_address_that_the_provider_has_not_verified_opens_nothing(
    connected: Studio, provider: Provider
) -> None:
    for name, verified in (("google", False), ("google", "true"), ("github", False)):
        provider.email_verified = verified  # type: ignore[assignment]
        client = browser(connected)
        assert await come_back(client, provider, await begin(client, name)) == "/login?problem=identity_unverified"


@pytest.mark.parametrize(
    ("claims", "signed_with"),
    [
        ({"nonce": "another"}, "the provider's key"),
        ({"aud": "another client"}, "the provider's key"),
        ({"iss": "https://accounts.google.com"}, "the provider's key"),
        ({"exp": 1}, "the provider's key"),
        ({}, "another key"),
        ({}, "nothing"),
        ({}, "its public key as a secret"),
    ],
)
async def test_an_identity_token_that_is_not_its_own_opens_nothing(
    connected: Studio, provider: Provider, claims: dict[str, Any], signed_with: str
) -> None:
    provider.claims, provider.signed_with = claims, signed_with
    client = browser(connected)
    assert await come_back(client, provider, await begin(client)) == "/login?problem=identity_provider_failed"
    assert (await client.get("/auth/session")).json()["user"] is None


async def test_a_state_of_another_browser_or_of_before_opens_nothing(connected: Studio, provider: Provider) -> None:
    attacker, victim = browser(connected), browser(connected)
    # Whoever makes somebody open the answer to their own sign-in would have them work in the attacker's account.
    forced = provider.approve(await begin(attacker))
    assert (await victim.get(forced)).headers["location"].endswith("/login?problem=challenge_ended")
    await begin(victim)
    assert (await victim.get(forced)).headers["location"].endswith("/login?problem=challenge_ended")
    assert (await victim.get("/auth/session")).json()["user"] is None
    own = provider.approve(await begin(victim))
    forged = own.replace(parse_qs(urlsplit(own).query)["state"][0], "forged")
    assert (await victim.get(forged)).headers["location"].endswith("/login?problem=challenge_ended")
    answer = provider.approve(await begin(victim))
    cookie = victim.cookies["audiostudio_provider"]
    assert (await victim.get(answer)).headers["location"] == f"{connected.url}/app/"
    victim.cookies.set("audiostudio_provider", cookie, path="/auth/oauth")
    assert (await victim.get(answer)).headers["location"].endswith("/login?problem=challenge_ended"), "replayed"


async def test_nothing_in_an_address_says_where_the_browser_ends(connected: Studio, provider: Provider) -> None:
    client = browser(connected)
    back = provider.approve(await begin(client))
    evil = "&next=https://evil.example&redirect_uri=https://evil.example&return_to=//evil.example"
    answer = await client.get(back + evil, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert answer.headers["location"].startswith(f"{connected.url}/app/")
    refused = await client.get("/auth/oauth/callback?error=access_denied&error_uri=https://evil.example")
    assert refused.headers["location"] == f"{connected.url}/app/login?problem=challenge_ended"


async def test_pages_of_other_sites_begin_nothing(connected: Studio) -> None:
    client = browser(connected, origin="https://evil.example")
    answer = await client.post("/auth/oauth", json={"provider": "google"})
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site_request")


async def test_whoever_is_signed_in_connects_any_identity_that_is_free(connected: Studio, provider: Provider) -> None:
    client = browser(connected)
    number = next(_numbers)
    body = {"email": f"joins{number}@example.com", "username": f"joins {number}", "password": "correct horse"}
    await client.post("/auth/session/register", json=body)
    assert (
        await come_back(client, provider, await begin(client, path="/auth/identities")) == "/security?connected=google"
    )
    [identity] = (await client.get("/auth/security")).json()["identities"]
    assert (identity["provider"], identity["email"]) == ("google", provider.email)
    again = browser(connected)
    assert await come_back(again, provider, await begin(again)) == "/", "it opens this account"
    assert (await again.get("/auth/session")).json()["user"]["email"] == body["email"]

    other = browser(connected)
    await other.post(
        "/auth/session/register", json=body | {"email": f"x{body['email']}", "username": f"x {body['username']}"}
    )
    place = await come_back(other, provider, await begin(other, path="/auth/identities"))
    assert place == "/login?problem=identity_taken"
    gone = await client.delete(f"/auth/identities/{identity['identity_id']}")
    assert gone.status_code == 204
    assert (await client.get("/auth/security")).json()["identities"] == []


async def test_the_second_factor_is_asked_for_all_the_same(connected: Studio, provider: Provider) -> None:
    person, secret, _ = await with_second_factor(connected)
    with connected.admin() as connection:
        connection.execute(
            "INSERT INTO identities (user_id, provider, subject, email) VALUES (%s, 'google', %s, %s)",
            (person.user_id, provider.subject, provider.email),
        )
    client = browser(connected)
    place = await come_back(client, provider, await begin(client))
    assert place.startswith("/login#second-factor=")
    assert (await client.get("/auth/session")).json()["user"] is None
    body = {"challenge": place.partition("=")[2], "code": code_of(secret)}
    assert (await client.post("/auth/session/second-factor", json=body)).status_code == 201


async def test_where_no_client_is_named_nothing_is_offered(idle_studio: Studio) -> None:
    assert (await idle_studio.client().get("/auth/methods")).json() == {
        "mail": False,
        "passkeys": True,
        "providers": [],
    }
    answer = await browser(idle_studio).post("/auth/oauth", json={"provider": "github"})
    assert (answer.status_code, answer.json()["code"]) == (409, "provider_not_configured")


async def test_a_provider_that_is_away_is_an_error_in_words(make_settings: Any) -> None:
    settings = make_settings(
        google_client_id="x", google_client_secret="y", google_issuer="http://127.0.0.1:9", base_url="http://127.0.0.1"
    )
    async with serving(settings) as studio:
        answer = await browser(studio).post("/auth/oauth", json={"provider": "google"})
    assert (answer.status_code, answer.json()["code"]) == (502, "identity_provider_failed")
