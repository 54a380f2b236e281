#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tell about containers."""

from __future__ import annotations

DOCUMENTATION = r"""
module: container_info
short_description: Tell about Hoody containers
version_added: 0.1.0
description:
  - Returns one container, those of a project, or all that the token sees.
  - Every page of a listing is read, and each container is returned once.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.api
  - hoody.cloud.attributes.info
options:
  container:
    description:
      - A container, by name or id. The result is an empty list if there is none.
      - A name that exists in several projects gives all of them, unless O(project) is set.
    type: str
  project:
    description:
      - The project whose containers to return, by alias or id. The API leaves some members out of the listing of a
        project, such as C(ramdisk) and C(server).
    type: str
  status:
    description:
      - Return only containers in one of these states, such as V(running), V(stopped), V(paused) or V(failed).
    type: list
    elements: str
  sort_by:
    description: What to sort the result by.
    type: str
    choices: [id, name, status, created_at, updated_at]
    default: name
  sort_order:
    description: Whether to sort ascending or descending.
    type: str
    choices: [asc, desc]
    default: asc
  runtime:
    description:
      - Whether to add live information as C(runtime_info). V(true) adds everything; a dictionary such as
        C({displays: true}) names what is wanted.
    type: raw
  include_proxy_domains:
    description: Whether to add the proxy domains of each container as C(proxy_domains).
    type: bool
    default: false
  include_prespawn:
    description:
      - Whether to return prespawned containers too. Newer revisions of the API do not know them any more.
    type: bool
    default: false
  include_expired:
    description:
      - Whether to return containers whose server was terminated too. Older revisions of the API know this for the
        listing of all projects only.
    type: bool
    default: false
  include_deleting:
    description: Whether to return containers that are being deleted too.
    type: bool
    default: false
  include_proxy_permissions:
    description:
      - Whether to add the proxy permissions of each container. They contain credentials, and the task returns them in
        clear text, so use C(no_log) with it. The token needs the permission C(resources.proxy_aliases).
    type: bool
    default: false
  show_environment:
    description:
      - Whether to return the values of environment variables, which are hidden otherwise. Use C(no_log) with it.
    type: bool
    default: false
  stats:
    description: Whether to add resource figures to each container as C(stats), with one more request for each.
    type: bool
    default: false
  network:
    description:
      - Whether to add the network configuration to each container as C(network), with one more request for each.
    type: bool
    default: false
seealso:
  - module: hoody.cloud.container
"""

EXAMPLES = r"""
- name: Everything that runs
  hoody.cloud.container_info:
    status: running
  register: running

- name: Their names
  ansible.builtin.debug:
    msg: "{{ running.containers | map(attribute='name') }}"

- name: One container with its figures and its network
  hoody.cloud.container_info:
    project: Shop
    container: shop-api
    stats: true
    network: true
"""

RETURN = r"""
containers:
  description:
    - The containers as the API shows them. The members depend on the revision of the API; only C(id) is guaranteed.
  returned: success
  type: list
  elements: dict
  sample: []
"""

from ansible_collections.hoody.cloud.plugins.module_utils._info import inform, options
from ansible_collections.hoody.cloud.plugins.module_utils._module import run


def main() -> None:
    """Run the module."""
    run(inform, options())


if __name__ == "__main__":
    main()
