# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter account_report."""

from __future__ import annotations

DOCUMENTATION = r"""
name: account_report
short_description: Figures about many Hoody containers, for a report
version_added: 1.0.0
description:
  - Calculates the figures of a report from the results of info modules. These are the number of containers by status,
    project and server, their egress, what differs from a declared fleet, what ends soon, and what has failed.
  - It sends no requests, and returns no values of variables, no credentials and no addresses with credentials.
  - The playbook C(hoody.cloud.report) writes a page with these figures. Use the filter for your own reports.
author:
  - hoody.cloud contributors (@hoody-com)
positional: servers, proxy_aliases, snapshots, fleet, days
options:
  _input:
    description:
      - The containers, as RV(hoody.cloud.container_info#module:containers) with
        O(hoody.cloud.container_info#module:network=true). For containers without a member C(network), the egress is
        unknown.
    type: list
    elements: dict
    required: true
  servers:
    description: The servers, as RV(hoody.cloud.server_info#module:servers).
    type: list
    elements: dict
    default: []
  proxy_aliases:
    description: The proxy aliases, as RV(hoody.cloud.proxy_alias_info#module:proxy_aliases).
    type: list
    elements: dict
    default: []
  snapshots:
    description:
      - Containers as in O(_input), with O(hoody.cloud.container_info#module:snapshots=true).
    type: list
    elements: dict
    default: []
  fleet:
    description: The result of M(hoody.cloud.container_fleet) in check mode.
    type: dict
    default: {}
  days:
    description: Things that end within this number of days are shown as ending soon.
    type: int
    default: 30
seealso:
  - module: hoody.cloud.container_info
  - module: hoody.cloud.container_fleet
"""

EXAMPLES = r"""
- name: Get all containers
  hoody.cloud.container_info:
    network: true
  register: all

- name: Show how many have unfiltered egress
  ansible.builtin.debug:
    msg: "{{ report.egress.counts.unfiltered | default(0) }} of {{ report.total }}"
  vars:
    report: "{{ all.containers | hoody.cloud.account_report }}"
"""

RETURN = r"""
_value:
  description: The figures of the report.
  type: dict
  contains:
    at:
      description: When the report was created.
      type: str
    total:
      description: The number of containers.
      type: int
    statuses:
      description: The number of containers by status.
      type: dict
    projects:
      description: Each project with its C(name), the number of its containers (C(count)), and C(statuses) as above.
      type: list
      elements: dict
    servers:
      description: The same for each server, with its location (C(place)) and its free capacity for containers
        (C(room)).
      type: list
      elements: dict
    egress:
      description:
        - C(counts) is the number of containers whose egress is V(enforced), V(stored) only, V(unfiltered), V(blocked)
          or V(unknown).
        - C(countries) has each country with its C(code), C(name), C(count), C(counts) and C(ways). A way is a C(proxy),
          or C(unfiltered) for egress through the address of the server, with C(count), C(counts) and C(containers).
      type: dict
    drift:
      description:
        - What differs from the declared fleet, with C(text), C(groups), C(reasons) and C(unchanged) as in
          RV(hoody.cloud.container_fleet#module:summary). C(differing) is the number of containers that differ,
          including those that cannot get the declared values. C(problem) is the error if the fleet could not be
          compared. It is null without O(fleet).
      type: dict
    days:
      description: The value of O(days).
      type: int
    ending:
      description:
        - What ends within these days, the earliest first, with C(kind) (V(server), V(proxy alias) or V(snapshot)),
          C(name), C(concerns), C(at), and the number of remaining days (C(days)).
      type: list
      elements: dict
    next_end:
      description: What ends next after that, in the same form, or null.
      type: dict
    failed:
      description: Why containers failed, each reason once, with C(msg), C(count) and C(containers).
      type: list
      elements: dict
    containers:
      description:
        - One item for each container, sorted by name, with C(number), C(name), C(comment), C(project), C(server),
          C(status), C(egress), C(country), C(proxy), C(drift), C(changes) and C(failed).
      type: list
      elements: dict
"""

import time
from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible.utils.unsafe_proxy import wrap_var
from ansible_collections.hoody.cloud.plugins.plugin_utils._report.view import account_report


def report_of(
    containers: Any,
    servers: Any = None,
    proxy_aliases: Any = None,
    snapshots: Any = None,
    fleet: Any = None,
    days: Any = 30,
) -> dict[str, Any]:
    """The figures of a report, made now."""
    lists = {"containers": containers, "servers": servers, "proxy_aliases": proxy_aliases, "snapshots": snapshots}
    for name, given in lists.items():
        if not isinstance(given or [], list) or not all(isinstance(item, Mapping) for item in given or []):
            raise AnsibleFilterError(f"The {name} of a report are a list of dictionaries, as a module returned them.")
    if not all("id" in item for item in [*(containers or []), *(snapshots or [])]):
        raise AnsibleFilterError("The containers of a report have an id, as hoody.cloud.container_info returned them.")
    if not isinstance(fleet or {}, Mapping):
        raise AnsibleFilterError("The fleet of a report is the result of hoody.cloud.container_fleet.")
    try:
        many = int(days)
    except (TypeError, ValueError):
        raise AnsibleFilterError(f"The days of a report are a number, not {days!r}.") from None
    view = account_report(
        containers or [], servers or [], proxy_aliases or [], snapshots or [], fleet or {}, many, time.time()
    )
    # Before ansible-core 2.19, text that looks like a template would be one as soon as a variable holds it.
    shown: dict[str, Any] = wrap_var(view)
    return shown


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"account_report": report_of}
