"""Signing in with an account at Google or GitHub."""
