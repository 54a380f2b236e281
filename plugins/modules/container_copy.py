#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Copy a container once, or refresh a copy."""

from __future__ import annotations

DOCUMENTATION = r"""
module: container_copy
short_description: Copy a Hoody container with its files and settings
version_added: 1.0.0
description:
  - Creates a copy of a container with its files, environment variables and settings. The copy is an independent
    container. Change and delete it with M(hoody.cloud.container).
  - If a container with the name of the copy exists, nothing is done, unless O(sync=true). If that container is the copy
    of another container, the task fails.
  - A copy starts automatically and has the variables of the original. So a program that sends mail or processes orders
    can do so twice.
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
    description: A second run with the same options changes nothing, except with O(sync=true), which updates the copy at
      every run.
options:
  container:
    description:
      - The container to copy, by name or id. It must be running, stopped or paused. While it changes its status, the
        task waits.
      - It does not have to exist any longer if the copy exists.
  name:
    description: The name of the copy, 3 to 100 letters, digits, hyphens and underscores, unique in its project.
    type: str
    required: true
  target_project:
    description: The project of the copy, by alias or id. The default is the project of the original.
    type: str
  target_server:
    description:
      - The server of the copy, by name or id. The default is the server of the original.
      - An existing copy cannot be moved, so another server is an error.
    type: str
  source_snapshot:
    description:
      - The snapshot of the original to copy, by name or alias. A pattern such as V(nightly-*) means the newest one that
        matches. By default the present state of the original is copied.
      - It is used only when the copy is created.
    type: str
  copy_firewall:
    description:
      - Whether the copy gets the firewall rules of the original. With V(false), a new copy accepts all traffic.
      - It is used only when the copy is created.
    type: bool
    default: true
  copy_network:
    description:
      - Whether the copy gets the network profile of the original. With V(false), its egress is unfiltered, even if the
        egress of the original is blocked or goes through a proxy.
      - It is used only when the copy is created. If the API stores the profile without enforcing it, this is a warning
        (with O(wait=true)). Enforce it with M(hoody.cloud.container_network).
    type: bool
    default: true
  ssh_public_key:
    description:
      - The public SSH key of the copy. The copy never has the key of the original, because a key can be used for one
        container only.
      - It is used only when the copy is created. To change or create a key later, use M(hoody.cloud.container).
    type: str
  sync:
    description:
      - Whether to update an existing copy from its original. B(All changes in the copy are lost.) It is done at every
        run, so the task is always changed.
      - Both containers must be running, stopped or paused. If the copy does not exist, it is created.
    type: bool
    default: false
  wait:
    description: Whether to wait until the copy is complete. Only then a copy that fails is an error.
    type: bool
    default: true
  wait_timeout:
    description: The time limit for each wait in seconds.
    type: float
    default: 300.0
seealso:
  - module: hoody.cloud.container
  - module: hoody.cloud.container_snapshot
"""

EXAMPLES = r"""
- name: Create a copy to test an upgrade
  hoody.cloud.container_copy:
    project: Shop
    container: shop-api
    name: shop-api-trial
  register: trial

- name: Create a copy in another project, with the network profile of the original
  hoody.cloud.container_copy:
    project: Shop
    container: shop-crawler
    name: crawler-lab
    target_project: Lab
    ssh_public_key: "{{ lookup('ansible.builtin.file', shop_public_key_file) }}"

- name: Update the copy from the original
  hoody.cloud.container_copy:
    project: Shop
    container: shop-api
    name: shop-api-trial
    sync: true

- name: Delete the copy
  hoody.cloud.container:
    id: "{{ trial.container.id }}"
    state: absent
"""

RETURN = r"""
container:
  description:
    - The copy as the API shows it. Values of environment variables are hidden. In check mode, only the name of a new
      copy is known.
    - If the task failed, the copy as it was last read. So a copy that was created can be deleted by its C(id).
    - The members depend on the revision of the API; only C(id) is guaranteed.
  returned: success
  type: dict
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
  description: What was done, or in check mode would be done, V(copy) or V(sync).
  returned: success
  type: list
  elements: str
  sample: [copy]
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
