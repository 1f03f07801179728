"""Secrets of API keys look so that scanners find them, and mistyped ones reach no database."""

import re
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostudio.kit.auth.api_keys import (
    SECRET_PATTERN,
    ApiKeyInvalid,
    beginning_of,
    is_secret,
    new_secret,
    require_well_formed,
)

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def _number(text: str) -> int:
    value = 0
    for char in text:
        value = value * 62 + _BASE62.index(char)
    return value


def test_a_scanner_finds_a_secret_in_any_text_and_its_checksum_is_the_crc32_of_its_random_part() -> None:
    secrets = {new_secret() for _ in range(50)}
    assert len(secrets) == 50
    for secret in secrets:
        found = re.search(r"audiostudio_[0-9A-Za-z]{49}\b", f'key = "{secret}"\n')
        assert found is not None
        assert found[0] == secret
        random, check = secret[len("audiostudio_") : -6], secret[-6:]
        assert _number(check) == zlib.crc32(random.encode())
        assert len(random) * 5.954 >= 256, "as many bits as a hash can hold"
        require_well_formed(secret)
        assert is_secret(secret)
        assert len(beginning_of(secret)) == 18


@given(at=st.integers(12, 60), char=st.sampled_from(_BASE62))
def test_a_secret_with_one_other_character_is_refused(at: int, char: str) -> None:
    secret = new_secret()
    changed = secret[:at] + char + secret[at + 1 :]
    if changed != secret:
        with pytest.raises(ApiKeyInvalid):
            require_well_formed(changed)


@pytest.mark.parametrize(
    "text",
    ["audiostudio_", "audiostudio_" + "a" * 49, new_secret() + "a", new_secret()[:-1]],
    ids=["nothing", "no checksum", "too long", "too short"],
)
def test_what_is_no_secret_is_refused(text: str) -> None:
    with pytest.raises(ApiKeyInvalid):
        require_well_formed(text)


def test_a_secret_is_found_beside_other_text() -> None:
    assert SECRET_PATTERN.search(f"?token={new_secret()}&x=1")
    assert not SECRET_PATTERN.search("audiostudio_session=abc")
