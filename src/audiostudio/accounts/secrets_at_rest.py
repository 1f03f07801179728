"""What is kept of secrets: keyed hashes of what is compared, sealed boxes of what must be read again.

Keys derive from ``SECRET_KEY`` by purpose, so that nothing made for one end can be used for another.
"""

import hmac
import secrets

from audiostudio.settings import Settings

_NONCE_BYTES = 12


def keyed_hash(settings: Settings, purpose: str, value: str) -> bytes:
    """Return a hash that only this installation can compute."""
    return hmac.digest(_key(settings, purpose), value.encode(), "sha256")


def seal(settings: Settings, purpose: str, secret: bytes, *, owner: str) -> bytes:
    """Return a secret encrypted for its ``owner``: moved to another's row it cannot be opened."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(_key(settings, purpose)).encrypt(nonce, secret, owner.encode())


def open_sealed(settings: Settings, purpose: str, sealed: bytes, *, owner: str) -> bytes | None:
    """Return what was sealed; None where it was sealed under another ``SECRET_KEY``, or for somebody else."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce, content = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return AESGCM(_key(settings, purpose)).decrypt(nonce, content, owner.encode())
    except InvalidTag:
        return None


def _key(settings: Settings, purpose: str) -> bytes:
    return hmac.digest(settings.signing_key, f"accounts: {purpose}".encode(), "sha256")
