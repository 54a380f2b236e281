# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""The options of the connection, made into what it works with."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from ansible_collections.hoody.cloud.plugins.module_utils._api.address import DEFAULT_URL, checked_url
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError
from ansible_collections.hoody.cloud.plugins.module_utils._api.settings import bundle_of, proxy_in_file
from ansible_collections.hoody.cloud.plugins.module_utils._api.sources import Sources
from ansible_collections.hoody.cloud.plugins.module_utils._http.endpoint import Endpoint

from .address import Container, address_of, checked_template, derived
from .errors import Unreached
from .gate import Gate
from .running import Limits

#: How many times connect_timeout what runs in a terminal goes on without a sign of life.
_LEASE = 3
_LONGEST = 86400
_USER = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"


class Way(NamedTuple):
    """The way to a container: where its services are, what its gate is shown, how long anything is waited for."""

    container: Container
    template: str
    gate: Gate
    limits: Limits
    patience: float
    user: str
    endpoint: Endpoint

    def endpoint_of(self, service: tuple[str, str]) -> Endpoint:
        """Where a service is. No message shows the address."""
        words = f"the {service[0]} service of {self.container.container_id}"
        return self.endpoint._replace(url=address_of(self.template, self.container, service), words=words)


def way(option: Callable[[str], Any]) -> Way:
    """The way that the options of a host tell. Raises Unreached with one sentence."""

    def text(name: str) -> str:
        return str(option(name) or "").strip()

    try:
        shared = Sources({name: option(name) for name in ("api_url", "validate_certs", "ca_path")}, os.environ)
        template = checked_template(text("kit_url") or _derived(shared))
        proxy, proxy_source = proxy_in_file(shared, template, os.environ)
        bundle, bundle_source = bundle_of(shared)
        endpoint = Endpoint(
            url=template,
            url_source="the option kit_url",
            validate_certs=shared.flag("validate_certs"),
            ca_path=bundle,
            ca_source=bundle_source,
            proxy=proxy,
            proxy_source=proxy_source,
        )
    except Unreached:
        raise
    except HoodyError as problem:
        raise Unreached(str(problem)) from None
    container = Container(*(text(name) for name in Container._fields)).checked(template)
    patience = _seconds(option, "connect_timeout")
    return Way(
        container=container,
        template=template,
        gate=Gate(*(text(f"kit_{name}") for name in Gate._fields)).checked(),
        limits=Limits(command=_seconds(option, "command_timeout"), lease=_LEASE * patience),
        patience=patience,
        user=_user(text("remote_user")),
        endpoint=endpoint,
    )


def _derived(shared: Sources) -> str:
    url, source = shared.text("api_url", needed=True)
    return derived(checked_url(url or DEFAULT_URL, source, allow_http=False), source)


def _seconds(option: Callable[[str], Any], name: str) -> int:
    value = option(name)
    if not isinstance(value, int) or not 1 <= value <= _LONGEST:
        raise Unreached(f"The option {name} must be a whole number of seconds from 1 to {_LONGEST}.")
    return value


def _user(name: str) -> str:
    if name and not re.fullmatch(_USER, name):
        raise Unreached("The option remote_user (ansible_user) must be the name of a user.")
    return name
