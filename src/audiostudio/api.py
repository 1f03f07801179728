"""Every feature's routes, in the order in which the OpenAPI document lists them; a new feature adds one line here."""

from importlib import import_module

from fastapi import APIRouter

_ENDPOINTS = (
    "accounts.endpoints",
    "accounts.browser_endpoints",
    "accounts.api_keys.endpoints",
    "accounts.workspaces.endpoints",
    "accounts.email.endpoints",
    "accounts.sessions.endpoints",
    "accounts.second_factor.endpoints",
    "accounts.passkeys.endpoints",
    "accounts.identities.endpoints",
    "accounts.exports.endpoints",
    "accounts.deletion.endpoints",
    "accounts.security.endpoints",
    "credits.endpoints",
    "usage.endpoints",
    "payments.endpoints",
    "payments.sandbox_endpoints",
    "uploads.endpoints",
    "submissions.endpoints",
    "submissions.library_endpoints",
    "library.upload_endpoints",
    "voices.speech.endpoints",
    "voices.speech.openai_endpoints",
    "jobs.endpoints",
    "library.endpoints",
    "library.item_endpoints",
    "voices.gallery.endpoints",
    "voices.cloning.endpoints",
    "voices.pronunciations.endpoints",
    "voices.favourites.endpoints",
    "voices.previews.endpoints",
    "music.endpoints",
    "webhooks.endpoints",
    "admin.endpoints",
    "operations.endpoints",
)

ROUTERS: tuple[APIRouter, ...] = tuple(import_module(f"audiostudio.{name}").router for name in _ENDPOINTS)
