#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Gather information about the network profile of a container."""

from __future__ import annotations

DOCUMENTATION = r"""
module: container_network_info
short_description: Gather information about the network profile of a Hoody container
version_added: 1.0.0
description:
  - Returns the network profile of a container, and whether it is enforced.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.address
  - hoody.cloud.api
  - hoody.cloud.attributes
  - hoody.cloud.attributes.info
seealso:
  - module: hoody.cloud.container_network
"""

EXAMPLES = r"""
- name: Get the network profile of a container
  hoody.cloud.container_network_info:
    project: Shop
    container: shop-api
  register: egress

- name: Fail if the profile is not enforced
  ansible.builtin.assert:
    that: egress.network.enforced is true
"""

RETURN = r"""
network:
  description:
    - The network profile as the API shows it, without the credentials of the proxy.
    - The member C(configured) is V(false) if there is none. In check mode this is also the result for a container that
      an earlier task would have created.
  returned: success
  type: dict
  contains:
    configured:
      description: Whether the container has a network profile.
      type: bool
      returned: always
    container_id:
      description: The id of the container; null in check mode if it has not been created yet.
      type: str
      returned: always
    enforced:
      description: Whether the stored profile is enforced. V(false) if nothing is enforced, null if the API does not
        report it.
      type: bool
      returned: always
    type:
      description: The protocol of the proxy, or V(block).
      type: str
      returned: when there is a profile
    proxy:
      description: The URL of the proxy, without its credentials.
      type: str
      returned: when there is a proxy
    credentials_configured:
      description: Whether the API holds credentials for the proxy.
      type: bool
      returned: when there is a profile
    country:
      description: The country of the egress.
      type: str
      returned: when it is set
    city:
      description: The city of the egress.
      type: str
      returned: when it is set
    region:
      description: The region of the egress.
      type: str
      returned: when it is set
    comment:
      description: The comment.
      type: str
      returned: when it is set
    dns_servers:
      description: The DNS servers, in order.
      type: list
      elements: str
      returned: when there is a profile
    status:
      description: The status of the profile in the API, V(configured), V(running), V(stopped) or V(error).
      type: str
      returned: when the API sends it
    configured_at:
      description: When the profile was stored.
      type: str
      returned: when the API sends it
    last_status_check:
      description: When the API last checked the service.
      type: str
      returned: when the API sends it
    remote_status:
      description: The status of the service on the server, with C(is_running) (whether it runs) and C(last_check) (when
        that was checked). Revisions of the API before beta.3 add C(bridge_details).
      type: dict
      returned: when the API sends it
      contains:
        is_running:
          description: Whether the service runs.
          type: bool
          returned: always
        last_check:
          description: When that was checked.
          type: str
          returned: always
        bridge_details:
          description: Details of the network bridge, with revisions of the API before beta.3.
          type: dict
          returned: if the API returns it
  sample:
    configured: true
    configured_at: '2026-11-22T19:40:58.628Z'
    container_id: 65a1b2c3d4e5f6070010000e
    country: DE
    credentials_configured: true
    dns_servers:
      - 9.9.9.9
    enforced: true
    last_status_check: '2026-11-22T19:41:00.717Z'
    proxy: socks5://proxy.example.net:1080
    remote_status:
      is_running: true
      last_check: '2026-11-22T19:41:00.717Z'
    status: running
    type: socks5
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
from ansible_collections.hoody.cloud.plugins.module_utils._container.finding import container_options
from ansible_collections.hoody.cloud.plugins.module_utils._network.reading import NETWORK_READING


def main() -> None:
    """Run the module."""
    run(NETWORK_READING.inform, container_options())


if __name__ == "__main__":
    main()
