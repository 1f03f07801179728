"""Users, workspaces and sign-in."""
