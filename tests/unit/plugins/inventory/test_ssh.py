# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables that lead to one container by SSH, and what the API says never becomes a word of ssh or of a shell."""

from __future__ import annotations

import re
import shlex
import subprocess
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._inventory.ssh import (
    address_of,
    refusal,
    shared_keys,
    ssh_variables,
)
from jinja2 import Environment

CONTAINER = {
    "id": "65a1b2c3d4e5f60718293a4b",
    "name": "web",
    "server_name": "amber-fox-1a2-de",
    "ssh_hostname": "p-c-ssh.amber-fox-1a2-de.containers.hoody.com",
    "ssh_public_key": "ssh-ed25519 AAAAC3Nz+/9= a comment",
}


def looked_up(**changes: Any) -> dict[str, Any]:
    """What the lookup is asked for a container with these members, and for these options."""
    options = {"key_file": changes.pop("key_file", ""), "known_by": changes.pop("known_by", "address")}
    text = ssh_variables({**CONTAINER, **changes}, **options)["ansible_ssh_args"]
    asked: dict[str, Any] = {}

    def lookup(*terms: str, **given: str) -> str:
        asked.update(given, terms=terms)
        return "-o Looked=up"

    assert Environment().from_string(text).render(lookup=lookup) == "-o Looked=up", text
    return asked


def sentence(**changes: Any) -> str:
    """Why a container with these members cannot be reached."""
    options = {"key_file": changes.pop("key_file", ""), "known_by": changes.pop("known_by", "address")}
    text = ssh_variables({**CONTAINER, **changes}, **options)["ansible_ssh_args"]
    assert "{" not in text
    return said(shlex.split(text))


def said(arguments: list[str]) -> str:
    """What a ProxyCommand says, run by a shell as ssh does it."""
    command = next(word.removeprefix("ProxyCommand=") for word in arguments if word.startswith("ProxyCommand="))
    ran = subprocess.run(["/bin/sh", "-c", f"exec {command}"], capture_output=True, text=True, check=True)
    assert not ran.stdout
    return ran.stderr.strip()


def test_one_key_is_named() -> None:
    assert looked_up() == {
        "terms": ("hoody.cloud.ssh_args", CONTAINER["id"]),
        "name": "web",
        "public_key": "ssh-ed25519 AAAAC3Nz+/9=",
    }
    assert looked_up(key_file="~/.ssh/hoody keys/wéb")["key_file"] == "~/.ssh/hoody keys/wéb"
    assert looked_up(known_by="server")["host_key_alias"] == "amber-fox-1a2-de"
    assert "host_key_alias" not in looked_up(known_by="server", server_name="-oProxyCommand=x")


def test_other_keys_are_put_out_and_root_counts_least() -> None:
    variables = ssh_variables(CONTAINER, "", "address")
    assert (variables["ansible_ssh_private_key_file"], variables["ansible_ssh_private_key"]) == ("", "")
    assert {variables[f"ansible_{program}_extra_args"] for program in ("ssh", "sftp", "scp")} == {"-o User=root"}
    assert "ansible_user" not in variables


@pytest.mark.parametrize("key", [None, "", 5])
def test_a_container_without_a_key_says_so(key: object) -> None:
    assert sentence(ssh_public_key=key) == (
        "The container web has no SSH key, so it cannot be reached by SSH: give it one with ssh_key_file or "
        "ssh_public_key."
    )


@pytest.mark.parametrize("host", ["-oProxyCommand=x", "a b", "{{ x }}", "", None, 5, "a\n"])
def test_a_container_without_an_address_says_so(host: object) -> None:
    assert address_of({"ssh_hostname": host}) is None
    assert sentence(ssh_hostname=host).startswith("The container web has no SSH address")


@pytest.mark.parametrize("key", ["no-key", "ssh-ed25519 AAAA')}}", "ssh-ed25519 {{x}}", "-oX=1 AAAA"])
def test_a_key_that_is_none_becomes_no_template(key: str) -> None:
    assert sentence(
        ssh_public_key=key
    ) == "The container web has an SSH key that is no public key, so it cannot be " + ("reached by SSH.")


def test_a_key_that_others_show_leads_to_none_of_them() -> None:
    """Older revisions show the default of a project where there is no key."""
    others = [{"ssh_public_key": f"ssh-ed25519 AAAAC3Nz+/9= {name}"} for name in "ab"]
    shared = shared_keys([*others, {"ssh_public_key": "ssh-ed25519 B"}, {"ssh_public_key": None}, {}, {}])
    assert shared == ["ssh-ed25519 AAAAC3Nz+/9="]
    arguments = shlex.split(ssh_variables(CONTAINER, "", "address", shared)["ansible_ssh_args"])
    assert said(arguments).startswith("The container web shows the same SSH key as others, so it cannot be reached")


@pytest.mark.parametrize("path", ["a'b", 'a"b', "a\\b", "{{ 1 }}", "a\nb"])
def test_a_path_that_would_end_a_template_is_refused(path: str) -> None:
    assert (
        sentence(key_file=path) == "ssh_key_file gives a path with quotes, braces or backslashes for the container web."
    )


@pytest.mark.parametrize("name", ["a'; touch x; '", '"$(id)"', "{{ 1 }}", "-oX", "a\nb", "`id`", "ü", ""])
def test_a_name_of_any_kind_is_text_or_the_id_takes_its_place(name: str) -> None:
    called = name if re.fullmatch(r"[\w-]+", name, re.ASCII) else CONTAINER["id"]
    assert looked_up(name=name)["name"] == called
    assert sentence(name=name, ssh_public_key=None).startswith(f"The container {called} has no SSH key")


@pytest.mark.parametrize("text", ["a'b", 'a"; id; "', "$(id) `id` $HOME", "100% \\n %h", "ü ok (1): ~/x"])
def test_a_sentence_is_only_said(text: str) -> None:
    """Whatever it is made of; ssh itself replaces what follows a per cent sign."""
    assert said(refusal(text)) == re.sub(r"[^\w .,:;()/~@+=-]", "_", text)
