"""The audiostudio command."""
