# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE: used by this collection only; may change without notice.
"""From containers to hosts in the inventory, with the helpers that ansible-core has for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from typing import Any

from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import Constructable
from ansible.utils.vars import combine_vars
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import InputError
from ansible_collections.hoody.cloud.plugins.module_utils._container.model import SSH_KEY
from ansible_collections.hoody.cloud.plugins.module_utils._inventory.https import https_variables
from ansible_collections.hoody.cloud.plugins.module_utils._inventory.ssh import ssh_variables
from ansible_collections.hoody.cloud.plugins.module_utils._inventory.variables import (
    Names,
    WantedName,
    asked_names,
    own_names,
    safe_name,
    unique_names,
    variables,
)
from ansible_collections.hoody.cloud.plugins.module_utils._text.plain import some
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json
from ansible_collections.hoody.cloud.plugins.plugin_utils._inventory.one_host import Made, OneHost
from ansible_collections.hoody.cloud.plugins.plugin_utils._inventory.templar import RememberingTemplar, condition
from ansible_collections.hoody.cloud.plugins.plugin_utils._inventory.trust import inert, trusted

#: A filter: how it is told, its verb and its condition.
Rule = tuple[str, str, Any]


class Populating(Constructable):
    """The part of the plugin that makes hosts, once the containers are known."""

    inventory: Any
    templar: Any
    _vars: Any

    def populate(
        self, containers: list[Json], prefix: str, *, api: str, alone: bool, shared_keys: Collection[str] = ()
    ) -> Counter[str]:
        """Add a host for each container that the filters let pass. Takes the list apart. Raises InputError.

        Gives how many each of the rules that exclude took away.
        ``api`` is the address of the API, and ``alone`` tells that one project only was asked for. ``shared_keys`` are
        those that lead to no one container.
        """
        mark = inert()
        # What an extra var decides is not a variable of the host.
        extra = set(self._vars) if self.get_option("use_extra_vars") else set()
        self.templar = RememberingTemplar(self.templar, lambda name: name.startswith(prefix) and name not in extra)
        connect = self.get_option("connect")
        way = self._way_by_ssh(prefix, shared_keys) if connect == "ssh" else lambda _container: {}
        found: list[tuple[WantedName, Json]] = []
        rules = _rules(self.get_option("filters") or ())
        excluded = Counter({name: 0 for name, verb, _condition in rules if verb == "exclude"})
        containers.reverse()
        while containers:  # taken out one by one, so that there are never two of all
            container = containers.pop()
            values = mark(variables(container, prefix, connect))
            rule = self._excluded_by(rules, container, values)
            if rule:
                excluded[rule] += 1
                continue
            values.update(mark(https_variables(container, api)) if connect == "https" else way(container))
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
                "Groups with the same name as a host are called hoody_<name> instead: "
                f"{some(sorted(self.inventory.renamed))}."
            )
        return excluded

    def _way_by_ssh(self, prefix: str, shared_keys: Collection[str]) -> Callable[[Json], Json]:
        """What gives the variables by which a container is reached by SSH. They are the same objects for all."""
        key_file, known_by = (self.get_option(option) for option in ("ssh_key_file", "ssh_host_keys"))
        own, of_others = (
            {
                name: trusted(text)
                for name, text in ssh_variables(prefix, key_file or "", known_by, shared=shared).items()
            }
            for shared in (False, True)
        )
        if not shared_keys:
            return lambda _container: own
        return lambda container: of_others if SSH_KEY.seen(container) in shared_keys else own

    def _tell(self, names: Names, wanted: list[WantedName]) -> None:
        """Warn about names that could not be given."""
        if names.shared:
            self.display.warning(
                f"More than one container would be called {some(names.shared)}: the alias of the project was put "
                "before their names, or the id after them. Such names change when other containers are listed. "
                "Use hostnames with unique results."
            )
        if names.occupied:
            others = [
                f"{one.names[0]} is {name}"
                for one, name in zip(wanted, names.given, strict=True)
                if one.names[0] in names.occupied and name != one.names[0]
            ]
            advice = "Set merge to true to add containers to hosts of other sources."
            self.display.warning(
                f"Containers got other names, as some are in use already ({some(names.occupied)}): {some(others)}. "
                f"{advice if any(name in self.inventory.hosts for name in names.occupied) else ''}"
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

    def _wanted(self, container: Json, values: Json, *, alone: bool) -> WantedName:
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
