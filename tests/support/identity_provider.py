"""An OpenID provider and a GitHub of the tests' own: they check what a client sends, and can lie in every way."""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import uvicorn
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.support.studio import free_port

CLIENT_ID, CLIENT_SECRET = "the client", "a secret between the client and the provider"


@dataclass
class Provider:
    """A provider and who is signed in there."""

    port: int
    subject: str = "1"
    email: str = "ada@example.com"
    email_verified: bool = True
    name: str = "Ada"
    claims: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    signed_with: str = "the provider's key"
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def settings(self) -> dict[str, Any]:
        secret = {"google_client_secret": CLIENT_SECRET, "github_client_secret": CLIENT_SECRET}
        ids = {"google_client_id": CLIENT_ID, "github_client_id": CLIENT_ID}
        return ids | secret | {"google_issuer": self.url, "github_url": self.url, "github_api_url": f"{self.url}/api"}

    def approve(self, authorization_url: str) -> str:
        """Return where the provider leads the browser of somebody who consents."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(authorization_url).query).items()}
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        self.asked.append(asked)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    async def authorize(self, request: Request) -> Response:
        return RedirectResponse(self.approve(str(request.url)))

    async def token(self, request: Request) -> Response:
        form = parse_qs((await request.body()).decode())
        asked = self.codes.pop(form["code"][0], None)  # which works once
        basic = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
        digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        if (
            asked is None
            or basic != f"{CLIENT_ID}:{CLIENT_SECRET}"
            or _segment(digest) != asked["code_challenge"]
            or form["redirect_uri"][0] != asked["redirect_uri"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        answer = {"access_token": "an access token", "token_type": "bearer"}
        if "nonce" in asked:
            answer["id_token"] = self._id_token(asked["nonce"])
        return JSONResponse(answer)

    def _id_token(self, nonce: str) -> str:
        claims = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "sub": self.subject,
            "email": self.email,
            "email_verified": self.email_verified,
            "name": self.name,
            "nonce": nonce,
            "iat": int(time.time()),
            "exp": int(time.time()) + 300,
        } | self.claims
        if self.signed_with == "nothing":
            return jwt.encode({"alg": "none"}, claims, OctKey.import_key("x" * 32), algorithms=["none"])
        if self.signed_with == "its public key as a secret":
            signed = ".".join(_segment(json.dumps(part).encode()) for part in ({"alg": "HS256", "kid": "1"}, claims))
            return f"{signed}.{_segment(hmac.digest(self.key.as_pem(private=False), signed.encode(), 'sha256'))}"
        key = RSAKey.generate_key(2048, {"kid": "1"}) if self.signed_with == "another key" else self.key
        return jwt.encode({"alg": "RS256", "kid": "1"}, claims, key, algorithms=["RS256"])

    async def keys(self, request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def document(self, request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/login/oauth/authorize",
                "token_endpoint": f"{self.url}/login/oauth/access_token",
                "jwks_uri": f"{self.url}/keys",
            }
        )

    async def github_user(self, request: Request) -> Response:
        if request.headers.get("authorization") != "Bearer an access token":
            return JSONResponse({}, 401)
        return JSONResponse({"id": int(self.subject), "login": self.name, "name": None})

    async def github_emails(self, request: Request) -> Response:
        other = {"email": "other@example.com", "primary": False, "verified": True}
        return JSONResponse([other, {"email": self.email, "primary": True, "verified": self.email_verified}])


def _segment(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


@asynccontextmanager
async def identity_provider() -> AsyncIterator[Provider]:
    """Run the provider in this event loop."""
    provider = Provider(free_port())
    app = Starlette(
        routes=[
            Route("/.well-known/openid-configuration", provider.document),
            Route("/keys", provider.keys),
            Route("/login/oauth/authorize", provider.authorize),
            Route("/login/oauth/access_token", provider.token, methods=["POST"]),
            Route("/api/user", provider.github_user),
            Route("/api/user/emails", provider.github_emails),
        ]
    )
    server = uvicorn.Server(uvicorn.Config(app, port=provider.port, log_level="warning"))
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    task = asyncio.create_task(server.serve())
    while not server.started:
        if task.done():
            await task
        await asyncio.sleep(0.02)
    try:
        yield provider
    finally:
        server.should_exit = True
        await task
