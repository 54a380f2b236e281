# SPDX-License-Identifier: GPL-3.0-or-later
"""The server to talk to, and the way there."""

from __future__ import annotations

import ipaddress
from typing import NamedTuple
from urllib.parse import urlsplit


class Endpoint(NamedTuple):
    """Where requests go. ``url`` has no final slash; ``ca_path`` is a file or a folder of certificate authorities.

    Each ``source`` is the words for where a value came from, for the explanation of a failure. ``proxy`` counts where
    no variable such as HTTPS_PROXY names one; it may hold a password. ``words`` stand for an address that is a secret.
    """

    url: str
    url_source: str
    validate_certs: bool = True
    ca_path: str | None = None
    ca_source: str = ""
    proxy: str | None = None
    proxy_source: str = ""
    words: str = ""

    @property
    def shown(self) -> str:
        """The address as a message may show it."""
        return self.words or self.url

    @property
    def shown_host(self) -> str:
        """Its host, likewise."""
        return self.words or urlsplit(self.url).hostname or ""

    @property
    def is_loopback(self) -> bool:
        """Whether the address is one of this very machine, to which no proxy leads."""
        host = urlsplit(self.url).hostname or ""
        return is_loopback(host) or host.endswith(".localhost")


def is_address(host: str) -> bool:
    """Whether a host is given by its number and not by a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, whatever a resolver says."""
    return ipaddress.ip_address(host).is_loopback if is_address(host) else host == "localhost"
