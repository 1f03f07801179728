"""What guards an account, at a glance."""
