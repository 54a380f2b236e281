#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tell about containers."""

from __future__ import annotations

DOCUMENTATION = r"""
module: container_info
short_description: Tell about Hoody containers
version_added: 1.0.0
description:
  - Returns one container, those of a project, or all that the token sees.
  - Every page of a listing is read, and each container is returned once.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.api
  - hoody.cloud.attributes
  - hoody.cloud.attributes.info
options:
  container:
    description:
      - A container, by name or id. The result is an empty list if there is none.
      - A name that exists in several projects gives all of them, unless O(project) is set.
    type: str
  project:
    description:
      - The project whose containers to return, by alias or id. If O(container) is the id of a container in another
        project, the task fails. The API leaves some members out of the listing of a
        project, such as C(ramdisk) and C(server).
    type: str
  status:
    description:
      - Return only containers in one of these states, such as V(running), V(stopped), V(paused) or V(failed).
      - A state that no revision of the API knows and that no container has is a warning, which lists those that are
        there.
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
      - Whether to add live information as C(runtime_info). V(true) adds everything. A dictionary names what is wanted,
        such as C({"displays":true}).
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
      - Whether to add the network profile to each container as C(network), with one more request for each. It is what
        M(hoody.cloud.container_network_info) returns.
    type: bool
    default: false
  firewall:
    description:
      - Whether to add the firewall to each container as C(firewall), with one more request for each. It is what
        M(hoody.cloud.container_firewall_info) returns.
    type: bool
    default: false
  snapshots:
    description:
      - Whether to add the snapshots of each container as C(snapshots), with one more request for each. It is the list
        that M(hoody.cloud.container_snapshot_info) returns.
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
  sample:
    - ai: true
      autostart: true
      color: '#F2935E'
      comment: role=api tier=back
      container_image: debian/13
      created_at: '2025-01-01T00:02:03.000Z'
      dev_kit: true
      env_sync:
        applied_revision: 1
        attempted_at: '2025-01-01T00:02:03.000Z'
        exhausted: false
        last_error: null
        pending: false
        revision: 1
        verified_at: '2025-01-01T00:02:03.000Z'
      environment_vars:
        DATABASE_URL: (hidden)
        HOODY_PROJECT: (hidden)
        LOG_LEVEL: (hidden)
      has_proxy_domains: false
      has_proxy_permissions: true
      hoody_kit: true
      id: 65a1b2c3d4e5f6070010000e
      is_default: false
      kvm: false
      last_used_snapshot: null
      name: shop-api
      network:
        configured: false
        container_id: 65a1b2c3d4e5f6070010000e
        enforced: false
      pool_id: null
      project_alias: Shop
      project_id: 65a1b2c3d4e5f60700100002
      proxy_domains_count: 0
      proxy_permissions_scope: container
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
      source_container_id: null
      ssh_hostname: 65a1b2c3d4e5f60700100002-65a1b2c3d4e5f6070010000e-ssh.amber-fox-1a2-de.containers.hoody.com
      ssh_key_fingerprint: SHA256:mZdTev7rJCnbfoEEcetbVlTzeFkdsKZ5X8OfpMGP6E8
      ssh_key_installed_at: '2025-01-01T00:02:03.000Z'
      ssh_public_key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEVtdWxhdG9yU2VlZGVkS2V5T2ZTaG9wQXBpMDAwMDAw ops@example.com
      stats:
        cpu:
          allocated_time: 4000000000
          usage: 123456789
          usage_percent: 3.1
        disk:
          root:
            total: 21474836480
            usage: 1610612736
        id: 65a1b2c3d4e5f6070010000e
        memory:
          swap_usage: 0
          swap_usage_peak: 0
          total: 4294967296
          usage: 268435456
          usage_peak: 301989888
          usage_percent: 6.25
        network:
          - addresses:
              - address: 10.20.30.40
                family: inet
                netmask: '24'
                scope: global
            counters:
              bytes_received: 0
              bytes_sent: 0
              errors_received: 0
              errors_sent: 0
              packets_dropped_inbound: 0
              packets_dropped_outbound: 0
              packets_received: 0
              packets_sent: 0
            interface: eth0
            state: up
            type: broadcast
        processes: 42
        processing_time: 3ms
        project_id: 65a1b2c3d4e5f60700100002
        project_name: Shop
        ramdisk:
          capacity_reserved: false
          scope: container
          shared_pool_maximum: 2147483648
          usage:
            private: 0
            project: null
            secrets: 0
        server_name: amber-fox-1a2-de
        started_at: '2025-01-01T00:02:03.000456789Z'
        status: Running
        status_code: 103
        subserver_name: sub-1
      status: running
      subserver_name: sub-1
      updated_at: '2025-01-01T00:02:03.000Z'
      volumes: {}
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
    code: CONTAINER_NAME_IN_USE
    method: PATCH
    path: /api/v1/containers/65a1b2c3d4e5f6070010000c
    status: 409
    tries: 1
"""

from ansible_collections.hoody.cloud.plugins.module_utils._ansible.module import run
from ansible_collections.hoody.cloud.plugins.module_utils._attached.info import inform, options


def main() -> None:
    """Run the module."""
    run(inform, options())


if __name__ == "__main__":
    main()
