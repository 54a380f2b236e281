# SPDX-License-Identifier: GPL-3.0-or-later
"""How the connection plugin ``hoody.cloud.https`` reaches a container, as variables of its host. Pure.

The address of a container's services is a credential, so its parts are variables, and it is none in one piece.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .._api.address import DEFAULT_URL
from .._api.values import is_id
from .._text.types import Json

_PREFIX = "ansible_hoody_"
_SERVER = r"[A-Za-z0-9][A-Za-z0-9.-]*"


def https_variables(container: Mapping[str, Any], api_url: str) -> Json:
    """The variables that lead to this container. What cannot be part of an address is left out: the connection says so.

    Their names do not depend on the prefix of the others.
    """
    found: Json = {"ansible_connection": "hoody.cloud.https"}
    for name, value in (("project_id", container.get("project_id")), ("container_id", container.get("id"))):
        if is_id(value):
            found[_PREFIX + name] = value
    server = container.get("server_name")
    if isinstance(server, str) and re.fullmatch(_SERVER, server):
        found[_PREFIX + "server_name"] = server
    if api_url != DEFAULT_URL:
        found[_PREFIX + "api_url"] = api_url
    return found
