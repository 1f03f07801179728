"""Plans as data: a higher one allows whatever a lower one does, and what tools are told of it travels to a child."""

import pickle
import subprocess
import sys
from itertools import pairwise

from audiostudio.accounts.plans import PLANS, Tier, tiers_up_to
from audiostudio.tools.entitlements import EVERYTHING


def test_a_higher_plan_allows_what_a_lower_one_does() -> None:
    for lower, higher in pairwise(PLANS.values()):
        assert set(lower.entitlements.formats) < set(higher.entitlements.formats)
        assert set(lower.entitlements.sample_rates_hz) < set(higher.entitlements.sample_rates_hz)
        assert lower.max_file_size_bytes < higher.max_file_size_bytes
        assert lower.queue_weight < higher.queue_weight
    assert PLANS[Tier.ADVANCED].entitlements == EVERYTHING


def test_the_tiers_up_to_one_are_it_and_those_below() -> None:
    assert tiers_up_to(Tier.FREE) == [Tier.FREE]
    assert tiers_up_to(Tier.ADVANCED) == [Tier.FREE, Tier.PRO, Tier.ADVANCED]


def test_what_a_tool_is_told_of_a_plan_brings_no_accounts_into_its_process() -> None:
    for plan in PLANS.values():
        assert pickle.loads(pickle.dumps(plan.entitlements)) == plan.entitlements
        load = f"pickle.loads({pickle.dumps(plan.entitlements)!r})"
        code = f"import pickle, sys; {load}; assert 'audiostudio.accounts' not in sys.modules"
        subprocess.run([sys.executable, "-c", code], check=True)
