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
  - Takes and deletes snapshots of a container, and takes the container back to one.
  - A snapshot holds the files of a container. Whether it holds its memory and its settings is not known of the API.
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
      - The snapshot, by alias or name. A new one gets this as its alias, and the API makes the name of it. There are
        never two of one alias.
      - A pattern with C(*), C(?) and C([]) means all that match. To take snapshots by a pattern, it must hold exactly
        one C(*), which becomes the time (UTC), so that V(nightly-*) takes V(nightly-20261129-230210).
    type: str
    required: true
  state:
    description:
      - V(present) takes a snapshot unless there is one. With a pattern, any that matches counts; see O(max_age).
      - V(absent) deletes the snapshot, or, with a pattern, all that match but the newest O(keep).
      - V(restored) takes the container back to the snapshot, with a pattern to the newest that matches. All files that
        were written since are lost, and its programs are ended. It does so at every run, so it is always a change.
      - A running container is restored as it is, and stopped for it only where the API wants that; then it is started
        again. If the API leaves it stopped, a warning says so.
    type: str
    choices: [present, absent, restored]
    default: present
  expires_in:
    description:
      - After how many days, 1 to 3650, the API deletes a new snapshot. Without it, a snapshot stays.
      - That of a snapshot which is there cannot be changed; a warning tells where it differs.
    type: int
  keep:
    description:
      - How many of the newest snapshots that match the pattern in O(snapshot) stay; the older ones are deleted. With
        O(state=present) the new one is taken first, so it must be less than the number that a container can have.
    type: int
  max_age:
    description:
      - For how many hours a snapshot that matches the pattern in O(snapshot) counts. If the newest is older, another
        one is taken.
    type: float
  wait:
    description:
      - Whether to wait until a container that is restored is running or stopped. One that has to be stopped for it is
        waited for, and started again, in any case.
    type: bool
    default: true
  wait_timeout:
    description: How many seconds each wait may take.
    type: float
    default: 300.0
seealso:
  - module: hoody.cloud.container_snapshot_info
"""

EXAMPLES = r"""
- name: A snapshot before the upgrade, for two weeks
  hoody.cloud.container_snapshot:
    project: Shop
    container: shop-api
    snapshot: before-upgrade
    expires_in: 14

- name: One a day, the last seven
  hoody.cloud.container_snapshot:
    project: Shop
    container: shop-api
    snapshot: nightly-*
    max_age: 20
    keep: 7

- name: Back to where it was
  hoody.cloud.container_snapshot:
    project: Shop
    container: shop-api
    snapshot: before-upgrade
    state: restored

- name: It is not needed any more
  hoody.cloud.container_snapshot:
    project: Shop
    container: shop-api
    snapshot: before-upgrade
    state: absent
"""

RETURN = r"""
snapshot:
  description:
    - The snapshot as the API shows it, with a pattern the newest that matches; empty when there is none. In check mode,
      of one that would be taken only C(alias) is known.
  returned: success
  type: dict
  contains:
    name:
      description: The only key of the snapshot, which the API makes of the alias.
      type: str
      returned: always
    alias:
      description: What it was called when it was taken; null where it was called nothing.
      type: str
      returned: always
    created_at:
      description: When it was taken.
      type: str
      returned: always
    expires_at:
      description: When the API deletes it; null for never.
      type: str
      returned: always
    last_used_at:
      description: When the container was last restored from it; null for never.
      type: str
      returned: always
    stateful:
      description: Whether it holds memory, too, as the API tells it.
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
  description: What was done, or in check mode would be, out of V(create), V(delete) and V(restore), in order.
  returned: success
  type: list
  elements: str
  sample: [create]
container:
  description: The container after it was restored.
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
