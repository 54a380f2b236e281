# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cache plugin that takes everything and keeps it for this process only, as one does whose server is not there."""

from __future__ import annotations

from typing import Any

from ansible.plugins.cache import BaseCacheModule

DOCUMENTATION = """
name: forgetful
short_description: Keeps nothing
description: Keeps nothing.
author: hoody.cloud contributors (@hoody-com)
options:
  _uri: {description: Nothing, type: str, ini: [{key: fact_caching_connection, section: defaults}]}
  _prefix: {description: Nothing, type: str, ini: [{key: fact_caching_prefix, section: defaults}]}
  _timeout: {description: Nothing, type: int, ini: [{key: fact_caching_timeout, section: defaults}]}
"""


class CacheModule(BaseCacheModule):
    """Its memory is as short as that of one object."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        self._kept: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        """What is kept."""
        return self._kept[key]

    def set(self, key: str, value: object) -> None:
        """Keep, or fail as a disk that cannot be written."""
        if self.get_option("_uri") == "unwritable":
            raise PermissionError(13, "Permission denied", "/unwritable")
        self._kept[key] = value

    def keys(self) -> Any:
        """What is kept."""
        return list(self._kept)

    def contains(self, key: object) -> bool:
        """Whether it is kept."""
        return key in self._kept

    def delete(self, key: str) -> None:
        """Forget it."""
        self._kept.pop(key, None)

    def flush(self) -> None:
        """Forget everything."""
        self._kept = {}

    def copy(self) -> dict[str, Any]:
        """What is kept. ansible-core 2.18 and older want every cache plugin to have this."""
        return dict(self._kept)
