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
  - Returns the realms that are in use. A realm is an id that projects, containers, servers and tokens can have in
    common, and that limits what a token sees. There is nothing to create; a realm is there as soon as something has it.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.api
  - hoody.cloud.attributes
  - hoody.cloud.attributes.info
options:
  search:
    description: A part of the id. Without it, all realms are returned.
    type: str
seealso:
  - module: hoody.cloud.project
"""

EXAMPLES = r"""
- name: Which realms are in use?
  hoody.cloud.realm_info:
  register: found

- name: How much is in each?
  ansible.builtin.debug:
    msg: "{{ item.id }}: {{ item.projects }} projects, {{ item.containers }} containers"
  loop: "{{ found.realms }}"
  loop_control:
    label: "{{ item.id }}"
"""

RETURN = r"""
realms:
  description: The realms, by id.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The id, which is what O(realm) and C(realm_ids) take.
      type: str
      returned: always
    projects:
      description: How many projects are in it; null where the API does not tell.
      type: int
      returned: always
    containers:
      description: How many containers are in it; null where the API does not tell.
      type: int
      returned: always
    servers:
      description: How many servers are in it; null where the API does not tell.
      type: int
      returned: always
    auth_tokens:
      description: How many tokens are good for it; null where the API does not tell.
      type: int
      returned: always
  sample:
    - auth_tokens: 1
      containers: 1
      id: 65a1b2c3d4e5f607000000ee
      projects: 1
      servers: 1
error:
  description: The request that failed, for a C(rescue) to branch on.
  returned: when the task failed because of a request
  type: dict
  contains:
    status:
      description: The HTTP status, null when no reply came.
      type: int
      returned: always
    code:
      description: The API's own code for the error, null when it sent none.
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
