# SPDX-License-Identifier: GPL-3.0-or-later
"""Bytes and time, with the library requests: sends a request and reads its reply within limits.

The time limit of requests is for each packet, so a server that sends a byte now and then holds a client for ever: in
the status line, in a header, between two chunks, with one 100 Continue after the other. Here the socket under the
reply is given, before each packet, only what is left of the time for all of it.
"""

from __future__ import annotations

import io
import socket
import traceback
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from http.client import HTTPException, HTTPResponse
from typing import Any

from .deadline import Deadline
from .endpoint import Endpoint
from .exchange import Reply

try:
    from http.cookiejar import DefaultCookiePolicy

    import requests
    from requests.adapters import HTTPAdapter
    from requests.utils import should_bypass_proxies
    from urllib3.exceptions import HTTPError
    from urllib3.util import Timeout

    REQUESTS_ERROR: str | None = None
    REQUESTS_VERSION: str = requests.__version__
    _SESSION: Any = requests.Session
    _ADAPTER: Any = HTTPAdapter
    #: All that sending and reading may raise. Some of it comes from the libraries as it is: for a bad label of a host
    #: name ValueError, for a proxy without a host TypeError, for a bundle of certificates that is not there OSError.
    FAILURES: tuple[type[Exception], ...] = (
        requests.exceptions.RequestException,
        HTTPError,
        HTTPException,
        OSError,
        ValueError,
        TypeError,
        zlib.error,
    )
except ImportError:
    REQUESTS_ERROR = traceback.format_exc()
    REQUESTS_VERSION = ""
    _SESSION = _ADAPTER = object
    FAILURES = ()

#: No reply of the API comes near: a page of a hundred containers takes about 300 kB.
MOST_BYTES = 16 * 2**20
_BLOCK = 65536


class TooLarge(ValueError):
    """A reply is larger than any that the API sends."""


class Undecodable(ValueError):
    """A reply is packed in a way that was not asked for."""


class RequestsTransport:
    """A Transport over kept-alive connections; ``at_once`` is for how many requests at a time it is made.

    ``authorize`` is given each request that requests has prepared, puts the credentials in, and gives it back.
    """

    def __init__(self, endpoint: Endpoint, *, agent: str, authorize: Callable[[Any], Any], at_once: int) -> None:
        self._endpoint = endpoint
        self._verify: bool | str = (endpoint.ca_path or True) if endpoint.validate_certs else False
        self._session = _Session(endpoint)
        adapter = _Adapter(pool_connections=at_once, pool_maxsize=at_once * 2)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        # Only what can be unpacked within a limit is asked for.
        self._session.headers.update({"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": agent})
        # As an auth object, not as a header: only then does requests leave .netrc alone.
        self._session.auth = authorize

    def exchange(self, method: str, url: str, query: Mapping[str, str], body: Any, seconds: float) -> Reply:
        """As a Transport does it. Only how long looking up the name of the host takes is not in our hands."""
        try:
            return self._exchange(method, url, query, body, Timeout(total=seconds))
        except FAILURES as failure:
            # Loaded late: most runs meet none.
            from .failure import explained

            raise explained(failure, self._endpoint) from None

    def _exchange(self, method: str, url: str, query: Mapping[str, str], body: Any, limit: Any) -> Reply:
        with self._session.request(
            method,
            url,
            params=query,
            data=body if isinstance(body, bytes) else None,
            json=None if isinstance(body, bytes) else body,
            timeout=limit,
            verify=self._verify,
            allow_redirects=False,
            stream=True,
        ) as response:
            return Reply(response.status_code, str(response.reason or ""), response.headers, _content(response))

    def close(self) -> None:
        """Close the kept-alive connections."""
        self._session.close()


class _Session(_SESSION):
    """A session that reads no more of a redirect than of any other reply."""

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__()
        self._direct = endpoint.is_loopback
        self._proxy = endpoint.proxy

    def get_redirect_target(self, _response: Any) -> None:
        """Nowhere. Else requests would read the whole body of a redirect, to prepare a request that nobody sends."""

    def merge_environment_settings(self, url: str, *arguments: Any, **named: Any) -> Any:
        """The proxy of the environment, else ours; none on the way to this very machine, as it would get the token."""
        settings = super().merge_environment_settings(url, *arguments, **named)
        if self._direct:
            settings["proxies"] = {}
        elif self._proxy and not settings["proxies"] and not should_bypass_proxies(url, None):
            settings["proxies"] = {"http": self._proxy, "https": self._proxy}
        return settings


class _Adapter(_ADAPTER):
    """Makes connections, also those through a proxy, whose replies have a limit of time as a whole."""

    poolmanager: Any

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        """For direct connections."""
        super().init_poolmanager(*arguments, **named)
        _limit(self.poolmanager)

    def proxy_manager_for(self, *arguments: Any, **named: Any) -> Any:
        """For connections through a proxy."""
        manager = super().proxy_manager_for(*arguments, **named)
        _limit(manager)
        return manager


def _limit(manager: Any) -> None:
    manager.pool_classes_by_scheme = {scheme: _limited(pool) for scheme, pool in manager.pool_classes_by_scheme.items()}


@cache
def _limited(pool: Any) -> Any:
    """The class of connection pools with another class for the replies; HTTP, HTTPS and SOCKS each have their own."""
    connection = pool.ConnectionCls
    if connection.response_class is _Response:
        return pool
    limited = type(connection.__name__, (connection,), {"response_class": _Response})
    return type(pool.__name__, (pool,), {"ConnectionCls": limited})


class _Response(HTTPResponse):
    """A reply that has to be there as a whole by the time that the socket is given for a packet when it begins."""

    fp: Any

    def __init__(self, sock: Any, *arguments: Any, **named: Any) -> None:
        super().__init__(sock, *arguments, **named)
        self.fp = io.BufferedReader(_Limited(sock, self.fp.detach()))


class _Limited(io.RawIOBase):
    """What a socket receives until time is up."""

    def __init__(self, sock: Any, raw: Any) -> None:
        super().__init__()
        self._sock = sock
        self._raw = raw
        self._deadline = Deadline(sock.gettimeout())

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Receive what there is. Raises the error of a socket whose time is over."""
        remaining = self._deadline.remaining()
        if not remaining:
            raise socket.timeout("timed out")
        self._sock.settimeout(remaining)
        received: int | None = self._raw.readinto(buffer)
        return received

    def close(self) -> None:
        """Let go of the socket."""
        if not self.closed:
            self._raw.close()
        super().close()


def _content(response: Any) -> bytes:
    """The whole body, unpacked here: how far the libraries let it grow first depends on their versions."""
    encoding = str(response.headers.get("Content-Encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise Undecodable
    unpacking = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    blocks, left = [], MOST_BYTES
    while block := response.raw.read(_BLOCK, decode_content=False):
        if unpacking:
            block = unpacking.decompress(block, left + 1)
        left -= len(block)
        if left < 0:
            raise TooLarge
        blocks.append(block)
    if response.raw.length_remaining:
        # urllib3 1.26 says nothing of it.
        raise ConnectionError
    return b"".join(blocks)
