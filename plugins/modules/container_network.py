#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Declare the outbound network of a container."""

from __future__ import annotations

DOCUMENTATION = r"""
module: container_network
short_description: Manage the outbound network of a Hoody container
version_added: 1.0.0
description:
  - Manages the network profile of a container, which routes its outbound traffic through a proxy, blocks it, or leaves
    it unfiltered.
  - The API stores a profile and enforces it only once its service is started. O(state) decides about both.
  - Only the options that a task names are managed; everything else stays as it is.
  - Whatever fails and wherever a run is killed, the next run with O(state=started) ends with what was asked enforced.
    An error says what is enforced now.
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
      - With O(update_password=always), newer revisions of the API give no way to see whether the password differs,
        so it is set at every run.
options:
  state:
    description:
      - V(started) stores the profile and enforces it. Where the API does not tell whether what is stored is what is
        enforced, it is enforced anew.
      - V(present) stores the profile and leaves alone whether it is enforced. A warning says when it is not.
      - V(stopped) stores the profile and does not enforce it. The traffic of the container is unfiltered then.
      - V(restarted) stores the profile and enforces it anew at every run, whatever the API tells.
      - V(absent) removes the profile. The traffic of the container is unfiltered then.
      - V(started), V(present) and V(restarted) without any option start from the profile that is stored, and fail if
        there is none.
    type: str
    choices: [present, started, stopped, restarted, absent]
    default: started
  type:
    description:
      - The protocol of the proxy, or V(block) to drop all outbound traffic. It is required for a container that has
        no profile yet.
      - The proxy may name another protocol than this option does. A warning says so then.
      - With V(block) no proxy is used, and the options about one are ignored.
    type: str
    choices: [socks5, http, https, block]
  proxy:
    description:
      - The URL of the proxy, such as V(socks5://proxy.example.com:1080). It is required unless O(type=block).
      - Credentials may stand inside it or be given as O(proxy_username) and O(proxy_password). A proxy without any
        means that none are wanted, and those that are stored are removed. An empty user name or password is an error.
      - The results never show credentials.
    type: str
  proxy_username:
    description: The user name for the proxy. It is hidden wherever options are shown, as the password is.
    type: str
  proxy_password:
    description: The password for the proxy. It is never shown.
    type: str
  update_password:
    description:
      - V(on_create) sends the password when there are no credentials yet, or when the proxy or the user name changes.
      - V(always) sends it whenever it may differ. Newer revisions of the API never return credentials, so there the
        task changes something at every run, and a running service is restarted.
    type: str
    choices: [on_create, always]
    default: on_create
  country:
    description: The country of the egress, as the provider of the proxy calls it. An empty string removes it.
    type: str
  city:
    description: The city of the egress. An empty string removes it.
    type: str
  region:
    description: The region of the egress. An empty string removes it.
    type: str
  comment:
    description: A free text. An empty string removes it.
    type: str
  dns_servers:
    description:
      - Up to four DNS servers, in order. An empty list means the API's default, V(1.1.1.1) and V(8.8.8.8).
    type: list
    elements: str
notes:
  - A service that runs is stopped, and started again once the new profile is stored, since nobody knows whether it
    would take the profile up otherwise. Meanwhile the traffic of the container is unfiltered. A new O(comment) alone
    stops nothing. If storing fails, the service is started again with what is stored then.
  - Where the API does not start the service because the container does not run, the task does not fail. It returns
    C(enforced) as V(false), and a warning says so.
  - Where another tool stores a profile over a running service, most revisions of the API show that it is not enforced
    yet, and O(state=started) enforces it. On one that shows nothing, only O(state=restarted) makes sure.
  - Some revisions of the API can remove a text or stored credentials only together with the whole profile. The module
    then removes and stores it anew, if the task names all of it; otherwise it fails and says what else to give.
seealso:
  - module: hoody.cloud.container
  - module: hoody.cloud.container_network_info
"""

EXAMPLES = r"""
- name: Route through a proxy in Germany
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

- name: Change the city, whatever else is configured
  hoody.cloud.container_network:
    project: Shop
    container: shop-api
    city: Berlin

- name: Cut a container off
  hoody.cloud.container_network:
    project: Shop
    container: shop-api
    type: block

- name: Back to unfiltered networking
  hoody.cloud.container_network:
    project: Shop
    container: shop-api
    state: absent
"""

RETURN = r"""
network:
  description:
    - The profile as the API shows it, without the credentials of the proxy. In check mode, what can be predicted.
    - When the task failed, the profile as it was last seen; empty when it was not seen at all.
  returned: always
  type: dict
  contains:
    configured:
      description: Whether the container has a network profile.
      type: bool
      returned: always
    container_id:
      description: The id of the container; null in check mode where it is yet to be created.
      type: str
      returned: always
    enforced:
      description: Whether the stored profile is enforced. V(false) when nothing is, null where the API does not
        tell.
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
      description: A free text.
      type: str
      returned: when it is set
    dns_servers:
      description: The DNS servers, in order.
      type: list
      elements: str
      returned: when there is a profile
    status:
      description: The API's own word for the profile, V(configured), V(running), V(stopped) or V(error).
      type: str
      returned: when the API sends it
    configured_at:
      description: When the profile was stored.
      type: str
      returned: when the API sends it
    last_status_check:
      description: When the API looked at the service.
      type: str
      returned: when the API sends it
    remote_status:
      description: What the host says of the service, whether it runs (C(is_running)) and when that was seen
        (C(last_check)). Revisions before beta.3 add C(bridge_details).
      type: dict
      returned: when the API sends it
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
    - What was done, or in check mode would be done, in order.
    - To stop and to start a running service for a change is part of C(configure).
    - When the task failed, what had been done before.
  returned: always
  type: list
  elements: str
  sample:
    - configure
    - start
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
