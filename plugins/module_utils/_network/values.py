# SPDX-License-Identifier: GPL-3.0-or-later
"""How the values of a network profile are read and compared. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from .._text.secrets import without_userinfo

DEFAULT_DNS_SERVERS = ("1.1.1.1", "8.8.8.8")
_MOST_DNS_SERVERS = 4
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


def read_proxy(value: str) -> str:
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


def read_dns_servers(value: list[str]) -> list[str]:
    if len(value) > _MOST_DNS_SERVERS:
        raise ValueError(f"name at most {_MOST_DNS_SERVERS} servers, not {len(value)}")
    if not all(value):
        raise ValueError("not contain an empty server")
    return list(value or DEFAULT_DNS_SERVERS)


def text_or_none(value: str | None) -> str | None:
    return value or None
