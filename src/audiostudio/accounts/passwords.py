"""Passwords: which are too easy, and their hashes: argon2 for new ones, bcrypt replaced at the next sign-in."""

import os
from functools import partial

from anyio import CapacityLimiter, to_thread
from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from audiostudio.kit.http.errors import Problem

# What guessers who must wait between guesses get through in weeks: the commonest passwords, and turns of them.
_FEWEST_GUESSES = 10_000
_JUDGED_CHARACTERS = 72  # the rest makes no password easier, and judging takes time that grows with its square

_hasher = PasswordHash((Argon2Hasher(), BcryptHasher()))
# Verified where there is no such account, so that the answer takes as long as for one there is.
NOBODYS_HASH = (  # of random bytes that nobody kept
    "$argon2id$v=19$m=65536,t=3,p=4$TVLdyP68yj9q8wYh4AFFVA$Gm0wEb2DATlrJ5yhltJ2aaV5OdDQ/W5+19T6YWlGwfo"
)
# Each takes 64 MiB: more at once than there are processors would be slower for all, and fill the memory.
_at_once = CapacityLimiter(os.cpu_count() or 1)


class PasswordTooEasy(Problem):
    """The password is among the first that anybody would try."""

    status = 422
    code = "password_too_easy"
    title = "This password is among the first that are tried; choose one that is no name, common word or row of keys."


async def require_hard(password: str, *, known: list[str]) -> None:
    """Refuse a password that is guessed soon.

    Estimated by zxcvbn (Wheeler, USENIX Security 2016), which knows 30,000 passwords by how common they are, names and
    words, and what people do to them. NIST SP 800-63B, 3.1.1.2, asks for such a list and for no other rules.

    Args:
        password: as it was typed.
        known: what an attacker knows of its owner: user name, address.

    Raises:
        PasswordTooEasy: it is guessed within the first ten thousand tries.
    """
    if not password.strip() or await to_thread.run_sync(_guesses, password, known) < _FEWEST_GUESSES:
        raise PasswordTooEasy


async def hash_password(password: str) -> str:
    """Return a salted argon2 hash; in a thread, for it takes tens of milliseconds on purpose."""
    return await to_thread.run_sync(_hasher.hash, password, limiter=_at_once)


async def verify_password(password: str, hashed: str | None) -> tuple[bool, str | None]:
    """Return whether the password is right and, where its hash is out of date, a fresh one to keep."""
    verify = partial(_hasher.verify_and_update, password, hashed or NOBODYS_HASH)
    try:
        right, fresh = await to_thread.run_sync(verify, limiter=_at_once)
    except (UnknownHashError, ValueError):  # bcrypt refuses passwords of more than 72 bytes
        return False, None
    return (right and hashed is not None), fresh


def _guesses(password: str, known: list[str]) -> int:
    from zxcvbn import zxcvbn  # its words take a tenth of a second to load

    return int(zxcvbn(password[:_JUDGED_CHARACTERS], user_inputs=known)["guesses"])
