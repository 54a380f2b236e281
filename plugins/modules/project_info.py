#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Gather information about projects."""

from __future__ import annotations

DOCUMENTATION = r"""
module: project_info
short_description: Gather information about Hoody projects
version_added: 1.0.0
description:
  - Returns one project or all projects that the token can see, including shared ones, each with the number of its
    containers.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.api
  - hoody.cloud.attributes
  - hoody.cloud.attributes.info
options:
  project:
    description: A project, by alias or id. The result is an empty list if there is none.
    type: str
  members:
    description: Whether to add who else can use each project. This takes one request for each project.
    type: bool
    default: false
seealso:
  - module: hoody.cloud.project
"""

EXAMPLES = r"""
- name: Get all projects
  hoody.cloud.project_info:
  register: all

- name: Show the number of containers in each
  ansible.builtin.debug:
    msg: "{{ item.alias }}: {{ item.container_count }} of {{ item.max_containers | default('any number', true) }}"
  loop: "{{ all.projects }}"
  loop_control:
    label: "{{ item.id }}"
"""

RETURN = r"""
projects:
  description: The projects, sorted by alias.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The id.
      type: str
      returned: always
    alias:
      description: The name, unique in the account.
      type: str
      returned: always
    color:
      description: The color.
      type: str
      returned: always
    container_count:
      description: The number of containers, without those that are being deleted or have expired.
      type: int
      returned: always
    max_containers:
      description: The maximum number of containers; null means no limit.
      type: int
      returned: always
    is_default:
      description: Whether it is the default project of the account.
      type: bool
      returned: always
    realm_ids:
      description: The ids of the realms that it belongs to.
      type: list
      elements: str
      returned: always
    user_id:
      description: The id of the account that owns it.
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
    permissions:
      description:
        - Who else can use the project, each with C(permission_level) (V(read), V(edit) or V(delete)) and C(user).
      type: list
      elements: dict
      returned: when O(members=true)
      contains:
        permission_level:
          description: V(read), V(edit) or V(delete).
          type: str
          returned: always
        user:
          description: The user.
          type: dict
          returned: always
  sample:
    - alias: Lab
      color: '#8B5CF6'
      container_count: 2
      created_at: '2026-09-12T07:00:00.000Z'
      id: 65a1b2c3d4e5f60700000012
      is_default: false
      max_containers: null
      realm_ids: []
      updated_at: '2026-09-12T07:00:00.000Z'
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
    path: /api/v1/projects/
    status: 403
    tries: 1
"""

from ansible_collections.hoody.cloud.plugins.module_utils._ansible.module import run
from ansible_collections.hoody.cloud.plugins.module_utils._project.resource import PROJECTS


def main() -> None:
    """Run the module."""
    run(PROJECTS.inform, PROJECTS.info_options())


if __name__ == "__main__":
    main()
