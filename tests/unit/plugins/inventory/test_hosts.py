# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory's own work beside what ansible-core's helpers would have done, and the names that it gives."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.inventory import BaseInventoryPlugin, Constructable
from ansible.template import Templar
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import InputError
from ansible_collections.hoody.cloud.plugins.module_utils._container.question import KNOWN, unknown_statuses
from ansible_collections.hoody.cloud.plugins.module_utils._inventory import variables as _inventory
from ansible_collections.hoody.cloud.plugins.plugin_utils._inventory.hosts import Populating
from ansible_collections.hoody.cloud.plugins.plugin_utils._inventory.options import names_of, refuse_unknown
from ansible_collections.hoody.cloud.plugins.plugin_utils._inventory.templar import names_read
from ansible_collections.hoody.cloud.plugins.plugin_utils._inventory.trust import inert, trusted
from hypothesis import given, settings
from hypothesis import strategies as st

EXPRESSIONS = [
    "hoody_a",
    "hoody_a ~ '-' ~ hoody_b",
    "hoody_a | default('none', true)",
    "hoody_a | string | upper",
    "hoody_a == 1",
    "hoody_a is defined and hoody_b is string",
    "hoody_a.country",
    "(hoody_a | default({})).get('country', 'nowhere')",
    "[hoody_a, hoody_b]",
    "{'a': hoody_a}",
    "hoody_missing",
    "hoody_missing | default(hoody_b)",
    "hoody_b + 1",
    "hoody_b +",
    "hoody_name",
    "inventory_hostname",
    "group_names | join('-')",
    "lookup('vars', 'hoody_a', default='x')",
    "[hoody_a] | map('string') | list",
    "'{{ hoody_a }}'",
    "{'x': hoody_a}.x | to_json",
    "made",
    "true",
    "hoody_labels",
]
VALUES: list[object] = ["", "x", "1", "{{ hoody_b }}", 1, True, False, None, 1.0, [], ["x", "1"], {"country": "DE"}, {}]

options = st.fixed_dictionaries(
    {
        "strict": st.booleans(),
        "compose": st.dictionaries(st.sampled_from(["made", "hoody_b", "other"]), st.sampled_from(EXPRESSIONS)),
        "groups": st.dictionaries(st.sampled_from(["one", "two", "host-0"]), st.sampled_from(EXPRESSIONS), max_size=2),
        "keyed_groups": st.lists(
            st.fixed_dictionaries(
                {"key": st.sampled_from(EXPRESSIONS)},
                optional={
                    "prefix": st.sampled_from(["p", ""]),
                    "separator": st.sampled_from(["_", ""]),
                    "default_value": st.just("else"),
                    "parent_group": st.sampled_from(["above", "{{ hoody_a }}"]),
                },
            ),
            max_size=2,
        ),
    }
)
containers = st.lists(
    st.fixed_dictionaries({"a": st.sampled_from(VALUES), "b": st.sampled_from(VALUES)}), min_size=1, max_size=5
)


class Straight(BaseInventoryPlugin, Constructable):
    """What a plugin does that knows nothing better: every helper for every host."""

    def populate(self, found: list[dict[str, Any]], prefix: str) -> None:
        """Add the hosts one after the other."""
        mark = inert()
        for number, item in enumerate(found):
            name = f"host-{number}"
            self.inventory.add_host(name)
            host = self.inventory.hosts[name]
            for variable, value in mark(_inventory.variables(item, prefix, "none")).items():
                self.inventory.set_variable(name, variable, value)
            arguments = (name, self.get_option("strict"))
            self._set_composite_vars(self.get_option("compose"), host.get_vars(), *arguments)
            for variable in self.get_option("compose"):
                if variable in host.vars:
                    host.vars[variable] = mark(host.vars[variable])
            self._add_host_to_composed_groups(self.get_option("groups"), {}, *arguments)
            self._add_host_to_keyed_groups(self.get_option("keyed_groups"), {}, *arguments)


class Ours(BaseInventoryPlugin, Populating):
    """The plugin without its options and its API."""


def template(value: object) -> Any:
    """A value as it is in an inventory file, whose texts may be templates."""
    if isinstance(value, dict):
        return {key: template(item) for key, item in value.items()}
    if isinstance(value, list):
        return [template(item) for item in value]
    return trusted(value) if isinstance(value, str) else value


def outcome(kind: type[Any], asked: dict[str, Any], found: list[dict[str, Any]]) -> Any:
    """What a plugin makes of the containers: hosts with variables, and groups, or the text of an error."""
    defaults = {
        "filters": [],
        "hostnames": [],
        "merge": False,
        "connect": "none",
        "ssh_host_keys": "address",
        "use_extra_vars": False,
        "leading_separator": True,
    }
    plugin = kind()
    plugin._options = {**defaults, **template(asked)}
    data = InventoryData()
    plugin.loader, plugin.inventory, plugin._vars = DataLoader(), data, {}
    plugin.templar = Templar(loader=plugin.loader)
    try:
        plugin.populate(found, "hoody_", **({"api": "https://api.example.net", "alone": True} if kind is Ours else {}))
    except Exception as problem:  # ansible-core raises all sorts of things for groups that make no sense
        return repr(problem)
    hosts = {name: repr(sorted(host.vars.items())) for name, host in data.hosts.items()}
    groups = {
        name: ([host.name for host in group.hosts], sorted(child.name for child in group.child_groups))
        for name, group in data.groups.items()
    }
    return hosts, groups


@settings(max_examples=100)
@given(asked=options, found=containers)
def test_the_same_as_the_helpers_for_every_host(asked: dict[str, Any], found: list[dict[str, Any]]) -> None:
    named = [{"id": f"{n:024x}", "name": f"host-{n}", "comment": "k=v", **item} for n, item in enumerate(found)]
    # The helpers take a host for the group of its name, which is what ours is there to prevent.
    asked["groups"].pop("host-0", None)
    assert outcome(Ours, asked, list(named)) == outcome(Straight, asked, named)


@pytest.mark.parametrize(
    "source, names",
    [
        ("hoody_a.b[hoody_c] | default('x') ~ 'y'", {"hoody_a", "hoody_c"}),
        ("hoody_a is match('x') and hoody_a.startswith('y')", {"hoody_a"}),
        ("hoody_a | ansible.builtin.lower", {"hoody_a"}),
        ("[] | random", None),
        ("now()", None),
        ("lookup('env', 'x')", None),
        ("[lookup][0]('env', 'x')", None),
        ("hoody_a | map('random')", None),
        ("hoody_a is file", None),
        ("hoody_a | somebody.else.filter", None),
        ("'{{ hoody_a }}'", None),
        ("hoody_a |", None),
    ],
)
def test_what_may_be_remembered(source: str, names: set[str] | None) -> None:
    assert names_read(source, expression=True) == (None if names is None else frozenset(names))


NAMES = st.sampled_from(["web", "a-web", "Shop-web", "localhost", "all", "-web", "_web", "Shop-web-" + "1".zfill(24)])
ALIASES = st.sampled_from(["Shop", "Shop-a", "Shop a", "Shop_a", "Lab", None])
#: Project and name, which the API has once only; in the order in which they were created.
PEOPLE = st.lists(st.tuples(ALIASES, NAMES), max_size=8, unique=True)


def made(people: list[Any]) -> list[dict[str, Any]]:
    """The containers of these, created one after the other."""
    return [{"id": f"{n:024d}", "project_alias": alias, "name": name} for n, (alias, name) in enumerate(people)]


def called(people: list[dict[str, Any]], taken: dict[str, str], *, alone: bool = False) -> dict[str, str]:
    """The name of each by its id."""
    wanted = [_inventory.own_names(item, alone=alone) for item in people]
    names = _inventory.unique_names(wanted, taken)
    assert len(set(names.given)) == len(names.given)
    assert not set(names.given) & {"localhost", "all", *taken}
    return dict(zip([item["id"] for item in people], names.given, strict=True))


@given(people=PEOPLE, data=st.data())
def test_what_is_new_renames_nothing_and_the_order_does_not_matter(people: list[object], data: st.DataObject) -> None:
    taken = data.draw(st.sampled_from([{}, {"web": "", "Shop-web": ""}]))
    for alone in (False, True):
        listed = [item for item in made(people) if not alone or item["project_alias"] == "Shop"]
        names = called(listed, taken, alone=alone)
        assert called(data.draw(st.permutations(listed)), taken, alone=alone) == names
        before = called(listed[:-1], taken, alone=alone)
        assert before.items() <= names.items()


@given(people=PEOPLE, rest=st.sets(st.integers(0, 7)))
def test_a_name_is_that_of_the_container_alone(people: list[object], rest: set[int]) -> None:
    """Whatever else is there, or is not: unless project and name of two read alike when put together."""
    listed = made(people)
    names = called(listed, {})
    alike = Counter(_inventory.safe_name(f"{item['project_alias'] or 'hoody'}-{item['name']}") for item in listed)
    fewer = [item for number, item in enumerate(listed) if number in rest]
    for identity, name in called(fewer, {}).items():
        item = listed[int(identity)]
        if max(alike.values()) == 1:
            assert names[identity] == name
            assert name == _inventory.safe_name(f"{item['project_alias'] or 'hoody'}-{item['name']}")


@given(people=PEOPLE)
def test_in_one_project_a_host_has_the_name_of_its_container(people: list[object]) -> None:
    listed = [item for item in made(people) if item["project_alias"] == "Shop"]
    for item in listed:
        name = called(listed, {}, alone=True)[item["id"]]
        if _inventory.safe_name(item["name"]) == item["name"] and item["name"] not in ("localhost", "all"):
            assert name == item["name"]
        else:
            assert name.startswith("Shop-")


def test_a_name_that_was_asked_for_twice_is_nobodys() -> None:
    three = made([("Shop", "a"), ("Lab", "b"), ("Lab", "c")])
    asked = [_inventory.asked_names(item, name) for item, name in zip(three, ["web", "web", "db"], strict=True)]
    names = _inventory.unique_names(asked, {})
    assert names.given == ["Shop-web", "Lab-web", "db"]
    assert (names.shared, names.occupied) == (["web"], [])
    # One of them is known by this name already, from another source of ours, and a static host has the other's.
    names = _inventory.unique_names(asked, {"web": three[1]["id"], "Shop-web": ""})
    assert names.given == [f"Shop-web-{three[0]['id']}", "web", "db"]


def test_a_name_of_its_own_is_found_whatever_is_taken() -> None:
    [item] = made([("Shop", "web")])
    wanted = [_inventory.own_names(item, alone=True)]
    taken = dict.fromkeys(("web", "Shop-web", f"Shop-web-{item['id']}", item["id"]), "")
    assert _inventory.unique_names(wanted, taken).given == [f"{item['id']}-4"]


@given(st.text(max_size=20))
def test_a_name_is_nothing_but_a_name(text: str) -> None:
    name = _inventory.safe_name(text)
    assert not set(name) & set("{}/\\ \t\n:,;[]*?!&$`'\"<>|()#%~=")
    assert name[:1] not in (".", "-")


def test_labels_are_words_with_an_equals_sign() -> None:
    assert _inventory.labels("role=api tier=back, and=more=than one =x 1=2 empty=") == {
        "role": "api",
        "tier": "back,",
        "and": "more=than",
        "empty": "",
    }
    assert _inventory.labels(None) == {}


@pytest.mark.parametrize("host", ["-oProxyCommand=x", "a b", "{{ x }}", "", None, 5])
def test_an_address_that_is_none_is_not_connected_to(host: object) -> None:
    assert "ansible_host" not in _inventory.variables({"id": "1", "ssh_hostname": host}, "hoody_", "ssh")


@pytest.mark.parametrize("prefix", ["", "1", "ansible_", "a-b", "{{"])
def test_a_prefix_that_leads_to_reserved_names_is_refused(prefix: str) -> None:
    with pytest.raises(InputError, match="hostvars_prefix"):
        _inventory.checked_prefix(prefix)


def read(config: dict[str, Any], option: str = "projects", **variables: object) -> list[str]:
    """What an inventory file says for an option; a template is a name in braces."""

    def evaluated(value: object, _name: str) -> Any:
        return variables[value[1:-1]] if isinstance(value, str) and value.startswith("{") else value

    return names_of(config, option, evaluated)


def test_an_option_that_is_a_list_of_names() -> None:
    assert read({}) == read({"projects": []}) == read({"status": "running"}) == []
    assert read({"project": "Shop"}) == read({"projects": ["Shop"]}) == ["Shop"]
    assert read({"projects": " Shop,Lab "}) == ["Shop", "Lab"]
    assert read({"projects": ["Shop, Inc.", 5]}) == ["Shop, Inc.", "5"]
    assert read({"project": "{a}"}, a=["Shop", "Lab"]) == read({"project": "{a}"}, a="Shop,Lab") == ["Shop", "Lab"]
    assert read({"status": ["{a}", "paused"]}, "statuses", a=["running"]) == ["running", "paused"]


@pytest.mark.parametrize("value", [None, "", " ", ["Shop", ""], [None], "{a}", ["{a}"], "Shop,,Lab"])
def test_what_is_blank_is_not_everything(value: object) -> None:
    with pytest.raises(InputError, match="The option project contains a blank value"):
        read({"project": value}, a="")


def test_two_names_of_one_option_are_one_too_many() -> None:
    with pytest.raises(InputError, match="projects and project mean the same"):
        read({"projects": ["Shop"], "project": "Lab"})


def test_the_nearest_key_is_named() -> None:
    known = ["plugin", "projects", "statuses", "filters"]
    refuse_unknown({"plugin": 1, "project": 1, "status": 1, "filters": 1}, known)
    with pytest.raises(InputError, match=r"options of this plugin: 'filter', '5'\. Did you mean filters\?$"):
        refuse_unknown({"filter": 1, 5: 1}, known)


@given(st.sets(st.text(max_size=8)), st.sets(st.sampled_from(["running", "hibernating"])))
def test_a_status_that_something_has_or_that_is_known_is_no_mistake(wanted: set[str], there: set[str]) -> None:
    warning = unknown_statuses(wanted | {"failed", "deleting"}, there)
    assert (warning is None) == (wanted <= KNOWN | there)
    if warning:
        assert all(status in warning for status in there)
