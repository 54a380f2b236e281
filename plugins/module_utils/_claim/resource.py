# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Asks the API for claims and for the keys that verify them, and keeps a claim in a file fresh."""

from __future__ import annotations

import json
import time
from typing import Any

from ansible_collections.hoody.cloud.plugins.module_utils._api.client import Client
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError, InputError
from ansible_collections.hoody.cloud.plugins.module_utils._api.reading import Unlike, thing, things
from ansible_collections.hoody.cloud.plugins.module_utils._claim import claim as claims
from ansible_collections.hoody.cloud.plugins.module_utils._container.finding import (
    UnknownContainer,
    container_options,
    containers_of,
)
from ansible_collections.hoody.cloud.plugins.module_utils._engine.private_file import (
    MODE,
    Held,
    MissingFolder,
    PrivateFile,
)
from ansible_collections.hoody.cloud.plugins.module_utils._engine.task import Task
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

#: Beside the reasons for not believing a claim: there is none, it is about to expire, it is as it should be.
_MISSING, _EXPIRING, _VALID = "missing", "expiring", "valid"


def options() -> Json:
    """The argument specification of a claim, without the connection."""
    return {**container_options(), "dest": {"type": "path"}, "min_remaining": {"type": "int", "default": 600}}


def inform(task: Task) -> Json:
    """Tell the public keys of the API."""
    data = _published(task.client)
    shown = {name: data.get(name) for name in ("active_kid", "usage", "signing_format")}
    return {"changed": False, "public_keys": data["keys"], **shown}


def obtain(task: Task) -> Json:
    """A new claim, or one that is kept in a file."""
    if task.options["dest"]:
        return _keep(task)
    container_id = _container_id(task)
    if container_id is None:
        return {"changed": False}
    claim, end = _issue(task.client, container_id)
    return {"changed": False, "claim": claim, "expires_at": claims.moment(end)}


def _keep(task: Task) -> Json:
    """See that the file holds a claim that will do. The result tells nothing of the claim but when it expires."""
    if task.options["min_remaining"] < 0:
        raise InputError("The option min_remaining must be a number of seconds of at least 0.")
    claims.require_cryptography()
    file = PrivateFile(task.options["dest"])
    held = file.read()
    container_id = _container_id(task)
    keys = _published(task.client)["keys"]
    found, end = _judged(held, keys, container_id, task.options["min_remaining"])
    before = {"claim": found, **({"mode": f"{held.mode:04o}"} if held else {})}
    after = {"claim": _VALID, "mode": f"{MODE:04o}"}
    if before != after:
        try:
            file.check_folder()
        except MissingFolder as missing:
            task.suppose(missing)
        if task.check_mode:
            _check_container(task.client, container_id)
        elif held and found == _VALID:
            file.write(held.text, held)
        else:
            text, end = _fresh(task, str(container_id))
            file.write(text, held)
    result = {"changed": before != after, "expires_at": None if end is None else claims.moment(end)}
    headers = {"before_header": file.path, "after_header": file.path}
    return {**result, "diff": {**headers, "before": before, "after": after}} if task.diff_mode else result


def _judged(held: Held | None, keys: list[Json], container_id: str | None, least: int) -> tuple[str, float | None]:
    """What the file holds, in a word, and when that expires if it may be used."""
    if held is None:
        return _MISSING, None
    if container_id is None:
        # The container is yet to be created, so whatever is there is the claim of another.
        return "wrong_container", None
    try:
        end = claims.expiry(claims.verify(held.text, keys, container_id))
    except claims.ClaimError as problem:
        return problem.reason, None
    return (_VALID, end) if end - time.time() >= least else (_EXPIRING, None)


def _fresh(task: Task, container_id: str) -> tuple[str, float]:
    """A new claim as the text of a file, and when it expires. It is known to verify, so that the next run keeps it."""
    claim, end = _issue(task.client, container_id)
    try:
        # With keys as new as the claim: they may have changed since the old one was judged.
        claims.verify(claim, _published(task.client)["keys"], container_id)
    except claims.ClaimError as problem:
        raise HoodyError(f"The API issued a claim that does not verify here. {problem}") from None
    remaining, least = end - time.time(), task.options["min_remaining"]
    if remaining < least:
        task.warnings.append(
            f"The API issues claims for {remaining:.0f} s, which is less than min_remaining ({least} s), "
            "so every run writes a new one."
        )
    return json.dumps(claim, indent=2) + "\n", end


def _issue(client: Client, container_id: str) -> tuple[Json, float]:
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
        raise Unlike("with a claim that ends at no time")
    return {name: issued[name] for name in claims.MEMBERS}, end


def _published(client: Client) -> Json:
    """The public keys and what goes with them."""
    published: Json = client.get("/meta/public-key", check=_keys)
    return published


def _keys(data: Any) -> Json:
    keys = things(thing(data, "public keys", {}).get("keys"), "a public key", {"kid": "str", "public_key_hex": "str"})
    if not all(key.get("kid") for key in keys):
        raise Unlike("with a public key that has no kid")
    return data  # type: ignore[no-any-return]


def _container_id(task: Task) -> str | None:
    """The id of the container; None in check mode when an earlier task would have created it."""
    try:
        return str(containers_of(task.lookup).container(task.options["container"], task.options["project"])["id"])
    except UnknownContainer as unknown:
        task.suppose(unknown)
        return None


def _check_container(client: Client, container_id: str | None) -> None:
    """Find in check mode what the run would find: an id is used as it is, so nothing has looked for it yet."""
    if container_id:
        client.get(f"/containers/{container_id}")
