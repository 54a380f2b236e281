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
  - A container is found by O(id), or by O(name) inside its O(project).
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
      - The name V(rand), which asks the API for a random name, is refused, because a task with it would create
        another container at every run.
    type: str
  id:
    description:
      - The id of an existing container, 24 hexadecimal characters. The container is then found whatever its name is.
      - If there is no such container the task fails, unless O(state=absent). It also fails if O(project) is given and
        is not the one that the container is in.
    type: str
  project:
    description:
      - The project of the container, by alias or id. It is required to create a container.
      - Without it, O(name) is looked for in all projects that the token sees, and has to be unique there.
    type: str
  server:
    description:
      - The rented server to create the container on, by name or id. It is required to create a container.
      - A server that is used through a pool is not in the list of rented servers and has to be given by id.
      - It cannot be changed later. A different value is an error, unless O(recreate=true).
    type: str
  state:
    description:
      - V(present) creates the container if it does not exist and changes what differs. A new container starts by
        itself; whether an existing one runs is left alone.
      - V(started), V(stopped) and V(paused) do the same and then bring the container into that state.
      - V(restarted) does the same and then restarts the container at every run. A container that was just created or
        started is not restarted once more.
      - V(absent) deletes the container with everything in it, at once, even while it is being built. If somebody else
        has begun to delete it, the task waits for the end of that, unless O(wait=false). Its proxy aliases are deleted
        first, as their names might stay taken.
    type: str
    choices: [present, started, stopped, restarted, paused, absent]
    default: present
  color:
    description:
      - The colour in the web interface, as three or six hexadecimal digits with or without C(#). All spellings of one
        colour are the same. A new container without it gets a random one.
    type: str
  container_image:
    description:
      - The image to build the container from, such as V(debian/13). Short forms such as V(debian), V(debian-13) and
        V(debian:13) mean the same image. Without it the platform chooses.
      - It cannot be changed later. A different value is an error, unless O(recreate=true).
    type: str
  ai:
    description: Whether AI features are enabled. The API's default is V(true).
    type: bool
  environment_vars:
    description:
      - The environment variables of the container. A name consists of letters, digits and underscores and does not
        begin with a digit. A value is a string. What YAML reads as something else, such as C(0644), C(22:30), C(yes) or
        nothing at all, is refused; put it in quotes, or end its template with C(| string).
      - The placeholder that results show for a hidden value is refused, too. To add a variable, name it alone, with
        O(purge_environment_vars=false).
      - Variables that begin with C(HOODY_) belong to the platform. They cannot be set and are never removed.
      - Variables that are not named here are removed, unless O(purge_environment_vars=false). An empty dictionary
        removes all of them.
      - If the API hides the values from the token, they are never compared or overwritten; naming variables for a
        container that exists is an error then.
      - Their values are hidden in results, diffs and logs. When they take effect depends on the revision of the API,
        at the next restart or in new sessions; the module never restarts a container for it.
    type: dict
  purge_environment_vars:
    description: Whether variables that O(environment_vars) does not name are removed.
    type: bool
    default: true
  ssh_public_key:
    description:
      - The public key that may log in over SSH. A key can be used for one container only. Its comment is not
        compared.
      - An empty string removes it. Older revisions of the API then show a default key of the project instead, which
        the module reports with a warning.
    type: str
  ssh_key_file:
    description:
      - The path of the private key that may log in over SSH, on the host where the module runs, which is the controller
        in the usual play with C(hosts=localhost). Its public half is what O(ssh_public_key) would be. The inventory
        P(hoody.cloud.containers#inventory) has an option of the same name, for the same path.
      - Where there is no such file, a key is made (Ed25519, without a passphrase, mode 0600), and the folder, too (mode
        0700). In check mode nothing is made. The file stays when the container is deleted.
      - C({name}) in it stands for the name of the container, such as in C(~/.ssh/hoody/{name}).
      - A key can be that of one container only, so each needs a file of its own. What is in the file is shown nowhere.
      - It needs the Python library cryptography where a key has to be made.
    type: path
  regenerate:
    description:
      - Whether a new key takes the place of the one in O(ssh_key_file), at every run.
      - The old one stays until the server has the new one, which waits in a file whose name ends in C(.new). If a run
        is interrupted there, the next one puts the right one in place.
    type: bool
    default: false
  comment:
    description: A free text. An empty string removes it.
    type: str
  hoody_kit:
    description:
      - Whether the Hoody Kit (its services, daemon and terminal) is installed. The API's default is V(true).
      - It cannot be changed later. A different value is an error, unless O(recreate=true).
    type: bool
  dev_kit:
    description:
      - Whether the development tools are installed. The API's default is the value of O(hoody_kit).
      - It cannot be changed later. A different value is an error, unless O(recreate=true).
    type: bool
  autostart:
    description: Whether the container starts with its host. The API's default is V(true).
    type: bool
  ramdisk:
    description: Whether a RAM disk is mounted at C(/ramdisk). The API's default is V(true).
    type: bool
  kvm:
    description:
      - Whether programs inside may use KVM, to run virtual machines of their own. The API's default is V(false).
      - A free server has none, so V(true) is an error there.
      - It is switched only while the container is stopped. For one that runs, O(state=restarted) stops it, switches and
        starts it, and O(state=stopped) stops it first; with any other O(state) it is an error.
      - Older revisions of the API do not know it. There V(true) is an error, for a new container a warning.
    type: bool
  ramdisk_scope:
    description:
      - Whether the RAM disk is that of the container alone, or is shared by the containers of the project. The API's
        default is V(container).
      - The API gives V(project) only to a container that is alone in its project, so beside others it is an error. The
        others may come later. A new container gets it once it is there, and a fleet makes the others after it.
      - Older revisions of the API do not know it. There V(project) is an error, for a new container a warning.
    type: str
    choices: [container, project]
  cache:
    description: Whether a cached image may be used. It acts at creation only. The API's default is V(true).
    type: bool
  cache_image:
    description: Whether a new cached image is made. It acts at creation only. The API's default is V(false).
    type: bool
  prespawn:
    description:
      - Whether the container is created for the pool of prespawned containers. It acts at creation only.
      - Newer revisions of the API refuse V(true) or do not know the option.
    type: bool
  bypass_prespawn:
    description:
      - Whether the container is built afresh rather than taken from the pool of prespawned containers. It acts at
        creation only. Newer revisions of the API do not know the option.
    type: bool
  realm_ids:
    description:
      - The realms that the container belongs to, as a set of ids. An empty list removes it from all of them.
      - Only tokens without a realm restriction may change it.
    type: list
    elements: str
  recreate:
    description:
      - Whether a container that has failed, or that differs in an option that cannot be changed, is replaced by a new
        one. The old one is deleted **with everything in it**, and the new one has an id of its own.
      - The new container takes over every setting that the old one shows and the API takes, its network profile and the
        rules of its firewall, and with O(state=present) whether it runs.
      - It is built beside the old one, under the name C(replaces-) and the id of the old one, and gets the name when it
        is complete. So there has to be room for both. If anything fails before, the old one stays as it is; a later run
        ends what was interrupted.
      - What cannot be taken over is an error before anything is changed, unless O(force=true) - snapshots, proxy
        aliases and permissions, and what the API hides from the token, such as the credentials of a proxy.
    type: bool
    default: false
  force:
    description:
      - Whether a container is forced to stop where a stop is needed, as if its power was cut.
      - With O(recreate=true), also whether what the new container cannot take over may be lost. The old container is
        then deleted before the new one is made, which needs no room for two; a run that is interrupted between both
        loses what the task does not name. A proxy whose credentials are lost is enforced without them.
    type: bool
    default: false
  wait:
    description:
      - Whether to wait until the container is in the wanted state, or gone, and until the server has put a new SSH key
        and changed environment variables in place, where the API tells.
      - Without it the task ends when the API has accepted the last step. Steps in between are always waited for.
    type: bool
    default: true
  wait_timeout:
    description: How many seconds each wait may take, more than 0.
    type: float
    default: 300.0
seealso:
  - module: hoody.cloud.container_info
  - module: hoody.cloud.container_network
"""

EXAMPLES = r"""
- name: A container that runs, with its environment
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

- name: A container with a key of its own, which is made when it is missing
  hoody.cloud.container:
    project: Shop
    name: shop-api
    server: amber-fox-1a2-de
    ssh_key_file: ~/.ssh/hoody/{name}
    state: started

- name: A new key in the place of the old one
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

- name: Stop a container at once
  hoody.cloud.container:
    project: Shop
    name: shop-backend
    state: stopped
    force: true

- name: Replace a container by one with another image
  hoody.cloud.container:
    project: Shop
    name: shop-backend
    container_image: ubuntu/22.04
    recreate: true

- name: No such container
  hoody.cloud.container:
    project: Shop
    name: shop-backend
    state: absent
"""

RETURN = r"""
container:
  description:
    - The container as the API shows it. In check mode, what can be foretold of it. Empty when there is none.
    - When the task failed, the container as it was last seen, so that one that was created can be removed by its C(id).
    - The members depend on the revision of the API; only C(id) is guaranteed. Values of environment variables are
      hidden.
  returned: always
  type: dict
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
    - What was done, or in check mode would be done, in order, out of V(create), V(update), V(delete), V(start),
      V(stop), V(restart), V(pause), V(resume) and V(set_kvm).
    - What a step needs on its way, such as a stop before a deletion that is refused, is part of the step.
    - When the task failed, what had been done before, such a stop included.
  returned: always
  type: list
  elements: str
  sample:
    - create
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
from ansible_collections.hoody.cloud.plugins.module_utils._attached.containers import CONTAINERS


def main() -> None:
    """Run the module."""
    run(CONTAINERS.reconcile, CONTAINERS.options(), CONTAINERS.shown, required_one_of=[("name", "id")])


if __name__ == "__main__":
    main()
