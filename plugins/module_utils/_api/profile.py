# SPDX-License-Identifier: GPL-3.0-or-later
"""The official CLI's configuration file, read the way the CLI reads it (API notes 2.3), and never written.

Its root holds keys such as ``token``, ``baseUrl`` and ``realm``. A profile, an object of the same keys under
``profiles``, is laid over the root.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from .._text.moments import seconds_of
from .errors import SettingsError

#: The profile that the CLI takes when nothing names one, if there is one.
DEFAULT_PROFILE = "default"


class Asked(NamedTuple):
    """What the task says about the file: a path or a profile, and the words for what said so; None for nothing."""

    value: str | None
    source: str


class Layers(NamedTuple):
    """The root of the file, and the profile that lies over it with its name: ``""`` and ``{}`` for none."""

    root: Mapping[str, Any]
    name: str
    profile: Mapping[str, Any]


class ProfileFile:
    """Reads the file when a value is first asked for. Everything raises SettingsError for a file that is no use."""

    def __init__(self, name: str, file: Asked, profile: Asked) -> None:
        self.name = name
        self._file = file
        self._profile = profile

    @property
    def is_asked_for(self) -> bool:
        """Whether the task names a profile, so that going on without it would be something else than was asked."""
        return self._profile.value not in (None, DEFAULT_PROFILE)

    @property
    def place(self) -> str:
        """The words for where values are looked for: the profile in the file, or the file."""
        return self._place(self._layers.name)

    def get(self, key: str) -> tuple[Any, str]:
        """The value of a key, None when it has none, and the words for where it stands."""
        layers = self._layers
        inside = key in layers.profile
        value = layers.profile[key] if inside else layers.root.get(key)
        return None if value == "" else value, f"the key {key} {self._place(layers.name if inside else '', 'of')}"

    def expiry(self) -> float | None:
        """When the session ends whose token is used, in seconds since 1970, as far as the file tells.

        ``expiresAt`` counts for the token that it stands beside. Its form is not documented: read are an ISO 8601
        text, and a number of seconds or milliseconds since 1970.
        """
        layers = self._layers
        return seconds_of((layers.profile if "token" in layers.profile else layers.root).get("expiresAt"))

    def _place(self, profile: str, word: str = "in") -> str:
        return f"{word} the profile {profile} in {self.name}" if profile else f"in {self.name}"

    @cached_property
    def _layers(self) -> Layers:
        content = self._content()
        if content is None:
            if self.is_asked_for or self._file.value:
                wanted = self._file.source if self._file.value else self._profile.source
                raise SettingsError(f"The profile file {self.name} does not exist, but {wanted} asks for it.")
            return Layers({}, "", {})
        name, source = self._profile.value, self._profile.source
        if not name:
            name, source = content.get("defaultProfile") or DEFAULT_PROFILE, "its key defaultProfile"
        profiles = content.get("profiles")
        known: dict[str, Any] = profiles if isinstance(profiles, dict) else {}
        if name == DEFAULT_PROFILE and name not in known:
            return Layers(content, "", {})
        chosen = known.get(name) if isinstance(name, str) else None
        if not isinstance(chosen, dict):
            names = ", ".join(sorted(known)) or "none"
            raise SettingsError(f"The profile '{name}' from {source} is not in {self.name}; it has: {names}.")
        return Layers(content, str(name), chosen)

    def _content(self) -> dict[str, Any] | None:
        """What is in the file, None when there is no file."""
        try:
            path = Path(os.path.expandvars(self.name)).expanduser()
        except RuntimeError:  # an account without a home folder, as containers have
            return None
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError, RecursionError) as error:
            # The text of a JSON error may quote the file, which holds a token.
            reason = error.strerror if isinstance(error, OSError) else "it is not valid JSON"
            raise SettingsError(f"The profile file {self.name} cannot be read: {reason}.") from None
        if not isinstance(content, dict):
            raise SettingsError(f"The profile file {self.name} cannot be read: it is not a JSON object.")
        return content
