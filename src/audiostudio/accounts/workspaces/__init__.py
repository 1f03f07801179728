"""Workspaces that several people share: who belongs to them, as what, and who is asked to."""
