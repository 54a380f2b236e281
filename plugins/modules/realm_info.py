#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Gather information about realms."""

from __future__ import annotations

DOCUMENTATION = r"""
module: realm_info
short_description: Gather information about Hoody realms
version_added: 1.0.0
description:
  - Returns the realms that are in use. A realm is an id of 24 hexadecimal characters that projects, containers, servers
    and tokens can share, to keep them apart from the rest of an account. A token that is restricted to a realm can see
    only objects of this realm. A realm does not have to be created; it exists as soon as an object has it.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.api
  - hoody.cloud.attributes
  - hoody.cloud.attributes.info
options:
  search:
    description: Return only realms whose id contains this string. By default all realms are returned.
    type: str
seealso:
  - module: hoody.cloud.project
"""

EXAMPLES = r"""
- name: Get all realms
  hoody.cloud.realm_info:
  register: found

- name: Show the number of objects in each realm
  ansible.builtin.debug:
    msg: "{{ item.id }}: {{ item.projects }} projects, {{ item.containers }} containers"
  loop: "{{ found.realms }}"
  loop_control:
    label: "{{ item.id }}"
"""

RETURN = r"""
realms:
  description: The realms, sorted by id.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The id, for O(realm) and for options such as O(hoody.cloud.container#module:realm_ids).
      type: str
      returned: always
    projects:
      description: The number of projects; null if the API does not report it.
      type: int
      returned: always
    containers:
      description: The number of containers; null if the API does not report it.
      type: int
      returned: always
    servers:
      description: The number of servers; null if the API does not report it.
      type: int
      returned: always
    auth_tokens:
      description: The number of tokens; null if the API does not report it.
      type: int
      returned: always
  sample:
    - auth_tokens: 1
      containers: 1
      id: 65a1b2c3d4e5f607000000ee
      projects: 1
      servers: 1
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
    path: /api/v1/realms/
    status: 403
    tries: 1
"""

from ansible_collections.hoody.cloud.plugins.module_utils._ansible.module import run
from ansible_collections.hoody.cloud.plugins.module_utils._catalog.images import inform_of_realms, search_options


def main() -> None:
    """Run the module."""
    run(inform_of_realms, search_options())


if __name__ == "__main__":
    main()
