#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Gather information about servers."""

from __future__ import annotations

DOCUMENTATION = r"""
module: server_info
short_description: Gather information about the servers that Hoody containers can be on
version_added: 1.0.0
description:
  - Returns the rented servers, with their place, their size and the room that is left, and on request those of pools.
    A rental that has no machine of its own is left out, because no container can be on it.
  - A new account has one free server, so its name is all that a first container needs.
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
      - Whether to add the servers of the pools that the account is in, and to tell of each server in which pools it is.
        This takes one request a pool.
      - That the API takes their ids for new containers is likely and not documented.
    type: bool
    default: false
seealso:
  - module: hoody.cloud.container
"""

EXAMPLES = r"""
- name: Which servers are there?
  hoody.cloud.server_info:
  register: rented

- name: A container on the one with the most room
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
  description: The servers, by name.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description:
        - The name, which is what O(hoody.cloud.container#module:server) takes.
      type: str
      returned: always
    server_id:
      description: The id, which that option takes too.
      type: str
      returned: always
    rental_id:
      description: The id of the rental, which is not the server's; null for a server that only a pool gives.
      type: str
      returned: always
    status:
      description: The API's word for the rental. Containers can be created where it is V(active).
      type: str
      returned: always
    is_free_tier:
      description: Whether it is the shared free one, which has no KVM; null where the API does not tell.
      type: bool
      returned: always
    country:
      description: The country.
      type: str
      returned: always
    region:
      description: The part of the world.
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
        - Processor (C(cpu)), memory (C(ram)), C(disks) and C(network) as the API shows them; null where it does not.
      type: dict
      returned: always
    container_capacity:
      description: How many containers are on it (C(used)) and can be (C(max)); null where the API does not tell.
      type: dict
      returned: always
    containers_left:
      description: How many more containers fit; null where the API does not tell.
      type: int
      returned: always
    remaining_days:
      description: How many days the rental goes on.
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
        - With O(pools=true), the pools that it is in, each with C(name), and C(is_ready) for whether it can be used.
      type: list
      elements: dict
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
