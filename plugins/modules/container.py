#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Declare a container."""

from __future__ import annotations

DOCUMENTATION = r"""
module: container
short_description: Manage a Hoody container
version_added: 1.0.0
description:
  - Creates, changes, starts, stops, restarts, pauses and deletes a container, which is a full Linux machine.
  - Only the options that a task names are managed; everything else stays as it is.
  - A container is identified by O(id), or by O(name) and O(project).
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.api
  - hoody.cloud.attributes
  - hoody.cloud.attributes.managing
options:
  name:
    description:
      - The name of the container, 3 to 100 letters, digits, hyphens and underscores. It is unique inside its project.
      - Together with O(id) it renames the container.
      - The name V(rand), which asks the API for a random name, is refused, because such a task would create another
        container at every run.
    type: str
  id:
    description:
      - The id of an existing container, 24 hexadecimal characters. The container is found even if its name has changed.
      - If there is no such container, the task fails, unless O(state=absent). It also fails if O(project) is given and
        the container is in another project.
    type: str
  project:
    description:
      - The project of the container, by alias or id. It is required to create a container.
      - Without it, O(name) is searched in all projects that the token can see, and must be unique there.
    type: str
  server:
    description:
      - The rented server to create the container on, by name or id. It is required to create a container.
      - A server that you use through a pool is not in the list of rented servers. Give its id.
      - It cannot be changed later. Another value is an error, unless O(recreate=true).
    type: str
  state:
    description:
      - V(present) creates the container if it does not exist and changes what differs. A new container starts
        automatically. An existing container is neither started nor stopped.
      - V(started), V(stopped) and V(paused) do the same and then start, stop or pause the container.
      - V(restarted) does the same and then restarts the container at every run. A container that was created or started
        by the same task is not restarted.
      - V(absent) deletes the container with everything in it immediately, even while it is being created. If it is
        being deleted already, the task waits until it is gone, unless O(wait=false). Its proxy aliases are deleted
        first, because their names could stay reserved.
    type: str
    choices: [present, started, stopped, restarted, paused, absent]
    default: present
  color:
    description:
      - The color in the web interface, as three or six hexadecimal digits with or without C(#). V(#1ab), V(11aabb) and
        V(#11AABB) are the same color. A new container gets a random color by default.
    type: str
  container_image:
    description:
      - The image of the container, such as V(debian/13). Short forms such as V(debian), V(debian-13) and V(debian:13)
        mean the same image. M(hoody.cloud.image_info) lists all images. The default is chosen by the platform.
      - It cannot be changed later. Another value is an error, unless O(recreate=true).
    type: str
    aliases: [image]
  ai:
    description: Whether AI features are enabled. The API's default is V(true).
    type: bool
  environment_vars:
    description:
      - The environment variables of the container. A name consists of letters, digits and underscores and does not
        begin with a digit. A value must be a string. Values that YAML reads as another type, such as C(0644), C(22:30),
        C(yes) or an empty value, are refused. Put them in quotes, or end the template with C(| string).
      - The placeholder that results show for a hidden value is refused as well. To add one variable, give only this
        one, with O(purge_environment_vars=false).
      - Variables that begin with C(HOODY_) belong to the platform. They cannot be set and are never removed.
      - Variables that are not in this dictionary are removed, unless O(purge_environment_vars=false). An empty
        dictionary removes all of them.
      - If the API hides the values from the token, they are never compared or overwritten. This option is then an error
        for an existing container.
      - The values are hidden in results, diffs and logs. It depends on the revision of the API whether a change takes
        effect at the next restart or in new sessions. The module never restarts a container for it.
    type: dict
    aliases: [env]
  purge_environment_vars:
    description: Whether to remove variables that are not in O(environment_vars).
    type: bool
    default: true
  ssh_public_key:
    description:
      - The public key that can log in over SSH. A key can be used for one container only. Its comment is not compared.
      - An empty string removes it. Older revisions of the API then return a default key of the project, which is a
        warning.
    type: str
  ssh_key_file:
    description:
      - The path of the private key that can log in over SSH, on the host where the module runs. In a play with
        C(hosts=localhost) that is the controller. The public key that belongs to it is used like O(ssh_public_key). The
        inventory plugin P(hoody.cloud.containers#inventory) has an option with the same name, for the same path.
      - If the file does not exist, a new key is created (Ed25519, without a passphrase, mode 0600), and the folder as
        well (mode 0700). Check mode creates nothing. The file is kept when the container is deleted.
      - C({name}) is replaced by the name of the container, for example in C(~/.ssh/hoody/{name}).
      - A key can be used for one container only, so each container needs its own file. The content of the file is never
        shown.
      - Creating a key needs the Python library cryptography.
    type: path
  regenerate:
    description:
      - Whether to replace the key in O(ssh_key_file) with a new one, at every run.
      - The old key is kept until the server has installed the new one. Until then the new key is in a file whose name
        ends in C(.new). If a run is interrupted in between, the next run puts the right file in place.
    type: bool
    default: false
  comment:
    description: A free-form comment. An empty string removes it.
    type: str
  hoody_kit:
    description:
      - Whether to install the Hoody Kit. These are the services of the platform inside a container, such as terminal,
        files and display. The connection plugin P(hoody.cloud.https#connection) needs them. See U(https://hoody.com).
        The API's default is V(true).
      - It cannot be changed later. Another value is an error, unless O(recreate=true).
    type: bool
  dev_kit:
    description:
      - Whether the development tools are installed. The API's default is the value of O(hoody_kit).
      - It cannot be changed later. Another value is an error, unless O(recreate=true).
    type: bool
  autostart:
    description: Whether the container starts when its server starts. The API's default is V(true).
    type: bool
  ramdisk:
    description: Whether a RAM disk is mounted at C(/ramdisk). The API's default is V(true).
    type: bool
  kvm:
    description:
      - Whether programs in the container can use KVM, to run virtual machines. The API's default is V(false).
      - A free server has no KVM, so V(true) is an error there.
      - It can be changed only while the container is stopped. If the container runs, O(state=restarted) stops it,
        changes KVM and starts it, and O(state=stopped) stops it first. With any other O(state) it is an error.
      - Older revisions of the API do not have this option. There, V(true) is an error for an existing container and a
        warning for a new one.
    type: bool
  ramdisk_scope:
    description:
      - Whether each container has its own RAM disk, or the containers of the project share one. The API's default is
        V(container).
      - The API accepts V(project) only for a container that is alone in its project. If the project has other
        containers, it is an error. Other containers can be created later. For a new container it is set after the
        creation, and a fleet creates the other containers after it.
      - Older revisions of the API do not have this option. There, V(project) is an error for an existing container and
        a warning for a new one.
    type: str
    choices: [container, project]
  cache:
    description: Whether a cached image can be used. It is used only when the container is created. The API's default is
      V(true).
    type: bool
  cache_image:
    description: Whether to create a new cached image. It is used only when the container is created. The API's default
      is V(false).
    type: bool
  prespawn:
    description:
      - Whether to create the container for the pool of prespawned containers. The platform creates such containers in
        advance and hands them out when one is requested, which is faster than creating one. It is used only when the
        container is created.
      - Newer revisions of the API refuse V(true) or do not have the option.
    type: bool
  bypass_prespawn:
    description:
      - Whether to create the container instead of taking one from the pool of prespawned containers. It is used only
        when the container is created. Newer revisions of the API do not have the option.
    type: bool
  realm_ids:
    description:
      - The ids of the realms that the container belongs to, in any order. An empty list removes it from all realms.
        M(hoody.cloud.realm_info) explains realms.
      - Only a token without a realm restriction can change it.
    type: list
    elements: str
  recreate:
    description:
      - Whether to replace a container that has failed, or that differs in an option that cannot be changed. B(The old
        container is deleted with everything in it.) The new container has another id.
      - The new container gets every setting of the old one that the API shows and accepts, its network profile and its
        firewall rules. With O(state=present) it also runs or is stopped like the old one.
      - The new container is created next to the old one, with the name C(replaces-) and the id of the old one, and is
        renamed when it is complete. So the server needs capacity for both. If anything fails before that, the old
        container stays as it is. A later run completes what was interrupted.
      - Snapshots, proxy aliases, proxy permissions, and what the API hides from the token, such as the credentials of a
        proxy, cannot be transferred. If the old container has any of these, the task fails before anything is changed,
        unless O(force=true).
    type: bool
    default: false
  force:
    description:
      - Whether to force a stop, as if the power was cut, if the container has to be stopped.
      - With O(recreate=true), also whether to accept the loss of what cannot be transferred. The old container is then
        deleted before the new one is created, so the server needs capacity for one only. If the run is interrupted in
        between, all settings that the task does not name are lost. If the credentials of a proxy are lost, the network
        profile is enforced without them.
    type: bool
    default: false
  wait:
    description:
      - Whether to wait until the container has the wanted state, or is gone, and until a new SSH key and changed
        environment variables are installed in the container, if the API reports it.
      - With V(false) the task ends when the API has accepted the last step. It always waits for earlier steps.
    type: bool
    default: true
  wait_timeout:
    description: The time limit for each wait in seconds, more than 0.
    type: float
    default: 300.0
seealso:
  - module: hoody.cloud.container_info
  - module: hoody.cloud.container_network
"""

EXAMPLES = r"""
- name: A running container with environment variables
  hoody.cloud.container:
    project: Shop
    name: shop-api
    server: amber-fox-1a2-de
    container_image: debian/13
    environment_vars:
      LOG_LEVEL: info
      DATABASE_URL: "{{ shop_database_url }}"
    comment: Managed by Ansible
    state: started
  register: shop_api

- name: A container with its own SSH key, which is created if it does not exist
  hoody.cloud.container:
    project: Shop
    name: shop-api
    server: amber-fox-1a2-de
    ssh_key_file: ~/.ssh/hoody/{name}
    state: started

- name: Replace the SSH key with a new one
  hoody.cloud.container:
    project: Shop
    name: shop-api
    ssh_key_file: ~/.ssh/hoody/{name}
    regenerate: true

- name: Add a variable and keep the others
  hoody.cloud.container:
    project: Shop
    name: shop-api
    environment_vars:
      FEATURE_FLAGS: "new-checkout"
    purge_environment_vars: false

- name: Rename a container
  hoody.cloud.container:
    id: "{{ shop_api.container.id }}"
    name: shop-backend

- name: Stop a container immediately
  hoody.cloud.container:
    project: Shop
    name: shop-backend
    state: stopped
    force: true

- name: Replace a container with one that has another image
  hoody.cloud.container:
    project: Shop
    name: shop-backend
    container_image: ubuntu/22.04
    recreate: true

- name: Delete a container
  hoody.cloud.container:
    project: Shop
    name: shop-backend
    state: absent
"""

RETURN = r"""
container:
  description:
    - The container as the API shows it. In check mode, the members that can be predicted, so a new container has no
      C(id). An empty dictionary if there is none.
    - If the task failed, the container as it was last read. So a container that was created can be deleted by its
      C(id).
    - The members depend on the revision of the API; only C(id) is guaranteed. Values of environment variables are
      hidden.
  returned: always
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
    color: '#3D0366'
    comment: Managed by Ansible
    container_image: debian/13
    created_at: '2026-11-22T19:40:52.041Z'
    dev_kit: true
    env_sync:
      applied_revision: 1
      attempted_at: '2026-11-22T19:40:52.141Z'
      exhausted: false
      last_error: null
      pending: false
      revision: 1
      verified_at: '2026-11-22T19:40:52.141Z'
    environment_vars:
      DATABASE_URL: (hidden)
      HOODY_PROJECT: (hidden)
      LOG_LEVEL: (hidden)
    has_proxy_domains: false
    has_proxy_permissions: false
    hoody_kit: true
    id: 65a1b2c3d4e5f6070010000c
    is_default: false
    kvm: false
    last_used_snapshot: null
    name: shop-api
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
    source_container_id: null
    ssh_hostname: 65a1b2c3d4e5f60700100002-65a1b2c3d4e5f6070010000c-ssh.amber-fox-1a2-de.containers.hoody.com
    ssh_key_fingerprint: null
    ssh_key_installed_at: null
    ssh_public_key: null
    status: running
    subserver_name: sub-1
    updated_at: '2026-11-22T19:40:52.141Z'
    volumes: {}
actions:
  description:
    - What was done, or in check mode would be done, in this order. Values are V(create), V(update), V(delete),
      V(start), V(stop), V(restart), V(pause), V(resume) and V(set_kvm).
    - A step that another step needs, such as a stop before a deletion, is not listed separately.
    - If the task failed, what had been done before, including such a stop.
  returned: always
  type: list
  elements: str
  sample:
    - create
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
from ansible_collections.hoody.cloud.plugins.module_utils._attached.containers import CONTAINERS


def main() -> None:
    """Run the module."""
    run(CONTAINERS.reconcile, CONTAINERS.options(), CONTAINERS.shown, required_one_of=[("name", "id")])


if __name__ == "__main__":
    main()
