# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup ssh_args."""

from __future__ import annotations

DOCUMENTATION = r"""
name: ssh_args
short_description: Arguments of ssh that connect to exactly one Hoody container
version_added: 1.0.0
description:
  - The inventory plugin P(hoody.cloud.containers#inventory) sets the variable C(ansible_ssh_args) of each host with
    this lookup. So you rarely need it yourself.
  - The SSH endpoint selects the container only by the key. So the key of another container connects to that other
    container. With these arguments, ssh offers exactly one key and does not share a connection with another container.
  - The arguments from C(ssh_args) in C(ansible.cfg) or E(ANSIBLE_SSH_ARGS) are added, and C(ansible_ssh_common_args) is
    used as always. If one of them would make ssh offer another key, such as C(-i), the host is unreachable, and the
    error says so.
  - The public key is written to Ansible's temporary folder, which is deleted at the end of the run.
author:
  - hoody.cloud contributors (@hoody-com)
options:
  _terms:
    description: The id of the container.
    required: true
  name:
    description: The name of the container for messages.
    type: str
    required: true
  public_key:
    description: The public SSH key of the container. A container without a key cannot be reached.
    type: str
    required: true
  key_file:
    description:
      - The path of the private key. By default the key must be in an SSH agent or be given with C(--private-key).
    type: str
    default: ''
  host_key_alias:
    description: The name of the host in C(known_hosts), if it is not the address. A port other than 22 is added.
    type: str
    default: ''
  shared:
    description: Whether other containers have the same key, so that it does not identify one of them.
    type: bool
    default: false
seealso:
  - plugin: hoody.cloud.containers
    plugin_type: inventory
"""

EXAMPLES = r"""
- name: Add a container that an earlier task has created as a host
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
