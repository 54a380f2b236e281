#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Gather information about servers."""

from __future__ import annotations

DOCUMENTATION = r"""
module: server_info
short_description: Gather information about the servers for Hoody containers
version_added: 1.0.0
description:
  - Returns the rented servers with their location, their size and their free capacity, and on request the servers of
    pools. A rental without its own server is not returned, because it cannot have containers.
  - A new account has one free server. Use its name for the first container.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.api
  - hoody.cloud.attributes
  - hoody.cloud.attributes.info
options:
  server:
    description: A server, by name or id. The result is an empty list if there is none.
    type: str
  pools:
    description:
      - Whether to add the servers of the pools that the account can use, and the names of the pools of each server.
        This takes one request for each pool.
      - It is not documented whether the API accepts the ids of such servers for new containers, but it is likely.
    type: bool
    default: false
seealso:
  - module: hoody.cloud.container
"""

EXAMPLES = r"""
- name: Get all servers
  hoody.cloud.server_info:
  register: rented

- name: A container on the server with the most free capacity
  hoody.cloud.container:
    project: Shop
    name: shop-roomy
    server: "{{ (active | sort(attribute='containers_left') | last).name }}"
    state: started
  vars:
    active: "{{ rented.servers | selectattr('status', 'eq', 'active') | list }}"
"""

RETURN = r"""
servers:
  description: The servers, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description:
        - The name, for O(hoody.cloud.container#module:server).
      type: str
      returned: always
    server_id:
      description: The id, also for O(hoody.cloud.container#module:server).
      type: str
      returned: always
    rental_id:
      description: The id of the rental, which is not the id of the server. It is null for a server that is available
        only through a pool.
      type: str
      returned: always
    status:
      description: The status of the rental in the API. Containers can be created if it is V(active).
      type: str
      returned: always
    is_free_tier:
      description: Whether it is the shared free server, which has no KVM; null if the API does not report it.
      type: bool
      returned: always
    country:
      description: The country.
      type: str
      returned: always
    region:
      description: The region of the world.
      type: str
      returned: always
    city:
      description: The city.
      type: str
      returned: always
    datacenter:
      description: The data center.
      type: str
      returned: always
    model:
      description: The model of the machine.
      type: str
      returned: always
    specs:
      description:
        - The hardware as the API reports it, or null. The members of these dictionaries depend on the revision of the
          API.
      type: dict
      returned: always
      contains:
        cpu:
          description: The processor.
          type: dict
          returned: if the API returns it
        ram:
          description: The memory.
          type: dict
          returned: if the API returns it
        disks:
          description: The disks.
          type: dict
          returned: if the API returns it
        network:
          description: The network connection.
          type: dict
          returned: if the API returns it
        additional:
          description: Other properties.
          type: dict
          returned: if the API returns it
    container_capacity:
      description: The capacity for containers; null if the API does not report it.
      type: dict
      returned: always
      contains:
        used:
          description: The number of containers on the server.
          type: int
          returned: always
        max:
          description: The maximum number of containers.
          type: int
          returned: always
    containers_left:
      description: How many more containers can be created; null if the API does not report it.
      type: int
      returned: always
    remaining_days:
      description: The number of days until the rental ends.
      type: float
      returned: always
    rental_start:
      description: When the rental began.
      type: str
      returned: always
    rental_end:
      description: When the rental ends.
      type: str
      returned: always
    pools:
      description:
        - With O(pools=true), the pools of the server, each with C(name), and C(is_ready) (whether it can be used).
      type: list
      elements: dict
      returned: always
      contains:
        name:
          description: The name of the pool.
          type: str
          returned: always
        is_ready:
          description: Whether the pool can be used.
          type: bool
          returned: always
  sample:
    - city: Falkenstein
      container_capacity:
        max: 100000
        used: 4
      containers_left: 99996
      country: DE
      datacenter: FSN1
      is_free_tier: false
      model: M-32
      name: amber-fox-1a2-de
      pools: []
      region: Europe
      remaining_days: 60
      rental_end: '2027-01-28T00:00:00.000Z'
      rental_id: 65a1b2c3d4e5f60700100003
      rental_start: '2026-08-31T00:00:00.000Z'
      server_id: 65a1b2c3d4e5f60700100004
      specs:
        additional:
          ipv4_count: 1
          ipv6_enabled: true
        cpu:
          cores: 8
          model: EPYC 4344P
          score: 32000
          score_type: multi
          threads: 16
        disks:
          config:
            - size_gb: 960
              type: nvme
          summary: 1x 960 GB
          total_gb: 960
        network:
          bandwidth_formatted: 1 Gbit/s
          bandwidth_mbps: 1000
          traffic_tb: 20
          traffic_unlimited: false
        ram:
          capacity_gb: 32
          speed_mhz: 4800
          type: DDR5
      status: active
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
    code: null
    method: GET
    path: /api/v1/rentals
    status: 403
    tries: 1
"""

from ansible_collections.hoody.cloud.plugins.module_utils._ansible.module import run
from ansible_collections.hoody.cloud.plugins.module_utils._catalog.servers import (
    inform_of_servers,
    server_options,
)


def main() -> None:
    """Run the module."""
    run(inform_of_servers, server_options())


if __name__ == "__main__":
    main()
