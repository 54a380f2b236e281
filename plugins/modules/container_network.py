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
  - Routes the outbound traffic of a container through a proxy, blocks it, or returns it to the unfiltered default.
  - A configuration is stored first and enforced once its service is started. O(state) decides about both.
  - Only the options that a task names are managed; everything else stays as it is.
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
      - V(present) stores the configuration. A service that runs goes on running, with the new configuration; one
        that does not run is not started.
      - V(started) stores the configuration and enforces it.
      - V(stopped) stores the configuration and does not enforce it. The traffic of the container is unfiltered then.
      - V(absent) removes the configuration. The traffic of the container is unfiltered then.
      - V(present) and V(started) without any option start from the configuration that is stored, and fail if there is
        none.
    type: str
    choices: [present, started, stopped, absent]
    default: present
  type:
    description:
      - The protocol of the proxy, or V(block) to drop all outbound traffic. It is required for a container that has
        no configuration yet.
      - With V(block) no proxy is used, and the options about one are ignored.
    type: str
    choices: [socks5, http, https, block]
  proxy:
    description:
      - The URL of the proxy, such as V(socks5://proxy.example.com:1080). It is required unless O(type=block).
      - Credentials may stand inside it or be given as O(proxy_username) and O(proxy_password). A proxy without any
        means that none are wanted, and those that are stored are removed.
      - The results never show credentials.
    type: str
  proxy_username:
    description: The user name for the proxy.
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
    description: The country to leave from, as the provider of the proxy calls it. An empty string removes it.
    type: str
  city:
    description: The city to leave from. An empty string removes it.
    type: str
  region:
    description: The region to leave from. An empty string removes it.
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
  - A service that runs is paused for a moment when its configuration changes, as the API does not say whether it
    would take the change up otherwise.
  - Some revisions of the API can remove a text or stored credentials only together with the whole configuration. The
    module then removes and stores it anew. Meanwhile the traffic of the container is unfiltered.
seealso:
  - module: hoody.cloud.container
  - module: hoody.cloud.container_network_info
"""

EXAMPLES = r"""
- name: Leave through a proxy in Germany
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
    state: started

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
    state: started

- name: Back to unfiltered networking
  hoody.cloud.container_network:
    project: Shop
    container: shop-api
    state: absent
"""

RETURN = r"""
network:
  description:
    - The configuration as the API shows it, without the credentials of the proxy. In check mode, what can be
      foretold.
    - The member C(configured) is V(false) when there is none.
  returned: success
  type: dict
  sample:
    city: null
    comment: null
    configured: true
    configured_at: '2026-11-22T19:40:56.572Z'
    container_id: 65a1b2c3d4e5f6070010000e
    country: DE
    credentials_configured: true
    dns_servers:
      - 9.9.9.9
    last_status_check: '2026-11-22T19:40:56.581Z'
    proxy: socks5://proxy.example.net:1080
    region: null
    remote_status:
      is_running: true
      last_check: '2026-11-22T19:40:56.581Z'
    status: running
    type: socks5
actions:
  description:
    - What was done, or in check mode would be done, in order.
    - The restart of a running service after a change is part of C(configure).
  returned: success
  type: list
  elements: str
  sample:
    - configure
    - start
"""

from ansible_collections.hoody.cloud.plugins.module_utils._lookup import container_options
from ansible_collections.hoody.cloud.plugins.module_utils._module import run
from ansible_collections.hoody.cloud.plugins.module_utils._network import FIELDS, options
from ansible_collections.hoody.cloud.plugins.module_utils._network_api import reconcile


def main() -> None:
    """Run the module."""
    run(reconcile, {**container_options(), **options()}, FIELDS)


if __name__ == "__main__":
    main()
