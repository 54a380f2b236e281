# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the value of a shared option comes from: option, then environment variable, then the official CLI's profile.

The names of the variables are those of the official CLI (API notes 2.3).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from .address import DEFAULT_URL
from .errors import SettingsError
from .profile import Asked, ProfileFile

DEFAULT_CONFIG_FILE = "~/.hoody/config.json"
_TRUE = frozenset({"1", "true", "yes", "on", "y", "t"})
_FALSE = frozenset({"0", "false", "no", "off", "n", "f"})


class Setting(NamedTuple):
    """One shared option: its type, the environment variables that stand in for it and the key in the profile file.

    ``default`` is what is used where all of them are silent.
    """

    name: str
    type: str = "str"
    default: Any = None
    environment: tuple[str, ...] = ()
    profile_key: str | None = None
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting("api_token", environment=("HOODY_TOKEN", "HOODY_API_TOKEN"), profile_key="token", secret=True),
    Setting("api_url", default=DEFAULT_URL, environment=("HOODY_BASE_URL", "HOODY_API_URL"), profile_key="baseUrl"),
    Setting("allow_http", type="bool", default=False, environment=("HOODY_ALLOW_HTTP",)),
    Setting("realm", environment=("HOODY_REALM", "HOODY_REALM_ID"), profile_key="realm"),
    Setting("profile", environment=("HOODY_PROFILE",)),
    Setting("config_file", type="path", default=DEFAULT_CONFIG_FILE, environment=("HOODY_CONFIG",)),
    Setting("api_timeout", type="float", default=30.0, environment=("HOODY_API_TIMEOUT",)),
    Setting("api_retries", type="int", default=5, environment=("HOODY_API_RETRIES",)),
    Setting("validate_certs", type="bool", default=True, environment=("HOODY_VALIDATE_CERTS",)),
    Setting("ca_path", type="path", environment=("HOODY_CA_PATH",)),
)


#: No option. The variable is named in messages only: the session reads it, and is told of the key where it is unset.
_PROXY = Setting("http_proxy", environment=("HTTPS_PROXY",), profile_key="proxy", secret=True)


def without_blanks(options: Mapping[str, Any]) -> dict[str, Any]:
    """Drop the connection options that hold an empty string: AWX sends one for every field left blank."""
    names = {setting.name for setting in SETTINGS}
    return {name: value for name, value in options.items() if not (name in names and value == "")}


class Sources:
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
                raise SettingsError(f"{problem} To continue without it, give {_other_ways(setting)}.") from None
            warning = f"{problem} The task continues without it, so a realm or a proxy in it has no effect."
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

    def flag(self, name: str) -> bool:
        """A boolean, in any of the spellings that Ansible takes."""
        value, source = self.raw(name)
        if value is None or isinstance(value, bool):
            return bool(self._settings[name].default if value is None else value)
        word = str(value).strip().lower()
        if word not in _TRUE | _FALSE:
            raise SettingsError(f"The value from {source} must be true or false, not '{value}'.")
        return word in _TRUE

    def number(self, name: str, *, minimum: float, maximum: float, kind: Callable[[Any], float] = float) -> float:
        """A number from the minimum to the maximum."""
        value, source = self.raw(name)
        if value is None:
            return kind(self._settings[name].default)
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
