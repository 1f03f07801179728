"""How far the mastering chain goes; apart from the chain, so that naming a level loads no signal processing."""

from enum import StrEnum


class Processing(StrEnum):
    """How much of the chain is used; each level contains the one before."""

    BASIC = "basic"
    ADVANCED = "advanced"
    PREMIUM = "premium"
