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
  - Creates, renames, changes and deletes a project. Containers are in projects, and the name of a container is unique
    in its project only.
  - A new account has a project already, the default one. A project of your own is worth having where containers are to
    be deleted together, shared with other people, or limited in number.
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
      - A project that does not exist is created with this alias. An id that does not exist is an error, because an id
        cannot be chosen.
    type: str
  alias:
    description:
      - The alias that the project is to have, up to 100 characters. Where the project that O(project) names has another
        one, it is renamed; its containers, their ids and their addresses stay.
      - When O(project) is not found and a project has this alias, that is the one, so a task that renames can run
        again. When both exist, the task fails and nothing is changed.
    type: str
  color:
    description: The color in the panel, as C(#RRGGBB) or C(#RGB), with or without C(#). The API chooses one otherwise.
    type: str
  max_containers:
    description:
      - How many containers the project can have; V(-1) means no limit, which is what a new project has.
      - It counts when a container is created. What the API does with a number below the present one is not known.
      - Only the owner of a project may change it, and not with a token that is restricted to a realm.
    type: int
  realm_ids:
    description:
      - The realms that the project belongs to, by their ids. The list is complete; V([]) takes it out of all.
      - On the host of a realm, the API keeps that realm in any case.
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
      - Whether a project that has containers may be deleted with them, and with all that is stored in them. Without it,
        such a task fails and nothing is deleted.
      - Through a realm it is needed in any case, as containers outside of the realm do not show and would be deleted,
        too.
    type: bool
    default: false
  wait:
    description:
      - Whether to wait until the project is gone. Its containers are deleted first then.
      - Without it, the deletion of the containers is left to the API, and a revision that does not do so refuses the
        whole.
    type: bool
    default: true
  wait_timeout:
    description: How many seconds the deletion of all containers, and after that the one of the project, may take.
    type: float
    default: 300.0
seealso:
  - module: hoody.cloud.project_info
  - module: hoody.cloud.container
"""

EXAMPLES = r"""
- name: A project with room for ten containers
  hoody.cloud.project:
    project: Market
    color: "#3b82f6"
    max_containers: 10

- name: The same project under another name
  hoody.cloud.project:
    project: Market
    alias: Bazaar

- name: No such project, and nothing of what is in it
  hoody.cloud.project:
    project: Bazaar
    state: absent
    cascade: true
"""

RETURN = r"""
project:
  description: The project as the API shows it; empty when there is none.
  returned: success
  type: dict
  contains:
    id:
      description: The id.
      type: str
      returned: always
    alias:
      description: The name for people, unique in the account.
      type: str
      returned: always
    color:
      description: The color.
      type: str
      returned: always
    max_containers:
      description: How many containers it can have; null means no limit.
      type: int
      returned: always
    is_default:
      description: Whether it is the one that the account began with.
      type: bool
      returned: always
    realm_ids:
      description: The realms that it belongs to.
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
    - What was done, or in check mode would be, out of V(create), V(update), V(delete_containers) and V(delete).
  returned: success
  type: list
  elements: str
  sample: [create]
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
