#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Copy a container once, or refresh a copy."""

from __future__ import annotations

DOCUMENTATION = r"""
module: container_copy
short_description: Copy a Hoody container with what is in it
version_added: 1.0.0
description:
  - Makes a copy of a container, with its files, environment variables and settings. The copy is a container of its
    own, which M(hoody.cloud.container) changes and deletes like any other.
  - It is made once. Where a container has the name of the copy already, nothing is done, unless O(sync=true); that it
    shows to be the copy of another container is an error.
  - A copy starts by itself. It has the variables of the original, so a program in it that sends mail or takes orders
    may begin to do so twice.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.address
  - hoody.cloud.api
  - hoody.cloud.attributes
  - hoody.cloud.attributes.managing
attributes:
  idempotent:
    support: partial
    description: A second run with the same options changes nothing, unless O(sync=true), which refreshes at every run.
options:
  container:
    description:
      - The container to copy, by name or id. It has to be running, stopped or paused; while it is on its way to another
        state, the task waits.
      - It may be gone once there is a copy.
  name:
    description: The name of the copy, 3 to 100 letters, digits, hyphens and underscores, unique in its project.
    type: str
    required: true
  target_project:
    description: The project of the copy, by alias or id. It is that of the original unless given.
    type: str
  target_server:
    description:
      - The server of the copy, by name or id. It is that of the original unless given.
      - A copy that is there cannot be moved, so another server is an error then.
    type: str
  source_snapshot:
    description:
      - The snapshot of the original to copy, by name or alias. A pattern such as V(nightly-*) means the newest that
        matches. Without it, the copy is what the original is now.
      - It counts when the copy is made.
    type: str
  copy_firewall:
    description:
      - Whether the copy gets the firewall rules of the original. With V(false) nothing is closed in a new copy.
      - It counts when the copy is made.
    type: bool
    default: true
  copy_network:
    description:
      - Whether the copy gets the network profile of the original. With V(false) its egress is open, also where that
        of the original is blocked or leads through a proxy.
      - It counts when the copy is made. Where the API stores the profile without enforcing it, a warning says so, with
        O(wait=true); M(hoody.cloud.container_network) enforces it then.
    type: bool
    default: true
  ssh_public_key:
    description:
      - The SSH key of the copy. It never has that of the original, as a key can be that of one container only.
      - It counts when the copy is made. M(hoody.cloud.container) changes it, and makes one with
        O(hoody.cloud.container#module:ssh_key_file).
    type: str
  sync:
    description:
      - Whether to refresh a copy that is there from its original. B(Whatever was changed in the copy is lost.) It is
        done at every run, so it is always a change.
      - Both containers have to be running, stopped or paused. A copy that is not there is made instead.
    type: bool
    default: false
  wait:
    description: Whether to wait until the copy is made or refreshed. A copy that fails is an error only then.
    type: bool
    default: true
  wait_timeout:
    description: How many seconds each wait may take.
    type: float
    default: 300.0
seealso:
  - module: hoody.cloud.container
  - module: hoody.cloud.container_snapshot
"""

EXAMPLES = r"""
- name: A place to try the upgrade
  hoody.cloud.container_copy:
    project: Shop
    container: shop-api
    name: shop-api-trial
  register: trial

- name: One in another project, with the egress of the original
  hoody.cloud.container_copy:
    project: Shop
    container: shop-crawler
    name: crawler-lab
    target_project: Lab
    ssh_public_key: "{{ lookup('ansible.builtin.file', shop_public_key_file) }}"

- name: The trial begins anew
  hoody.cloud.container_copy:
    project: Shop
    container: shop-api
    name: shop-api-trial
    sync: true

- name: It is not needed any more
  hoody.cloud.container:
    id: "{{ trial.container.id }}"
    state: absent
"""

RETURN = r"""
container:
  description:
    - The copy as the API shows it, with C(source_container_id); values of environment variables are hidden. In check
      mode, of one that would be made only its name is known.
    - When the task failed, the copy as it was last seen, so that one that was made can be removed by its C(id).
    - The members depend on the revision of the API; only C(id) is guaranteed.
  returned: success
  type: dict
  contains:
    id:
      description: The id, by which any module finds it.
      type: str
      returned: success
    name:
      description: The name.
      type: str
      returned: success
    status:
      description: The status, V(running) after a copy that was waited for.
      type: str
      returned: success
    source_container_id:
      description: The id of the original.
      type: str
      returned: success
    project_id:
      description: The id of its project.
      type: str
      returned: success
    server_name:
      description: The name of its server.
      type: str
      returned: success
    environment_vars:
      description: Its variables, whose values are hidden.
      type: dict
      returned: success
  sample:
    ai: true
    autostart: true
    color: '#F2935E'
    comment: role=api tier=back
    container_image: debian/13
    created_at: '2026-11-30T04:15:17.851Z'
    dev_kit: true
    env_sync:
      applied_revision: 1
      attempted_at: '2026-11-30T04:15:18.051Z'
      exhausted: false
      last_error: null
      pending: false
      revision: 1
      verified_at: '2026-11-30T04:15:18.051Z'
    environment_vars:
      DATABASE_URL: (hidden)
      HOODY_PROJECT: (hidden)
      LOG_LEVEL: (hidden)
    has_proxy_domains: false
    has_proxy_permissions: false
    hoody_kit: true
    id: 65a1b2c3d4e5f60700100014
    is_default: false
    kvm: false
    last_used_snapshot: null
    name: shop-api-trial
    pool_id: null
    project_alias: Shop
    project_id: 65a1b2c3d4e5f60700100002
    proxy_domains_count: 0
    proxy_permissions_scope: none
    ramdisk: true
    ramdisk_scope: container
    realm_ids: []
    runtime_info: null
    server:
      city: Falkenstein
      country: DE
      country_name: Germany
      datacenter: FSN1
      expires_at: null
      is_free: false
      name: amber-fox-1a2-de
      region: Europe
      specs:
        cpu_cores: 8
        disk_gb: null
        ram_gb: 32
        shared_compute: false
    server_expired: false
    server_expired_at: null
    server_expired_reason: null
    server_id: 65a1b2c3d4e5f60700100005
    server_name: amber-fox-1a2-de
    snapshot_count: 0
    source_container_id: 65a1b2c3d4e5f6070010000e
    ssh_hostname: 65a1b2c3d4e5f60700100002-65a1b2c3d4e5f60700100014-ssh.amber-fox-1a2-de.containers.hoody.com
    ssh_key_fingerprint: null
    ssh_key_installed_at: null
    ssh_public_key: null
    status: running
    subserver_name: sub-1
    updated_at: '2026-11-30T04:15:18.051Z'
    volumes: {}
actions:
  description: What was done, or in check mode would be, V(copy) or V(sync).
  returned: success
  type: list
  elements: str
  sample: [copy]
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
    code: PROJECT_CONTAINER_LIMIT
    method: POST
    path: /api/v1/containers/65a1b2c3d4e5f6070010000e/copy
    status: 400
    tries: 1
"""

from ansible_collections.hoody.cloud.plugins.module_utils._ansible.module import run
from ansible_collections.hoody.cloud.plugins.module_utils._copy.resource import COPIES


def main() -> None:
    """Run the module."""
    run(COPIES.reconcile, COPIES.options(), COPIES.shown)


if __name__ == "__main__":
    main()
