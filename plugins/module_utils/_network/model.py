# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""The network configuration of a container: its fields and what has to be done to reach a wanted one. Pure.

The proxy's credentials are kept apart from its address everywhere: newer servers never return them, older ones return
them inside the URL (API notes 7.4).

**How we know that what is stored is what is enforced.** An update only stores (7.3); whether a running service takes it
up, and whether anything shows that it has not, is unknown (16.2, U3). So two things have to come together:

* We never store over a running service anything that it enforces: it is stopped first, then the configuration is
  stored, then the service is started. Wherever this ends, by an error or by a kill, the service does not run, which
  every server shows; and a service that runs was started after the last thing that we stored. The other order (store,
  stop, start) leaves, when it ends after the first step, a running service with an older configuration behind, which on
  a server without any sign nobody can tell from a finished one.
* Others may store without starting. ``enforced`` reads every sign there is, and takes what contradicts itself for
  doubt (None): a service that runs while the status says ``configured``, or a check that is older than the
  configuration. The states ``started`` and ``restarted`` end a doubt by enforcing anew.

The price: between stop and start the traffic is unfiltered, for the time of one update more than in the other order,
and stopping is unavoidable in both. It is paid as rarely as possible: what can be refused is refused before the stop;
a comment, which is not enforced, is stored without a stop; and when storing fails, what is stored then is started again
(see ``resource``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import InputError
from ansible_collections.hoody.cloud.plugins.module_utils._api.reading import Unlike, thing
from ansible_collections.hoody.cloud.plugins.module_utils._engine.field import (
    Field,
    argument_spec,
    differing,
    members_of,
    read_options,
    refuse_blanks,
)
from ansible_collections.hoody.cloud.plugins.module_utils._engine.plan import Plan, Secret, Step
from ansible_collections.hoody.cloud.plugins.module_utils._text.placeholder import STANDS_FOR, placeholder_in
from ansible_collections.hoody.cloud.plugins.module_utils._text.plain import HIDDEN
from ansible_collections.hoody.cloud.plugins.module_utils._text.secrets import shown_url, url_secrets, without_userinfo
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json

BLOCK = "block"
DEFAULT_DNS_SERVERS = ("1.1.1.1", "8.8.8.8")
_MOST_DNS_SERVERS = 4
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_DEFAULT_PORTS = {"socks5": 1080, "http": 80, "https": 443}


def userinfo(url: str | None) -> str:
    """The "user:password" part of a URL as it stands there, or an empty text."""
    return urlsplit(url or "").netloc.rpartition("@")[0]


def with_userinfo(url: str, credentials: str) -> str:
    """The URL with these credentials in place of its own."""
    parts = urlsplit(without_userinfo(url) or "")
    return urlunsplit(parts._replace(netloc=f"{credentials}@{parts.netloc}" if credentials else parts.netloc))


def canonical_proxy(url: str | None) -> str | None:
    """Scheme, host, port and path, in one spelling: how the server normalises a URL is unknown (U20)."""
    if not url:
        return None
    parts = urlsplit(without_userinfo(url) or "")
    scheme = parts.scheme.lower()
    port = parts.port or _DEFAULT_PORTS.get(scheme, 0)
    host = parts.hostname or ""
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}{parts.path.rstrip('/')}"


def _read_proxy(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = bool(parts.scheme and parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("be a URL such as 'socks5://proxy.example.com:1080'")
    user, colon, password = userinfo(value).partition(":")
    if "@" in parts.netloc and (not user or (colon and not password)):
        raise ValueError("not contain an empty user name or password")
    return value


def _read_dns_servers(value: list[str]) -> list[str]:
    if len(value) > _MOST_DNS_SERVERS:
        raise ValueError(f"name at most {_MOST_DNS_SERVERS} servers, not {len(value)}")
    if not all(value):
        raise ValueError("not contain an empty server")
    return list(value or DEFAULT_DNS_SERVERS)


def _text_or_none(value: str | None) -> str | None:
    return value or None


COMMENT = "comment"
TYPE = Field("type", choices=("socks5", "http", "https", BLOCK))
PROXY = Field("proxy", read=_read_proxy, canonical=canonical_proxy, shown=shown_url)
FIELDS: tuple[Field, ...] = (
    TYPE,
    PROXY,
    Field("country", canonical=_text_or_none, clearable=True),
    Field("city", canonical=_text_or_none, clearable=True),
    Field("region", canonical=_text_or_none, clearable=True),
    Field(COMMENT, canonical=_text_or_none, clearable=True),
    Field(
        "dns_servers", type="list", elements="str", read=_read_dns_servers, canonical=list, default=DEFAULT_DNS_SERVERS
    ),
)
_CREDENTIALS = "proxy_credentials"
# Its name is half of the credentials. Marked as no_log, it would be replaced wherever a container has that name too.
_USERNAME = Field("proxy_username", shown=lambda _value: HIDDEN)
_PASSWORD = Field("proxy_password", secret=True)
#: The fields, and the options that become a part of one.
OPTIONS = (*FIELDS, _USERNAME, _PASSWORD)

STATES = ("present", "started", "stopped", "restarted", "absent")
DEFAULT_STATE = "started"
#: The member of a configuration, in results and diffs, that tells whether it is enforced.
ENFORCED = "enforced"


_MEMBERS = members_of(FIELDS, configured="bool", credentials_configured="bool", status="str")


def checked(data: Any) -> Json:
    """A configuration as ``GET`` returned it. Raises Unlike when it is not one."""
    found = thing(data, "a network configuration", _MEMBERS)
    try:
        canonical_proxy(found.get(PROXY.name))
    except ValueError:
        raise Unlike(f"with a network configuration whose {PROXY.name} is no URL") from None
    return found


class Desired(NamedTuple):
    """What a task wants of one network configuration. ``fields`` holds values by API name, only those given.

    ``credentials`` is the userinfo of the proxy in URL form: None when the task does not name the proxy at all, an
    empty text when it names a proxy without credentials. ``wait_timeout`` is how many seconds a start or stop of the
    service may take.
    """

    state: str
    fields: Json
    credentials: str | None = None
    update_password: str = "on_create"
    wait_timeout: float = 300.0


def options() -> Json:
    """The argument specification of one network configuration, without the container and the connection."""
    return {
        "state": {"type": "str", "choices": list(STATES), "default": DEFAULT_STATE},
        **argument_spec(OPTIONS),
        "update_password": {"type": "str", "choices": ["on_create", "always"], "default": "on_create", "no_log": False},
    }


def desired(given: Mapping[str, Any]) -> Desired:
    """Check the options of one network configuration. Raises InputError."""
    if given.get(TYPE.name) == BLOCK:
        # A play that switches to block keeps its other variables; nothing is proxied then.
        given = {**given, PROXY.name: None, _USERNAME.name: None, _PASSWORD.name: None}
    refuse_blanks(given, FIELDS)
    _refuse_placeholders(given)
    fields = read_options(FIELDS, given)
    credentials = _credentials(fields.get(PROXY.name), given.get(_USERNAME.name), given.get(_PASSWORD.name))
    if PROXY.name in fields:
        fields[PROXY.name] = without_userinfo(fields[PROXY.name])
    state = given.get("state") or DEFAULT_STATE
    return Desired(state, fields, credentials, given.get("update_password") or "on_create")


def _refuse_placeholders(given: Mapping[str, Any]) -> None:
    for name in (PROXY.name, _USERNAME.name, _PASSWORD.name):
        # It is not quoted: Ansible would put another placeholder in its place, as it is the value of a secret option.
        if placeholder_in(unquote(given.get(name) or "")):
            raise InputError(f"The option {name} holds a placeholder, {STANDS_FOR}.")


def _credentials(proxy: str | None, username: str | None, password: str | None) -> str | None:
    inside = userinfo(proxy)
    if inside and (username or password):
        raise InputError("Give the credentials either inside proxy or as proxy_username and proxy_password, not both.")
    if password and not username:
        raise InputError("The option proxy_password needs proxy_username.")
    if username:
        return quote(username, safe="") + (f":{quote(password, safe='')}" if password else "")
    return inside if proxy is not None or username is not None else None


def secrets_in(given: Mapping[str, Any]) -> set[str]:
    """The values among the options that must never be shown: the password, plain and as it stands in a URL."""
    password = given.get(_PASSWORD.name) or ""
    return {*url_secrets(given.get(PROXY.name)), password, quote(password, safe="")} - {""}


def is_configured(current: Mapping[str, Any]) -> bool:
    """Whether there is a configuration; the flag itself may be missing (API notes 7.2)."""
    return bool(current.get("configured", current.get(TYPE.name)))


def enforced(current: Mapping[str, Any]) -> bool | None:
    """Whether what is stored is what is enforced; None where the API does not tell, or contradicts itself.

    What the host says of the service (``remote_status``) counts more than the ``status`` beside it. A service that runs
    enforces what is stored unless something says otherwise: a status that is not ``running``, or a check that is older
    than the configuration, so that it tells of an earlier one (API notes 7.2, 7.3).
    """
    if not is_configured(current):
        return False
    remote, status = current.get("remote_status"), current.get("status")
    lives = remote.get("is_running") if isinstance(remote, Mapping) else None
    if not isinstance(lives, bool):
        lives = {"running": True, "configured": False, "stopped": False, "error": False}.get(str(status))
    if not lives:
        return lives
    return True if status in ("running", None) and not _checked_before_it_was_configured(current) else None


def is_serving(current: Mapping[str, Any]) -> bool:
    """Whether a service runs or may run, with whatever configuration."""
    return enforced(current) is not False


def _checked_before_it_was_configured(current: Mapping[str, Any]) -> bool:
    remote = current.get("remote_status")
    checks = [current.get("last_status_check"), remote.get("last_check") if isinstance(remote, Mapping) else None]
    told = [check for check in map(_moment, checks) if check]
    configured = _moment(current.get("configured_at"))
    return bool(configured and told) and all(_is_earlier(check, configured) for check in told)


def _moment(value: Any) -> str:
    """A timestamp of the API (API notes 1); an empty string for anything else."""
    return value if isinstance(value, str) and _TIMESTAMP.match(value) else ""


def _is_earlier(one: str, other: str) -> bool:
    """Of two timestamps; to the second only where they are of different precision."""
    digits = len(one) if len(one) == len(other) else len("2026-01-01T00:00:00")
    return one[:digits] < other[:digits]


def has_credentials(current: Mapping[str, Any]) -> bool:
    """Whether the server holds credentials, on servers that echo them and on those that only say so."""
    return bool(current.get("credentials_configured") or userinfo(current.get(PROXY.name)))


def plan(current: Json, wanted: Desired, container: str) -> Plan:
    """What has to be done so that the network is as wanted.

    ``current`` is the object as ``GET`` returned it. The body of the step ``configure`` is always the complete
    configuration, because what becomes of omitted fields is unknown (U2). Where a service runs, that step includes
    stopping and starting it, see ``interrupts``. Raises InputError.
    """
    subject = f"network of container {container}"
    before = view(current)
    if wanted.state == "absent":
        return Plan((Step("remove"),) if before else (), before, {}, subject)
    stored = _stored(current)
    _check(stored, wanted, container)
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


def _goal(current: Json, wanted: Desired, storing: bool) -> bool | None:
    """Whether the configuration is to be enforced afterwards; None where that stays in doubt."""
    if wanted.state == "present":
        return is_serving(current) if storing else enforced(current)
    return wanted.state != "stopped"


def _foreseen(body: Json, before: Json, renewed: bool) -> Json:
    """The view of what the server will hold once the body is stored."""
    after = view({**body, "configured": True})
    kept = before.get(_CREDENTIALS) if not renewed and body.get(PROXY.name) else after.get(_CREDENTIALS)
    return {name: value for name, value in {**after, _CREDENTIALS: kept}.items() if value is not None}


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


def view(current: Mapping[str, Any]) -> Json:
    """The configuration in canonical form with the credentials wrapped, {} when there is none."""
    if not is_configured(current):
        return {}
    state = _stored(current)
    shown = {item.name: item.current(state) for item in FIELDS}
    if has_credentials(state):
        shown[_CREDENTIALS] = Secret(userinfo(state.get(PROXY.name)))
    return {**{name: value for name, value in shown.items() if value is not None}, ENFORCED: enforced(current)}


def reached(current: Json, predicted: Json) -> Json:
    """The view of what is there now. Only that the server holds credentials can be read back, not which."""
    shown = view(current)
    if _CREDENTIALS in shown and _CREDENTIALS in predicted:
        shown[_CREDENTIALS] = predicted[_CREDENTIALS]
    return shown


def unreached(current: Json, plan_made: Plan) -> list[str]:
    """The names of what is still not as planned, apart from whether the service runs."""
    now = reached(current, plan_made.after)
    names = sorted({*now, *plan_made.after} - {ENFORCED})
    return [name for name in names if now.get(name) != plan_made.after.get(name)]


def without_blanks(body: Json) -> Json:
    """The configuration without the texts to clear, for a server that takes what is left out for cleared."""
    return {name: value for name, value in body.items() if value != ""}


def anew(body: Json, wanted: Desired) -> Json:
    """The configuration to store after everything was removed; only where ``unnamed`` finds nothing."""
    result = without_blanks(body)
    if wanted.credentials:
        result[PROXY.name] = with_userinfo(result[PROXY.name], wanted.credentials)
    return result


def unnamed(plan_made: Plan, wanted: Desired) -> list[str]:
    """What of the planned configuration the task does not name, as a reader would call it.

    Nothing but the task could bring that back if the work ended between removing everything and storing it anew.
    """
    kept = [item for item in FIELDS if item.name in plan_made.after and item.name not in wanted.fields]
    names = [item.option_name for item in kept if plan_made.after[item.name] != item.current({})]
    lost = _CREDENTIALS in plan_made.after and not wanted.credentials
    return [*names, *([f"the credentials of {PROXY.name}"] if lost else [])]


def scheme_warning(state: Mapping[str, Any], container: str) -> list[str]:
    """A warning where type and proxy name different protocols; whether they may is unknown (API notes 16.2, U20)."""
    kind, scheme = state.get(TYPE.name), urlsplit(state.get(PROXY.name) or "").scheme.lower()
    if kind == BLOCK or not scheme or scheme == kind:
        return []
    text = (
        f"The network profile of container {container} has the type {kind} and a proxy that begins with {scheme}://. "
        "Both are stored as they are; which of them counts is for the API to decide."
    )
    return [text]


def enforcement_warning(state: Mapping[str, Any], container: str) -> list[str]:
    """A warning where the profile is stored and not, or not surely, enforced. ``state`` is a view."""
    if not state or state[ENFORCED]:
        return []
    cure = "Use state=started to have it enforced."
    subject = f"the network profile of container {container}"
    if state[ENFORCED] is None:
        return [f"The API does not tell whether {subject} is enforced. {cure}"]
    return [f"Nothing enforces {subject}, so its traffic is unfiltered. {cure}"]


def told(current: Mapping[str, Any]) -> str:
    """A sentence that tells what is enforced now."""
    now = enforced(current)
    if now:
        proxy = without_userinfo(current.get(PROXY.name))
        return f"Enforced now: {current.get(TYPE.name)}{f' through {proxy}' if proxy else ''}."
    if now is None:
        return "The network service runs now, but the API does not tell whether it enforces what is stored."
    kept = "the profile is stored, but " if is_configured(current) else ""
    return f"Now {kept}nothing is enforced: the traffic of the container is unfiltered."


def predicted(current: Json, plan_made: Plan) -> Json:
    """The configuration as it will be, as far as can be told, in the form of a reply of GET."""
    if not plan_made.changed:
        return current
    if not plan_made.after:
        return {"configured": False}
    members = {item.name: plan_made.after[item.name] for item in FIELDS if item.name in plan_made.after}
    status = "running" if plan_made.after[ENFORCED] else "stopped" if is_serving(current) else "configured"
    return {**members, "configured": True, "credentials_configured": _CREDENTIALS in plan_made.after, "status": status}


def present(current: Mapping[str, Any], container_id: str | None) -> Json:
    """The configuration in the form in which it may be returned: no userinfo, ever."""
    configured = is_configured(current)
    shown = {**current, "container_id": container_id, "configured": configured, ENFORCED: enforced(current)}
    if configured:
        shown["credentials_configured"] = has_credentials(current)
    if shown.get(PROXY.name):
        shown[PROXY.name] = without_userinfo(shown[PROXY.name])
    return shown


def _stored(current: Json | Mapping[str, Any]) -> Json:
    """What is configured, {} for nothing. A blocked container has no proxy, whatever the server still remembers."""
    stored = dict(current) if is_configured(current) else {}
    if stored.get(TYPE.name) == BLOCK:
        stored.pop(PROXY.name, None)
        stored.pop("credentials_configured", None)
    return stored


def _check(stored: Json, wanted: Desired, container: str) -> None:
    kind = wanted.fields.get(TYPE.name) or stored.get(TYPE.name)
    if not kind and (wanted.fields or wanted.state != "stopped"):
        verb = "start" if wanted.state in ("started", "restarted") and not wanted.fields else "change"
        raise InputError(f"Container {container} has no network configuration to {verb}: give type.")
    if kind and kind != BLOCK and not (wanted.fields.get(PROXY.name) or stored.get(PROXY.name)):
        raise InputError(f"The network type {kind} needs a proxy: give proxy.")
    if wanted.credentials is not None and kind == BLOCK:
        raise InputError(
            f"The network of container {container} is blocked and uses no proxy: give the type to change to."
        )


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
