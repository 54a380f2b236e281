# SPDX-License-Identifier: GPL-3.0-or-later
"""The address of the API: what it may be, that of a realm, and who asks there. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from .._http.endpoint import is_address, is_loopback
from .errors import SettingsError
from .values import is_id

VERSION = "1.0.0"
#: What every request says of its sender.
AGENT = f"hoody.cloud/{VERSION} (Ansible collection)"
DEFAULT_URL = "https://api.hoody.com"


def checked_url(url: str, source: str, allow_http: bool) -> str:
    """The address without what stands for the root of the API at its end. Raises SettingsError with its source."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(f"The API URL from {source} must look like {DEFAULT_URL}.")
    if parts.username is not None or parts.query or parts.fragment:
        raise SettingsError(f"The API URL from {source} must not contain a user, a query or a fragment.")
    if parts.scheme == "http" and not allow_http and not is_loopback(parts.hostname or ""):
        raise SettingsError(
            f"The API URL from {source} would send the token unencrypted over http: use https, "
            "or set allow_http if that network is trusted."
        )
    path = parts.path.rstrip("/")
    return urlunsplit(parts._replace(path=path.removesuffix("/api/v1")))


def realm_url(url: str, realm: str) -> str:
    """Put the realm in front of the host, in place of another realm if there is one (API notes 3.4).

    A numeric address has no sub-domains, so it stays as it is.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_address(host):
        return url
    first, dot, rest = host.partition(".")
    if dot and is_id(first):
        host = rest
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit(parts._replace(netloc=f"{realm}.{host}{port}"))
