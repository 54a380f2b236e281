# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup ssh_args."""

from __future__ import annotations

DOCUMENTATION = r"""
name: ssh_args
short_description: Arguments of ssh that lead to one Hoody container and to no other
version_added: 1.0.0
description:
  - The inventory P(hoody.cloud.containers#inventory) gives each host a variable C(ansible_ssh_args) that uses this, so
    you hardly need it yourself.
  - The SSH endpoint tells containers apart by their keys alone, so a key of another container leads into that other
    container. With these arguments, ssh offers exactly one key, and shares a connection with no other container.
  - The arguments that C(ssh_args) in C(ansible.cfg) or E(ANSIBLE_SSH_ARGS) gives follow, and C(ansible_ssh_common_args)
    counts as usual. What would make ssh offer another key there, such as C(-i), makes the host unreachable, with a
    sentence that says so.
  - The public key is put into Ansible's own temporary folder, which goes when the run ends.
author:
  - hoody.cloud contributors (@hoody-com)
options:
  _terms:
    description: The id of the container.
    required: true
  name:
    description: What messages call the container.
    type: str
    required: true
  public_key:
    description: The SSH key of the container, its type and the key itself. Without one it cannot be reached.
    type: str
    required: true
  key_file:
    description:
      - The path of the private key. Without it, the key has to be in an agent, or to be the one of C(--private-key).
    type: str
    default: ''
  host_key_alias:
    description: What known_hosts calls the machine, if not by its address. A port other than 22 is added.
    type: str
    default: ''
  shared:
    description: Whether other containers show the same key, so that it leads to none of them in particular.
    type: bool
    default: false
seealso:
  - plugin: hoody.cloud.containers
    plugin_type: inventory
"""

EXAMPLES = r"""
- name: Make a host of a container that an earlier task has made
  ansible.builtin.add_host:
    name: shop-backend
    ansible_host: "{{ made.container.ssh_hostname }}"
    ansible_user: root
    ansible_ssh_private_key_file: ""
    ansible_ssh_args: >-
      {{ lookup('hoody.cloud.ssh_args', made.container.id, name='shop-backend',
                public_key=made.container.ssh_public_key, key_file='~/.ssh/hoody/shop-backend') }}
"""

RETURN = r"""
_raw:
  description: The arguments as one string.
  type: list
  elements: str
"""

from pathlib import Path
from typing import Any

from ansible import constants
from ansible.plugins.loader import connection_loader
from ansible.plugins.lookup import LookupBase
from ansible_collections.hoody.cloud.plugins.plugin_utils._ssh.arguments import Login, arguments


class LookupModule(LookupBase):
    """Asks Ansible how its ssh connection is configured for the host."""

    def run(self, terms: list[Any], variables: Any = None, **kwargs: Any) -> list[str]:
        """The arguments for each of the ids."""
        self.set_options(var_options=variables, direct=kwargs)
        # Has Ansible know the options of that connection.
        connection_loader.get("ssh", class_only=True)
        known = constants.config.get_configuration_definitions("connection", "ssh")

        def configured(option: str, with_variables: bool) -> Any:
            if option not in known:
                return None  # this ansible-core is older than that
            value = constants.config.get_config_value(
                option, plugin_type="connection", plugin_name="ssh", variables=variables if with_variables else None
            )
            return self._templar.template(value) if isinstance(value, str) and "{" in value else value

        named = {name: str(self.get_option(name)) for name in ("name", "key_file", "host_key_alias")}
        key = " ".join(str(self.get_option("public_key")).split()[:2])
        logins = [Login(str(term), public_key=key, shared=self.get_option("shared"), **named) for term in terms]
        folder = Path(constants.DEFAULT_LOCAL_TMP) / "hoody_ssh"
        has_address = any((variables or {}).get(name) for name in ("ansible_host", "ansible_ssh_host"))
        return [arguments(login, configured, folder, has_address=has_address) for login in logins]
