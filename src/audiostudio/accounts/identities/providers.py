"""What Google and GitHub are asked, and what of their answers is believed.

Google speaks OpenID Connect: its identity token is checked for signature, issuer, audience, time and nonce. GitHub
speaks plain OAuth 2: who somebody is there is read with the access token, which is then forgotten. Both with PKCE.
"""

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audiostudio.accounts.identities.schemas import Provider
from audiostudio.kit.http.errors import Problem
from audiostudio.settings import Settings

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import AsyncOAuth2Client

CALLBACK_PATH = "/auth/oauth/callback"
_TIMEOUT_S = 10.0
_ID_TOKEN_ALGORITHMS = ["RS256", "ES256"]
_CLOCKS_OFF_S = 60


class ProviderNotConfigured(Problem):
    """The operator named no client of this provider."""

    status = 409
    code = "provider_not_configured"
    title = "This server has no client of that provider; sign in another way."


class IdentityProviderFailed(Problem):
    """The provider cannot be reached, refuses, or says what cannot be believed."""

    status = 502
    code = "identity_provider_failed"
    title = "Signing in there did not work; try again, or sign in another way."


@dataclass(frozen=True)
class Begun:
    """What is kept until a browser comes back, to tell its answer from a forged one."""

    url: str
    code_verifier: str
    nonce: str


@dataclass(frozen=True)
class Identity:
    """Who somebody is at a provider, by its own word."""

    provider: Provider
    subject: str
    email: str
    email_verified: bool
    name: str


def configured(settings: Settings) -> list[Provider]:
    """Return the providers that there is a client of."""
    return [provider for provider in Provider if _client_of(settings, provider)[0]]


async def begin(settings: Settings, provider: Provider, state: str) -> Begun:
    """Return where to send a browser.

    Raises:
        ProviderNotConfigured, IdentityProviderFailed
    """
    client_id, _ = _client_of(settings, provider)
    if not client_id:
        raise ProviderNotConfigured
    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    async with _client(settings, provider) as client:
        if provider is Provider.GOOGLE:
            address = (await _discover(client, settings))["authorization_endpoint"]
            url, _ = client.create_authorization_url(address, state=state, code_verifier=verifier, nonce=nonce)
        else:
            address = f"{settings.github_url.rstrip('/')}/login/oauth/authorize"
            url, _ = client.create_authorization_url(address, state=state, code_verifier=verifier)
    return Begun(str(url), verifier, nonce)


async def identify(settings: Settings, provider: Provider, *, code: str, code_verifier: str, nonce: str) -> Identity:
    """Return who came back with a code.

    Raises:
        IdentityProviderFailed: the code, or what the provider says of it, is not to be believed.
    """
    import httpx2
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError

    read = _read_google if provider is Provider.GOOGLE else _read_github
    try:
        async with _client(settings, provider) as client:
            return await read(client, settings, code, code_verifier, nonce)
    except (AuthlibBaseError, JoseError, httpx2.HTTPError, KeyError, ValueError, TypeError) as error:
        raise IdentityProviderFailed(f"{IdentityProviderFailed.title} ({type(error).__name__})") from error


async def _read_google(
    client: "AsyncOAuth2Client", settings: Settings, code: str, code_verifier: str, nonce: str
) -> Identity:
    from joserfc import jwt
    from joserfc.jwk import KeySet

    document = await _discover(client, settings)
    token = await client.fetch_token(document["token_endpoint"], code=code, code_verifier=code_verifier)
    keys = KeySet.import_key_set(await _get(client, document["jwks_uri"]))
    claims = jwt.decode(token["id_token"], keys, algorithms=_ID_TOKEN_ALGORITHMS).claims
    jwt.JWTClaimsRegistry(
        leeway=_CLOCKS_OFF_S,
        iss={"essential": True, "value": document["issuer"]},
        aud={"essential": True, "value": str(settings.google_client_id)},
        exp={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": nonce},
    ).validate(claims)
    return Identity(
        provider=Provider.GOOGLE,
        subject=str(claims["sub"]),
        email=str(claims["email"]),
        email_verified=claims.get("email_verified") is True,
        name=str(claims.get("name") or ""),
    )


async def _read_github(
    client: "AsyncOAuth2Client", settings: Settings, code: str, code_verifier: str, nonce: str
) -> Identity:
    base, api = settings.github_url.rstrip("/"), settings.github_api_url.rstrip("/")
    await client.fetch_token(
        f"{base}/login/oauth/access_token",
        code=code,
        code_verifier=code_verifier,
        headers={"Accept": "application/json"},
    )
    user = await _get(client, f"{api}/user")
    addresses = await _get(client, f"{api}/user/emails")
    primary = next(address for address in addresses if address["primary"] is True)
    return Identity(
        provider=Provider.GITHUB,
        subject=str(int(user["id"])),
        email=str(primary["email"]),
        email_verified=primary["verified"] is True,
        name=str(user.get("name") or user.get("login") or ""),
    )


async def _discover(client: "AsyncOAuth2Client", settings: Settings) -> dict[str, Any]:
    import httpx2

    issuer = settings.google_issuer.rstrip("/")
    try:
        document: dict[str, Any] = await _get(client, f"{issuer}/.well-known/openid-configuration")
    except (httpx2.HTTPError, ValueError) as error:
        raise IdentityProviderFailed from error
    if document.get("issuer") != issuer:
        raise IdentityProviderFailed("The provider calls itself by another name than GOOGLE_ISSUER.")
    return document


async def _get(client: "AsyncOAuth2Client", url: str) -> Any:
    # Before there is a token the library would refuse to send without one; public documents need none.
    headers = {"Accept": "application/json"}
    answer = await client.request("GET", url, withhold_token=client.token is None, headers=headers)
    answer.raise_for_status()
    return answer.json()


def _client(settings: Settings, provider: Provider) -> "AsyncOAuth2Client":
    from authlib.integrations.httpx_client import AsyncOAuth2Client

    client_id, secret = _client_of(settings, provider)
    return AsyncOAuth2Client(
        client_id,
        secret,
        scope="openid email profile" if provider is Provider.GOOGLE else "read:user user:email",
        redirect_uri=f"{settings.public_url}{CALLBACK_PATH}",
        code_challenge_method="S256",
        timeout=_TIMEOUT_S,
    )


def _client_of(settings: Settings, provider: Provider) -> tuple[str | None, str | None]:
    client_id: str | None = getattr(settings, f"{provider}_client_id")
    secret = getattr(settings, f"{provider}_client_secret")
    return client_id, secret.get_secret_value() if secret else None
