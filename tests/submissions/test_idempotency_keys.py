"""Whatever costs can be repeated safely: every POST of the OpenAPI document takes a key or is known to be free."""

from audiostudio.app import create_app
from audiostudio.settings import Settings

# What makes, changes or asks something and charges nothing, however often it is sent.
FREE = {
    "POST /admin/jobs/{job_id}/cancel",
    "POST /admin/jobs/{job_id}/retry",
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
    "POST /api/billing-portal",
    "POST /api/sandbox/checkouts/{checkout_id}",
    "POST /api/webhook",
    "POST /auth/confirm",
    "POST /auth/deletion",
    "POST /auth/email/change",
    "POST /auth/email/change/confirm",
    "POST /auth/email/verification",
    "POST /auth/email/verify",
    "POST /auth/exports",
    "POST /auth/identities",
    "POST /auth/login",
    "POST /auth/login/passkey",
    "POST /auth/login/passkey/options",
    "POST /auth/login/second-factor",
    "POST /auth/logout",
    "POST /auth/oauth",
    "POST /auth/passkeys",
    "POST /auth/passkeys/options",
    "POST /auth/password/forgot",
    "POST /auth/password/reset",
    "POST /auth/recovery-codes",
    "POST /auth/refresh",
    "POST /auth/register",
    "POST /auth/session",
    "POST /auth/session/passkey",
    "POST /auth/session/register",
    "POST /auth/session/second-factor",
    "POST /auth/totp",
    "POST /auth/totp/confirm",
    "POST /invitations/accept",
    "POST /invitations/look",
    "POST /job/{job_id}/cancel",
    "POST /quote",
    "POST /uploads",
    "POST /webhooks/deliveries/{delivery_id}/replay",
    "POST /webhooks/subscriptions",
    "POST /webhooks/subscriptions/{subscription_id}/rotate-secret",
    "POST /webhooks/subscriptions/{subscription_id}/test",
    "POST /workspace/deletion",
    "POST /workspace/invitations",
    "POST /workspace/leave",
    "POST /workspace/transfer",
    "POST /workspaces",
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
