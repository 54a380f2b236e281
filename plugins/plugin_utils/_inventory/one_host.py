# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""An inventory as the helpers of ansible-core see it while they work on one host, and what was made of it before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# The names by which a play reaches the controller.
_CONTROLLER = ("localhost", "127.0.0.1", "::1")


class Made:
    """What the sources of this plugin have made of one inventory: which container each host is, and which groups.

    It belongs to the inventory, so that all sources of a run share it and a refreshed inventory begins anew. Variables
    do not tell who made a host, because each source may have another prefix.
    """

    def __init__(self) -> None:
        self.hosts: dict[str, tuple[str, str]] = {}
        self.groups: set[str] = set()

    @classmethod
    def of(cls, inventory: Any) -> Made:
        """What was made of this inventory so far."""
        if not hasattr(inventory, "hoody_cloud_made"):
            inventory.hoody_cloud_made = cls()
        made: Made = inventory.hoody_cloud_made
        return made

    def taken(self, inventory: Any, api: str, *, merge: bool) -> dict[str, str]:
        """The names that are in use: the id where that is a container of the same API, "" for anything else."""
        taken = dict.fromkeys((name for name in inventory.groups if name not in self.groups), "")
        if not merge:
            taken.update(dict.fromkeys(inventory.hosts, ""))
        for name, (of_api, identity) in self.hosts.items():
            taken[name] = identity if of_api == api else ""
        return taken


class OneHost:
    """What the helpers of Constructable are given as the inventory, while they work on one host.

    ansible-core finds hosts and groups by one name, groups first. So a container that has the name of a group would
    give its variables to all hosts of that group. Here the host is the host. ``mark`` is what every value passes on its
    way in.
    """

    def __init__(self, inventory: Any, made: Made, mark: Callable[[Any], Any]) -> None:
        self._inventory = inventory
        self._made = made
        self._mark = mark
        #: Names of groups that would have taken the place of something else, so that they got other names.
        self.renamed: set[str] = set()
        self._groups: dict[str, Any] = {}
        self._host: Any = None
        #: Whether the host is ours alone, so that no other source can have given it variables.
        self.is_new = True
        #: Whether ``add_child`` puts hosts into groups (as for ``groups``) or groups into groups (``keyed_groups``).
        self.children_are_hosts = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inventory, name)

    def turn_to(self, name: str, variables: dict[str, Any]) -> Any:
        """Add a host, or variables to one that another source has added, and work on it from now on."""
        self.is_new = name not in self._inventory.hosts
        self._inventory.add_host(name)
        self._host = self._inventory.hosts[name]
        if self.is_new:
            self._host.vars.update(variables)
        else:
            for variable, value in variables.items():
                self._host.set_variable(variable, value)
        return self._host

    def set_variable(self, _host: str, name: str, value: Any) -> None:
        """Give the host a composed variable."""
        self._host.set_variable(name, self._mark(value))

    def add_group(self, name: str) -> str:
        """Make sure that a group exists; gives its name."""
        if name not in self._groups:
            is_new = name not in self._inventory.groups
            added = self._inventory.add_group(self._harmless(name) if is_new else name)
            self._groups[name] = self._groups[added] = self._inventory.groups[added]
            if is_new:
                self._made.groups.add(added)
        return str(self._groups[name].name)

    def _harmless(self, name: str) -> str:
        """The name of a new group. A play that names a host means that host, but Ansible looks for groups first."""
        is_foreign = name in self._inventory.hosts and name not in self._made.hosts
        if not is_foreign and name not in _CONTROLLER:
            return name
        self.renamed.add(name)
        return f"hoody_{name}"

    def add_host(self, _host: str, group: str) -> None:
        """Put the host into a group."""
        self._groups[group].add_host(self._host)

    def add_child(self, group: str, child: str) -> None:
        """Put the host or another group into a group."""
        if self.children_are_hosts:
            self._groups[group].add_host(self._host)
        else:
            self._inventory.add_child(self._groups[group].name, child)
