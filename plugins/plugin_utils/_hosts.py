# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""From containers to hosts in the inventory, with the helpers that ansible-core has for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import Constructable
from ansible.utils.vars import combine_vars
from ansible_collections.hoody.cloud.plugins.module_utils._errors import InputError
from ansible_collections.hoody.cloud.plugins.module_utils._inventory import safe_name, unique_names, variables
from ansible_collections.hoody.cloud.plugins.module_utils._resource import Json
from ansible_collections.hoody.cloud.plugins.plugin_utils._templar import RememberingTemplar, condition
from ansible_collections.hoody.cloud.plugins.plugin_utils._trust import inert


class OneHost:
    """What the helpers of Constructable are given as the inventory, while they work on one host.

    ansible-core finds hosts and groups by one name, groups first. So a container that has the name of a group would
    give its variables to all hosts of that group. Here the host is the host. ``mark`` is what every value passes on its
    way in.
    """

    def __init__(self, inventory: Any, mark: Callable[[Any], Any]) -> None:
        self._inventory = inventory
        self._mark = mark
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
            added = self._inventory.add_group(name)
            self._groups[name] = self._groups[added] = self._inventory.groups[added]
        return str(self._groups[name].name)

    def add_host(self, _host: str, group: str) -> None:
        """Put the host into a group."""
        self._groups[group].add_host(self._host)

    def add_child(self, group: str, child: str) -> None:
        """Put the host or another group into a group."""
        if self.children_are_hosts:
            self._groups[group].add_host(self._host)
        else:
            self._inventory.add_child(group, child)


# What the name of a host is made of.
_NAMING = ("id", "name", "project_alias", "project_id")


class Populating(Constructable):
    """The part of the plugin that makes hosts, once the containers are known."""

    inventory: Any
    templar: Any
    _vars: Any

    def populate(self, containers: list[Json], prefix: str) -> None:
        """Add a host for each container that the filters let pass. Takes the list apart. Raises InputError."""
        mark = inert()
        # What an extra var decides is not a variable of the host.
        extra = set(self._vars) if self.get_option("use_extra_vars") else set()
        self.templar = RememberingTemplar(self.templar, lambda name: name.startswith(prefix) and name not in extra)
        connect = self.get_option("connect")
        found: list[tuple[Json, Json]] = []
        containers.reverse()
        while containers:  # taken out one by one, so that there are never two of all
            container = containers.pop()
            values = mark(variables(container, prefix, connect))
            if self._is_included(container, values):
                found.append(({name: container.get(name) for name in _NAMING}, values))
        taken = {name: host.vars.get(prefix + "id") for name, host in self.inventory.hosts.items()}
        taken = {name: identity for name, identity in taken.items() if identity}
        names, lost = unique_names([(item, self._name(item, values)) for item, values in found], taken)
        if lost:
            self.display.warning(
                f"More than one container, or something else, is called {', '.join(lost[:10])}: "
                "the alias of its project was put before the name of each. Use hostnames for other names."
            )
        self.inventory = OneHost(self.inventory, mark)
        for name, (_item, values) in zip(names, found, strict=True):
            self._construct(name, self.inventory.turn_to(name, values))

    def _available(self, values: Json) -> None:
        use_extra = self.get_option("use_extra_vars")
        self.templar.available_variables = combine_vars(values, self._vars) if use_extra else values

    def _is_included(self, container: Json, values: Json) -> bool:
        self._available(values)
        for rule in self.get_option("filters") or ():
            if not isinstance(rule, dict) or len(rule) != 1 or not set(rule) <= {"include", "exclude"}:
                raise InputError("Each entry of filters must have one key, include or exclude, with a condition.")
            [(verb, source)] = rule.items()
            try:
                holds = condition(self.templar, source)
            except Exception as problem:
                name = container.get("name") or container["id"]
                raise InputError(f"The filter '{verb}: {source}' cannot be evaluated for {name}: {problem}") from None
            if holds:
                return bool(verb == "include")
        return True

    def _name(self, container: Json, values: Json) -> str:
        for source in self.get_option("hostnames") or ():
            try:
                if "{{" in source or "{%" in source:
                    self._available(values)
                    text = self.templar.template(source)
                else:
                    text = self._compose(source, values)
            except Exception as problem:
                if self.get_option("strict"):
                    raise AnsibleParserError(f"The host name '{source}' cannot be evaluated: {problem}") from problem
                continue
            if safe_name(text or ""):
                return safe_name(text)
        return safe_name(container.get("name") or container["id"])

    def _construct(self, name: str, host: Any) -> None:
        """Composed variables and groups, in the order in which every inventory plugin makes them."""
        self.templar.alike = self.inventory.is_new
        strict = self.get_option("strict")
        compose, groups, keyed_groups = (self.get_option(option) for option in ("compose", "groups", "keyed_groups"))
        if compose:
            self._set_composite_vars(compose, host.get_vars(), name, strict)
        if groups:
            self.inventory.children_are_hosts = True
            self._add_host_to_composed_groups(groups, host.get_vars(), name, strict, fetch_hostvars=False)
        if keyed_groups:
            self.inventory.children_are_hosts = False
            # What one of them has just made shows in this variable only.
            grows = "group_names" in str(keyed_groups)
            self._add_host_to_keyed_groups(keyed_groups, host.get_vars(), name, strict, fetch_hostvars=grows)
