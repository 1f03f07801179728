"""Whose job is next: workspaces take turns, each as often as its plan is worth.

Start-time fair queueing (Goyal, Vin and Cheng, 1996). A job's turn is the clock of its queue, which is the turn of the
job last taken, and a stride for each job of its workspace that is not done. So whoever brings one job comes next,
however many of one workspace wait; and a plan with half the stride has twice as many turns. Plans of less weight let
those of more go ahead, by a few turns: nobody waits for all that a better plan may bring.
"""

from typing import NamedTuple

from audiostudio.accounts.plans import PLANS, Tier

_GREATEST_WEIGHT = max(plan.queue_weight for plan in PLANS.values())
_HEAD_START = 4


class Place(NamedTuple):
    """Where a job stands: its turn, and its priority among the queue's entries, of which the greatest goes first."""

    turn: int
    priority: int


def place(tier: Tier, *, clock: int, unfinished: int) -> Place:
    """Return the place of a new job.

    Args:
        tier: whose plan it is done under.
        clock: the turn of the job that was last taken from its queue.
        unfinished: other jobs of its workspace in this queue that wait or are in work.
    """
    stride = _GREATEST_WEIGHT // PLANS[tier].queue_weight
    turn = clock + stride * unfinished
    return Place(turn, -(turn + _HEAD_START * (stride - 1)))
