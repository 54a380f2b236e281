#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Manage the firewall of a container."""

from __future__ import annotations

DOCUMENTATION = r"""
module: container_firewall
short_description: Manage the firewall of a Hoody container
version_added: 1.0.0
description:
  - Adds, changes and deletes the rules that decide what may reach a container (ingress) and what it may reach (egress).
  - The first rule that matches decides. A container without rules is open in both directions. What becomes of traffic
    that no rule matches, once there are rules, is not documented, so end a list with a rule for the rest.
  - A direction that a task does not name is left alone, and so are rules that it does not name, unless O(purge=true).
  - There is never a moment in which something is open that is open neither before nor after. The API can only add a
    rule at the end and has no way to move one. So where a rule has to move, a temporary one keeps closed meanwhile what
    the rule closes, and a direction may be more closed for a moment. Wherever a run is killed, the next one ends as
    asked and deletes what is left of such rules.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.address
  - hoody.cloud.api
  - hoody.cloud.attributes
  - hoody.cloud.attributes.managing
options:
  ingress:
    description:
      - The rules for what may reach the container. Without this option that direction is left alone.
      - A rule is known by its action and by what it matches, however that is spelled. V(80) and V(80-80) are the same,
        an address is the same with V(/32), and the order within a list does not matter. A rule that is there is not
        added again. Its description and its state are set where they differ.
      - New rules are added at the end, in the order of the task.
      - An empty list with O(purge=true) deletes all rules of the direction.
    type: list
    elements: dict
    suboptions:
      action:
        description:
          - V(allow) lets the traffic through. V(reject) refuses it and says so to the sender, V(drop) without a word.
        type: str
        choices: [allow, reject, drop]
        required: true
      protocol:
        description: The protocol. The API knows no other, and no IPv6.
        type: str
        choices: [tcp, udp, icmp4]
        required: true
      description:
        description:
          - What the rule is for, at most 255 characters. It is no part of what the rule is known by. To change it, the
            rule is deleted and added again.
        type: str
        required: true
      destination_port:
        description:
          - The ports that are connected to. A port, a range such as V(80-90), or several of these with commas.
            V(1-65535) is every port.
          - It is required for V(tcp) and V(udp), and an error for V(icmp4).
        type: str
      source:
        description:
          - Where the traffic comes from, as an IPv4 address or a network such as V(203.0.113.0/24). Newer revisions of
            the API also take several of these with commas. Without it, the rule is about all addresses.
        type: str
      source_port:
        description: The ports that are connected from, as a range or a list too. It is rarely of use. Not for V(icmp4).
        type: str
      icmp_type:
        description: The type of ICMP, a number such as V(8) for a ping. Only for V(icmp4). Without it, all are meant.
        type: str
      icmp_code:
        description: The code of ICMP, a number. Only for V(icmp4). Without it, all are meant.
        type: str
      state:
        description: V(disabled) keeps the rule in its place without any effect.
        type: str
        choices: [enabled, disabled]
        default: enabled
  egress:
    description: The rules for what the container may reach, in the same way as O(ingress).
    type: list
    elements: dict
    suboptions:
      action:
        description:
          - V(allow) lets the traffic through. V(reject) refuses it and says so to the sender, V(drop) without a word.
        type: str
        choices: [allow, reject, drop]
        required: true
      protocol:
        description: The protocol. The API knows no other, and no IPv6.
        type: str
        choices: [tcp, udp, icmp4]
        required: true
      description:
        description:
          - What the rule is for, at most 255 characters. It is no part of what the rule is known by. To change it, the
            rule is deleted and added again.
        type: str
        required: true
      destination_port:
        description:
          - The ports that are connected to. A port, a range such as V(80-90), or several of these with commas.
            V(1-65535) is every port.
          - It is required for V(tcp) and V(udp), and an error for V(icmp4).
        type: str
      destination:
        description:
          - Where the traffic goes, as an IPv4 address or a network such as V(203.0.113.0/24). Newer revisions of
            the API also take several of these with commas. Without it, the rule is about all addresses.
        type: str
      source_port:
        description: The ports that are connected from, as a range or a list too. It is rarely of use. Not for V(icmp4).
        type: str
      icmp_type:
        description: The type of ICMP, a number such as V(8) for a ping. Only for V(icmp4). Without it, all are meant.
        type: str
      icmp_code:
        description: The code of ICMP, a number. Only for V(icmp4). Without it, all are meant.
        type: str
      state:
        description: V(disabled) keeps the rule in its place without any effect.
        type: str
        choices: [enabled, disabled]
        default: enabled
  purge:
    description:
      - Whether to delete the rules that the task does not name, in the directions that it names.
    type: bool
    default: false
  ordered:
    description:
      - Whether the rules have to be in the order of the task. It decides about what several rules match.
      - Without it, a rule that is there stays where it is, and a warning says where the order is another than that of
        the task and makes a difference.
      - A rule of the task is never moved behind one that the task does not name and that decides otherwise about the
        same traffic. That is an error, before anything is changed.
    type: bool
    default: false
  state:
    description:
      - V(present) manages the rules that the task names.
      - V(absent) resets the firewall, which deletes all rules of both directions and detaches it. The container is open
        in both directions then. An empty list with O(purge=true) deletes the rules and leaves the empty firewall
        attached. Whether an empty firewall is attached cannot be seen, so where there are no rules nothing is done.
    type: str
    choices: [present, absent]
    default: present
  force:
    description:
      - Whether rules may shut out everybody from what leads into the container, which is port 22 of SSH and port 1601
        of the services that O(hoody.cloud.containers#inventory:connect=https) uses. Which other ports these services
        have is not published.
      - Without it, such rules are an error before anything is changed. A rule before them that allows anybody to reach
        the port is enough to have them accepted.
    type: bool
    default: false
notes:
  - Newer revisions of the API warn of a rule that covers ports of the services inside. The task passes that on.
  - Some revisions of the API do not let a firewall see SSH. A rule for port 22 has no effect there.
  - Others may change the rules at the same time. What a write leaves behind is compared with what it was to leave, and
    after a surprise the rules are read and planned again, at most three times.
seealso:
  - module: hoody.cloud.container_firewall_info
  - module: hoody.cloud.container_network
    description: Decides by which way the egress goes; a firewall decides what of it may go.
"""

EXAMPLES = r"""
- name: The web for all, SSH for the office, and nothing else
  hoody.cloud.container_firewall:
    project: Shop
    container: shop-api
    ingress:
      - action: allow
        protocol: tcp
        destination_port: 80,443
        description: web
      - action: allow
        protocol: tcp
        destination_port: 22,1601
        source: 203.0.113.0/24
        description: office
      - action: drop
        protocol: tcp
        destination_port: 1-65535
        description: the rest
    ordered: true
    purge: true

- name: No mail goes out; all other rules stay as they are
  hoody.cloud.container_firewall:
    project: Shop
    container: shop-api
    egress:
      - action: reject
        protocol: tcp
        destination_port: 25,465,587
        description: no mail

- name: The web is closed for an hour
  hoody.cloud.container_firewall:
    project: Shop
    container: shop-api
    ingress:
      - action: allow
        protocol: tcp
        destination_port: 80,443
        description: web
        state: disabled

- name: Open again in both directions
  hoody.cloud.container_firewall:
    project: Shop
    container: shop-api
    state: absent
"""

RETURN = r"""
firewall:
  description:
    - The firewall as the API shows it, in check mode as it would be.
    - When the task failed, the firewall as it was last seen; empty when it was not seen at all.
  returned: always
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
actions:
  description:
    - What was done, or in check mode would be, in order, one for each write. V(add), V(delete), V(enable) and
      V(disable) are about a rule each, V(reset) about all of them, and V(add_temporary) and V(delete_temporary) about
      one that keeps something closed meanwhile. RV(ignore:diff) shows the rules.
    - When the task failed, what had been done before.
  returned: always
  type: list
  elements: str
  sample: [add, add, add]
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
from ansible_collections.hoody.cloud.plugins.module_utils._firewall.resource import FIREWALLS


def main() -> None:
    """Run the module."""
    run(FIREWALLS.reconcile, FIREWALLS.options(), FIREWALLS.shown)


if __name__ == "__main__":
    main()
