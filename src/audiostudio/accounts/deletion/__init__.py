"""Accounts that are deleted, after days in which their owner may take it back."""
