"""What an authenticator app shows, by RFC 6238 written out again: an independent reading of it."""

import base64
import hashlib
import hmac
import struct
import time


def code_of(secret: str, *, steps_off: int = 0) -> str:
    """Return the six digits of a secret in base 32, now or some steps of 30 s away."""
    step = int(time.time()) // 30 + steps_off
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 0xF
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"
