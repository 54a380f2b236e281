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
  - Adds, changes and deletes the rules for traffic to a container (ingress) and from it (egress).
  - The first rule that matches decides. A container without rules accepts all traffic in both directions. It is not
    documented what happens to traffic that matches no rule of a list. So end each list with a rule for all other
    traffic.
  - A direction that is not given is not changed. Existing rules that the task does not have are kept, unless
    O(purge=true).
  - While rules change, no traffic is ever allowed that is blocked both before and after. The API can add a rule only at
    the end and cannot move one. So to move a rule, the module adds a temporary rule that blocks the same traffic
    meanwhile, and for a moment more traffic can be blocked. If a run is killed, the next run completes the change and
    deletes temporary rules.
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
      - The rules for traffic to the container. If it is not given, this direction is not changed.
      - A rule is identified by its action and by what it matches. V(80) and V(80-80) are the same port, an address is
        the same with V(/32), and the order within a comma-separated list does not matter. An existing rule is not added
        again; its description and its state are changed if they differ.
      - New rules are added at the end, in the order of the task.
      - An empty list with O(purge=true) deletes all rules of the direction.
    type: list
    elements: dict
    suboptions:
      action:
        description:
          - V(allow) accepts the traffic. V(reject) refuses it and notifies the sender. V(drop) discards it without a
            reply.
        type: str
        choices: [allow, reject, drop]
        required: true
      protocol:
        description: The protocol. The API does not support other protocols or IPv6.
        type: str
        choices: [tcp, udp, icmp4]
        required: true
      description:
        description:
          - What the rule is for, at most 255 characters. It does not identify the rule. To change it, the rule is
            deleted and added again.
        type: str
        required: true
      destination_port:
        description:
          - The destination ports. A port, a range such as V(80-90), or several of these separated by commas. V(1-65535)
            means all ports.
          - It is required for V(tcp) and V(udp), and an error for V(icmp4).
        type: str
      source:
        description:
          - The source of the traffic, as an IPv4 address or a network such as V(203.0.113.0/24). Newer revisions of the
            API also accept several of these, separated by commas. By default the rule matches all addresses.
        type: str
      source_port:
        description: The source ports, in the same form. It is rarely needed. Not for V(icmp4).
        type: str
      icmp_type:
        description: The ICMP type, a number such as V(8) for a ping. Only for V(icmp4). By default the rule matches all
          types.
        type: str
      icmp_code:
        description: The ICMP code, a number. Only for V(icmp4). By default the rule matches all codes.
        type: str
      state:
        description: V(disabled) keeps the rule in the list, but without any effect.
        type: str
        choices: [enabled, disabled]
        default: enabled
  egress:
    description: The rules for traffic from the container, in the same form as O(ingress).
    type: list
    elements: dict
    suboptions:
      action:
        description:
          - V(allow) accepts the traffic. V(reject) refuses it and notifies the sender. V(drop) discards it without a
            reply.
        type: str
        choices: [allow, reject, drop]
        required: true
      protocol:
        description: The protocol. The API does not support other protocols or IPv6.
        type: str
        choices: [tcp, udp, icmp4]
        required: true
      description:
        description:
          - What the rule is for, at most 255 characters. It does not identify the rule. To change it, the rule is
            deleted and added again.
        type: str
        required: true
      destination_port:
        description:
          - The destination ports. A port, a range such as V(80-90), or several of these separated by commas. V(1-65535)
            means all ports.
          - It is required for V(tcp) and V(udp), and an error for V(icmp4).
        type: str
      destination:
        description:
          - The destination of the traffic, as an IPv4 address or a network such as V(203.0.113.0/24). Newer revisions
            of the API also accept several of these, separated by commas. By default the rule matches all addresses.
        type: str
      source_port:
        description: The source ports, in the same form. It is rarely needed. Not for V(icmp4).
        type: str
      icmp_type:
        description: The ICMP type, a number such as V(8) for a ping. Only for V(icmp4). By default the rule matches all
          types.
        type: str
      icmp_code:
        description: The ICMP code, a number. Only for V(icmp4). By default the rule matches all codes.
        type: str
      state:
        description: V(disabled) keeps the rule in the list, but without any effect.
        type: str
        choices: [enabled, disabled]
        default: enabled
  purge:
    description:
      - Whether to delete existing rules that the task does not have, in the directions that it gives.
    type: bool
    default: false
  ordered:
    description:
      - Whether the rules must be in the order of the task. The order matters for traffic that several rules match.
      - With V(false), an existing rule keeps its position. If the order differs from the task in a way that matters, a
        warning says so.
      - A rule of the task is never moved behind a rule that the task does not have and that has another action for the
        same traffic. This is an error before anything is changed.
    type: bool
    default: false
  state:
    description:
      - V(present) manages the rules that the task gives.
      - V(absent) resets the firewall. This deletes all rules of both directions and detaches the firewall. The
        container then accepts all traffic. An empty list with O(purge=true) deletes the rules and keeps the empty
        firewall attached. The API does not show whether an empty firewall is attached. So nothing is done if there are
        no rules.
    type: str
    choices: [present, absent]
    default: present
  force:
    description:
      - Whether to accept rules that block all access to the container over port 22 (SSH) or port 1601 (a service that
        O(hoody.cloud.containers#inventory:connect=https) uses). The other ports of these services are not published.
      - With V(false), such rules are an error before anything is changed. They are accepted if an earlier rule allows
        access to the port from at least one address.
    type: bool
    default: false
notes:
  - Newer revisions of the API warn about a rule that covers ports of the services in the container. The task shows that
    warning.
  - With some revisions of the API, SSH traffic does not pass the firewall. A rule for port 22 has no effect there.
  - If someone else changes the rules at the same time, the module notices it after the next write, and reads and plans
    again, at most three times.
seealso:
  - module: hoody.cloud.container_firewall_info
  - module: hoody.cloud.container_network
    description: Routes the egress through a proxy. A firewall allows or blocks parts of it.
"""

EXAMPLES = r"""
- name: Allow web traffic from everywhere, SSH from the office, and nothing else
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

- name: Block outgoing mail and keep all other rules
  hoody.cloud.container_firewall:
    project: Shop
    container: shop-api
    egress:
      - action: reject
        protocol: tcp
        destination_port: 25,465,587
        description: no mail

- name: Disable the rule for web traffic
  hoody.cloud.container_firewall:
    project: Shop
    container: shop-api
    ingress:
      - action: allow
        protocol: tcp
        destination_port: 80,443
        description: web
        state: disabled

- name: Remove all rules
  hoody.cloud.container_firewall:
    project: Shop
    container: shop-api
    state: absent
"""

RETURN = r"""
firewall:
  description:
    - The firewall as the API shows it. In check mode, as it would be.
    - If the task failed, the firewall as it was last read. An empty dictionary if it was not read.
  returned: always
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
      description: Their size in bytes; null if the API does not report it, and in check mode if rules would change.
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
actions:
  description:
    - What was done, or in check mode would be done, in this order, one item for each write request. V(add), V(delete),
      V(enable) and V(disable) change one rule. V(reset) removes all rules. V(add_temporary) and V(delete_temporary)
      change a temporary rule that blocks traffic while other rules change. RV(ignore:diff) shows the rules.
    - If the task failed, what had been done before.
  returned: always
  type: list
  elements: str
  sample: [add, add, add]
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
from ansible_collections.hoody.cloud.plugins.module_utils._firewall.resource import FIREWALLS


def main() -> None:
    """Run the module."""
    run(FIREWALLS.reconcile, FIREWALLS.options(), FIREWALLS.shown)


if __name__ == "__main__":
    main()
