"""Count attempts in one atomic step in Valkey."""

from dataclasses import dataclass

from portal.core.valkey import Unavailable, client

_SCRIPT = """
local n = redis.call('INCRBY', KEYS[1], ARGV[2])
if n == tonumber(ARGV[2]) then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {n, redis.call('TTL', KEYS[1])}
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """The state of a window after one attempt; `reset` is in seconds, `counted` is false without Valkey."""

    allowed: bool
    limit: int
    remaining: int
    reset: int
    counted: bool = True


def spend(name: str, key: object, *, limit: int, seconds: int, closed: bool, cost: int = 1) -> Spent:
    """Count one attempt of `key` in the window `name` of `seconds`; at most `limit` are allowed.

    One atomic step, so a hundred parallel attempts pass at most `limit` times. When Valkey is away the
    answer is no if `closed` (guessing: codes, identities) and yes otherwise (reading).
    """
    try:
        used, reset = client().eval(_SCRIPT, 1, f"throttle:{name}:{key}", seconds, cost)
    except Unavailable:
        remaining = 0 if closed else limit
        return Spent(allowed=not closed, limit=limit, remaining=remaining, reset=seconds, counted=False)
    return Spent(allowed=used <= limit, limit=limit, remaining=max(0, limit - used), reset=max(1, reset))
