# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fault injection: rules that say which requests a fault strikes, and how often. The kinds are in ``fault_kinds``."""

from __future__ import annotations

import asyncio
import math
import random
import re
from email.utils import formatdate
from time import time
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, model_validator
from starlette.types import ASGIApp, Receive, Scope, Send

from .fault_kinds import KINDS, Strike, pause
from .switches import Switched

if TYPE_CHECKING:
    FaultKind = str
else:
    FaultKind = Literal[tuple(KINDS)]
_CREATE = re.compile(r"/api/v1/projects/[^/]+/containers")


def _valid_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return pattern


class FaultRule(BaseModel):
    """One rule. Rules are tried in the order in which they were added; the first that fires wins."""

    model_config = ConfigDict(extra="forbid")

    kind: FaultKind | None = Field(None, description="What happens; or give `kinds`.")
    kinds: list[FaultKind] | None = Field(None, min_length=1, description="One of these is chosen each time.")
    probability: float = Field(1.0, ge=0, le=1)
    method: str | None = Field(None, description="Only requests with this method.", examples=["POST"])
    path: Annotated[str, AfterValidator(_valid_pattern)] | None = Field(
        None, description="Only paths in which this regular expression is found.", examples=["/network$"]
    )
    inside: bool = Field(
        False,
        description="Strike requests to services inside containers, whose paths begin with /api/v1/terminal or "
        "/api/v1/files, and none of the API.",
    )
    times: int | None = Field(None, ge=1, description="How often the rule fires at most; null: for ever.")
    skip: int = Field(0, ge=0, description="How many requests that it concerns pass before it fires.")
    seconds: float | None = Field(
        None, ge=0, description="slow: how long to wait (default 1). drip: pause between two bytes (default 0.2)."
    )
    retry_after: int | None = Field(
        None, ge=0, description="Retry-After in seconds; default 1 for rate_limited, absent for others."
    )
    retry_after_date: bool = Field(False, description="Retry-After as an HTTP date.")
    at: list[str | int] | None = Field(
        None, description="altered: the way to a member of the reply.", examples=[["data", "pagination", "total"]]
    )
    value: Any = Field(None, description="altered: what stands there instead.")
    location: str = Field("https://elsewhere.example.net/", description="Target of a redirect.")
    seed: int = Field(0, description="Start of the random numbers of this rule; the same seed gives the same faults.")
    fired: int = Field(0, ge=0, description="How often the rule has fired; counts by itself.")
    held: int = Field(0, ge=0, description="hang, hang_after: how many requests wait now; counts by itself.")

    _random: random.Random = PrivateAttr(default_factory=random.Random)

    @model_validator(mode="after")
    def _complete(self) -> FaultRule:
        if (self.kind is None) == (self.kinds is None):
            raise ValueError("give either kind or kinds")
        if "altered" in (self.kind, *(self.kinds or ())) and not self.at:
            raise ValueError("altered needs at")
        self._random.seed(self.seed)
        return self

    def strike(self, method: str, path: str) -> FaultKind | None:
        """The fault for this request, if the rule fires."""
        if self.times is not None and self.fired >= self.times:
            return None
        if not self._concerns(method, path):
            return None
        if self.skip:
            self.skip -= 1
            return None
        kinds: list[FaultKind] = self.kinds or ([self.kind] if self.kind else [])
        if not (method == "POST" and _CREATE.fullmatch(path)):
            kinds = [kind for kind in kinds if kind != "dispatch_failed"]
        if not kinds or self._random.random() >= self.probability:
            return None
        self.fired += 1
        return kinds[0] if len(kinds) == 1 else self._random.choice(kinds)

    def _concerns(self, method: str, path: str) -> bool:
        return (not self.method or self.method.upper() == method) and (
            not self.path or re.search(self.path, path) is not None
        )

    def wait_header(self, default: int | None) -> dict[str, str]:
        """The Retry-After header: whole seconds, or an HTTP date."""
        seconds = default if self.retry_after is None else self.retry_after
        if seconds is None:
            return {}
        # A date has no fractions: rounded up, so that waiting until then is waiting long enough.
        date = formatdate(math.ceil(time() + seconds), usegmt=True)
        return {"Retry-After": date if self.retry_after_date else str(seconds)}


class FaultInjector:
    """Pure ASGI between the request log and the gate."""

    def __init__(self, app: ASGIApp, world: Switched, api: FaultInjector | None = None) -> None:
        self.app = app
        self.world = world
        #: Whether this one is for the services inside containers; its rules stand among those of the API's.
        self.inside = api is not None
        self.rules: list[FaultRule] = api.rules if api else []
        # Set when the server ends, so that nothing waits any longer.
        self.ending: asyncio.Event = api.ending if api else asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or spoil it."""
        switches = self.world.switches
        if switches.latency and not self.inside:
            await pause(self.ending, switches.latency)
        for rule in self.rules:
            if rule.inside == self.inside and (name := rule.strike(scope["method"], scope["path"])):
                scope["hoody_log"].fault = name
                kind = KINDS[name]
                strike = Strike(rule, self.world, self.ending, self.app, scope, receive, send)
                if kind.first:
                    await self.app(scope, receive, strike.answer)
                await kind.effect(strike)
                return
        await self.app(scope, receive, send)
