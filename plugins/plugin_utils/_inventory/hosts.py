# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""From containers to hosts in the inventory, with the helpers that ansible-core has for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import Constructable
from ansible.utils.vars import combine_vars
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import InputError
from ansible_collections.hoody.cloud.plugins.module_utils._inventory.variables import (
    Names,
    Wanted,
    asked_names,
    own_names,
    safe_name,
    some,
    unique_names,
    variables,
)
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json
from ansible_collections.hoody.cloud.plugins.plugin_utils._inventory.templar import RememberingTemplar, condition
from ansible_collections.hoody.cloud.plugins.plugin_utils._inventory.trust import inert

# The names by which a play reaches the controller.
_CONTROLLER = ("localhost", "127.0.0.1", "::1")


#: A filter: how it is told, its verb and its condition.
Rule = tuple[str, str, Any]


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


class Populating(Constructable):
    """The part of the plugin that makes hosts, once the containers are known."""

    inventory: Any
    templar: Any
    _vars: Any

    def populate(self, containers: list[Json], prefix: str, *, api: str, alone: bool) -> Counter[str]:
        """Add a host for each container that the filters let pass. Takes the list apart. Raises InputError.

        Gives how many each of the rules that exclude took away.
        ``api`` is the address of the API, and ``alone`` tells that one project only was asked for.
        """
        mark = inert()
        # What an extra var decides is not a variable of the host.
        extra = set(self._vars) if self.get_option("use_extra_vars") else set()
        self.templar = RememberingTemplar(self.templar, lambda name: name.startswith(prefix) and name not in extra)
        connect = self.get_option("connect")
        found: list[tuple[Wanted, Json]] = []
        rules = _rules(self.get_option("filters") or ())
        excluded = Counter({name: 0 for name, verb, _condition in rules if verb == "exclude"})
        containers.reverse()
        while containers:  # taken out one by one, so that there are never two of all
            container = containers.pop()
            values = mark(variables(container, prefix, connect))
            rule = self._excluded_by(rules, container, values)
            if rule:
                excluded[rule] += 1
            else:
                found.append((self._wanted(container, values, alone=alone), values))
        made = Made.of(self.inventory)
        taken = made.taken(self.inventory, api, merge=self.get_option("merge"))
        names = unique_names([wanted for wanted, _values in found], taken)
        self._tell(names, [wanted for wanted, _values in found])
        self.inventory = OneHost(self.inventory, made, mark)
        for name, (wanted, values) in zip(names.given, found, strict=True):
            made.hosts[name] = (api, wanted.id)
            self._construct(name, self.inventory.turn_to(name, values))
        if self.inventory.renamed:
            self.display.warning(
                "Groups that would take the place of a host of the same name begin with hoody_ instead: "
                f"{some(sorted(self.inventory.renamed))}."
            )
        return excluded

    def _tell(self, names: Names, wanted: list[Wanted]) -> None:
        """Warn about names that could not be given."""
        if names.shared:
            self.display.warning(
                f"More than one container would be called {some(names.shared)}: the alias of the project was put "
                "before their names, or the id after them. Such names change with what else is listed. Use hostnames "
                "that tell containers apart."
            )
        if names.occupied:
            others = [
                f"{one.names[0]} is {name}"
                for one, name in zip(wanted, names.given, strict=True)
                if one.names[0] in names.occupied and name != one.names[0]
            ]
            advice = "Set merge to true to add to hosts of other sources."
            self.display.warning(
                f"Containers got names of their own, because something else is called {some(names.occupied)} already: "
                f"{some(others)}. {advice if any(name in self.inventory.hosts for name in names.occupied) else ''}"
            )

    def _available(self, values: Json) -> None:
        use_extra = self.get_option("use_extra_vars")
        self.templar.available_variables = combine_vars(values, self._vars) if use_extra else values

    def _excluded_by(self, rules: list[Rule], container: Json, values: Json) -> str | None:
        """The rule that excludes a container, or None. The first whose condition holds decides."""
        self._available(values)
        for name, verb, source in rules:
            try:
                holds = condition(self.templar, source)
            except Exception as problem:
                whose = container.get("name") or container["id"]
                raise InputError(f"The filter '{name}' cannot be evaluated for {whose}: {problem}") from None
            if holds:
                return name if verb == "exclude" else None
        return None

    def _wanted(self, container: Json, values: Json, *, alone: bool) -> Wanted:
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
                return asked_names(container, safe_name(text))
        return own_names(container, alone=alone)

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


def _rules(filters: Any) -> list[Rule]:
    """The filters, checked. Raises InputError."""
    rules: list[Rule] = []
    for rule in filters:
        if not isinstance(rule, dict) or len(rule) != 1 or not set(rule) <= {"include", "exclude"}:
            raise InputError("Each entry of filters must have one key, include or exclude, with a condition.")
        [(verb, source)] = rule.items()
        rules.append((f"{verb}: {source}", verb, source))
    return rules
