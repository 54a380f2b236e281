# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The proxy aliases of all containers, and where a visitor of one gets to (API notes part 2, section E)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from .locks import Visitor, refusal
from .records import Alias

Paths = Literal["enforced", "no_effect", "prefix"]
#: A name that somebody else has on every server.
STRANGERS = "popular"


class Visit(NamedTuple):
    """What a visitor of an alias gets: an error, or what the program behind it says to a request for this path."""

    status: int
    code: str | None = None
    container_id: str | None = None
    program: str | None = None
    port_or_instance: int | None = None
    path: str | None = None


class Aliases:
    """All of them. Names are unique in the account."""

    def __init__(self) -> None:
        self._by_id: dict[str, Alias] = {}

    def __iter__(self) -> Iterator[Alias]:
        return iter(list(self._by_id.values()))

    def get(self, identity: str) -> Alias | None:
        """The one with this id."""
        return self._by_id.get(identity)

    def add(self, alias: Alias) -> Alias:
        """Take a new one in."""
        self._by_id[alias.id] = alias.container.aliases[alias.id] = alias
        alias.container.texts.clear()
        return alias

    def discard(self, *aliases: Alias) -> None:
        """Delete these."""
        for alias in aliases:
            del self._by_id[alias.id]
            del alias.container.aliases[alias.id]
            alias.container.texts.clear()

    def named(self, name: str) -> Alias | None:
        """The one of this name."""
        return next((alias for alias in self if alias.name == name), None)

    def settle(self, now: float) -> None:
        """One that has expired is disabled."""
        for alias in self._by_id.values():
            if alias.expires_at is not None and alias.expires_at <= now:
                alias.enabled = False

    def visit(self, name: str, path: str, paths: Paths) -> Visit:
        """Follow an alias, as the proxy of this revision does it (E.5), with no credential for the locks before it."""
        alias = self.named(name)
        if alias is None or not alias.enabled:
            return Visit(404)
        if refused := refusal(alias.container, alias.program, alias.index, Visitor()):
            return Visit(refused)
        target = alias.target_path or "/"
        if alias.allow_path_override and paths == "prefix":
            path = target.rstrip("/") + path
        elif path == "/" and (alias.allow_path_override or paths != "prefix"):
            path = target
        elif not alias.allow_path_override and paths != "no_effect" and path != target:
            return Visit(404, "ALIAS_PATH_PINNED")
        return Visit(200, None, alias.container.id, alias.program, alias.index, path)
