# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""The network configuration of a container: its fields and what has to be done to reach a wanted one. Pure.

The proxy's credentials are kept apart from its address everywhere: newer servers never return them, older ones return
them inside the URL (API notes 7.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from ansible_collections.hoody.cloud.plugins.module_utils._errors import InputError
from ansible_collections.hoody.cloud.plugins.module_utils._placeholder import STANDS_FOR, placeholder_in
from ansible_collections.hoody.cloud.plugins.module_utils._reading import Unlike, members_of, thing
from ansible_collections.hoody.cloud.plugins.module_utils._resource import (
    Field,
    Json,
    Plan,
    Secret,
    Step,
    argument_spec,
    differing,
    read_options,
    refuse_blanks,
)

BLOCK = "block"
DEFAULT_DNS_SERVERS = ("1.1.1.1", "8.8.8.8")
_MOST_DNS_SERVERS = 4
_DEFAULT_PORTS = {"socks5": 1080, "http": 80, "https": 443}


def without_userinfo(url: str | None) -> str | None:
    """The URL without user and password."""
    if not url or "@" not in url:
        return url
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


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
    return value


def _read_dns_servers(value: list[str]) -> list[str]:
    if len(value) > _MOST_DNS_SERVERS:
        raise ValueError(f"name at most {_MOST_DNS_SERVERS} servers, not {len(value)}")
    if not all(value):
        raise ValueError("not contain an empty server")
    return list(value or DEFAULT_DNS_SERVERS)


def _text_or_none(value: str | None) -> str | None:
    return value or None


TYPE = Field("type", choices=("socks5", "http", "https", BLOCK))
PROXY = Field("proxy", read=_read_proxy, canonical=canonical_proxy, shown=without_userinfo)
FIELDS: tuple[Field, ...] = (
    TYPE,
    PROXY,
    Field("country", canonical=_text_or_none, clearable=True),
    Field("city", canonical=_text_or_none, clearable=True),
    Field("region", canonical=_text_or_none, clearable=True),
    Field("comment", canonical=_text_or_none, clearable=True),
    Field(
        "dns_servers", type="list", elements="str", read=_read_dns_servers, canonical=list, default=DEFAULT_DNS_SERVERS
    ),
)
_CREDENTIALS = "proxy_credentials"
_USERNAME = Field("proxy_username")
_PASSWORD = Field("proxy_password", secret=True)

STATES = ("present", "started", "stopped", "absent")


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
    empty text when it names a proxy without credentials.
    """

    state: str
    fields: Json
    credentials: str | None = None
    update_password: str = "on_create"


def options() -> Json:
    """The argument specification of one network configuration, without the container and the connection."""
    return {
        "state": {"type": "str", "choices": list(STATES), "default": "present"},
        **argument_spec((*FIELDS, _USERNAME, _PASSWORD)),
        "update_password": {"type": "str", "choices": ["on_create", "always"], "default": "on_create", "no_log": False},
    }


def desired(given: Mapping[str, Any]) -> Desired:
    """Check the options of one network configuration. Raises InputError."""
    refuse_blanks(given, FIELDS)
    _refuse_placeholders(given)
    fields = read_options(FIELDS, given)
    credentials = _credentials(fields.get(PROXY.name), given.get(_USERNAME.name), given.get(_PASSWORD.name))
    if PROXY.name in fields:
        fields[PROXY.name] = without_userinfo(fields[PROXY.name])
    if fields.get(TYPE.name) == BLOCK:
        # A play that switches to block keeps its other variables; nothing is proxied then.
        fields.pop(PROXY.name, None)
        credentials = None
    return Desired(given.get("state") or "present", fields, credentials, given.get("update_password") or "on_create")


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
    raw = userinfo(given.get(PROXY.name)).partition(":")[2]
    return {text for text in (given.get(_PASSWORD.name), raw, unquote(raw)) if text}


def is_configured(current: Mapping[str, Any]) -> bool:
    """Whether there is a configuration; the flag itself may be missing (API notes 7.2)."""
    return bool(current.get("configured", current.get(TYPE.name)))


def is_running(current: Mapping[str, Any]) -> bool:
    """Whether the configuration is being enforced."""
    remote = current.get("remote_status")
    return current.get("status") == "running" or bool(isinstance(remote, Mapping) and remote.get("is_running"))


def has_credentials(current: Mapping[str, Any]) -> bool:
    """Whether the server holds credentials, on servers that echo them and on those that only say so."""
    return bool(current.get("credentials_configured") or userinfo(current.get(PROXY.name)))


def plan(current: Json, wanted: Desired, container: str) -> Plan:
    """What has to be done so that the network is as wanted.

    ``current`` is the object as ``GET`` returned it. The body of the step ``configure`` is always the complete
    configuration, because what becomes of omitted fields is unknown (U2). Raises InputError.
    """
    subject = f"network of container {container}"
    before = view(current)
    if wanted.state == "absent":
        return Plan((Step("remove"),) if before else (), before, {}, subject)
    stored = _stored(current)
    _check(stored, wanted, container)
    if not stored and not wanted.fields:
        return Plan((), {}, {}, subject)
    running = is_running(current)
    goal = {"started": True, "stopped": False}.get(wanted.state, running)
    steps: tuple[Step, ...] = ()
    after = {**before, "running": goal}
    renewed = _credentials_differ(stored, wanted)
    if renewed or not stored or differing(FIELDS, stored, wanted.fields):
        body = _body(stored, wanted, renewed)
        steps = (Step("configure", body),)
        after = view({**body, "configured": True, "status": "running" if goal else "stopped"})
        kept = before.get(_CREDENTIALS) if not renewed and body.get(PROXY.name) else after.get(_CREDENTIALS)
        after = {name: value for name, value in {**after, _CREDENTIALS: kept}.items() if value is not None}
    if goal != running:
        steps += (Step("start" if goal else "stop"),)
    return Plan(steps, before, after, subject)


def view(current: Mapping[str, Any]) -> Json:
    """The configuration in canonical form with the credentials wrapped, {} when there is none."""
    if not is_configured(current):
        return {}
    state = _stored(current)
    shown = {item.name: item.current(state) for item in FIELDS}
    if has_credentials(state):
        shown[_CREDENTIALS] = Secret(userinfo(state.get(PROXY.name)))
    return {**{name: value for name, value in shown.items() if value is not None}, "running": is_running(current)}


def reached(current: Json, predicted: Json) -> Json:
    """The view of what is there now. Only that the server holds credentials can be read back, not which."""
    shown = view(current)
    if _CREDENTIALS in shown and _CREDENTIALS in predicted:
        shown[_CREDENTIALS] = predicted[_CREDENTIALS]
    return shown


def unreached(current: Json, plan_made: Plan) -> list[str]:
    """The names of what is still not as planned, apart from whether the service runs."""
    now = reached(current, plan_made.after)
    names = sorted(({*now, *plan_made.after}) - {"running"})
    return [name for name in names if now.get(name) != plan_made.after.get(name)]


def anew(body: Json, plan_made: Plan, wanted: Desired) -> Json | None:
    """The configuration to store after everything was removed; None when that would lose credentials unknown here."""
    result = {name: value for name, value in body.items() if value != ""}
    credentials = userinfo(body.get(PROXY.name)) or wanted.credentials or ""
    if _CREDENTIALS not in plan_made.after:
        return result
    return {**result, PROXY.name: with_userinfo(result[PROXY.name], credentials)} if credentials else None


def predicted(current: Json, plan_made: Plan) -> Json:
    """The configuration as it will be, as far as can be told, in the form of a reply of GET."""
    if not plan_made.changed:
        return current
    if not plan_made.after:
        return {"configured": False}
    members = {item.name: plan_made.after[item.name] for item in FIELDS if item.name in plan_made.after}
    status = "running" if plan_made.after["running"] else "stopped" if is_running(current) else "configured"
    return {**members, "configured": True, "credentials_configured": _CREDENTIALS in plan_made.after, "status": status}


def present(current: Mapping[str, Any], container_id: str | None) -> Json:
    """The configuration in the form in which it may be returned: no userinfo, ever."""
    configured = is_configured(current)
    shown = {**current, "container_id": container_id, "configured": configured}
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
        verb = "start" if wanted.state == "started" and not wanted.fields else "change"
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
