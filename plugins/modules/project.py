#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Declare a project."""

from __future__ import annotations

DOCUMENTATION = r"""
module: project
short_description: Manage a Hoody project
version_added: 1.0.0
description:
  - Creates, renames, changes and deletes a project. Each container belongs to a project, and its name is unique in this
    project only.
  - A new account has a default project. Create more projects to delete containers together, to share them with other
    people, or to limit their number.
  - Only the options that a task names are managed; everything else stays as it is.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.api
  - hoody.cloud.attributes
  - hoody.cloud.attributes.managing
options:
  project:
    description:
      - The project, by alias or id. It is required unless O(alias) is given.
      - A project that does not exist is created with this alias. An id that does not exist is an error.
    type: str
  alias:
    description:
      - The alias that the project should have, up to 100 characters. If O(project) has another alias, it is renamed.
        Its containers, their ids and their addresses do not change.
      - If O(project) does not exist and a project has this alias, that project is used. So a task that renames a
        project can run again. If both exist, the task fails and nothing is changed.
    type: str
  color:
    description: The color in the web interface, as C(#RRGGBB) or C(#RGB), with or without C(#). By default the API
      chooses one.
    type: str
  max_containers:
    description:
      - The maximum number of containers. V(-1) means no limit, which is the default for a new project.
      - It is checked when a container is created. What the API does with a number below the present number of
        containers is not documented.
      - Only the owner of a project can change it, with a token that is not restricted to a realm.
    type: int
  realm_ids:
    description:
      - The ids of all realms that the project belongs to. An empty list removes it from all realms.
        M(hoody.cloud.realm_info) explains realms.
      - If O(realm) is set, the API always keeps that realm.
    type: list
    elements: str
  state:
    description:
      - Whether the project exists.
      - The default project of an account cannot be deleted.
    type: str
    choices: [present, absent]
    default: present
  cascade:
    description:
      - Whether to delete a project that has containers, together with them and all their data. With V(false), such a
        task fails and nothing is deleted.
      - If O(realm) is set, it is always required, because containers outside the realm are not visible and would be
        deleted as well.
    type: bool
    default: false
  wait:
    description:
      - Whether to wait until the project is gone. Its containers are then deleted first.
      - With V(false), the API has to delete the containers. A revision of the API that does not do this refuses to
        delete the project.
    type: bool
    default: true
  wait_timeout:
    description: The time limit in seconds for deleting all containers, and again for deleting the project.
    type: float
    default: 300.0
seealso:
  - module: hoody.cloud.project_info
  - module: hoody.cloud.container
"""

EXAMPLES = r"""
- name: A project for up to ten containers
  hoody.cloud.project:
    project: Market
    color: "#3b82f6"
    max_containers: 10

- name: Rename the project
  hoody.cloud.project:
    project: Market
    alias: Bazaar

- name: Delete the project with all its containers
  hoody.cloud.project:
    project: Bazaar
    state: absent
    cascade: true
"""

RETURN = r"""
project:
  description: The project as the API shows it. An empty dictionary if there is none.
  returned: success
  type: dict
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
  sample:
    alias: Market
    color: '#3B82F6'
    created_at: '2026-11-29T22:58:14.310Z'
    id: 65a1b2c3d4e5f60700000044
    is_default: false
    max_containers: 10
    realm_ids: []
    updated_at: '2026-11-29T22:58:14.310Z'
    user_id: 65a1b2c3d4e5f60700000001
actions:
  description:
    - What was done, or in check mode would be done. Values are V(create), V(update), V(delete_containers) and
      V(delete).
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
    code: null
    method: POST
    path: /api/v1/projects/
    status: 403
    tries: 1
"""

from ansible_collections.hoody.cloud.plugins.module_utils._ansible.module import run
from ansible_collections.hoody.cloud.plugins.module_utils._project.resource import PROJECTS


def main() -> None:
    """Run the module."""
    run(PROJECTS.reconcile, PROJECTS.options(), PROJECTS.shown)


if __name__ == "__main__":
    main()
