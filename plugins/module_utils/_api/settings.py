# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection settings: everything that a client needs, made of what a task, its environment and a file say.

Knows no HTTP and no Ansible.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from .._http.endpoint import Endpoint
from .._text.placeholder import STANDS_FOR, placeholder_in
from .._text.secrets import url_secrets
from .address import DEFAULT_URL, checked_url, realm_url
from .errors import SettingsError
from .sources import Sources
from .values import is_id

#: A day. What is longer is a slip, and from some number on no clock can count it.
_LONGEST_TIMEOUT = 86400
_MOST_RETRIES = 1000


class Settings(NamedTuple):
    """Everything the client needs. ``api_timeout`` is in seconds; ``api_url`` has no final slash.

    ``token_source``, ``url_source`` and ``proxy_source`` name the option, variable, or key of the profile file that a
    value came from, for error messages. ``token_expiry`` is when the profile file says that the token ends, in seconds
    since 1970. ``http_proxy`` comes from the profile file and is None where a variable such as HTTPS_PROXY decides.
    ``warnings`` are sentences for the user.
    """

    api_token: str
    token_source: str
    api_url: str = DEFAULT_URL
    url_source: str = "the default"
    realm: str | None = None
    api_timeout: float = 30.0
    api_retries: int = 5
    validate_certs: bool = True
    ca_path: str | None = None
    ca_source: str = "the option ca_path"
    token_expiry: float | None = None
    http_proxy: str | None = None
    proxy_source: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be shown."""
        return (self.api_token, *sorted(url_secrets(self.http_proxy)))

    @property
    def token_advice(self) -> str:
        """Where the token came from, and what may be wrong with it, for when the API refuses it."""
        came = f"The token came from {self.token_source}"
        if self.token_expiry is None or self.token_expiry > time.time():
            return f"{came}; check that it is complete and still valid."
        ended = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(self.token_expiry))
        return (
            f"{came}, and its expiresAt says that this session of the official CLI ended on {ended}: "
            "log in again with 'hoody login', or use an auth token."
        )

    @property
    def base_url(self) -> str:
        """The address that requests go to: with a realm, that realm's own host (API notes 3.4)."""
        return realm_url(self.api_url, self.realm) if self.realm else self.api_url

    @property
    def endpoint(self) -> Endpoint:
        """The same for the transport, which is not told the token."""
        return Endpoint(
            self.base_url,
            self.url_source,
            validate_certs=self.validate_certs,
            ca_path=self.ca_path,
            ca_source=self.ca_source,
            proxy=self.http_proxy,
            proxy_source=self.proxy_source,
        )


def resolve(options: Mapping[str, Any], environment: Mapping[str, str] | None = None) -> Settings:
    """Make settings of a task's options, the environment and the profile file.

    Raises SettingsError with one sentence that names the culprit.
    """
    surroundings = os.environ if environment is None else environment
    found = Sources(options, surroundings)
    token, token_source = found.text("api_token", needed=True)
    if not token:
        raise SettingsError(
            "No API token: set the option api_token, the environment variable HOODY_TOKEN, "
            f"or a token {found.file.place} (as the official CLI does)."
        )
    if placeholder_in(token):
        raise SettingsError(f"The API token from {token_source} is '{placeholder_in(token)}', {STANDS_FOR}.")
    if re.search(r"[^\x21-\x7e]", token):
        raise SettingsError(f"The API token from {token_source} contains white space or unprintable characters.")
    url, url_source = found.text("api_url", needed=True)
    realm, realm_source = found.text("realm")
    url = checked_url(url or DEFAULT_URL, url_source, found.flag("allow_http"))
    if realm and not is_id(realm):
        raise SettingsError(f"The realm from {realm_source} must be 24 lower-case hexadecimal characters.")
    http_proxy, proxy_source = proxy_in_file(found, url, surroundings)
    bundle, bundle_source = bundle_of(found)
    return Settings(
        api_token=token,
        token_source=token_source,
        api_url=url,
        url_source=url_source,
        realm=realm or None,
        api_timeout=found.number("api_timeout", minimum=0.001, maximum=_LONGEST_TIMEOUT),
        api_retries=int(found.number("api_retries", minimum=0, maximum=_MOST_RETRIES, kind=int)),
        validate_certs=found.flag("validate_certs"),
        ca_path=bundle,
        ca_source=bundle_source,
        token_expiry=found.expiry(),
        http_proxy=http_proxy,
        proxy_source=proxy_source,
        warnings=tuple(found.warnings),
    )


def proxy_in_file(found: Sources, url: str, environment: Mapping[str, str]) -> tuple[str | None, str]:
    """The proxy that the profile file names for requests to this address, and the words for where that stands.

    None where a variable names one: that is the user's word on this machine, and the session reads it itself.
    """
    proxy, source = ("", "") if _has_proxy(urlsplit(url).scheme, environment) else found.text("http_proxy")
    return (proxy, source) if proxy else (None, "")


def _has_proxy(scheme: str, environment: Mapping[str, str]) -> bool:
    """Whether a variable names a proxy for URLs of this scheme (API notes 2.3), in either spelling."""
    names = (f"{scheme}_proxy", "all_proxy")
    return any(environment.get(name) or environment.get(name.upper()) for name in names)


def bundle_of(found: Sources) -> tuple[str | None, str]:
    """The file or folder of certificate authorities, and the words for where that stands."""
    path, source = found.text("ca_path")
    if not path:
        return None, source
    bundle = Path(os.path.expandvars(path)).expanduser()
    if not bundle.exists():
        raise SettingsError(f"The certificate bundle {path} from {source} does not exist.")
    return str(bundle), source
