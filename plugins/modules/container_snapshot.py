#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Manage snapshots of a container."""

from __future__ import annotations

DOCUMENTATION = r"""
module: container_snapshot
short_description: Manage snapshots of a Hoody container
version_added: 1.0.0
description:
  - Creates, deletes and restores snapshots of a container.
  - A snapshot contains the files of a container. Whether it contains its memory and its settings is not documented.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.address
  - hoody.cloud.api
  - hoody.cloud.attributes
  - hoody.cloud.attributes.managing
options:
  snapshot:
    description:
      - The snapshot, by alias or name. A new snapshot gets this alias, and the API derives its name from it. The alias
        is unique for each container.
      - A pattern with C(*), C(?) and C([]) means all snapshots that match. To create snapshots with a pattern, it must
        contain exactly one C(*), which is replaced by the time (UTC). For example, V(nightly-*) creates
        V(nightly-20261129-230210).
    type: str
    required: true
  state:
    description:
      - V(present) creates the snapshot if it does not exist. With a pattern, it creates one if none matches, see also
        O(max_age).
      - V(absent) deletes the snapshot. With a pattern, it deletes all that match, except the newest O(keep).
      - V(restored) restores the container from the snapshot, with a pattern from the newest one that matches. All
        changes to files since then are lost, and all programs are stopped. It is done at every run, so the task is
        always changed.
      - A running container is stopped for the restore only if the API requires it, and is then started again. If the
        API leaves the container stopped, a warning says so.
    type: str
    choices: [present, absent, restored]
    default: present
  expires_in:
    description:
      - After how many days, 1 to 3650, the API deletes a new snapshot. By default a snapshot does not expire.
      - It cannot be changed for an existing snapshot. If it differs, this is a warning.
    type: int
  keep:
    description:
      - How many of the newest snapshots that match the pattern in O(snapshot) are kept. Older ones are deleted. With
        O(state=present) the new snapshot is created first. So the number must be less than the maximum number of
        snapshots of a container.
    type: int
  max_age:
    description:
      - With a pattern in O(snapshot), a new snapshot is created if the newest one that matches is older than this
        number of hours.
    type: float
  wait:
    description:
      - Whether to wait until a restored container is running or stopped. If the container has to be stopped for the
        restore, the task always waits.
    type: bool
    default: true
  wait_timeout:
    description: The time limit for each wait in seconds.
    type: float
    default: 300.0
seealso:
  - module: hoody.cloud.container_snapshot_info
"""

EXAMPLES = r"""
- name: Create a snapshot before an upgrade, and keep it for two weeks
  hoody.cloud.container_snapshot:
    project: Shop
    container: shop-api
    snapshot: before-upgrade
    expires_in: 14

- name: Create a snapshot every day, and keep the last seven
  hoody.cloud.container_snapshot:
    project: Shop
    container: shop-api
    snapshot: nightly-*
    max_age: 20
    keep: 7

- name: Restore the container from the snapshot
  hoody.cloud.container_snapshot:
    project: Shop
    container: shop-api
    snapshot: before-upgrade
    state: restored

- name: Delete the snapshot
  hoody.cloud.container_snapshot:
    project: Shop
    container: shop-api
    snapshot: before-upgrade
    state: absent
"""

RETURN = r"""
snapshot:
  description:
    - The snapshot as the API shows it. With a pattern, the newest one that matches. An empty dictionary if there is
      none. In check mode, only the C(alias) of a new snapshot is known.
  returned: success
  type: dict
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
    alias: before-upgrade
    created_at: '2026-11-29T23:02:10.114Z'
    expires_at: '2026-12-13T23:02:10.114Z'
    last_used_at: null
    name: before-upgrade
    size: 41943040
    stateful: false
actions:
  description: What was done, or in check mode would be done, in this order. Values are V(create), V(delete) and
    V(restore).
  returned: success
  type: list
  elements: str
  sample: [create]
container:
  description: The container after the restore.
  returned: when O(state=restored) and O(wait=true)
  type: dict
  contains:
    id:
      description: The id.
      type: str
      returned: always
    status:
      description: The status.
      type: str
      returned: always
  sample:
    id: 65a1b2c3d4e5f6070010000e
    status: running
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
from ansible_collections.hoody.cloud.plugins.module_utils._snapshot.resource import SNAPSHOTS


def main() -> None:
    """Run the module."""
    run(SNAPSHOTS.reconcile, SNAPSHOTS.options(), SNAPSHOTS.shown)


if __name__ == "__main__":
    main()
