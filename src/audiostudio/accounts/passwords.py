"""Password hashes: argon2 for new ones, bcrypt accepted and replaced at the next sign-in."""

from functools import cache

from anyio import to_thread
from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

_hasher = PasswordHash((Argon2Hasher(), BcryptHasher()))


@cache
def _nobody_hash() -> str:
    """Return what is verified where there is no such account, so that the answer takes as long as for one there is."""
    return _hasher.hash("a password that nobody has")


async def hash_password(password: str) -> str:
    """Return a salted argon2 hash; in a thread, for it takes tens of milliseconds on purpose."""
    return await to_thread.run_sync(_hasher.hash, password)


async def verify_password(password: str, hashed: str | None) -> tuple[bool, str | None]:
    """Return whether the password is right and, where its hash is out of date, a fresh one to keep."""
    try:
        right, fresh = await to_thread.run_sync(lambda: _hasher.verify_and_update(password, hashed or _nobody_hash()))
    except (UnknownHashError, ValueError):  # bcrypt refuses passwords of more than 72 bytes
        return False, None
    return (right and hashed is not None), fresh
