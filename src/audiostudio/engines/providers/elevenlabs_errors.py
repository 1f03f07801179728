"""What ElevenLabs answers when it does not do what it was asked, in the product's words."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from elevenlabs.core.api_error import ApiError

from audiostudio.engines.providers.base import ProviderError

_ERRORS = {
    400: ("provider_request_refused", "ElevenLabs refused the request"),
    401: ("provider_key_refused", "ElevenLabs does not accept the operator's key; ask the operator to check it"),
    402: ("provider_credit_exhausted", "The operator's ElevenLabs plan is used up; ask the operator to extend it"),
    403: ("provider_key_refused", "The operator's ElevenLabs key may not do this; ask the operator to check it"),
    404: ("provider_voice_unknown", "ElevenLabs has no such voice or model; choose one of the list"),
    422: ("provider_request_refused", "ElevenLabs refused the request"),
    429: ("provider_busy", "ElevenLabs has too much to do right now; try again in a minute"),
}
_QUOTA_STATUSES = {"quota_exceeded", "insufficient_credits"}
_REFUSED_PROMPTS = {"bad_prompt", "bad_composition_plan"}


@contextmanager
def elevenlabs_errors(key: str) -> Iterator[None]:
    """Turn the client's errors into the product's.

    Args:
        key: the operator's, which no error may carry.
    """
    try:
        yield
    except ApiError as error:
        raise _refusal(error, key) from None
    except httpx.TimeoutException:
        raise ProviderError("provider_timeout", "ElevenLabs did not answer in time; try again.") from None
    except httpx.RemoteProtocolError:
        raise ProviderError("provider_broke_off", "ElevenLabs broke off in the middle; try again.") from None
    except (httpx.HTTPError, json.JSONDecodeError, ValueError):
        raise ProviderError("provider_unavailable", "ElevenLabs cannot be reached; try again later.") from None


def _refusal(error: ApiError, key: str) -> ProviderError:
    status, message, suggestion = _error_message(error.body)
    if status in _REFUSED_PROMPTS:
        instead = f"; it suggests: {suggestion}" if suggestion else "; name no artists, songs or brands"
        return ProviderError("provider_prompt_refused", f"ElevenLabs does not make what these words ask for{instead}.")
    if status in _QUOTA_STATUSES:
        code, sentence = _ERRORS[402]
    elif error.status_code in _ERRORS:
        code, sentence = _ERRORS[error.status_code]
    else:
        code, sentence = "provider_unavailable", "ElevenLabs is out of order; try again later"
    detail = ""
    if message and code == "provider_request_refused":
        detail = f" (it says: {message.replace(key, '…')})"
    return ProviderError(code, f"{sentence}{detail}.")


def _error_message(body: Any) -> tuple[str, str, str]:
    """Return the status word, the message and the better prompt of an answer, as far as it has them."""
    detail = body.get("detail") if isinstance(body, dict) else None
    if isinstance(detail, dict):
        data = detail.get("data")
        suggestion = data.get("prompt_suggestion") if isinstance(data, dict) else None
        word = str(detail.get("status") or detail.get("code") or "")
        return word, str(detail.get("message") or "")[:300], str(suggestion or "")[:500]
    return "", detail[:300] if isinstance(detail, str) else "", ""
