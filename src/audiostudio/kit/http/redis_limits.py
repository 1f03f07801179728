"""Limits counted by Redis, for installations whose many web servers would else ask the database at every request."""

import math
import time

from audiostudio.kit.http.errors import Problem
from audiostudio.kit.http.rate_limits import Allowance, key_of, parse_limit, refusal


class LimitsUnavailable(Problem):
    """Redis, which counts requests, does not answer."""

    status = 503
    code = "limits_unavailable"
    title = "Requests cannot be counted right now; try again in a moment."


class RedisCounts:
    """Counts calls in Redis, by the moving window of the limits library: no window holds more calls than allowed."""

    def __init__(self, url: str) -> None:
        """Prepare; nothing is connected yet.

        Args:
            url: ``redis://`` or ``rediss://``.
        """
        from limits.aio.storage import RedisStorage  # with which comes Redis' client
        from limits.aio.strategies import MovingWindowRateLimiter

        self._storage = RedisStorage(f"async+{url}", implementation="redispy", key_prefix="audiostudio")
        self._limiter = MovingWindowRateLimiter(self._storage)

    async def enforce(self, *, scope: str, caller: str, limit: str) -> Allowance:
        """Count one call and return what is left, as `rate_limits.enforce` does.

        Raises:
            RateLimited: the limit is used up.
            LimitsUnavailable: Redis does not answer.
        """
        from redis.exceptions import RedisError

        item, key = parse_limit(limit), key_of(scope, caller)
        try:
            allowed = await self._limiter.hit(item, key)
            begins_again_at, remaining = await self._limiter.get_window_stats(item, key)
        except (RedisError, OSError) as error:
            raise LimitsUnavailable from error
        remaining = remaining if allowed else 0
        reset_s = 0 if remaining else max(1, math.ceil(begins_again_at - time.time()))
        allowance = Allowance(scope, item.amount, item.get_expiry(), remaining, reset_s)
        if not allowed:
            raise refusal(allowance, limit)
        return allowance
