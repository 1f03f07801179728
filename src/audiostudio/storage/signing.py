"""Signed addresses that expire, for files that the product serves itself: who holds one needs no other right."""

import base64
import hmac
import time

from audiostudio.kit.http.errors import Problem

_VERSION = "v1"
# One secret signs many things of the product; what is signed here can be mistaken for nothing else.
_PURPOSE = b"audiostudio file address"


class AddressInvalid(Problem):
    """The signature does not belong to this address."""

    status = 403
    code = "address_invalid"
    title = "This download address is not valid"


class AddressExpired(Problem):
    """The address was valid once."""

    status = 403
    code = "address_expired"
    title = "This download address has expired; ask for a new one"


def sign(path: str, expires_at: int, key: bytes) -> str:
    """Return the token that opens ``path`` until ``expires_at`` (Unix time in seconds): ``v1.<time>.<signature>``."""
    return f"{_VERSION}.{expires_at}.{_signature(path, str(expires_at), key)}"


def verify(path: str, token: str, key: bytes, *, now: float | None = None) -> None:
    """Accept ``token`` for ``path``, in a time that tells nothing of the right signature.

    Raises:
        AddressInvalid: it was made for another path, with another key, or by nobody.
        AddressExpired: its time has passed.
    """
    version, _, rest = token.partition(".")
    expiry, _, signature = rest.partition(".")
    right = _signature(path, expiry, key)
    if not hmac.compare_digest(signature.encode("utf-8", "replace"), right.encode()) or version != _VERSION:
        raise AddressInvalid
    if int(expiry) <= (time.time() if now is None else now):
        raise AddressExpired


def _signature(path: str, expires_at: str, key: bytes) -> str:
    own_key = hmac.digest(key, _PURPOSE, "sha256")
    message = f"{_VERSION}\n{expires_at}\n{path}".encode("utf-8", "surrogatepass")
    return base64.urlsafe_b64encode(hmac.digest(own_key, message, "sha256")).rstrip(b"=").decode()
