# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to be done so that a network profile is as wanted. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from .._api.errors import InputError
from .._engine.field import differing
from .._engine.plan import Plan, Step
from .._text.types import Json
from .enforcement import (
    enforced,
    has_credentials,
    is_serving,
)
from .model import (
    BLOCK,
    COMMENT,
    CREDENTIALS,
    ENFORCED,
    FIELDS,
    PROXY,
    TYPE,
    Desired,
    desired,
)
from .shown import stored_in, view
from .values import userinfo, with_userinfo


def plan(current: Json, wanted: Desired) -> Plan:
    """What has to be done so that the network is as wanted.

    ``current`` is the object as ``GET`` returned it. The body of the step ``configure`` is always the complete
    configuration, because what becomes of omitted fields is unknown (U2). Where a service runs, that step includes
    stopping and starting it, see ``interrupts``. Raises InputError.
    """
    subject = f"network profile of container {wanted.container}"
    before = view(current)
    if wanted.state == "absent":
        return Plan((Step("remove"),) if before else (), before, {}, subject)
    stored = stored_in(current)
    _check(stored, wanted)
    if not stored and not wanted.fields:
        return Plan((), {}, {}, subject)
    renewed = _credentials_differ(stored, wanted)
    steps: tuple[Step, ...] = ()
    after = dict(before)
    if renewed or not stored or differing(FIELDS, stored, wanted.fields):
        body = _body(stored, wanted, renewed)
        steps = (Step("configure", body),)
        after = _foreseen(body, before, renewed)
    after[ENFORCED] = _goal(current, wanted, bool(steps))
    made = Plan(steps, before, after, subject)
    return made._replace(steps=steps + _service(current, wanted, made))


def described(current: Mapping[str, Any]) -> Desired:
    """A profile that is there as a task would describe it, to give it to another container."""
    given = {item.option_name: current.get(item.name) for item in FIELDS}
    # Whatever is or may be enforced, or should have been, is so again.
    open_before = not is_serving(current) and current.get("status") != "error"
    return desired({**given, "state": "stopped" if open_before else "started"})


def _goal(current: Json, wanted: Desired, storing: bool) -> bool | None:
    """Whether the configuration is to be enforced afterwards; None where that stays in doubt."""
    if wanted.state == "present":
        return is_serving(current) if storing else enforced(current)
    return wanted.state != "stopped"


def _foreseen(body: Json, before: Json, renewed: bool) -> Json:
    """The view of what the server will hold once the body is stored."""
    after = view({**body, "configured": True})
    kept = before.get(CREDENTIALS) if not renewed and body.get(PROXY.name) else after.get(CREDENTIALS)
    return {name: value for name, value in {**after, CREDENTIALS: kept}.items() if value is not None}


def _service(current: Json, wanted: Desired, made: Plan) -> tuple[Step, ...]:
    """What has to be done to the service beyond what ``configure`` includes."""
    if wanted.state == "stopped":
        return (Step("stop"),) if is_serving(current) else ()
    if wanted.state == "present":
        return ()
    if not is_serving(current):
        return (Step("start"),)
    in_doubt = enforced(current) is None or wanted.state == "restarted"
    return (Step("restart"),) if in_doubt and not interrupts(current, made) else ()


def interrupts(current: Json, made: Plan) -> bool:
    """Whether the step ``configure`` has to stop a service: when it changes anything that the service enforces.

    ``made`` is the plan, of which only that step is looked at.
    """
    body = next((step.body for step in made.steps if step.action == "configure"), None)
    if body is None or not is_serving(current):
        return False
    names = {*made.before, *made.after} - {ENFORCED}
    unlike = {name for name in names if made.before.get(name) != made.after.get(name)}
    # Credentials that cannot be seen to differ leave no difference.
    return unlike != {COMMENT} or enforced(current) is None


def reached(current: Json, predicted: Json) -> Json:
    """The view of what is there now. Only that the server holds credentials can be read back, not which."""
    shown = view(current)
    if CREDENTIALS in shown and CREDENTIALS in predicted:
        shown[CREDENTIALS] = predicted[CREDENTIALS]
    return shown


def unreached(current: Json, plan_made: Plan) -> list[str]:
    """The names of what is still not as planned, apart from whether the service runs."""
    now = reached(current, plan_made.after)
    names = sorted({*now, *plan_made.after} - {ENFORCED})
    return [name for name in names if now.get(name) != plan_made.after.get(name)]


def without_cleared(body: Json) -> Json:
    """The configuration without the texts to clear, for a server that takes what is left out for cleared."""
    return {name: value for name, value in body.items() if value != ""}


def anew(body: Json, wanted: Desired) -> Json:
    """The configuration to store after everything was removed; only where ``unnamed`` finds nothing."""
    result = without_cleared(body)
    if wanted.credentials:
        result[PROXY.name] = with_userinfo(result[PROXY.name], wanted.credentials)
    return result


def unnamed(plan_made: Plan, wanted: Desired) -> list[str]:
    """What of the planned configuration the task does not name, as a reader would call it.

    Nothing but the task could bring that back if the work ended between removing everything and storing it anew.
    """
    kept = [item for item in FIELDS if item.name in plan_made.after and item.name not in wanted.fields]
    names = [item.option_name for item in kept if plan_made.after[item.name] != item.current({})]
    lost = CREDENTIALS in plan_made.after and not wanted.credentials
    return [*names, *([f"the credentials of {PROXY.name}"] if lost else [])]


def predicted(current: Json, plan_made: Plan) -> Json:
    """The configuration as it will be, as far as can be told, in the form of a reply of GET."""
    if not plan_made.changed:
        return current
    if not plan_made.after:
        return {"configured": False}
    members = {item.name: plan_made.after[item.name] for item in FIELDS if item.name in plan_made.after}
    status = "running" if plan_made.after[ENFORCED] else "stopped" if is_serving(current) else "configured"
    return {**members, "configured": True, "credentials_configured": CREDENTIALS in plan_made.after, "status": status}


def _check(stored: Json, wanted: Desired) -> None:
    kind = wanted.fields.get(TYPE.name) or stored.get(TYPE.name)
    if not kind and (wanted.fields or wanted.state != "stopped"):
        verb = "start" if wanted.state in ("started", "restarted") and not wanted.fields else "change"
        raise InputError(f"Container {wanted.container} has no network profile to {verb}: give type.")
    if kind and kind != BLOCK and not (wanted.fields.get(PROXY.name) or stored.get(PROXY.name)):
        raise InputError(f"The network type {kind} needs a proxy: give proxy.")
    if wanted.credentials is not None and kind == BLOCK:
        raise InputError(f"The egress of container {wanted.container} is blocked and uses no proxy: give the new type.")


def _same_endpoint(stored: Json, wanted: Desired) -> bool:
    return not differing((PROXY,), stored, wanted.fields)


def _credentials_differ(stored: Json, wanted: Desired) -> bool:
    """Whether the wanted credentials have to be sent. What newer servers hide can only be taken on trust (7.4)."""
    given = wanted.credentials
    if given is None:
        return False
    if not stored or not _same_endpoint(stored, wanted) or bool(given) != has_credentials(stored):
        return bool(given) or has_credentials(stored)
    echoed = userinfo(stored.get(PROXY.name))
    if not given:
        return False
    if not echoed:
        return wanted.update_password == "always"
    user, _colon, password = given.partition(":")
    stored_user, _colon, stored_password = echoed.partition(":")
    if unquote(user) != unquote(stored_user):
        return True
    return wanted.update_password == "always" and unquote(password) != unquote(stored_password)


def _body(stored: Json, wanted: Desired, renewed: bool) -> Json:
    """The complete configuration to send. An empty text is sent only where there is something to clear."""
    body = {item.name: stored[item.name] for item in FIELDS if stored.get(item.name)}
    body.update({name: value for name, value in wanted.fields.items() if value or stored.get(name)})
    if body[TYPE.name] == BLOCK:
        body.pop(PROXY.name, None)
    elif renewed:
        body[PROXY.name] = with_userinfo(body[PROXY.name], wanted.credentials or "")
    elif _same_endpoint(stored, wanted) and stored:
        body[PROXY.name] = with_userinfo(body[PROXY.name], userinfo(stored.get(PROXY.name)))
    return body
