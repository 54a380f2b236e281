# SPDX-License-Identifier: GPL-3.0-or-later
"""The network profile of a container: its fields, what a task may want of it, and how it is shown. Pure.

The proxy's credentials are kept apart from its address everywhere: newer servers never return them, older ones return
them inside the URL (API notes 7.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from .._api.errors import InputError
from .._api.reading import Unlike, thing
from .._engine.field import (
    Field,
    argument_spec,
    members_of,
    read_options,
    refuse_blanks,
)
from .._text.placeholder import STANDS_FOR, placeholder_in
from .._text.plain import HIDDEN
from .._text.secrets import shown_url, url_secrets, without_userinfo
from .._text.types import Json
from .values import (
    DEFAULT_DNS_SERVERS,
    canonical_proxy,
    read_dns_servers,
    read_proxy,
    text_or_none,
    userinfo,
)

BLOCK = "block"
#: What holds a network profile in results.
MEMBER = "network"

COMMENT = "comment"
TYPE = Field("type", choices=("socks5", "http", "https", BLOCK))
PROXY = Field("proxy", read=read_proxy, canonical=canonical_proxy, shown=shown_url)
FIELDS: tuple[Field, ...] = (
    TYPE,
    PROXY,
    Field("country", canonical=text_or_none, clearable=True),
    Field("city", canonical=text_or_none, clearable=True),
    Field("region", canonical=text_or_none, clearable=True),
    Field(COMMENT, canonical=text_or_none, clearable=True),
    Field(
        "dns_servers", type="list", elements="str", read=read_dns_servers, canonical=list, default=DEFAULT_DNS_SERVERS
    ),
)
CREDENTIALS = "proxy_credentials"
# Its name is half of the credentials. Marked as no_log, it would be replaced wherever a container has that name too.
_USERNAME = Field("proxy_username", shown=lambda _value: HIDDEN)
_PASSWORD = Field("proxy_password", secret=True)
#: The options that become a part of a field.
CREDENTIAL_OPTIONS = (_USERNAME, _PASSWORD)

STATES = ("present", "started", "stopped", "restarted", "absent")
DEFAULT_STATE = "started"
#: The member of a configuration, in results and diffs, that tells whether it is enforced.
ENFORCED = "enforced"


_MEMBERS = members_of(FIELDS, configured="bool", credentials_configured="bool", status="str")


def checked(data: Any) -> Json:
    """A configuration as ``GET`` returned it. Raises Unlike when it is not one."""
    found = thing(data, "a network profile", _MEMBERS)
    try:
        canonical_proxy(found.get(PROXY.name))
    except ValueError:
        raise Unlike(f"with a network profile whose {PROXY.name} is not a URL") from None
    return found


class Desired(NamedTuple):
    """What a task wants of one network profile. ``fields`` holds values by API name, only those given.

    ``credentials`` is the userinfo of the proxy in URL form: None when the task does not name the proxy at all, an
    empty text when it names a proxy without credentials. ``wait_timeout`` is how many seconds a start or stop of the
    service may take. ``container`` is what messages call the container, by which it is
    found in ``project``.
    """

    state: str
    fields: Json
    credentials: str | None = None
    update_password: str = "on_create"
    wait_timeout: float = 300.0
    container: str = ""
    project: str | None = None


def options() -> Json:
    """The argument specification of one network profile, without the container and the connection."""
    return {
        "state": {"type": "str", "choices": list(STATES), "default": DEFAULT_STATE},
        **argument_spec((*FIELDS, *CREDENTIAL_OPTIONS)),
        "update_password": {"type": "str", "choices": ["on_create", "always"], "default": "on_create", "no_log": False},
    }


def desired(given: Mapping[str, Any]) -> Desired:
    """Check the options of one network profile. Raises InputError."""
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
    return Desired(
        state,
        fields,
        credentials,
        given.get("update_password") or "on_create",
        given.get("wait_timeout") or Desired._field_defaults["wait_timeout"],
        str(given.get("container") or ""),
        given.get("project"),
    )


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
