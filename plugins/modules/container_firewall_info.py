#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Gather information about the firewall of a container."""

from __future__ import annotations

DOCUMENTATION = r"""
module: container_firewall_info
short_description: Gather information about the firewall of a Hoody container
version_added: 1.0.0
description:
  - Returns the firewall rules of a container, in the order in which they are checked. The first rule that matches
    decides. A container without rules accepts all traffic in both directions.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.address
  - hoody.cloud.api
  - hoody.cloud.attributes
  - hoody.cloud.attributes.info
seealso:
  - module: hoody.cloud.container_firewall
"""

EXAMPLES = r"""
- name: Get the firewall of a container
  hoody.cloud.container_firewall_info:
    project: Shop
    container: shop-api
  register: walls

- name: Show one line for each rule
  ansible.builtin.debug:
    msg: "{{ item.action }} {{ item.protocol }} {{ item.destination_port | default('') }} ({{ item.description }})"
  loop: "{{ walls.firewall.ingress }}"
  loop_control:
    label: "{{ item.description }}"
"""

RETURN = r"""
firewall:
  description:
    - The firewall as the API shows it. It has no rules if the revision of the API has no firewalls, and in check mode
      for a container that an earlier task would have created.
  returned: success
  type: dict
  contains:
    container_id:
      description: The id of the container; null in check mode if it has not been created yet.
      type: str
      returned: always
    ingress:
      description: The rules for traffic to the container, in the order in which they are checked.
      type: list
      elements: dict
      returned: always
      contains:
        action:
          description: What happens to the traffic, V(allow), V(reject) or V(drop).
          type: str
          returned: always
        protocol:
          description: The protocol, V(tcp), V(udp) or V(icmp4).
          type: str
          returned: always
        description:
          description: What the rule is for.
          type: str
          returned: always
        destination_port:
          description: The destination ports.
          type: str
          returned: for V(tcp) and V(udp)
        source:
          description: The source of the traffic.
          type: str
          returned: if it is limited
        source_port:
          description: The source ports.
          type: str
          returned: if it is set
        icmp_type:
          description: The ICMP type.
          type: str
          returned: if it is set
        icmp_code:
          description: The ICMP code.
          type: str
          returned: if it is set
        state:
          description: V(enabled) or V(disabled).
          type: str
          returned: always
    egress:
      description: The rules for traffic from the container, in the same form.
      type: list
      elements: dict
      returned: always
      contains:
        action:
          description: What happens to the traffic, V(allow), V(reject) or V(drop).
          type: str
          returned: always
        protocol:
          description: The protocol, V(tcp), V(udp) or V(icmp4).
          type: str
          returned: always
        description:
          description: What the rule is for.
          type: str
          returned: always
        destination_port:
          description: The destination ports.
          type: str
          returned: for V(tcp) and V(udp)
        destination:
          description: The destination of the traffic.
          type: str
          returned: if it is limited
        source_port:
          description: The source ports.
          type: str
          returned: if it is set
        icmp_type:
          description: The ICMP type.
          type: str
          returned: if it is set
        icmp_code:
          description: The ICMP code.
          type: str
          returned: if it is set
        state:
          description: V(enabled) or V(disabled).
          type: str
          returned: always
    rule_count:
      description: The number of rules in both directions; null if the API does not report it, such as older revisions.
      type: int
      returned: always
    byte_count:
      description: Their size in bytes; null if the API does not report it.
      type: int
      returned: always
    max_rules:
      description: The maximum number of rules; null if the API does not report it.
      type: int
      returned: always
    max_bytes:
      description: Their maximum size in bytes; null if the API does not report it.
      type: int
      returned: always
  sample:
    byte_count: 366
    container_id: 65a1b2c3d4e5f6070010000e
    egress: []
    ingress:
      - action: allow
        description: web
        destination_port: 80,443
        protocol: tcp
        state: enabled
      - action: allow
        description: office
        destination_port: 22,1601
        protocol: tcp
        source: 203.0.113.0/24
        state: enabled
      - action: drop
        description: the rest
        destination_port: 1-65535
        protocol: tcp
        state: enabled
    max_bytes: 262144
    max_rules: 500
    rule_count: 3
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
    path: /api/v1/containers/65a1b2c3d4e5f6070010000e/firewall/rules
    status: 403
    tries: 1
"""

from ansible_collections.hoody.cloud.plugins.module_utils._ansible.module import run
from ansible_collections.hoody.cloud.plugins.module_utils._container.finding import container_options
from ansible_collections.hoody.cloud.plugins.module_utils._firewall.reading import FIREWALL_READING


def main() -> None:
    """Run the module."""
    run(FIREWALL_READING.inform, container_options())


if __name__ == "__main__":
    main()
