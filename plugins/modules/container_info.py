#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Gather information about containers."""

from __future__ import annotations

DOCUMENTATION = r"""
module: container_info
short_description: Gather information about Hoody containers
version_added: 1.0.0
description:
  - Returns one container, the containers of a project, or all containers that the token can see.
  - All pages of a listing are read, and each container is returned once.
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
      - If several projects have a container with this name, all of them are returned, unless O(project) is set.
    type: str
  project:
    description:
      - The project of the containers, by alias or id. If O(container) is the id of a container in another project, the
        task fails. In the listing of a project, the API omits some members, such as C(ramdisk) and C(server).
    type: str
  status:
    description:
      - Return only containers with one of these statuses, such as V(running), V(stopped), V(paused) or V(failed).
      - A status that is unknown to all revisions of the API and that no container has is a warning, which lists the
        statuses that exist.
    type: list
    elements: str
  sort_by:
    description: The member to sort the result by.
    type: str
    choices: [id, name, status, created_at, updated_at]
    default: name
  sort_order:
    description: Whether to sort in ascending or descending order.
    type: str
    choices: [asc, desc]
    default: asc
  runtime:
    description:
      - Whether to add live information as C(runtime_info). V(true) adds everything. A dictionary selects what to add,
        such as C({"displays":true}). The API knows C(displays), C(services), C(network_services) and C(terminals).
    type: raw
  include_proxy_domains:
    description: Whether to add the proxy domains of each container as C(proxy_domains).
    type: bool
    default: false
  include_prespawn:
    description:
      - Whether to return prespawned containers as well. The platform creates such containers in advance and hands them
        out when one is requested. Newer revisions of the API no longer have them.
    type: bool
    default: false
  include_expired:
    description:
      - Whether to return containers whose server was terminated as well. Older revisions of the API support this only
        for the listing of all projects.
    type: bool
    default: false
  include_deleting:
    description: Whether to return containers that are being deleted as well.
    type: bool
    default: false
  include_proxy_permissions:
    description:
      - Whether to add the proxy permissions of each container. They contain credentials, and the task returns them in
        clear text. So set C(no_log=true) for the task. The token needs the permission C(resources.proxy_aliases).
    type: bool
    default: false
  show_environment:
    description:
      - Whether to return the values of environment variables, which are hidden otherwise. Set C(no_log=true) for the
        task.
    type: bool
    default: false
  stats:
    description: Whether to add resource figures to each container as C(stats). This takes one more request for each
      container.
    type: bool
    default: false
  network:
    description:
      - Whether to add the network profile to each container as C(network). This takes one more request for each
        container. It is what M(hoody.cloud.container_network_info) returns.
    type: bool
    default: false
  firewall:
    description:
      - Whether to add the firewall to each container as C(firewall). This takes one more request for each container. It
        is what M(hoody.cloud.container_firewall_info) returns.
    type: bool
    default: false
  snapshots:
    description:
      - Whether to add the snapshots of each container as C(snapshots). This takes one more request for each container.
        It is the list that M(hoody.cloud.container_snapshot_info) returns.
    type: bool
    default: false
seealso:
  - module: hoody.cloud.container
"""

EXAMPLES = r"""
- name: Get all running containers
  hoody.cloud.container_info:
    status: running
  register: running

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ running.containers | map(attribute='name') }}"

- name: Get one container with its resource figures and its network profile
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
  contains:
    id:
      description: The id, 24 hexadecimal characters.
      type: str
      returned: always
    name:
      description: The name, unique in the project.
      type: str
      returned: if the API returns it
    project_id:
      description: The id of the project.
      type: str
      returned: if the API returns it
    project_alias:
      description: The alias of the project, or null.
      type: str
      returned: if the API returns it
    server_id:
      description: The id of the server, or null.
      type: str
      returned: if the API returns it
    server_name:
      description: The name of the server, or null. It is part of the host names of the container.
      type: str
      returned: if the API returns it
    subserver_name:
      description: The internal name of a part of the server. It is not used in host names.
      type: str
      returned: if the API returns it
    server:
      description: The server of the container, or null. The listing of one project does not have it.
      type: dict
      returned: if the API returns it
      contains:
        name:
          description: The name of the server.
          type: str
          returned: always
        country:
          description: The country code.
          type: str
          returned: always
        country_name:
          description: The name of the country.
          type: str
          returned: always
        city:
          description: The city.
          type: str
          returned: always
        region:
          description: The region of the world.
          type: str
          returned: always
        datacenter:
          description: The data center.
          type: str
          returned: always
        is_free:
          description: Whether it is the shared free server.
          type: bool
          returned: always
        expires_at:
          description: When the rental ends; null if it has no end.
          type: str
          returned: always
        paid_subserver:
          description: Whether the part of the server is paid. Only newer revisions of the API return it.
          type: bool
          returned: if the API returns it
        specs:
          description: The size of the server, or null.
          type: dict
          returned: always
          contains:
            cpu_cores:
              description: The number of CPU cores.
              type: int
              returned: always
            ram_gb:
              description: The memory in GB.
              type: float
              returned: always
            disk_gb:
              description: The disk space in GB, or null.
              type: float
              returned: always
            shared_compute:
              description: Whether the CPU is shared with other servers.
              type: bool
              returned: always
    status:
      description: The status, such as V(running), V(stopped), V(paused) or V(failed).
      type: str
      returned: if the API returns it
    failure_reason:
      description: Why the container failed, or null. Only newer revisions of the API return it.
      type: dict
      returned: if the API returns it
    color:
      description: The color in the web interface, as V(#RRGGBB).
      type: str
      returned: if the API returns it
    container_image:
      description: The image, such as V(debian/13).
      type: str
      returned: if the API returns it
    comment:
      description: The comment, or null.
      type: str
      returned: if the API returns it
    ai:
      description: Whether AI features are enabled.
      type: bool
      returned: if the API returns it
    hoody_kit:
      description: Whether the Hoody Kit is installed.
      type: bool
      returned: if the API returns it
    dev_kit:
      description: Whether the development tools are installed.
      type: bool
      returned: if the API returns it
    autostart:
      description: Whether the container starts when its server starts.
      type: bool
      returned: if the API returns it
    kvm:
      description: Whether programs in the container can use KVM. Since revision beta.10 of the API.
      type: bool
      returned: if the API returns it
    ramdisk:
      description: Whether a RAM disk is mounted. The listing of one project does not have it.
      type: bool
      returned: if the API returns it
    ramdisk_scope:
      description: V(container) if the container has its own RAM disk, V(project) if the project shares one. Since
        revision beta.8 of the API.
      type: str
      returned: if the API returns it
    prespawn:
      description: Whether the container is in the pool of prespawned containers. Up to revision beta.12 of the API.
      type: bool
      returned: if the API returns it
    environment_vars:
      description: The environment variables. Their values are hidden.
      type: dict
      returned: if the API returns it
    env_sync:
      description: Whether changed environment variables are installed in the container. Since revision beta.16 of the
        API.
      type: dict
      returned: if the API returns it
      contains:
        pending:
          description: Whether a change has not been installed in the container yet.
          type: bool
          returned: always
        revision:
          description: The number of the latest change.
          type: int
          returned: always
        applied_revision:
          description: The number of the change that is installed in the container.
          type: int
          returned: always
        attempted_at:
          description: When the last attempt was made, or null.
          type: str
          returned: always
        verified_at:
          description: When the container was last checked, or null.
          type: str
          returned: always
        last_error:
          description: The last error, or null.
          type: str
          returned: always
        exhausted:
          description: Whether the API has stopped trying.
          type: bool
          returned: always
    ssh_public_key:
      description: The public SSH key, or null.
      type: str
      returned: if the API returns it
    ssh_key_fingerprint:
      description: The fingerprint of the SSH key, or null. Since revision beta.16 of the API.
      type: str
      returned: if the API returns it
    ssh_key_installed_at:
      description: When the SSH key was installed in the container, or null. Since revision beta.16 of the API.
      type: str
      returned: if the API returns it
    ssh_hostname:
      description: The host name for SSH, or null if the container has no SSH endpoint.
      type: str
      returned: if the API returns it
    realm_ids:
      description: The ids of the realms that the container belongs to.
      type: list
      elements: str
      returned: if the API returns it
    is_default:
      description: Whether it is the default container.
      type: bool
      returned: if the API returns it
    volumes:
      description: The volumes of the container. Their form is not documented.
      type: dict
      returned: if the API returns it
    source_container_id:
      description: For a copy, the id of the original, otherwise null.
      type: str
      returned: if the API returns it
    pool_id:
      description: The id of the pool of the server, or null.
      type: str
      returned: if the API returns it
    snapshot_count:
      description: The number of snapshots.
      type: int
      returned: if the API returns it
    last_used_snapshot:
      description: The snapshot that was last restored, or null.
      type: str
      returned: if the API returns it
    runtime_info:
      description: Live information, only on request (O(hoody.cloud.container_info#module:runtime)), otherwise null.
      type: dict
      returned: if the API returns it
    has_proxy_permissions:
      description: Whether the container has proxy permissions.
      type: bool
      returned: if the API returns it
    proxy_permissions_scope:
      description: Where proxy permissions are set, V(none), V(container), V(project) or V(both).
      type: str
      returned: if the API returns it
    has_proxy_domains:
      description: Whether the container has proxy aliases.
      type: bool
      returned: if the API returns it
    proxy_domains_count:
      description: The number of proxy aliases.
      type: int
      returned: if the API returns it
    server_expired:
      description: Whether the server of the container was terminated.
      type: bool
      returned: if the API returns it
    server_expired_at:
      description: When the server was terminated, or null.
      type: str
      returned: if the API returns it
    server_expired_reason:
      description: Why the server was terminated, or null.
      type: str
      returned: if the API returns it
    warnings:
      description: Warnings of the API about the container, each with C(type), C(message) and C(expired_at).
      type: list
      elements: dict
      returned: if the API returns it
    created_at:
      description: When the container was created.
      type: str
      returned: if the API returns it
    updated_at:
      description: When the container was last changed.
      type: str
      returned: if the API returns it
    proxy_domains:
      description: The proxy aliases, each as M(hoody.cloud.proxy_alias_info) returns it.
      type: list
      elements: dict
      returned: when O(include_proxy_domains=true)
    proxy_permissions:
      description: The proxy permissions of the container. They contain credentials.
      type: dict
      returned: when O(include_proxy_permissions=true) and there are any
    project_proxy_permissions:
      description: The proxy permissions of the project. They contain credentials.
      type: dict
      returned: when O(include_proxy_permissions=true) and there are any
    network:
      description: The network profile, as M(hoody.cloud.container_network_info) returns it.
      type: dict
      returned: when O(network=true)
    firewall:
      description: The firewall, as M(hoody.cloud.container_firewall_info) returns it.
      type: dict
      returned: when O(firewall=true)
    snapshots:
      description: The snapshots, as M(hoody.cloud.container_snapshot_info) returns them.
      type: list
      elements: dict
      returned: when O(snapshots=true)
    stats:
      description: Resource figures.
      type: dict
      returned: when O(stats=true)
      contains:
        id:
          description: The id of the container.
          type: str
          returned: always
        project_id:
          description: The id of the project.
          type: str
          returned: always
        project_name:
          description: The alias of the project.
          type: str
          returned: if the API returns it
        server_name:
          description: The name of the server, or null.
          type: str
          returned: if the API returns it
        subserver_name:
          description: The internal name of a part of the server.
          type: str
          returned: if the API returns it
        status:
          description: The status as the server reports it, such as V(Running).
          type: str
          returned: always
        status_code:
          description: The same as a number.
          type: int
          returned: always
        started_at:
          description: When the container was started.
          type: str
          returned: always
        processes:
          description: The number of processes.
          type: int
          returned: always
        processing_time:
          description: How long the server took to collect the figures.
          type: str
          returned: always
        cpu:
          description: The CPU time, or null for a stopped container.
          type: dict
          returned: if the API returns it
          contains:
            usage:
              description: The CPU time used so far. Its unit is not documented.
              type: int
              returned: always
            allocated_time:
              description: The CPU time that is allocated. Its unit is not documented.
              type: int
              returned: always
            usage_percent:
              description: The use of the CPU in percent.
              type: float
              returned: always
        memory:
          description: The memory, or null for a stopped container. Its unit is not documented.
          type: dict
          returned: if the API returns it
          contains:
            usage:
              description: The memory in use.
              type: int
              returned: always
            total:
              description: The memory that the container can use.
              type: int
              returned: always
            usage_percent:
              description: The use of memory in percent.
              type: float
              returned: always
            usage_peak:
              description: The highest use so far.
              type: int
              returned: always
            swap_usage:
              description: The swap space in use.
              type: int
              returned: always
            swap_usage_peak:
              description: The highest use of swap space so far.
              type: int
              returned: always
        disk:
          description: The disk space. Its unit is not documented.
          type: dict
          returned: always
          contains:
            root:
              description: The root file system.
              type: dict
              returned: always
              contains:
                total:
                  description: The size.
                  type: int
                  returned: always
                usage:
                  description: The space in use.
                  type: int
                  returned: always
        ramdisk:
          description: The RAM disk.
          type: dict
          returned: if the API returns it
          contains:
            scope:
              description: V(container) or V(project).
              type: str
              returned: always
            shared_pool_maximum:
              description: The maximum size. Its unit is not documented.
              type: int
              returned: always
            capacity_reserved:
              description: Whether the memory is reserved.
              type: bool
              returned: always
            usage:
              description: The space in use, by its purpose.
              type: dict
              returned: always
              contains:
                private:
                  description: By the container alone.
                  type: int
                  returned: always
                project:
                  description: By the project, or null.
                  type: int
                  returned: always
                secrets:
                  description: By secrets.
                  type: int
                  returned: always
        network:
          description: The network interfaces.
          type: list
          elements: dict
          returned: always
          contains:
            interface:
              description: The name of the interface.
              type: str
              returned: always
            type:
              description: The type of the interface.
              type: str
              returned: always
            state:
              description: The state of the interface.
              type: str
              returned: always
            addresses:
              description: The addresses of the interface.
              type: list
              elements: dict
              returned: always
              contains:
                address:
                  description: The address.
                  type: str
                  returned: always
                family:
                  description: V(inet) or V(inet6).
                  type: str
                  returned: always
                netmask:
                  description: The length of the network prefix.
                  type: str
                  returned: always
                scope:
                  description: The scope of the address.
                  type: str
                  returned: always
            counters:
              description: Bytes and packets since the start.
              type: dict
              returned: always
              contains:
                bytes_received:
                  description: Bytes received.
                  type: int
                  returned: always
                bytes_sent:
                  description: Bytes sent.
                  type: int
                  returned: always
                packets_received:
                  description: Packets received.
                  type: int
                  returned: always
                packets_sent:
                  description: Packets sent.
                  type: int
                  returned: always
                errors_received:
                  description: Errors while receiving.
                  type: int
                  returned: always
                errors_sent:
                  description: Errors while sending.
                  type: int
                  returned: always
                packets_dropped_inbound:
                  description: Received packets that were dropped.
                  type: int
                  returned: always
                packets_dropped_outbound:
                  description: Sent packets that were dropped.
                  type: int
                  returned: always
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
