# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables that lead to one container by SSH: one template for all hosts, into which nothing is put."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._inventory.ssh import (
    address_of,
    shared_keys,
    ssh_variables,
)
from jinja2 import Environment

HOST: dict[str, Any] = {
    "its_id": "65a1b2c3d4e5f60718293a4b",
    "its_name": "web",
    "its_server_name": "amber-fox-1a2-de",
    "its_ssh_public_key": "ssh-ed25519 AAAA",
}


def looked_up(key_file: str = "", known_by: str = "address", *, shared: bool = False, **host: Any) -> dict[str, Any]:
    """What the lookup is asked for a host with these variables, and for these options."""
    variables = ssh_variables("its_", key_file, known_by, shared=shared)
    asked: dict[str, Any] = {}

    def lookup(*terms: str, **given: str) -> str:
        asked.update(given, terms=terms)
        return "-o Looked=up"

    template = Environment().from_string(variables["ansible_ssh_args"])
    assert template.render({**HOST, **variables, **host}, lookup=lookup) == "-o Looked=up"
    return asked


def test_one_key_is_named() -> None:
    asked = {"terms": ("hoody.cloud.ssh_args", HOST["its_id"]), "name": "web", "public_key": "ssh-ed25519 AAAA"}
    assert looked_up() == asked
    assert looked_up("~/.ssh/x") == {**asked, "key_file": "~/.ssh/x"}
    assert looked_up(known_by="server") == {**asked, "host_key_alias": "amber-fox-1a2-de"}
    assert looked_up(shared=True) == {**asked, "shared": True}


@pytest.mark.parametrize("value", [None, ""])
def test_what_is_not_there_is_empty(value: object) -> None:
    asked = looked_up(known_by="server", its_ssh_public_key=value, its_server_name=value, its_name=value)
    assert (asked["public_key"], asked["host_key_alias"], asked["name"]) == ("", "", "")


@pytest.mark.parametrize("text", ["') }} {{ 1 + 1 }}", "-oProxyCommand=x", "{% raw %}", "'\"\\"])
def test_what_somebody_typed_is_a_value(text: str) -> None:
    assert looked_up(its_name=text)["name"] == text


def test_other_keys_are_put_out_and_root_counts_least() -> None:
    variables = ssh_variables("hoody_", "", "address")
    assert (variables["ansible_ssh_private_key_file"], variables["ansible_ssh_private_key"]) == ("", "")
    assert {variables[f"ansible_{program}_extra_args"] for program in ("ssh", "sftp", "scp")} == {"-o User=root"}
    assert not {"ansible_user", "hoody_ssh_key_file"} & set(variables)


@pytest.mark.parametrize("host", ["-oProxyCommand=x", "a b", "{{ x }}", "", None, 5, "a\n"])
def test_an_address_is_one(host: object) -> None:
    assert address_of({"ssh_hostname": host}) is None
    assert address_of({"ssh_hostname": "p-c-ssh.amber.containers.hoody.com"})


def test_keys_that_several_show_are_known() -> None:
    """Older revisions show the default of a project where there is no key."""
    others = [{"ssh_public_key": f"ssh-ed25519 AAAA {name}"} for name in "ab"]
    found = shared_keys(
        [*others, {"ssh_public_key": "ssh-ed25519 B"}, {"ssh_public_key": None}, {"ssh_public_key": 5}, {}]
    )
    assert found == ["ssh-ed25519 AAAA"]
