#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Declare a fleet of containers."""

from __future__ import annotations

DOCUMENTATION = r"""
module: container_fleet
short_description: Manage many Hoody containers, their network profiles and firewalls in one task
version_added: 1.0.0
description:
  - Manages many containers of one project in one task, each with its network profile and its firewall.
  - The project is listed once, every container is compared with its declaration, and only what differs is changed, with
    several requests at the same time. New containers are created first, and the module waits for all of them together.
  - A failure of one container does not stop the others. At the end the task fails with the reasons of all failures, and
    RV(results) reports for each container what was done.
  - A line such as V(12 created, 3 changed (2 network, 1 comment\), 980 as declared) is shown on standard error, also in
    check mode, and returned as RV(summary.text). It is followed by one line for each kind of change and for each cause
    of failure, which are also in RV(summary.lines).
  - Declarations that cannot work are refused before anything is changed, also in check mode. For example, an SSH key
    can be used for one container only, so two items cannot have the same key. A name or a key can move from one
    container to another if another item removes it from the first one. That item is then processed first.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.api
  - hoody.cloud.attributes
  - hoody.cloud.attributes.managing
  - hoody.cloud.fleet
options:
  project:
    description: The project of all the containers, by alias or id.
    type: str
    required: true
  containers:
    description:
      - The containers. Each item has the options of M(hoody.cloud.container). O(containers[].network) has the options
        of M(hoody.cloud.container_network), and O(containers[].firewall) those of M(hoody.cloud.container_firewall).
        Names and ids must be unique.
      - A name can contain ranges, as in Ansible inventories. The item is then repeated for each name, with the same
        options. V(worker-[01:30]) is thirty containers, V(node-[a:f]) is six, and V(rack-[0:100:10]) has a step of ten.
        Leading zeros are kept.
      - An option that an item does not have is taken from O(defaults). If it is not there either, the default of that
        module is used.
    type: list
    elements: dict
    required: true
  defaults:
    description:
      - Options for all items that do not set them.
      - An option of an item replaces the same option here completely, including dictionaries and lists. Only
        O(defaults.network) and O(defaults.firewall) are merged, option by option. The list of rules of one direction is
        one option.
    type: dict
  concurrency:
    description: The maximum number of requests at the same time, 1 to 32.
    type: int
    default: 8
  max_failures:
    description:
      - After this number of failures, no further container is started. Containers in progress are finished, and the
        rest is reported as not attempted. V(0) means no limit.
      - Errors that are found before anything is changed are included. So with V(1), nothing is changed if one item
        cannot work.
    type: int
    default: 0
  purge:
    description:
      - Whether to delete containers of the project that match O(purge_pattern) and are not in O(containers), with
        everything in them.
      - They are deleted last. If anything failed before, none of them is deleted.
      - An empty O(containers) with a pattern that matches every container of the project is refused, because it would
        delete all containers of the project.
    type: bool
    default: false
  purge_pattern:
    description:
      - The names that O(purge) can delete, as a shell pattern such as V(web-*). It is case-sensitive.
      - It is required with O(purge=true), so that containers that do not belong to the fleet are never deleted. Without
        O(purge=true) it is an error.
      - A pattern that cannot match the name of a container, such as a regular expression or a list, is an error.
    type: str
notes:
  - If the module runs inside the process of C(ansible-playbook) (localhost with Ansible's own Python interpreter), it
    shows its progress on standard error every ten seconds.
seealso:
  - module: hoody.cloud.container
  - module: hoody.cloud.container_network
  - module: hoody.cloud.container_firewall
"""

EXAMPLES = r"""
- name: Three web servers, and a worker whose egress goes through a proxy
  hoody.cloud.container_fleet:
    project: Shop
    defaults:
      server: amber-fox-1a2-de
      container_image: debian/13
      state: started
    containers:
      - name: web-1
      - name: web-2
      - name: web-3
        comment: The one with the cron jobs
      - name: worker-1
        network:
          type: socks5
          proxy: socks5://proxy.example.net:1080
          country: DE

- name: Two databases that only the office and the web servers can reach
  hoody.cloud.container_fleet:
    project: Shop
    defaults:
      server: amber-fox-1a2-de
      firewall:
        ordered: true
        purge: true
        ingress:
          - action: allow
            protocol: tcp
            destination_port: 5432
            source: 10.0.0.0/8
            description: web servers
          - action: allow
            protocol: tcp
            destination_port: 1-65535
            source: 203.0.113.0/24
            description: office
          - action: drop
            protocol: tcp
            destination_port: 1-65535
            description: the rest
    containers:
      - name: db-[1:2]

- name: Two containers, each with its own SSH key, which is created if it does not exist
  hoody.cloud.container_fleet:
    project: Shop
    defaults:
      server: amber-fox-1a2-de
      ssh_key_file: ~/.ssh/hoody/{name}
    containers:
      - name: shell-[1:2]

- name: Thirty workers with the same options
  hoody.cloud.container_fleet:
    project: Shop
    defaults:
      server: amber-fox-1a2-de
    containers:
      - name: worker-[01:30]

- name: Scale down to two, and first show what would be deleted
  hoody.cloud.container_fleet:
    project: Shop
    defaults:
      server: amber-fox-1a2-de
    containers:
      - name: web-1
      - name: web-2
    purge: true
    purge_pattern: web-*
  check_mode: true
  diff: true

- name: Stop the workers
  hoody.cloud.container_fleet:
    project: Shop
    containers:
      - name: worker-1
        state: stopped
"""

RETURN = r"""
results:
  description:
    - One item for each of O(containers), in the same order, with one item for each name of a range. Then one item for
      each container that was purged.
  returned: always, unless the task fails before it begins
  type: list
  elements: dict
  contains:
    name:
      description: The name of the item, or its id if it has no name.
      type: str
      returned: always
    changed:
      description: Whether anything was done, or in check mode would be done.
      type: bool
      returned: always
    actions:
      description:
        - What was done, or in check mode would be done, in this order, even if it failed later.
        - Actions on the network profile end with C(network), such as C(configure network), and those on the firewall
          with C(firewall).
      type: list
      elements: str
      returned: always
    changes:
      description:
        - The names of the options that differed, without values. Names of the network profile begin with C(network.),
          those of the firewall with C(firewall.).
        - It is empty for a container that is created or deleted.
      type: list
      elements: str
      returned: always
    diff:
      description: The container, its network profile and its firewall before and after.
      type: dict
      returned: in diff mode
    container:
      description:
        - The members of the container that identify it, its address, its status and what a task can manage. Values of
          environment variables are hidden. M(hoody.cloud.container_info) returns all members.
        - If nothing was done for the container, only C(id), C(name), C(server_name), C(ssh_hostname) and C(status) are
          returned. For a failure, the members are as last read. An empty dictionary if there is no container.
      type: dict
      returned: always
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
        status:
          description: The status, such as V(running), V(stopped), V(paused) or V(failed).
          type: str
          returned: if the API returns it
        ssh_hostname:
          description: The host name for SSH, or null if the container has no SSH endpoint.
          type: str
          returned: if the API returns it
        container_image:
          description: The image, such as V(debian/13).
          type: str
          returned: if the API returns it
        color:
          description: The color in the web interface, as V(#RRGGBB).
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
        environment_vars:
          description: The environment variables. Their values are hidden.
          type: dict
          returned: if the API returns it
        ssh_public_key:
          description: The public SSH key, or null.
          type: str
          returned: if the API returns it
        realm_ids:
          description: The ids of the realms that the container belongs to.
          type: list
          elements: str
          returned: if the API returns it
    network:
      description: What M(hoody.cloud.container_network) returns, or null if the task does not manage the network
        profile.
      type: dict
      returned: always
    firewall:
      description: What M(hoody.cloud.container_firewall) returns, or null if the task does not manage the firewall.
      type: dict
      returned: always
    error:
      description:
        - Why the container is not as declared, or null.
        - All members except C(msg) are null if no request failed.
      type: dict
      returned: always
      contains:
        msg:
          description: The error message.
          type: str
          returned: when there is an error
        status:
          description: The HTTP status of the request that failed, or null if there was no reply.
          type: int
          returned: when there is an error
        code:
          description: The code of the API for the error, or null.
          type: str
          returned: when there is an error
        method:
          description: The HTTP method of the request.
          type: str
          returned: when there is an error
        path:
          description: The path of the request, without its query.
          type: str
          returned: when there is an error
        tries:
          description: How often the request was sent.
          type: int
          returned: when there is an error
  sample:
    - actions:
        - create
      changed: true
      changes: []
      container:
        ai: true
        autostart: true
        color: '#3D0366'
        comment: null
        container_image: debian/13
        dev_kit: true
        environment_vars:
          HOODY_PROJECT: (hidden)
        hoody_kit: true
        id: 65a1b2c3d4e5f6070010000c
        name: web-1
        project_alias: Shop
        project_id: 65a1b2c3d4e5f60700100002
        ramdisk: true
        realm_ids: []
        server_id: 65a1b2c3d4e5f60700100005
        server_name: amber-fox-1a2-de
        ssh_hostname: 65a1b2c3d4e5f60700100002-65a1b2c3d4e5f6070010000c-ssh.amber-fox-1a2-de.containers.hoody.com
        ssh_public_key: null
        status: running
      error: null
      firewall: null
      name: web-1
      network: null
summary:
  description: A summary of the fleet in numbers and one line. Each declared container is in one of the numbers.
  returned: always, unless the task fails before it begins
  type: dict
  contains:
    create:
      description: How many were created, or in check mode would be created.
      type: int
      returned: always
    change:
      description: How many were changed, or in check mode would be. This includes those that were replaced with
        O(containers[].recreate=true).
      type: int
      returned: always
    delete:
      description: How many were deleted because of O(containers[].state=absent), or in check mode would be.
      type: int
      returned: always
    unchanged:
      description: How many were as declared.
      type: int
      returned: always
    failed:
      description: How many failed.
      type: int
      returned: always
    not_attempted:
      description: How many were not attempted because of O(max_failures).
      type: int
      returned: always
    purged:
      description: The names of the containers that were deleted because of O(purge).
      type: list
      elements: str
      returned: always
    groups:
      description:
        - What was done, or in check mode would be done, each kind once, with the number and the names of the
          containers. Creations come first, then changes, with the most frequent kind of change first, then deletions
          and purged containers.
        - It contains no values.
      returned: always
      type: list
      elements: dict
      contains:
        action:
          description: What was done, V(create), V(change), V(delete) or V(purge).
          type: str
          returned: always
        changes:
          description:
            - The names of the options that differed, as in RV(results[].changes), and C(restart) or C(recreate) if that
              was done. It is empty unless C(action) is V(change).
          type: list
          elements: str
          returned: always
        count:
          description: The number of containers.
          type: int
          returned: always
        names:
          description: The names of the containers.
          type: list
          elements: str
          returned: always
    reasons:
      description:
        - Why containers failed, each cause once, the most frequent first. C(count) is the number of containers,
          C(names) has their names, and C(msg) is the message of the first one.
      type: list
      elements: dict
      returned: always
      contains:
        msg:
          description: The message of the first of these failures.
          type: str
          returned: always
        count:
          description: The number of containers that failed for this reason.
          type: int
          returned: always
        names:
          description: The names of these containers.
          type: list
          elements: str
          returned: always
    text:
      description:
        - One line to read. In check mode it says what would be done, such as C(2 to create), otherwise what was done,
          such as C(2 created).
      type: str
      returned: always
    lines:
      description:
        - The groups and the reasons as lines to read, each with the first three names. If there are more than ten
          groups or reasons, the last line has the number of the others.
      type: list
      elements: str
      returned: always
  sample:
    change: 0
    create: 4
    delete: 0
    failed: 0
    groups:
      - action: create
        changes: []
        count: 4
        names:
          - web-1
          - web-2
          - web-3
          - worker-1
    lines:
      - '4 created: web-1, web-2, web-3 and 1 more'
    not_attempted: 0
    purged: []
    reasons: []
    text: 4 created, 0 as declared
    unchanged: 0
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
from ansible_collections.hoody.cloud.plugins.module_utils._fleet.model import FIELDS, options
from ansible_collections.hoody.cloud.plugins.module_utils._fleet.resource import reconcile


def main() -> None:
    """Run the module."""
    run(reconcile, options(), FIELDS, required_if=[("purge", True, ["purge_pattern"])])


if __name__ == "__main__":
    main()
