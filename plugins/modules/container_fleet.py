#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Declare a fleet of containers."""

from __future__ import annotations

DOCUMENTATION = r"""
module: container_fleet
short_description: Manage many Hoody containers, their networks and firewalls in one task
version_added: 1.0.0
description:
  - Brings many containers of one project, each with its outbound network and its firewall, into their wanted states at
    once.
  - The project is listed once, every container is compared with what was declared, and only what differs is done,
    several at once. New containers are created first, and all of them are waited for together.
  - What is wrong with one container stops no other. At the end the task fails with the reasons of all that failed,
    and RV(results) tells for each what was done. A line such as C(12 created, 3 changed (2 network, 1 comment), 980 as
    declared) is shown on standard error, also in check mode, and returned as RV(summary.text). Below it stands a line
    for each kind of change and for each cause of failure, which RV(summary.lines) returns.
  - What can be known to be impossible is refused before anything is written, also in check mode. An SSH key can be that
    of one container only, so no two items may ask for one. A name or a key that a container has can go to another one
    if an item takes it away from the first. That one is then done first.
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
      - The containers, each with the options of M(hoody.cloud.container) and, as O(containers[].network), those of
        M(hoody.cloud.container_network), and as O(containers[].firewall) those of M(hoody.cloud.container_firewall). No
        name and no id may appear twice.
      - A name may hold ranges, as in Ansible's inventories, and then stands for so many items, each with the same
        options. V(worker-[01:30]) is thirty of them, V(node-[a:f]) is six, and V(rack-[0:100:10]) is every tenth.
        Numbers that begin with a zero keep their length.
      - An option that an item leaves out comes from O(defaults), and else has the default of that module.
    type: list
    elements: dict
    required: true
  defaults:
    description:
      - Options for every item that does not give them itself.
      - An option of the item replaces the one here as a whole, variables and lists too. Only the options of
        O(defaults.network) and O(defaults.firewall) are taken one by one; the rules of a direction are one option.
    type: dict
  concurrency:
    description: How many requests may be under way at once, 1 to 32.
    type: int
    default: 8
  max_failures:
    description:
      - After how many failures no other container is begun. Those that have begun are finished, and the others are
        reported as not attempted. V(0) means to go on to the end.
      - What can be seen to be wrong before anything is written counts too, so with V(1) nothing at all is written when
        an item asks for what is impossible.
    type: int
    default: 0
  purge:
    description:
      - Whether containers of the project that match O(purge_pattern) and are not in O(containers) are deleted, with
        everything in them.
      - They are deleted last, and none of them if anything failed before.
      - An empty O(containers) with a pattern that matches every container of the project is refused, as it would
        delete the whole project. Such a list is more often a mistake than a wish.
    type: bool
    default: false
  purge_pattern:
    description:
      - The names that O(purge) is about, as a shell pattern such as V(web-*). Upper and lower case differ.
      - It is required with O(purge=true), so that a fleet never deletes what it has nothing to do with, and refused
        without it.
      - A pattern that no name of a container can match, such as a regular expression or a list, is refused.
    type: str
notes:
  - Where the module runs in the process of C(ansible-playbook), as it does for localhost with Ansible's own Python
    interpreter, it shows every ten seconds on standard error how far it has come.
seealso:
  - module: hoody.cloud.container
  - module: hoody.cloud.container_network
  - module: hoody.cloud.container_firewall
"""

EXAMPLES = r"""
- name: Three web servers and a worker that leaves through a proxy
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

- name: Two databases that only the office and the web servers reach
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

- name: Two machines to log in to, each with a key that is made when it is missing
  hoody.cloud.container_fleet:
    project: Shop
    defaults:
      server: amber-fox-1a2-de
      ssh_key_file: ~/.ssh/hoody/{name}
    containers:
      - name: shell-[1:2]

- name: Thirty workers, all the same
  hoody.cloud.container_fleet:
    project: Shop
    defaults:
      server: amber-fox-1a2-de
    containers:
      - name: worker-[01:30]

- name: Scale down to two, and see before what that would delete
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
    - One row for each of O(containers), in the same order, with one for each name of a range, then one for each
      container that was purged.
  returned: always, unless the task fails before it begins
  type: list
  elements: dict
  contains:
    name:
      description: The name of the item, or its id where it has no name.
      type: str
      returned: always
    changed:
      description: Whether anything was done, or in check mode would be done.
      type: bool
      returned: always
    actions:
      description:
        - What was done, or in check mode would be done, in order, also where it failed later.
        - The actions on the network and on the firewall end with that word, as in C(configure network).
      type: list
      elements: str
      returned: always
    changes:
      description:
        - The names of the options that differed, without values. Those of the network begin with C(network.), those of
          the firewall with C(firewall.).
        - It is empty for a container that is created or deleted.
      type: list
      elements: str
      returned: always
    diff:
      description: The container, its network and its firewall before and after.
      type: dict
      returned: in diff mode
    container:
      description:
        - What names the container, how to reach it, its status and what a task can manage of it, with values of
          variables hidden. M(hoody.cloud.container_info) returns the rest.
        - The container of an unchanged row is as the listing shows it, without what listings leave out. That of a row
          that failed is as it was last seen. It is empty when there is none.
      type: dict
      returned: always
    network:
      description: What M(hoody.cloud.container_network) returns, or null where the task leaves the network alone.
      type: dict
      returned: always
    firewall:
      description: What M(hoody.cloud.container_firewall) returns, or null where the task leaves the firewall alone.
      type: dict
      returned: always
    error:
      description:
        - Why the container is not as wanted, or null.
        - Each member but C(msg) is null where no request failed.
      type: dict
      returned: always
      contains:
        msg:
          description: The sentence that explains it.
          type: str
          returned: when there is an error
        status:
          description: The HTTP status of the request that failed, null when no reply came.
          type: int
          returned: when there is an error
        code:
          description: The API's own code for the error, null when it sent none.
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
  description: The whole fleet in a few numbers and one line. Each of the declared containers counts once.
  returned: always, unless the task fails before it begins
  type: dict
  contains:
    create:
      description: How many were created, or in check mode would be. The same goes for the next two.
      type: int
      returned: always
    change:
      description: How many were changed, those included that were replaced because of O(containers[].recreate).
      type: int
      returned: always
    delete:
      description: How many were deleted because of O(containers[].state=absent).
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
      description: How many were not begun because of O(max_failures).
      type: int
      returned: always
    purged:
      description: The names of the containers that were deleted because of O(purge).
      type: list
      elements: str
      returned: always
    groups:
      description:
        - What was done, or in check mode would be done, each kind once, with the number and the names of those that it
          was done to. Creations come first, then changes, deletions, and what was purged; of several kinds of change,
          the most frequent is the first.
        - There are no values in it.
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
            - The names of what differed, as in RV(results[].changes), with C(restart) and C(recreate) where that was
              done. It is empty unless C(action) is V(change).
          type: list
          elements: str
          returned: always
        count:
          description: How many there are.
          type: int
          returned: always
        names:
          description: Their names.
          type: list
          elements: str
          returned: always
    reasons:
      description:
        - Why some failed, each cause once, the most frequent first. C(count) tells how many it met, C(names) which, and
          C(msg) is the sentence of the first of them.
      type: list
      elements: dict
      returned: always
    text:
      description:
        - One line for a person. Check mode says what would be done, as in C(2 to create), a run what was done, as in
          C(2 created).
      type: str
      returned: always
    lines:
      description:
        - The groups and the reasons for a person, a line each, the first three names in it. Of more than ten groups or
          reasons, the others are counted.
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
from ansible_collections.hoody.cloud.plugins.module_utils._fleet.model import FIELDS, options
from ansible_collections.hoody.cloud.plugins.module_utils._fleet.resource import reconcile


def main() -> None:
    """Run the module."""
    run(reconcile, options(), FIELDS, required_if=[("purge", True, ["purge_pattern"])])


if __name__ == "__main__":
    main()
