#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Declare a fleet of containers."""

from __future__ import annotations

DOCUMENTATION = r"""
module: container_fleet
short_description: Manage many Hoody containers and their networks in one task
version_added: 1.0.0
description:
  - Brings many containers of one project, each with its outbound network, into their wanted states at once.
  - The project is listed once, every container is compared with what was declared, and only what differs is done,
    several at once. New containers are created first, and all of them are waited for together.
  - What is wrong with one container stops no other. At the end the task fails with the reasons of all that failed,
    and RV(results) tells for each what was done.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.api
  - hoody.cloud.attributes
  - hoody.cloud.attributes.managing
options:
  project:
    description: The project of all the containers, by alias or id.
    type: str
    required: true
  containers:
    description:
      - The containers, each with the options of M(hoody.cloud.container) and, as O(containers[].network), those of
        M(hoody.cloud.container_network). No name and no id may appear twice.
      - An option that an item leaves out comes from O(defaults), and else has the default of that module.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: The name of the container, see O(hoody.cloud.container#module:name).
        type: str
      id:
        description: The id of an existing container, see O(hoody.cloud.container#module:id).
        type: str
      <<: &shared
        server:
          description: See O(hoody.cloud.container#module:server).
          type: str
        state:
          description: See O(hoody.cloud.container#module:state).
          type: str
          choices: [present, started, stopped, restarted, paused, absent]
        color:
          description: See O(hoody.cloud.container#module:color).
          type: str
        container_image:
          description: See O(hoody.cloud.container#module:container_image).
          type: str
        ai:
          description: See O(hoody.cloud.container#module:ai).
          type: bool
        environment_vars:
          description: See O(hoody.cloud.container#module:environment_vars).
          type: dict
        purge_environment_vars:
          description: See O(hoody.cloud.container#module:purge_environment_vars).
          type: bool
        ssh_public_key:
          description: See O(hoody.cloud.container#module:ssh_public_key).
          type: str
        comment:
          description: See O(hoody.cloud.container#module:comment).
          type: str
        hoody_kit:
          description: See O(hoody.cloud.container#module:hoody_kit).
          type: bool
        dev_kit:
          description: See O(hoody.cloud.container#module:dev_kit).
          type: bool
        autostart:
          description: See O(hoody.cloud.container#module:autostart).
          type: bool
        ramdisk:
          description: See O(hoody.cloud.container#module:ramdisk).
          type: bool
        cache:
          description: See O(hoody.cloud.container#module:cache).
          type: bool
        cache_image:
          description: See O(hoody.cloud.container#module:cache_image).
          type: bool
        prespawn:
          description: See O(hoody.cloud.container#module:prespawn).
          type: bool
        bypass_prespawn:
          description: See O(hoody.cloud.container#module:bypass_prespawn).
          type: bool
        realm_ids:
          description: See O(hoody.cloud.container#module:realm_ids).
          type: list
          elements: str
        recreate:
          description: See O(hoody.cloud.container#module:recreate).
          type: bool
        force:
          description: See O(hoody.cloud.container#module:force).
          type: bool
        wait:
          description: See O(hoody.cloud.container#module:wait).
          type: bool
        wait_timeout:
          description: See O(hoody.cloud.container#module:wait_timeout).
          type: float
        network:
          description:
            - The outbound network of the container, see M(hoody.cloud.container_network). Without it the
              network is left alone.
            - Its options are taken one by one from the item, then from O(defaults.network).
          type: dict
          suboptions:
            state:
              description: See O(hoody.cloud.container_network#module:state).
              type: str
              choices: [present, started, stopped, restarted, absent]
            type:
              description: See O(hoody.cloud.container_network#module:type).
              type: str
              choices: [socks5, http, https, block]
            proxy:
              description: See O(hoody.cloud.container_network#module:proxy).
              type: str
            proxy_username:
              description: See O(hoody.cloud.container_network#module:proxy_username).
              type: str
            proxy_password:
              description: See O(hoody.cloud.container_network#module:proxy_password).
              type: str
            update_password:
              description: See O(hoody.cloud.container_network#module:update_password).
              type: str
              choices: [on_create, always]
            country:
              description: See O(hoody.cloud.container_network#module:country).
              type: str
            city:
              description: See O(hoody.cloud.container_network#module:city).
              type: str
            region:
              description: See O(hoody.cloud.container_network#module:region).
              type: str
            comment:
              description: See O(hoody.cloud.container_network#module:comment).
              type: str
            dns_servers:
              description: See O(hoody.cloud.container_network#module:dns_servers).
              type: list
              elements: str
  defaults:
    description:
      - Options for every item that does not give them itself.
      - An option of the item replaces the one here as a whole, variables and lists too. Only the options of
        O(defaults.network) are taken one by one.
    type: dict
    suboptions:
      <<: *shared
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
      - It is required with O(purge=true), so that a fleet never deletes what it has nothing to do with.
    type: str
notes:
  - Where the module runs in the process of C(ansible-playbook), as it does for localhost with Ansible's own Python
    interpreter, it shows every ten seconds on standard error how far it has come.
seealso:
  - module: hoody.cloud.container
  - module: hoody.cloud.container_network
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
    - One row for each of O(containers), in the same order, then one for each container that was purged.
    - C(name), C(changed) and C(actions) tell what was done, or in check mode would be done. The actions on the network
      end with that word, as in C(configure network).
    - C(container) tells what names the container, how to reach it, its status and what a task can manage of it, with
      values of variables hidden. M(hoody.cloud.container_info) returns the rest. The container of an unchanged row is
      as the listing shows it, without what listings leave out.
    - C(network) is what M(hoody.cloud.container_network) returns, or null where the task leaves the network alone.
    - C(error) is the reason why the container is not as wanted, or null. In diff mode C(diff) is the difference.
  returned: always, unless the task fails before it begins
  type: list
  elements: dict
  sample:
    - actions:
        - create
      changed: true
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
      name: web-1
      network: null
summary:
  description:
    - How many containers were declared (C(total)), and how many of them were C(changed), C(unchanged), C(failed) or,
      because of O(max_failures), C(not_attempted).
    - C(purged) lists the names of the containers that were deleted because of O(purge).
  returned: always, unless the task fails before it begins
  type: dict
  sample:
    changed: 4
    failed: 0
    not_attempted: 0
    purged: []
    total: 4
    unchanged: 0
"""

from ansible_collections.hoody.cloud.plugins.module_utils._fleet import FIELDS, options
from ansible_collections.hoody.cloud.plugins.module_utils._fleet_api import reconcile
from ansible_collections.hoody.cloud.plugins.module_utils._module import run


def main() -> None:
    """Run the module."""
    run(reconcile, options(), FIELDS, required_if=[("purge", True, ["purge_pattern"])])


if __name__ == "__main__":
    main()
