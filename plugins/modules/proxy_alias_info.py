#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Gather information about proxy aliases."""

from __future__ import annotations

DOCUMENTATION = r"""
module: proxy_alias_info
short_description: Gather information about proxy aliases of Hoody containers
version_added: 1.0.0
description:
  - Returns the proxy aliases of the account, of a project or of a container, or the alias with a certain name.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.api
  - hoody.cloud.attributes
  - hoody.cloud.attributes.info
options:
  container:
    description:
      - Return only the aliases of this container, by name or id. Aliases of a container that does not exist any longer
        can be found by its id, if the API has kept them.
    type: str
  project:
    description:
      - The project of O(container), by alias or id. Without O(container), the aliases of all containers of this project
        are returned.
    type: str
  alias:
    description: Return only the alias with this name.
    type: str
seealso:
  - module: hoody.cloud.proxy_alias
"""

EXAMPLES = r"""
- name: Get the aliases of a project
  hoody.cloud.proxy_alias_info:
    project: Shop
  register: published

- name: Show one line for each alias that works
  ansible.builtin.debug:
    msg: "{{ item.url }} is {{ item.program }} {{ item.port | default(item.index, true) }}"
  loop: "{{ published.proxy_aliases | selectattr('enabled') }}"
  loop_control:
    label: "{{ item.alias }}"
"""

RETURN = r"""
proxy_aliases:
  description: The aliases as the API shows them, each with its C(port), sorted by name. An empty list if there is none.
  returned: success
  type: list
  elements: dict
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
    - alias: shop-web
      allow_path_override: true
      container_id: 65a1b2c3d4e5f6070010000c
      created_at: '2025-01-01T00:01:03.000Z'
      enabled: true
      expires_at: null
      id: 65a1b2c3d4e5f6070010000d
      index: 80
      port: 80
      program: http
      project_id: 65a1b2c3d4e5f60700100002
      server_id: 65a1b2c3d4e5f60700100005
      server_name: amber-fox-1a2-de
      subserver_name: sub-1
      target_path: null
      updated_at: '2025-01-01T00:01:03.000Z'
      url: https://shop-web.amber-fox-1a2-de.containers.hoody.com
      user_id: 65a1b2c3d4e5f60700000001
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
    code: null
    method: GET
    path: /api/v1/proxy/aliases
    status: 403
    tries: 1
"""

from ansible_collections.hoody.cloud.plugins.module_utils._alias.resource import PROXY_ALIASES
from ansible_collections.hoody.cloud.plugins.module_utils._ansible.module import run


def main() -> None:
    """Run the module."""
    run(PROXY_ALIASES.inform, PROXY_ALIASES.info_options())


if __name__ == "__main__":
    main()
