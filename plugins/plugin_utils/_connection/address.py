# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Where the services of a container are. The addresses are credentials, so no message shows one."""

from __future__ import annotations

import re
from string import Formatter
from typing import NamedTuple
from urllib.parse import urlsplit

from ansible_collections.hoody.cloud.plugins.module_utils._api.values import is_id
from ansible_collections.hoody.cloud.plugins.module_utils._http.endpoint import is_loopback

from .errors import Unreached

#: The host that serves commands of no session, and the one that serves files (API notes 15).
TERMINAL, FILES = ("terminal", "0"), ("files", "1")

_PLACEHOLDERS = frozenset({"project_id", "container_id", "server_name", "service", "index"})
_NEEDED = frozenset({"container_id", "service"})
_SERVER = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"


class Container(NamedTuple):
    """Which container it is."""

    project_id: str
    container_id: str
    server_name: str

    def checked(self, template: str) -> Container:
        """The same, if it is enough for the addresses. What the API or a variable says is not put into one unseen."""
        for name, value in self._asdict().items():
            if f"{{{name}}}" not in template and not value:
                continue
            if not value:
                raise Unreached(
                    f"There is no {name}: set ansible_hoody_{name}, as an inventory file with connect: https does."
                )
            if not (re.fullmatch(_SERVER, value) if name == "server_name" else is_id(value)):
                words = "the name of a server" if name == "server_name" else "24 lower-case hexadecimal characters"
                raise Unreached(f"The option {name} (ansible_hoody_{name}) must be {words}.")
        return self


def derived(api_url: str, source: str) -> str:
    """The template of the addresses that belong to an API (API notes 15)."""
    parts = urlsplit(api_url)
    _before, found, domain = f".{parts.hostname or ''}".partition(".api.")
    if not found:
        raise Unreached(
            f"The address of the containers cannot be derived from api_url (from {source}), whose host does not begin "
            "with 'api.': set kit_url or the environment variable HOODY_KIT_URL."
        )
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{{project_id}}-{{container_id}}-{{service}}-{{index}}.{{server_name}}.containers.{domain}{port}"


def checked_template(template: str) -> str:
    """The option kit_url, without a final slash. Raises Unreached, without showing it."""
    try:
        names = {name for _text, name, form, _conversion in Formatter().parse(template) if name is not None}
        forms = {form for _text, name, form, conversion in Formatter().parse(template) if form or conversion}
        parts = urlsplit(template.format(**dict.fromkeys(_PLACEHOLDERS, "x")))
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except (ValueError, KeyError, IndexError, AttributeError):
        names, forms, parts, usable = set(), set(), urlsplit(""), None
    if not usable or forms or parts.query or parts.fragment or parts.username is not None or names - _PLACEHOLDERS:
        raise Unreached(
            "The option kit_url must be an address with the placeholders {project_id}, {container_id}, {service}, "
            "{index} and {server_name}, and without a user, a query or a fragment."
        )
    if _NEEDED - names:
        raise Unreached(
            "The option kit_url must contain {container_id} and {service}, so that each container has its own address."
        )
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise Unreached("The option kit_url begins with http, which is for the loopback interface only: use https.")
    return template.rstrip("/")


def address_of(template: str, container: Container, service: tuple[str, str]) -> str:
    """The address of a service."""
    return template.format(**container._asdict(), service=service[0], index=service[1])
