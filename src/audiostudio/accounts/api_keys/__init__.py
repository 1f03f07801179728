"""API keys of a workspace: with them programs do what their makers may, or less."""
