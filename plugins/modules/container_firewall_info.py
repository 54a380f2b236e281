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
  - Returns the rules of the firewall of a container, in the order in which they are looked at. The first that matches
    decides. A container without rules is open in both directions.
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
- name: What may reach this container?
  hoody.cloud.container_firewall_info:
    project: Shop
    container: shop-api
  register: walls

- name: A line for each rule
  ansible.builtin.debug:
    msg: "{{ item.action }} {{ item.protocol }} {{ item.destination_port | default('') }} ({{ item.description }})"
  loop: "{{ walls.firewall.ingress }}"
  loop_control:
    label: "{{ item.description }}"
"""

RETURN = r"""
firewall:
  description:
    - The firewall as the API shows it. It has no rules where the revision of the API has no firewalls, and in check
      mode for a container that does not exist because an earlier task would have created it.
  returned: success
  type: dict
  contains:
    container_id:
      description: The id of the container; null in check mode where it is yet to be created.
      type: str
      returned: always
    ingress:
      description: The rules for what may reach the container, in the order in which they are looked at.
      type: list
      elements: dict
      returned: always
      contains:
        action:
          description: What becomes of the traffic, V(allow), V(reject) or V(drop).
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
          description: The ports that are connected to.
          type: str
          returned: for V(tcp) and V(udp)
        source:
          description: Where the traffic comes from.
          type: str
          returned: where it is not everywhere
        source_port:
          description: The ports that are connected from.
          type: str
          returned: where it is set
        icmp_type:
          description: The type of ICMP.
          type: str
          returned: where it is set
        icmp_code:
          description: The code of ICMP.
          type: str
          returned: where it is set
        state:
          description: V(enabled) or V(disabled).
          type: str
          returned: always
    egress:
      description: The rules for what the container may reach, in the same way.
      type: list
      elements: dict
      returned: always
      contains:
        action:
          description: What becomes of the traffic, V(allow), V(reject) or V(drop).
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
          description: The ports that are connected to.
          type: str
          returned: for V(tcp) and V(udp)
        destination:
          description: Where the traffic goes.
          type: str
          returned: where it is not everywhere
        source_port:
          description: The ports that are connected from.
          type: str
          returned: where it is set
        icmp_type:
          description: The type of ICMP.
          type: str
          returned: where it is set
        icmp_code:
          description: The code of ICMP.
          type: str
          returned: where it is set
        state:
          description: V(enabled) or V(disabled).
          type: str
          returned: always
    rule_count:
      description: How many rules there are in both directions; null where the API does not tell, as older revisions.
      type: int
      returned: always
    byte_count:
      description: How large they are; null where the API does not tell, and in check mode where rules would change.
      type: int
      returned: always
    max_rules:
      description: How many there can be; null where the API does not tell.
      type: int
      returned: always
    max_bytes:
      description: How large they can be; null where the API does not tell.
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
