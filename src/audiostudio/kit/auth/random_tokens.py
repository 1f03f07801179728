"""Tokens that are proof by themselves (sessions, keys, challenges, invitations), and what is kept of them."""

import hashlib
import secrets


def new_token() -> str:
    """Return 256 random bits, as an address or a cookie can carry them."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """Return what is kept of a token: it is random and long, so a plain hash keeps the secret."""
    return hashlib.sha256(token.encode(errors="replace")).digest()
