# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the API for claims, and for the keys that verify them."""

from __future__ import annotations

import time
from typing import Any

from .._api.client import Client
from .._api.reading import Unlike, thing, things
from .._engine.task import Task
from .._text.types import Json
from . import claim as claims


def inform(task: Task) -> Json:
    """Tell the public keys of the API."""
    data = published(task.client)
    shown = {name: data.get(name) for name in ("active_kid", "usage", "signing_format")}
    return {"changed": False, "public_keys": data["keys"], **shown}


def issue(client: Client, container_id: str) -> tuple[Json, float]:
    """A new claim and when it expires, in seconds since 1970."""
    path = f"/containers/{container_id}/authorize"
    # Nothing is lost by a claim too many, so after an unclear answer it is simply asked for again.
    issued: tuple[Json, float] = client.post(path, settle=lambda: None, check=_claim)
    return issued


def _claim(data: Any) -> tuple[Json, float]:
    issued = thing(data, "a claim", {"expires_in": "int"}).get("container_claim")
    if not isinstance(issued, dict) or not all(isinstance(issued.get(name), str) for name in claims.MEMBERS):
        raise Unlike("without a claim")
    try:
        end = claims.expiry(claims.payload_of(issued))
    except claims.ClaimError:
        # How the payload tells it is not documented for sure (U12).
        end = time.time() + (data.get("expires_in") or 0)
    if not 0 <= end < claims.MOST_SECONDS:
        raise Unlike("with a claim that has no valid expiry")
    return {name: issued[name] for name in claims.MEMBERS}, end


def published(client: Client) -> Json:
    """The public keys and what goes with them."""
    published: Json = client.get("/meta/public-key", check=_keys)
    return published


def _keys(data: Any) -> Json:
    keys = things(thing(data, "public keys", {}).get("keys"), "a public key", {"kid": "str", "public_key_hex": "str"})
    if not all(key.get("kid") for key in keys):
        raise Unlike("with a public key that has no kid")
    return data  # type: ignore[no-any-return]
