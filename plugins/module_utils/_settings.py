# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""Where the connection settings come from: option, then environment variable, then the official CLI's profile file.

Knows no HTTP and no Ansible. The names of the variables and the layout of the file are those of the official CLI
(API notes 2.3).
"""

from __future__ import annotations

import ipaddress
import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from ansible_collections.hoody.cloud.plugins.module_utils._errors import SettingsError
from ansible_collections.hoody.cloud.plugins.module_utils._resource import is_id

DEFAULT_URL = "https://api.hoody.com"
DEFAULT_CONFIG_FILE = "~/.hoody/config.json"
_TRUE = frozenset({"1", "true", "yes", "on", "y", "t"})
_FALSE = frozenset({"0", "false", "no", "off", "n", "f"})


class Settings(NamedTuple):
    """Everything the client needs. ``api_timeout`` is in seconds; ``api_url`` has no final slash.

    ``token_source`` and ``url_source`` name the option, variable or file that a value came from, for error messages.
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

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be shown."""
        return (self.api_token,)

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


def without_blanks(options: Mapping[str, Any]) -> dict[str, Any]:
    """Drop the connection options that hold an empty string: AWX sends one for every field left blank."""
    names = {setting.name for setting in SETTINGS}
    return {name: value for name, value in options.items() if not (name in names and value == "")}


def resolve(options: Mapping[str, Any], environment: Mapping[str, str] | None = None) -> Settings:
    """Make settings of a task's options, the environment and the profile file.

    Raises SettingsError with one sentence that names the culprit.
    """
    found = _Sources(options, os.environ if environment is None else environment)
    token, token_source = found.text("api_token")
    if not token:
        raise SettingsError(
            "No API token: set the option api_token, the environment variable HOODY_TOKEN, "
            f"or a token in {found.file} (as the official CLI does)."
        )
    if re.search(r"[^\x21-\x7e]", token):
        raise SettingsError(f"The API token from {token_source} contains white space or unprintable characters.")
    url, url_source = found.text("api_url")
    realm, realm_source = found.text("realm")
    if realm and not is_id(realm):
        raise SettingsError(f"The realm from {realm_source} must be 24 lower-case hexadecimal characters.")
    return Settings(
        api_token=token,
        token_source=token_source,
        api_url=_checked_url(url or DEFAULT_URL, url_source, found.flag("allow_http", False)),
        url_source=url_source,
        realm=realm or None,
        api_timeout=found.number("api_timeout", 30.0, minimum=0.001),
        api_retries=int(found.number("api_retries", 5, minimum=0, kind=int)),
        validate_certs=found.flag("validate_certs", True),
        ca_path=_checked_bundle(*found.text("ca_path")),
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


class _Sources:
    """Looks a setting up in order of precedence and remembers where it was found."""

    def __init__(self, options: Mapping[str, Any], environment: Mapping[str, str]) -> None:
        self._options = without_blanks(options)
        self._environment = environment
        self._settings = {setting.name: setting for setting in SETTINGS}
        file, source = self._outside_file("config_file")
        self.file = str(file or DEFAULT_CONFIG_FILE)
        self._values = _read_profile(self.file, source if file else None, *self._outside_file("profile"))

    def _outside_file(self, name: str) -> tuple[Any, str]:
        value = self._options.get(name)
        if value is not None:
            return value, f"the option {name}"
        for variable in self._settings[name].environment:
            if self._environment.get(variable):
                return self._environment[variable], f"the environment variable {variable}"
        return None, "the default"

    def raw(self, name: str) -> tuple[Any, str]:
        """The value (None when it is nowhere) and the words that say where it came from."""
        value, source = self._outside_file(name)
        key = self._settings[name].profile_key
        if value is not None or key is None or self._values.get(key) in (None, ""):
            return value, source
        value, source = self._values[key], f"the key {key} in {self.file}"
        if isinstance(value, Mapping) and "__locked__" in value:
            raise SettingsError(
                f"{source[0].upper()}{source[1:]} is locked by the official CLI: unlock it there, "
                f"or give the option {name} or the environment variable {self._settings[name].environment[0]}."
            )
        return value, source

    def text(self, name: str) -> tuple[str, str]:
        """A text, "" when it is nowhere."""
        value, source = self.raw(name)
        if value is not None and not isinstance(value, str):
            raise SettingsError(f"The value from {source} must be a text.")
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

    def number(self, name: str, default: float, *, minimum: float, kind: Callable[[Any], float] = float) -> float:
        """A number, not below the minimum."""
        value, source = self.raw(name)
        if value is None:
            return default
        try:
            number = kind(value)
        except (TypeError, ValueError):
            number = -1
        # The comparison is written so that "nan" fails it.
        if not minimum <= number < float("inf"):
            raise SettingsError(
                f"The value from {source} must be a{' whole' if kind is int else ''} number"
                f"{' of at least 0' if minimum == 0 else ' of seconds above 0'}, not '{value}'."
            )
        return number


def _read_profile(file: str, file_source: str | None, profile: Any, profile_source: str) -> Mapping[str, Any]:
    """The keys of the chosen profile laid over those of the file's root. A missing default file is no error."""
    path = Path(os.path.expandvars(file)).expanduser()
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if file_source or profile:
            wanted = file_source or profile_source
            raise SettingsError(f"The profile file {file} does not exist, but {wanted} asks for it.") from None
        return {}
    except (OSError, ValueError) as error:
        # The text of a JSON error may quote the file, which holds a token.
        reason = error.strerror if isinstance(error, OSError) else "it is not valid JSON"
        raise SettingsError(f"The profile file {file} cannot be read: {reason}.") from None
    if not isinstance(content, dict):
        raise SettingsError(f"The profile file {file} cannot be read: it is not a JSON object.")
    name, source = profile or content.get("defaultProfile"), profile_source
    if not name:
        return content
    if not profile:
        source = "its key defaultProfile"
    profiles = content.get("profiles")
    chosen = profiles.get(name) if isinstance(profiles, dict) else None
    if not isinstance(chosen, dict):
        known = ", ".join(sorted(profiles)) if isinstance(profiles, dict) and profiles else "none"
        raise SettingsError(f"The profile '{name}' from {source} is not in {file}; it has: {known}.")
    return {**content, **chosen}


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
