"""Whatever costs can be repeated safely: every POST of the OpenAPI document takes a key or is known to be free."""

from audiostudio.app import create_app
from audiostudio.settings import Settings

# What makes, changes or asks something and charges nothing, however often it is sent.
FREE = {
    "POST /api-keys",
    "POST /api-keys/{key_id}/rotate",
    "POST /api/audio-studio/ai-voice/preview",
    "POST /api/audio-studio/ai-voice/pronunciations",
    "POST /api/audio-studio/folders",
    "POST /api/audio-studio/library/{audio_id}/restore",
    "POST /api/audio-studio/music/plan",
    "POST /api/audio-studio/music/plan/edit",
    "POST /api/audio-studio/music/preview",
    "POST /api/audio-studio/voice-cloning/upload",
    "POST /auth/login",
    "POST /auth/logout",
    "POST /auth/refresh",
    "POST /auth/register",
    "POST /auth/session",
    "POST /auth/session/register",
    "POST /job/{job_id}/cancel",
    "POST /quote",
    "POST /uploads",
    "POST /webhooks/deliveries/{delivery_id}/replay",
    "POST /webhooks/subscriptions",
    "POST /webhooks/subscriptions/{subscription_id}/rotate-secret",
    "POST /webhooks/subscriptions/{subscription_id}/test",
}


def test_every_post_takes_an_idempotency_key_or_costs_nothing() -> None:
    document = create_app(Settings(_env_file=None, secret_key="a secret for the OpenAPI document")).openapi()
    without = {
        f"POST {path}"
        for path, operations in document["paths"].items()
        if "post" in operations
        and not any(
            parameter["in"] == "header" and parameter["name"] == "Idempotency-Key"
            for parameter in operations["post"].get("parameters", ())
        )
    }
    assert without == FREE
