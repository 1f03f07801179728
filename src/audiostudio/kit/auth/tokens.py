"""Access tokens: short-lived JWTs signed with HMAC-SHA256, and nothing else accepted in their place."""

import time
from dataclasses import dataclass
from uuid import UUID

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import OctKey

from audiostudio.kit.auth.scopes import Role
from audiostudio.kit.http.errors import Problem

_ALGORITHM = "HS256"
_AUDIENCE = "audiostudio"
TOKEN_REFUSED = {"WWW-Authenticate": 'Bearer error="invalid_token"'}  # RFC 6750, 3


class NotAuthenticated(Problem):
    """No usable proof of identity came with the request."""

    status = 401
    code = "not_authenticated"
    title = "Sign in: send the access token as 'Authorization: Bearer …'."


class TokenInvalid(NotAuthenticated):
    """The token was not issued here, or was altered."""

    code = "token_invalid"
    title = "This token was not issued here; sign in again."


class TokenExpired(NotAuthenticated):
    """The token's time is over."""

    code = "token_expired"
    title = "This token has expired; refresh it with POST /auth/refresh or sign in again."


class SessionEnded(NotAuthenticated):
    """The session of a token, or of the browser's cookie, is over: signed out, expired, or ended for safety."""

    code = "session_ended"
    title = "This session has ended; sign in again."


@dataclass(frozen=True)
class Claims:
    """What an access token says.

    ``role`` is that of the user in the workspace when the token was issued; None in tokens from before it was told.
    """

    user_id: UUID
    workspace_id: UUID
    session_id: UUID
    role: Role | None


def issue_access_token(claims: Claims, *, key: bytes, lifetime_s: int) -> str:
    """Return a signed token that says ``claims`` for ``lifetime_s`` seconds."""
    now = int(time.time())
    return jwt.encode(
        {"alg": _ALGORITHM, "typ": "at+jwt"},
        {
            "aud": _AUDIENCE,
            "sub": str(claims.user_id),
            "workspace": str(claims.workspace_id),
            "session": str(claims.session_id),
            "role": claims.role,
            "iat": now,
            "exp": now + lifetime_s,
        },
        OctKey.import_key(key),
        algorithms=[_ALGORITHM],
    )


def read_access_token(token: str, *, key: bytes) -> Claims:
    """Return what a token says.

    Raises:
        TokenInvalid, TokenExpired: it must not be believed.
    """
    try:
        decoded = jwt.decode(token, OctKey.import_key(key), algorithms=[_ALGORITHM])
        jwt.JWTClaimsRegistry(
            aud={"essential": True, "value": _AUDIENCE}, exp={"essential": True}, sub={"essential": True}
        ).validate(decoded.claims)
        return Claims(
            user_id=UUID(decoded.claims["sub"]),
            workspace_id=UUID(decoded.claims["workspace"]),
            session_id=UUID(decoded.claims["session"]),
            role=Role(role) if (role := decoded.claims.get("role")) is not None else None,
        )
    except ExpiredTokenError:
        raise TokenExpired(headers=TOKEN_REFUSED) from None
    except (JoseError, ValueError, KeyError, TypeError, AttributeError):
        raise TokenInvalid(headers=TOKEN_REFUSED) from None
