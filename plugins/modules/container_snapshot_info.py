#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Gather information about snapshots of a container."""

from __future__ import annotations

DOCUMENTATION = r"""
module: container_snapshot_info
short_description: Gather information about the snapshots of a Hoody container
version_added: 1.0.0
description:
  - Returns the snapshots of a container and their maximum number.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.address
  - hoody.cloud.api
  - hoody.cloud.attributes
  - hoody.cloud.attributes.info
seealso:
  - module: hoody.cloud.container_snapshot
"""

EXAMPLES = r"""
- name: Get the snapshots of a container
  hoody.cloud.container_snapshot_info:
    project: Shop
    container: shop-api
  register: past

- name: Show one line for each snapshot
  ansible.builtin.debug:
    msg: "{{ item.alias | default(item.name, true) }} of {{ item.created_at }}"
  loop: "{{ past.snapshots }}"
  loop_control:
    label: "{{ item.name }}"
"""

RETURN = r"""
snapshots:
  description:
    - The snapshots, the oldest first. An empty list if the revision of the API has no snapshots.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name, which identifies the snapshot. The API derives it from the alias.
      type: str
      returned: always
    alias:
      description: The alias that was given when it was created, or null.
      type: str
      returned: always
    created_at:
      description: When it was created.
      type: str
      returned: always
    expires_at:
      description: When the API deletes it; null if it does not expire.
      type: str
      returned: always
    last_used_at:
      description: When the container was last restored from it, or null.
      type: str
      returned: always
    stateful:
      description: Whether it contains memory as well, as the API reports it.
      type: bool
      returned: always
    size:
      description: Its size in bytes.
      type: int
      returned: always
  sample:
    - alias: before-upgrade
      created_at: '2026-11-29T23:02:10.114Z'
      expires_at: '2026-12-13T23:02:10.114Z'
      last_used_at: null
      name: before-upgrade
      size: 41943040
      stateful: false
snapshot_count:
  description: The number of snapshots; null if the API does not report it.
  returned: success
  type: int
  sample: 1
max_snapshots:
  description: The maximum number of snapshots; null if there is no limit or the API does not report it.
  returned: success
  type: int
  sample: 10
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
    path: /api/v1/containers/65a1b2c3d4e5f6070010000e/snapshots
    status: 403
    tries: 1
"""

from ansible_collections.hoody.cloud.plugins.module_utils._ansible.module import run
from ansible_collections.hoody.cloud.plugins.module_utils._container.finding import container_options
from ansible_collections.hoody.cloud.plugins.module_utils._snapshot.reading import SNAPSHOT_READING


def main() -> None:
    """Run the module."""
    run(SNAPSHOT_READING.inform, container_options())


if __name__ == "__main__":
    main()
