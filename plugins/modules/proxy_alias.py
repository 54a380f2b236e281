#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Declare a proxy alias, a short address of what runs in a container."""

from __future__ import annotations

DOCUMENTATION = r"""
module: proxy_alias
short_description: Manage a proxy alias, the public address of a Hoody container
version_added: 1.0.0
description:
  - Creates, changes and deletes a proxy alias. An alias publishes a web server or a service of a container at
    C(https://<alias>.<server>.containers.hoody.com). Without an alias, the address consists of ids, C(https://<project
    id>-<container id>-<service>-<index>.<server>.containers.hoody.com), and cannot be guessed.
  - An alias gives no protection. Access is controlled by the proxy permissions of the container. Without proxy
    permissions, everyone who knows the alias has access.
  - Only the options that a task names are managed; everything else stays as it is.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.api
  - hoody.cloud.attributes
  - hoody.cloud.attributes.managing
options:
  alias:
    description:
      - The name, 3 to 61 lower-case letters, digits and hyphens. It must be unique in your account and on the server of
        the container, which other accounts can share. V(containers) and names of services, also in front of a hyphen as
        in V(files-shop), are reserved.
      - If the alias belongs to another container of the account, the task fails and names that container. If that
        container does not exist any longer, the alias is deleted and created again for this container, with the
        settings that the task does not give.
    type: str
    required: true
  container:
    description:
      - The container of the alias, by name or id. It is required for O(state=present).
      - With O(state=absent), an alias of another container is not deleted. Without O(container), the alias is deleted
        even if it belongs to another container or its container does not exist any longer.
    type: str
  project:
    description:
      - The project of the container, by alias or id. Without it, a name is searched in all projects that the token can
        see, and must be unique there. The id of a container in another project is an error.
    type: str
  program:
    description:
      - The target of the alias. It is required for a new alias.
      - V(http) and V(https) are your own web server in the container, on O(port). With V(https), that server uses TLS.
        The public address is https in both cases. Let the server listen on all addresses (V(0.0.0.0)). The
        documentation of the API is contradictory about servers that listen only on the loopback interface.
      - All other values are services of the Hoody Kit, such as V(terminal), V(files), V(display), V(desktop), V(code),
        V(browser), V(exec), V(notifications), V(cron), V(watch), V(sqlite), V(notes), V(logs) or V(ssh). It depends on
        the revision of the API which services exist. An unknown service is an error.
      - V(http-3000) is a short form of V(http) with port 3000. Other short forms are V(t), V(tty) and V(ttyd) for
        V(terminal), V(d) for V(display), V(f) for V(files), V(w) for V(watch), V(n) for V(notifications), V(e) for
        V(exec), V(b) for V(browser) and V(l) for V(logs).
    type: str
  port:
    description:
      - The port of your web server in the container. It is required for a new alias with O(program=http) or
        O(program=https).
    type: int
  index:
    description:
      - The number of the instance of a service. The default for a new alias is the first instance. For your own web
        server, use O(port).
    type: int
  target_path:
    description:
      - The path for requests to the address without a path. A missing slash at the beginning is added. An empty string
        removes it.
      - Older revisions of the API put it in front of every path.
    type: str
  allow_path_override:
    description:
      - Whether other paths than O(target_path) can be requested. The default for a new alias is V(true). Do not use
        V(false) for protection, because some revisions of the API ignore it.
    type: bool
  expires_at:
    description:
      - When the API disables the alias, a time such as V(2027-01-31T12:00:00Z). A time without a time zone is in UTC.
        An empty string means never, which is the default for a new alias.
      - Setting a time in the past is an error. If this time is stored already, the task does not fail, so that a
        playbook still runs after the time. A warning says that the address does not work.
    type: str
  enabled:
    description: Whether the address works. The default for a new alias is V(true). A disabled alias keeps its name.
    type: bool
  state:
    description: Whether the alias exists.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: hoody.cloud.proxy_alias_info
  - module: hoody.cloud.container
  - module: hoody.cloud.container_firewall
"""

EXAMPLES = r"""
- name: Publish port 3000 of a container
  hoody.cloud.proxy_alias:
    project: Shop
    container: shop-api
    alias: shop-backend
    program: http
    port: 3000
  register: published

- name: Show the address
  ansible.builtin.debug:
    msg: "{{ published.url }}"

- name: Publish one page until the end of the century
  hoody.cloud.proxy_alias:
    project: Shop
    container: shop-api
    alias: shop-preview
    program: http
    port: 8080
    target_path: /catalogue?preview=1
    allow_path_override: false
    expires_at: "2099-12-31T23:59:59Z"

- name: Disable the alias and keep its name
  hoody.cloud.proxy_alias:
    project: Shop
    container: shop-api
    alias: shop-backend
    enabled: false

- name: Delete the alias, even if its container does not exist any longer
  hoody.cloud.proxy_alias:
    alias: shop-preview
    state: absent
"""

RETURN = r"""
proxy_alias:
  description:
    - The alias as the API shows it, with its C(port). An empty dictionary if there is none. In check mode, only the
      options of the task are known for a new alias.
  returned: success
  type: dict
  contains:
    id:
      description: The id.
      type: str
      returned: always
    alias:
      description: The name, which is the first part of the address.
      type: str
      returned: always
    url:
      description: The address, or null if the API does not return it.
      type: str
      returned: always
    program:
      description: The target, V(http) or V(https) for your own web server, otherwise a service of the Hoody Kit.
      type: str
      returned: always
    port:
      description: The port for V(http) and V(https); null for a service.
      type: int
      returned: always
    index:
      description: The number of the instance of a service. For V(http) and V(https) it is the port.
      type: int
      returned: always
    target_path:
      description: The path for requests to the address without a path, or null.
      type: str
      returned: always
    allow_path_override:
      description: Whether other paths can be requested.
      type: bool
      returned: always
    enabled:
      description: Whether the address works. An alias that has expired is disabled.
      type: bool
      returned: always
    expires_at:
      description: When it is disabled, or null for never.
      type: str
      returned: always
    container_id:
      description: The id of the container.
      type: str
      returned: always
    project_id:
      description: The id of its project.
      type: str
      returned: always
    server_id:
      description: The id of its server.
      type: str
      returned: always
    server_name:
      description: The name of its server.
      type: str
      returned: always
    subserver_name:
      description: The internal name of a part of the server. It is not used in addresses.
      type: str
      returned: if the API returns it
    user_id:
      description: The id of the account.
      type: str
      returned: always
    created_at:
      description: When it was created.
      type: str
      returned: always
    updated_at:
      description: When it was last changed.
      type: str
      returned: always
  sample:
    alias: shop-backend
    allow_path_override: true
    container_id: 65a1b2c3d4e5f6070010000e
    created_at: '2026-11-30T04:15:17.909Z'
    enabled: true
    expires_at: null
    id: 65a1b2c3d4e5f60700100014
    index: 3000
    port: 3000
    program: http
    project_id: 65a1b2c3d4e5f60700100002
    server_id: 65a1b2c3d4e5f60700100005
    server_name: amber-fox-1a2-de
    subserver_name: sub-1
    target_path: null
    updated_at: '2026-11-30T04:15:17.909Z'
    url: https://shop-backend.amber-fox-1a2-de.containers.hoody.com
    user_id: 65a1b2c3d4e5f60700000001
url:
  description: The address. It is null if there is no alias, and in check mode for a new alias.
  returned: success
  type: str
  sample: https://shop-backend.amber-fox-1a2-de.containers.hoody.com
actions:
  description:
    - What was done, or in check mode would be done, in this order. Values are V(delete), V(create) and V(update).
      V(delete) and V(create) are for an alias of a container that does not exist any longer.
  returned: success
  type: list
  elements: str
  sample: [create]
error:
  description: The request that failed. Use it in C(rescue) to distinguish failures.
  returned: when the task failed because of a request
  type: dict
  contains:
    status:
      description: The HTTP status, or null if there was no reply.
      type: int
      returned: always
    code:
      description: The code of the API for the error, or null.
      type: str
      returned: always
    method:
      description: The HTTP method.
      type: str
      returned: always
    path:
      description: The path, without its query.
      type: str
      returned: always
    tries:
      description: How often the request was sent.
      type: int
      returned: always
  sample:
    code: ALIAS_IN_USE
    method: POST
    path: /api/v1/proxy/aliases
    status: 409
    tries: 1
"""

from ansible_collections.hoody.cloud.plugins.module_utils._alias.resource import PROXY_ALIASES
from ansible_collections.hoody.cloud.plugins.module_utils._ansible.module import run


def main() -> None:
    """Run the module."""
    run(PROXY_ALIASES.reconcile, PROXY_ALIASES.options(), PROXY_ALIASES.shown)


if __name__ == "__main__":
    main()
