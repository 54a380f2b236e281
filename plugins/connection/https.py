# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks in Hoody containers, over HTTPS."""

from __future__ import annotations

DOCUMENTATION = r"""
name: https
author:
  - hoody.cloud contributors (@hoody-com)
short_description: Run tasks in Hoody containers over HTTPS
version_added: 1.0.0
description:
  - Runs tasks in a container with its terminal and files services. It needs no SSH key and no open port.
  - The inventory plugin P(hoody.cloud.containers#inventory) sets all required variables if its option C(connect) is
    V(https).
  - The container must run, and must have the Hoody Kit, the services of the platform inside a container. It has them
    unless it was created with O(hoody.cloud.container#module:hoody_kit=false).
  - The address of a service is a credential. Anyone who knows it can run commands in the container. So the complete
    address is never shown and never in a variable. The API token is never sent to a container.
  - If the terminal service supports the raw mode, each command is one request. Otherwise, in older containers, a
    command takes about five requests, with the same results.
options:
  project_id:
    description: The id of the project of the container.
    type: str
    vars:
      - name: ansible_hoody_project_id
  container_id:
    description: The id of the container.
    type: str
    vars:
      - name: ansible_hoody_container_id
  server_name:
    description: The name of the server that the container is on.
    type: str
    vars:
      - name: ansible_hoody_server_name
  kit_url:
    description:
      - The address of the services, if you use a gateway or the emulator, with the placeholders C({project_id}),
        C({container_id}), C({service}), C({index}) and C({server_name}).
      - By default it is derived from O(api_url). For V(https://api.hoody.com) it is
        C(https://{project_id}-{container_id}-{service}-{index}.{server_name}.containers.hoody.com).
      - An address that begins with C(http:) is accepted only for the loopback interface.
    type: str
    env:
      - name: HOODY_KIT_URL
    ini:
      - section: hoody_https
        key: kit_url
    vars:
      - name: ansible_hoody_kit_url
  kit_user:
    description: The user name, if the services are protected with a password (proxy permissions).
    type: str
    env:
      - name: HOODY_KIT_USER
    ini:
      - section: hoody_https
        key: kit_user
    vars:
      - name: ansible_hoody_kit_user
  kit_password:
    description: The password, if the services are protected with one.
    type: str
    env:
      - name: HOODY_KIT_PASSWORD
      - name: HOODY_KIT_PASS
    vars:
      - name: ansible_hoody_kit_password
  kit_token:
    description: The token, if the services are protected with one. It is not the API token.
    type: str
    env:
      - name: HOODY_KIT_TOKEN
    vars:
      - name: ansible_hoody_kit_token
  kit_token_header:
    description: The HTTP header for O(kit_token). By default it is sent as a bearer token in C(Authorization).
    type: str
    env:
      - name: HOODY_KIT_TOKEN_HEADER
    ini:
      - section: hoody_https
        key: kit_token_header
    vars:
      - name: ansible_hoody_kit_token_header
  remote_user:
    description:
      - The user for commands. The default is the user of the services, which is C(root).
      - The plugin changes to this user with C(sudo) without a password, or C(su).
    type: str
    env:
      - name: ANSIBLE_REMOTE_USER
    ini:
      - section: defaults
        key: remote_user
    keyword:
      - name: remote_user
    vars:
      - name: ansible_user
  command_timeout:
    description:
      - The time limit for a command in seconds, at most V(86400). A command that takes longer is stopped in the
        container, and the task fails.
      - Some networks close connections without traffic after a while. Run long commands with C(async).
    type: int
    default: 3600
    env:
      - name: HOODY_COMMAND_TIMEOUT
    ini:
      - section: hoody_https
        key: command_timeout
    vars:
      - name: ansible_hoody_command_timeout
  connect_timeout:
    description:
      - For how many seconds the plugin waits for a service that sleeps, starts or cannot be reached. After that the
        host is unreachable.
      - In a container without the raw mode, a command is stopped and its files are deleted if Ansible sends nothing for
        three times as long.
    type: int
    default: 20
    env:
      - name: HOODY_CONNECT_TIMEOUT
    ini:
      - section: hoody_https
        key: connect_timeout
    vars:
      - name: ansible_hoody_connect_timeout
  api_url:
    description:
      - The URL of the API. O(kit_url) is derived from it.
      - If it is not set, the profile file of the official CLI is used, then V(https://api.hoody.com).
    type: str
    env:
      - name: HOODY_BASE_URL
      - name: HOODY_API_URL
    ini:
      - section: hoody_https
        key: api_url
    vars:
      - name: ansible_hoody_api_url
  validate_certs:
    description:
      - Whether the TLS certificate of the services must be valid. With V(false), anyone between you and the container
        can take it over. The default is V(true).
    type: bool
    env:
      - name: HOODY_VALIDATE_CERTS
    ini:
      - section: hoody_https
        key: validate_certs
    vars:
      - name: ansible_hoody_validate_certs
  ca_path:
    description: A file or directory with the certificate authorities to trust, instead of the usual ones.
    type: path
    env:
      - name: HOODY_CA_PATH
    ini:
      - section: hoody_https
        key: ca_path
    vars:
      - name: ansible_hoody_ca_path
extends_documentation_fragment:
  - connection_pipelining
requirements:
  - requests >= 2.31.0
notes:
  - HTTP proxies come from the usual environment variables, such as E(HTTPS_PROXY) and E(NO_PROXY), then from the key
    C(proxy) of the profile file.
  - If the hosts come from P(hoody.cloud.containers#inventory), the plugin is loaded once for a play. With other hosts
    each task loads it again, which takes about a tenth of a second.
  - Files that Ansible transfers never use paths for which the files service keeps a history.
  - There is no terminal. So C(become) methods that need one, such as C(machinectl), do not work. C(sudo) and C(su) work
    with and without a password.
seealso:
  - plugin: hoody.cloud.containers
    plugin_type: inventory
"""

EXAMPLES = r"""
# With an inventory file of hoody.cloud.containers and connect: https, nothing else is needed:
#   ansible all -i shop.hoody.yml -m ansible.builtin.ping

# Without an inventory file, a play can add the container that it creates as a host.
- name: Create a container
  hosts: localhost
  gather_facts: false
  tasks:
    - name: The container
      hoody.cloud.container:
        project: Shop
        name: shop-blog
        server: amber-fox-1a2-de
        state: started
      register: blog

    - name: Add it as a host
      ansible.builtin.add_host:
        name: shop-blog
        ansible_connection: hoody.cloud.https
        ansible_hoody_project_id: "{{ blog.container.project_id }}"
        ansible_hoody_container_id: "{{ blog.container.id }}"
        ansible_hoody_server_name: "{{ blog.container.server_name }}"

- name: Configure it
  hosts: shop-blog
  gather_facts: false
  tasks:
    - name: Wait for its services
      ansible.builtin.wait_for_connection:
        timeout: 60

    - name: Write the front page
      ansible.builtin.copy:
        content: "Hello\n"
        dest: /srv/index.txt
        mode: "0644"
"""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from ansible import constants
from ansible.errors import AnsibleConnectionFailure, AnsibleError, AnsibleFileNotFound
from ansible.plugins.connection import ConnectionBase
from ansible.utils.display import Display
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection import transfer
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.becoming import with_password, without_prompt
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.errors import Unreached
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.host import Host
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.leaving import (
    ending_properly,
    is_program,
    removing_its_folder,
)
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.options import way
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.running import Running
from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.wire import transport_to

DISPLAY = Display()
Result = TypeVar("Result")


class Connection(ConnectionBase):
    """A container that Ansible works in."""

    transport = "hoody.cloud.https"
    has_pipelining = True
    has_tty = False

    _host: Host | None = None
    _connected: bool

    def _connect(self) -> Connection:
        if not self._connected:
            self._inside(bool)
            self._connected = True
        return self

    def exec_command(self, cmd: str, in_data: bytes | None = None, sudoable: bool = True) -> tuple[int, bytes, bytes]:
        """Run a command. Gives its exit code, its output and what it complained of."""
        super().exec_command(cmd, in_data=in_data, sudoable=sudoable)
        self._tell(f"EXEC {cmd}")
        become = self.become if sudoable else None
        stdin = ending_properly(in_data or b"")
        cmd = removing_its_folder(cmd)
        if become and become.expect_prompt():
            stdin = f"{become.get_option('become_pass')}\n".encode() + stdin
            cmd = with_password(cmd, become, self._shell)

        ended = self._inside(lambda running: running.run(cmd, stdin=BytesIO(stdin)))
        return self._said(lambda: without_prompt(ended, become)) if become else ended

    def put_file(self, in_path: str, out_path: str) -> None:
        """Write a file of this machine to a path of the container."""
        super().put_file(in_path, out_path)
        self._tell(f"PUT {in_path} TO {out_path}")
        source = Path(in_path)
        if not source.exists():
            raise AnsibleFileNotFound(f"The file {in_path} does not exist on this machine.")
        with source.open("rb") as file:
            content = BytesIO(ending_properly(file.read())) if is_program(out_path) else file
            self._inside(lambda running: transfer.put(running, content, out_path))

    def fetch_file(self, in_path: str, out_path: str) -> None:
        """Write a file of the container to a path of this machine."""
        super().fetch_file(in_path, out_path)
        self._tell(f"FETCH {in_path} TO {out_path}")
        self._inside(lambda running: transfer.fetch(running, in_path, Path(out_path)))

    def reset(self) -> None:
        """Forget what is known of the container, which may be another one when it has started again."""
        if self._host or self._connected:
            self.close()
        self._said(self._container).known.forget()

    def close(self) -> None:
        """Leave nothing inside."""
        host, self._host, self._connected = self._host, None, False
        if host:
            try:
                host.close()
            except HoodyError as problem:
                self._tell(f"CLOSE {problem}")

    def _container(self) -> Host:
        if self._host is None:
            self._host = Host(way(self.get_option), constants.DEFAULT_LOCAL_TMP, transport_to)
        return self._host

    def _inside(self, what: Callable[[Running], Result]) -> Result:
        return self._said(lambda: self._container().work(what))

    def _said(self, what: Callable[[], Result]) -> Result:
        """Do something. Where the container cannot be reached the host is unreachable; else the task has failed."""
        try:
            result = what()
        except Unreached as problem:
            raise AnsibleConnectionFailure(str(problem)) from None
        except HoodyError as problem:
            raise AnsibleError(str(problem)) from None
        return result

    def _tell(self, text: str) -> None:
        DISPLAY.vvv(text, host=self._play_context.remote_addr)
