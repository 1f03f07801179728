"""How many requests a workspace may send: as many as its plan says, counted wherever they arrive."""

import time
from uuid import UUID

from audiostudio.accounts import repository
from audiostudio.accounts.plans import PLANS, Tier
from audiostudio.kit.http.rate_limits import Allowance, RequestLimits, enforce
from audiostudio.kit.http.redis_limits import RedisCounts
from audiostudio.kit.postgres.database import Database
from audiostudio.settings import Settings

_SCOPE = "requests"
_REMEMBERED_S = 60.0  # for which a change of the plan may go unnoticed here
_MOST_REMEMBERED = 10_000


class PlanLimits(RequestLimits):
    """Counts requests by the plan of each workspace, in Redis where there is one, else in PostgreSQL."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._fixed = database, settings.request_rate_limit
        self._redis = RedisCounts(settings.redis_url.get_secret_value()) if settings.redis_url else None
        self._limits: dict[UUID, tuple[float, str]] = {}  # each with when to ask again

    async def count(self, workspace_id: UUID) -> Allowance:
        """Count a request and return what is left.

        Raises:
            RateLimited: the workspace's limit is used up.
            LimitsUnavailable: Redis does not answer.
        """
        limit = self._fixed or await self._limit_of(workspace_id)
        caller = str(workspace_id)
        if self._redis is not None:
            return await self._redis.enforce(scope=_SCOPE, caller=caller, limit=limit)
        async with self._database.session(turn_of=workspace_id) as session:
            return await enforce(session, scope=_SCOPE, caller=caller, limit=limit)

    async def _limit_of(self, workspace_id: UUID) -> str:
        ask_again_at, limit = self._limits.get(workspace_id, (0.0, ""))
        if ask_again_at > time.monotonic():
            return limit
        async with self._database.session(workspace_id=workspace_id) as session:
            tier = await repository.find_tier(session, workspace_id)
        # Of a workspace that is gone, the least: its routes say so.
        limit = PLANS[Tier(tier or Tier.FREE)].request_rate_limit
        if len(self._limits) >= _MOST_REMEMBERED:
            self._limits.clear()
        self._limits[workspace_id] = (time.monotonic() + _REMEMBERED_S, limit)
        return limit
