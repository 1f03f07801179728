import base64
import hashlib
import hmac
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostudio.storage.signing import AddressExpired, AddressInvalid, sign, verify

KEY = b"a key of the product"
PATH = "/files/0198c0de/master.wav"


def test_a_signed_address_opens_until_it_expires() -> None:
    token = sign(PATH, 2_000_000_000, KEY)
    verify(PATH, token, KEY, now=1_999_999_999.9)
    with pytest.raises(AddressExpired) as caught:
        verify(PATH, token, KEY, now=2_000_000_000)
    assert caught.value.status == 403
    verify(PATH, sign(PATH, int(time.time()) + 60, KEY), KEY)
    with pytest.raises(AddressExpired):
        verify(PATH, sign(PATH, int(time.time()) - 1, KEY), KEY)


def test_the_signature_is_hmac_sha256_under_a_key_of_its_own() -> None:
    own_key = hmac.new(KEY, b"audiostudio file address", hashlib.sha256).digest()
    expected = hmac.new(own_key, f"v1\n2000000000\n{PATH}".encode(), hashlib.sha256).digest()
    version, expires_at, signature = sign(PATH, 2_000_000_000, KEY).split(".")
    assert (version, expires_at) == ("v1", "2000000000")
    assert base64.urlsafe_b64decode(signature + "=") == expected


def test_nothing_about_it_can_be_changed() -> None:
    token = sign(PATH, 2_000_000_000, KEY)
    version, expires_at, signature = token.split(".")
    for path, changed, key in [
        (PATH + "x", token, KEY),
        ("/files/other/master.wav", token, KEY),
        (PATH, token, b"another key"),
        (PATH, f"{version}.2999999999.{signature}", KEY),
        (PATH, f"v2.{expires_at}.{signature}", KEY),
        (PATH, f"{version}.0{expires_at}.{signature}", KEY),
        (PATH, f"{version}.+{expires_at}.{signature}", KEY),
        (PATH, token + "=", KEY),
        (PATH, token[:-1], KEY),
        (PATH, f"{version}.{expires_at}.", KEY),
    ]:
        with pytest.raises(AddressInvalid):
            verify(path, changed, key, now=1_000_000_000)


def test_a_forged_address_is_never_called_expired() -> None:
    with pytest.raises(AddressInvalid):
        verify(PATH, "v1.1.AAAA", KEY)


@given(st.text(st.characters(exclude_categories=[])), st.text(st.characters(exclude_categories=[])))
def test_any_nonsense_is_refused_as_a_problem(path: str, token: str) -> None:
    for hostile in (token, f"v1.{token}", f"v1.{'9' * 5000}.{token}", f"v1.2000000000.{token}"):
        with pytest.raises(AddressInvalid):
            verify(path, hostile, KEY)
