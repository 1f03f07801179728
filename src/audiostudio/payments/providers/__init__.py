"""Whoever takes the money: each behind the protocol in ``base``, and none of them believed unread."""
