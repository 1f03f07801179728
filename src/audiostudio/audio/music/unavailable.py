"""What is said where music has nothing to find: a reason, never an invented number."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Absent:
    """Stands in the place of an answer that a sound does not give.

    Attributes:
        reason: one sentence for people.
    """

    reason: str
