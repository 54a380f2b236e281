#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Declare the network profile of a container."""

from __future__ import annotations

DOCUMENTATION = r"""
module: container_network
short_description: Manage the network profile of a Hoody container
version_added: 1.0.0
description:
  - Manages the network profile of a container. The profile routes the egress of the container, which is all its
    outbound traffic, through a proxy or blocks it. Without a profile the egress is unfiltered.
  - The API stores a profile first, and enforces it when its network service is started. O(state) controls both.
  - Only the options that a task names are managed; everything else stays as it is.
  - If a run fails or is killed, the next run with O(state=started) stores and enforces the profile that was asked for.
    An error reports what is enforced now.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.address
  - hoody.cloud.api
  - hoody.cloud.attributes
  - hoody.cloud.attributes.managing
attributes:
  idempotent:
    support: partial
    details:
      - With O(update_password=always), the password is set at every run on newer revisions of the API, because they
        never return it and it cannot be compared.
options:
  state:
    description:
      - V(started) stores the profile and enforces it. If the API does not report whether the stored profile is
        enforced, it is enforced again.
      - V(present) stores the profile and does not change whether it is enforced. If it is not enforced, a warning says
        so.
      - V(stopped) stores the profile and does not enforce it. The egress of the container is then unfiltered.
      - V(restarted) stores the profile and enforces it again at every run, even if the API reports that it is enforced.
      - V(absent) removes the profile. The egress of the container is then unfiltered.
      - V(started), V(present) and V(restarted) without any other option use the profile that is stored, and fail if
        there is none.
    type: str
    choices: [present, started, stopped, restarted, absent]
    default: started
  type:
    description:
      - The protocol of the proxy, or V(block) to drop all outbound traffic. It is required if the container has no
        profile yet.
      - If the URL in O(proxy) has another protocol, both are stored as they are, with a warning.
      - With V(block), the options for the proxy are ignored. The API documents that V(block) drops all outbound
        traffic. Inbound connections, such as SSH and proxy aliases, are not part of a network profile; use
        M(hoody.cloud.container_firewall) for them. Whether V(block) also drops traffic to other containers, and whether
        replies to inbound connections still pass, is not documented. Test it before you rely on it.
    type: str
    choices: [socks5, http, https, block]
  proxy:
    description:
      - The URL of the proxy, such as V(socks5://proxy.example.com:1080). It is required unless O(type=block). Give the
        port. Which port the API uses without one is not documented. To compare URLs, this module assumes V(1080) for
        C(socks5), V(80) for C(http) and V(443) for C(https).
      - Credentials can be part of the URL or be given as O(proxy_username) and O(proxy_password). If a task gives
        O(proxy) and no credentials, stored credentials are removed. An empty user name or password is an error.
      - Results never contain credentials.
    type: str
  proxy_username:
    description: The user name for the proxy. It is never shown.
    type: str
  proxy_password:
    description: The password for the proxy. It is never shown.
    type: str
  update_password:
    description:
      - V(on_create) sends the password if no credentials are stored yet, or if the proxy or the user name changes.
      - V(always) sends it whenever it could differ. Newer revisions of the API never return credentials. There, the
        task is changed at every run, and a running network service is restarted.
    type: str
    choices: [on_create, always]
    default: on_create
  country:
    description: The country of the egress, in the notation of your proxy provider. An empty string removes it.
    type: str
  city:
    description: The city of the egress. An empty string removes it.
    type: str
  region:
    description: The region of the egress. An empty string removes it.
    type: str
  comment:
    description: A free-form comment. An empty string removes it.
    type: str
  dns_servers:
    description:
      - Up to four DNS servers, in this order. An empty list means the API's default, V(1.1.1.1) and V(8.8.8.8).
    type: list
    elements: str
notes:
  - To change a profile that is enforced, the module stops the network service, stores the new profile and starts the
    service. It is not documented whether a running service would use the new profile. In between, the egress of the
    container is unfiltered. A new O(comment) alone does not stop the service. If storing fails, the service is started
    again with the stored profile.
  - If the API does not start the service because the container does not run, the task does not fail. It returns
    C(enforced) as V(false), with a warning.
  - If another tool stores a profile while the service runs, most revisions of the API report that it is not enforced
    yet, and O(state=started) enforces it. With a revision that does not report it, use O(state=restarted).
  - Some revisions of the API can remove a string or stored credentials only together with the whole profile. The module
    then removes the profile and stores it again, if the task gives all of its options. Otherwise it fails and lists the
    missing options.
seealso:
  - module: hoody.cloud.container
  - module: hoody.cloud.container_network_info
"""

EXAMPLES = r"""
- name: Route the egress through a proxy in Germany
  hoody.cloud.container_network:
    project: Shop
    container: shop-api
    type: socks5
    proxy: socks5://proxy.example.net:1080
    proxy_username: crawler
    proxy_password: "{{ proxy_password }}"
    country: DE
    dns_servers:
      - 9.9.9.9

- name: Change the city and keep everything else
  hoody.cloud.container_network:
    project: Shop
    container: shop-api
    city: Berlin

- name: Block the egress of a container
  hoody.cloud.container_network:
    project: Shop
    container: shop-api
    type: block

- name: Remove the network profile, so that the egress is unfiltered
  hoody.cloud.container_network:
    project: Shop
    container: shop-api
    state: absent
"""

RETURN = r"""
network:
  description:
    - The network profile as the API shows it, without the credentials of the proxy. In check mode, what can be
      predicted.
    - If the task failed, the profile as it was last read. An empty dictionary if it was not read.
  returned: always
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
    configured_at: '2026-11-22T19:40:56.572Z'
    container_id: 65a1b2c3d4e5f6070010000e
    country: DE
    credentials_configured: true
    dns_servers:
      - 9.9.9.9
    enforced: true
    last_status_check: '2026-11-22T19:40:56.581Z'
    proxy: socks5://proxy.example.net:1080
    remote_status:
      is_running: true
      last_check: '2026-11-22T19:40:56.581Z'
    status: running
    type: socks5
actions:
  description:
    - What was done, or in check mode would be done, in this order. Values are V(configure), V(start), V(stop),
      V(restart) and V(remove).
    - Stopping and starting a running service for a change is part of C(configure).
    - If the task failed, what had been done before.
  returned: always
  type: list
  elements: str
  sample:
    - configure
    - start
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
from ansible_collections.hoody.cloud.plugins.module_utils._network.resource import NETWORKS


def main() -> None:
    """Run the module."""
    run(NETWORKS.reconcile, NETWORKS.options(), NETWORKS.shown)


if __name__ == "__main__":
    main()
