#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Declare a proxy alias, a short address of what runs in a container."""

from __future__ import annotations

DOCUMENTATION = r"""
module: proxy_alias
short_description: Manage a short address of what runs in a Hoody container
version_added: 1.0.0
description:
  - Creates, changes and deletes a proxy alias. Every port and every service of a container has an address of ids that
    nobody can guess; an alias is a name for it, C(https://<alias>.<server>.containers.hoody.com).
  - An alias opens the address to whoever knows its name. It grants nothing and locks nothing. Who may come in is what
    the proxy permissions of the container say, and without any that is everybody.
  - Only the options that a task names are managed; everything else stays as it is.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.api
  - hoody.cloud.attributes
  - hoody.cloud.attributes.managing
options:
  alias:
    description:
      - The name, 3 to 61 lower-case letters, digits and hyphens. It has to be free on the server of the container,
        where other accounts have theirs, and in your account. V(containers) and the names of services, also before a
        hyphen as in V(files-shop), belong to the platform.
      - An alias that leads to another container of the account is an error that names that container. If it is gone,
        the alias is deleted and made for this one, with the settings that the task does not name.
    type: str
    required: true
  container:
    description:
      - The container that the alias leads to, by name or id. It is required for O(state=present).
      - With O(state=absent), an alias of another container is left alone. Without O(container) the alias is deleted
        whatever it leads to, so also one whose container is gone.
    type: str
  project:
    description:
      - The project of the container, by alias or id. Without it, a name is looked for in all projects that the token
        sees, and has to be unique there. An id of a container that is in another project is an error.
    type: str
  program:
    description:
      - What the alias leads to. It is required to create one.
      - V(http) or V(https) is a server of your own inside of the container, on O(port). V(https) means that the
        server there speaks TLS; the address is https in both cases. Have it listen on all addresses, not on the
        loopback interface only.
      - Else it is a service of the Hoody kit, such as V(terminal), V(files), V(display), V(desktop), V(code),
        V(browser), V(exec), V(notifications), V(cron), V(watch), V(sqlite), V(notes), V(logs) or V(ssh). Which there
        are depends on the revision of the API, which refuses what it does not know.
      - V(http-3000) means V(http) and port 3000. Of short forms, V(t), V(tty) and V(ttyd) mean V(terminal), V(d)
        V(display), V(f) V(files), V(w) V(watch), V(n) V(notifications), V(e) V(exec), V(b) V(browser) and V(l)
        V(logs).
    type: str
  port:
    description:
      - The port of your server inside of the container. It is required to create an alias for V(http) or V(https).
    type: int
  index:
    description:
      - Which instance of a service. A new alias leads to the first. A server of your own has a O(port) instead.
    type: int
  target_path:
    description:
      - The path that a visitor of the bare address gets. A missing slash at its beginning is added. V("") is none.
      - Older revisions of the API put it before every path instead.
    type: str
  allow_path_override:
    description:
      - Whether other paths than O(target_path) answer, which is so unless V(false) is given. V(false) is no lock that
        can be relied on, as some revisions of the API do not heed it.
    type: bool
  expires_at:
    description:
      - When the API disables the alias, a time such as V(2027-01-31T12:00:00Z); one without a zone is in UTC. V("")
        is never, which is also what a new alias has.
      - A time that is over is refused where it would be stored. One that is there and over is no error, so a task
        that once set it goes on to run; a warning says that the address is dead.
    type: str
  enabled:
    description: Whether the address answers, which it does unless V(false) is given. A disabled one keeps its name.
    type: bool
  state:
    description: Whether the alias exists.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: hoody.cloud.proxy_alias_info
  - module: hoody.cloud.container
  - module: hoody.cloud.container_firewall
"""

EXAMPLES = r"""
- name: The backend under a name of its own
  hoody.cloud.proxy_alias:
    project: Shop
    container: shop-api
    alias: shop-backend
    program: http
    port: 3000
  register: published

- name: Where is it?
  ansible.builtin.debug:
    msg: "{{ published.url }}"

- name: A preview of the catalogue until the end of the century
  hoody.cloud.proxy_alias:
    project: Shop
    container: shop-api
    alias: shop-preview
    program: http
    port: 8080
    target_path: /catalogue?preview=1
    allow_path_override: false
    expires_at: "2099-12-31T23:59:59Z"

- name: Not for now, and the name stays ours
  hoody.cloud.proxy_alias:
    project: Shop
    container: shop-api
    alias: shop-backend
    enabled: false

- name: Whatever it leads to, also if that is gone
  hoody.cloud.proxy_alias:
    alias: shop-preview
    state: absent
"""

RETURN = r"""
proxy_alias:
  description:
    - The alias as the API shows it, with its C(port); empty when there is none. In check mode, of one that would be
      created only what the task names is known.
  returned: success
  type: dict
  contains:
    id:
      description: The id.
      type: str
      returned: always
    alias:
      description: The name, the first part of the address.
      type: str
      returned: always
    url:
      description: The address, null where the API does not tell.
      type: str
      returned: always
    program:
      description: What it leads to, V(http) or V(https) for a server of your own, else a service of the container.
      type: str
      returned: always
    port:
      description: The port, for V(http) and V(https); null for a service.
      type: int
      returned: always
    index:
      description: The instance of a service; for V(http) and V(https) the port again, which the API keeps here.
      type: int
      returned: always
    target_path:
      description: The path that a visitor of the bare address gets, null for none.
      type: str
      returned: always
    allow_path_override:
      description: Whether other paths answer, too.
      type: bool
      returned: always
    enabled:
      description: Whether the address answers. One that has expired is disabled.
      type: bool
      returned: always
    expires_at:
      description: When it is disabled; null for never.
      type: str
      returned: always
    container_id:
      description: The id of the container.
      type: str
      returned: always
    project_id:
      description: The id of its project.
      type: str
      returned: always
    server_id:
      description: The id of its server.
      type: str
      returned: always
    server_name:
      description: The name of its server.
      type: str
      returned: always
    subserver_name:
      description: The part of the server that it is on. It is no part of an address.
      type: str
      returned: when the API tells it
    user_id:
      description: The id of the account.
      type: str
      returned: always
    created_at:
      description: When it was created.
      type: str
      returned: always
    updated_at:
      description: When it was last changed.
      type: str
      returned: always
  sample:
    alias: shop-backend
    allow_path_override: true
    container_id: 65a1b2c3d4e5f6070010000e
    created_at: '2026-11-30T04:15:17.909Z'
    enabled: true
    expires_at: null
    id: 65a1b2c3d4e5f60700100014
    index: 3000
    port: 3000
    program: http
    project_id: 65a1b2c3d4e5f60700100002
    server_id: 65a1b2c3d4e5f60700100005
    server_name: amber-fox-1a2-de
    subserver_name: sub-1
    target_path: null
    updated_at: '2026-11-30T04:15:17.909Z'
    url: https://shop-backend.amber-fox-1a2-de.containers.hoody.com
    user_id: 65a1b2c3d4e5f60700000001
url:
  description: The address; null when there is no alias, and in check mode for one that would be created.
  returned: success
  type: str
  sample: https://shop-backend.amber-fox-1a2-de.containers.hoody.com
actions:
  description:
    - What was done, or in check mode would be, out of V(delete), V(create) and V(update), in order. V(delete) comes
      first where the alias led to a container that is gone.
  returned: success
  type: list
  elements: str
  sample: [create]
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
    code: ALIAS_IN_USE
    method: POST
    path: /api/v1/proxy/aliases
    status: 409
    tries: 1
"""

from ansible_collections.hoody.cloud.plugins.module_utils._alias.resource import PROXY_ALIASES
from ansible_collections.hoody.cloud.plugins.module_utils._ansible.module import run


def main() -> None:
    """Run the module."""
    run(PROXY_ALIASES.reconcile, PROXY_ALIASES.options(), PROXY_ALIASES.shown)


if __name__ == "__main__":
    main()
