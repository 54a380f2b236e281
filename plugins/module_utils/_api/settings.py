# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Where the connection settings come from: option, then environment variable, then the official CLI's profile file.

Knows no HTTP and no Ansible. The names of the variables are those of the official CLI (API notes 2.3).
"""

from __future__ import annotations

import ipaddress
import os
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import SettingsError
from ansible_collections.hoody.cloud.plugins.module_utils._api.profile import Asked, ProfileFile
from ansible_collections.hoody.cloud.plugins.module_utils._api.values import is_id
from ansible_collections.hoody.cloud.plugins.module_utils._text.placeholder import STANDS_FOR, placeholder_in
from ansible_collections.hoody.cloud.plugins.module_utils._text.secrets import url_secrets

DEFAULT_URL = "https://api.hoody.com"
DEFAULT_CONFIG_FILE = "~/.hoody/config.json"
#: A day. What is longer is a slip, and from some number on no clock can count it.
_LONGEST_TIMEOUT = 86400
_MOST_RETRIES = 1000
_TRUE = frozenset({"1", "true", "yes", "on", "y", "t"})
_FALSE = frozenset({"0", "false", "no", "off", "n", "f"})


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
    def is_loopback(self) -> bool:
        """Whether the address is one of this very machine, to which no proxy leads."""
        host = urlsplit(self.base_url).hostname or ""
        return _is_loopback(host) or host.endswith(".localhost")

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


class Setting(NamedTuple):
    """One shared option: its type, the environment variables that stand in for it and the key in the profile file."""

    name: str
    type: str = "str"
    environment: tuple[str, ...] = ()
    profile_key: str | None = None
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting("api_token", environment=("HOODY_TOKEN", "HOODY_API_TOKEN"), profile_key="token", secret=True),
    Setting("api_url", environment=("HOODY_BASE_URL", "HOODY_API_URL"), profile_key="baseUrl"),
    Setting("allow_http", type="bool", environment=("HOODY_ALLOW_HTTP",)),
    Setting("realm", environment=("HOODY_REALM", "HOODY_REALM_ID"), profile_key="realm"),
    Setting("profile", environment=("HOODY_PROFILE",)),
    Setting("config_file", type="path", environment=("HOODY_CONFIG",)),
    Setting("api_timeout", type="float", environment=("HOODY_API_TIMEOUT",)),
    Setting("api_retries", type="int", environment=("HOODY_API_RETRIES",)),
    Setting("validate_certs", type="bool", environment=("HOODY_VALIDATE_CERTS",)),
    Setting("ca_path", type="path", environment=("HOODY_CA_PATH",)),
)


#: No option. The variable is named in messages only: the session reads it, and is told of the key where it is unset.
_PROXY = Setting("http_proxy", environment=("HTTPS_PROXY",), profile_key="proxy", secret=True)


def without_blanks(options: Mapping[str, Any]) -> dict[str, Any]:
    """Drop the connection options that hold an empty string: AWX sends one for every field left blank."""
    names = {setting.name for setting in SETTINGS}
    return {name: value for name, value in options.items() if not (name in names and value == "")}


def resolve(options: Mapping[str, Any], environment: Mapping[str, str] | None = None) -> Settings:
    """Make settings of a task's options, the environment and the profile file.

    Raises SettingsError with one sentence that names the culprit.
    """
    surroundings = os.environ if environment is None else environment
    found = _Sources(options, surroundings)
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
    url = _checked_url(url or DEFAULT_URL, url_source, found.flag("allow_http", False))
    if realm and not is_id(realm):
        raise SettingsError(f"The realm from {realm_source} must be 24 lower-case hexadecimal characters.")
    # The variables are the user's word on this machine, and the session reads them itself.
    named = _has_proxy(urlsplit(url).scheme, surroundings)
    http_proxy, proxy_source = ("", "") if named else found.text("http_proxy")
    bundle, bundle_source = found.text("ca_path")
    return Settings(
        api_token=token,
        token_source=token_source,
        api_url=url,
        url_source=url_source,
        realm=realm or None,
        api_timeout=found.number("api_timeout", 30.0, minimum=0.001, maximum=_LONGEST_TIMEOUT),
        api_retries=int(found.number("api_retries", 5, minimum=0, maximum=_MOST_RETRIES, kind=int)),
        validate_certs=found.flag("validate_certs", True),
        ca_path=_checked_bundle(bundle, bundle_source),
        ca_source=bundle_source,
        token_expiry=found.expiry(),
        http_proxy=http_proxy or None,
        proxy_source=proxy_source if http_proxy else "",
        warnings=tuple(found.warnings),
    )


def realm_url(url: str, realm: str) -> str:
    """Put the realm in front of the host, in place of another realm if there is one (API notes 3.4).

    A numeric address has no sub-domains, so it stays as it is.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if _is_address(host):
        return url
    first, dot, rest = host.partition(".")
    if dot and is_id(first):
        host = rest
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit(parts._replace(netloc=f"{realm}.{host}{port}"))


def _has_proxy(scheme: str, environment: Mapping[str, str]) -> bool:
    """Whether a variable names a proxy for URLs of this scheme (API notes 2.3), in either spelling."""
    names = (f"{scheme}_proxy", "all_proxy")
    return any(environment.get(name) or environment.get(name.upper()) for name in names)


class _Sources:
    """Looks a setting up in order of precedence and remembers where it was found."""

    def __init__(self, options: Mapping[str, Any], environment: Mapping[str, str]) -> None:
        self._options = without_blanks(options)
        self._environment = environment
        self._settings = {setting.name: setting for setting in (*SETTINGS, _PROXY)}
        self.warnings: list[str] = []
        path, profile = (Asked(*self._outside_file(name)) for name in ("config_file", "profile"))
        self.file = ProfileFile(str(path.value or DEFAULT_CONFIG_FILE), path, profile)

    def _outside_file(self, name: str) -> tuple[Any, str]:
        value = self._options.get(name)
        if value is not None:
            return value, f"the option {name}"
        for variable in self._settings[name].environment:
            if self._environment.get(variable):
                return self._environment[variable], f"the environment variable {variable}"
        return None, "the default"

    def _in_file(self, setting: Setting, needed: bool) -> tuple[Any, str]:
        """The value in the profile file. A file that is no use is an error only if something is needed from it."""
        try:
            return self.file.get(setting.profile_key or "")
        except SettingsError as problem:
            if self.file.is_asked_for:
                raise
            if needed:
                raise SettingsError(f"{problem} To go on without it, give {_other_ways(setting)}.") from None
            warning = f"{problem} The task goes on without it, so a realm or a proxy that it may hold has no effect."
            if warning not in self.warnings:
                self.warnings.append(warning)
            return None, "the default"

    def expiry(self) -> float | None:
        """When the token ends, if it came from the profile file and that tells."""
        return self.file.expiry() if self._outside_file("api_token")[0] is None else None

    def raw(self, name: str, needed: bool = False) -> tuple[Any, str]:
        """The value (None when it is nowhere) and the words that say where it came from."""
        setting = self._settings[name]
        value, source = self._outside_file(name)
        if value is not None or not setting.profile_key:
            return value, source
        value, origin = self._in_file(setting, needed)
        if value is None:
            return None, source
        if isinstance(value, Mapping) and "__locked__" in value:
            raise SettingsError(
                f"{origin[0].upper()}{origin[1:]} is locked by the official CLI: unlock it there, "
                f"or give {_other_ways(setting)}."
            )
        return value, origin

    def text(self, name: str, needed: bool = False) -> tuple[str, str]:
        """A string, "" when it is nowhere."""
        value, source = self.raw(name, needed)
        if value is not None and not isinstance(value, str):
            raise SettingsError(f"The value from {source} must be a string.")
        return (value or "").strip(), source

    def flag(self, name: str, default: bool) -> bool:
        """A boolean, in any of the spellings that Ansible takes."""
        value, source = self.raw(name)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        word = str(value).strip().lower()
        if word not in _TRUE | _FALSE:
            raise SettingsError(f"The value from {source} must be true or false, not '{value}'.")
        return word in _TRUE

    def number(
        self, name: str, default: float, *, minimum: float, maximum: float, kind: Callable[[Any], float] = float
    ) -> float:
        """A number from the minimum to the maximum."""
        value, source = self.raw(name)
        if value is None:
            return default
        try:
            number = kind(value)
        except (TypeError, ValueError):
            number = -1
        # The comparison is written so that "nan" fails it.
        if not minimum <= number <= maximum:
            raise SettingsError(
                f"The value from {source} must be a{' whole' if kind is int else ''} number"
                f"{' from 0' if minimum == 0 else ' of seconds above 0, and up'} to {maximum}, not '{value!s:.80}'."
            )
        return number


def _other_ways(setting: Setting) -> str:
    """The words for where else than in the profile file a value may stand."""
    option = f"the option {setting.name} or " if setting in SETTINGS else ""
    return f"{option}the environment variable {setting.environment[0]}"


def _checked_url(url: str, source: str, allow_http: bool) -> str:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(f"The API URL from {source} must look like {DEFAULT_URL}.")
    if parts.username is not None or parts.query or parts.fragment:
        raise SettingsError(f"The API URL from {source} must not contain a user, a query or a fragment.")
    if parts.scheme == "http" and not allow_http and not _is_loopback(parts.hostname or ""):
        raise SettingsError(
            f"The API URL from {source} would send the token unencrypted over http: use https, "
            "or set allow_http if that network is trusted."
        )
    path = parts.path.rstrip("/")
    return urlunsplit(parts._replace(path=path.removesuffix("/api/v1")))


def _checked_bundle(path: str, source: str) -> str | None:
    if not path:
        return None
    bundle = Path(os.path.expandvars(path)).expanduser()
    if not bundle.exists():
        raise SettingsError(f"The certificate bundle {path} from {source} does not exist.")
    return str(bundle)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return ipaddress.ip_address(host).is_loopback if _is_address(host) else host == "localhost"
