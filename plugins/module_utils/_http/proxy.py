# SPDX-License-Identifier: GPL-3.0-or-later
"""The proxy on the way: which one it is, and what may be wrong with it. Loaded only once something has gone wrong."""

from __future__ import annotations

import importlib.util
import os
import sys
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from .endpoint import Endpoint

_SCHEMES = frozenset({"http", "https", "socks4", "socks4a", "socks5", "socks5h"})


class Proxy(NamedTuple):
    """The proxy on the way: its address, which may hold a password, and the words for where that came from."""

    address: str
    source: str

    @property
    def shown(self) -> str:
        """Host and port."""
        return self._parts().netloc.rpartition("@")[2] + f" (from {self.source})"

    @property
    def scheme(self) -> str:
        """The protocol that the proxy speaks."""
        return self._parts().scheme.lower()

    def _parts(self) -> SplitResult:
        return urlsplit(self.address if "://" in self.address else f"http://{self.address}")

    def fault(self) -> tuple[str, str] | None:
        """Why it cannot be used, and what to do; None when it could be."""
        example = "It has to look like http://proxy.example.com:3128 or socks5h://proxy.example.com:1080."
        try:
            parts = self._parts()
            usable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
        except ValueError:
            usable = False
        if not usable:
            return "is not the URL of a proxy", example
        if self.scheme not in _SCHEMES:
            return "has an unknown protocol", example
        if not (parts.username or "").isascii() or not (parts.password or "").isascii():
            return "has characters in its credentials that need percent encoding", example
        if self.scheme.startswith("socks") and importlib.util.find_spec("socks") is None:
            cure = f"Install it: {sys.executable} -m pip install PySocks"
            return "needs the Python library PySocks, which is not installed", cure
        return None


def proxy_for(endpoint: Endpoint) -> Proxy | None:
    """The proxy that requests to the server go through, if any: see ``RequestsTransport``."""
    # Imported here: without the library no request fails, and this module can be imported all the same.
    from requests.utils import get_environ_proxies, select_proxy, should_bypass_proxies

    url = endpoint.url
    if endpoint.is_loopback:
        return None
    address = select_proxy(url, get_environ_proxies(url))
    if address:
        usual = (f"{urlsplit(url).scheme}_proxy", "all_proxy")
        names = [name for word in usual for name in (word, word.upper()) if os.environ.get(name) == address]
        return Proxy(address, f"the environment variable {names[0]}" if names else "the settings of the system")
    if endpoint.proxy and not should_bypass_proxies(url, None):
        return Proxy(endpoint.proxy, endpoint.proxy_source)
    return None
