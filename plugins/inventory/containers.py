# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The containers of a Hoody account as hosts."""

from __future__ import annotations

DOCUMENTATION = r"""
name: containers
short_description: Dynamic inventory of Hoody containers
version_added: 1.0.0
description:
  - Adds each container that the token can see as a host, with all members that the API returns as variables.
  - The name of the inventory file must end in C(hoody.yml) or C(hoody.yaml). A key in it that is not an option is an
    error.
  - Containers are listed with one request for each hundred containers. All pages are read at the same time.
  - Values from the API are never evaluated as templates. A comment C({{ 1 + 1 }}) becomes a variable with exactly this
    string.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.api.environment
  - hoody.cloud.api
  - constructed
  - inventory_cache
options:
  plugin:
    description: Selects this plugin.
    type: str
    required: true
    choices: [hoody.cloud.containers]
  api_token:
    description:
      - The API token. It is an auth token, which begins with C(hdy_), or a session token.
      - If the option is not set, the environment variables E(HOODY_TOKEN) and E(HOODY_API_TOKEN) are used, then the
        profile file.
      - Do not write the token into the file. Use a template that looks it up. Templates can use lookups and extra vars,
        here and in the other connection options. Values from the environment and the profile file are not evaluated as
        templates.
  projects:
    description:
      - List only the containers of these projects, by alias or id. By default all projects are listed. A blank value is
        an error.
      - It can be a template or contain templates, also with extra vars.
      - In the listing of a project, the API omits some members, such as C(server) and C(ramdisk). So with this option
        there are no variables for them.
    type: list
    elements: str
    default: []
    aliases: [project]
  statuses:
    description:
      - Only containers with one of these statuses become hosts, such as V(running), V(stopped), V(paused) or V(failed).
        By default all containers become hosts.
      - A status that is unknown to all revisions of the API and that no container has, such as V(Running), is a
        warning, which lists the statuses that exist.
      - It can be a template or contain templates, also with extra vars.
    type: list
    elements: str
    default: []
    aliases: [status]
  filters:
    description:
      - Filters that decide which containers become hosts. Each entry has one key, V(include) or V(exclude), whose value
        is a condition with the variables of the host. The first entry whose condition is true decides. If no condition
        is true, the container is included. To include only what matches an V(include), put V(exclude=true) at the end.
      - A condition that cannot be evaluated is always an error, regardless of O(strict), so that no host appears or
        disappears unnoticed. Variables from O(compose) do not exist yet.
    type: list
    elements: dict
    default: []
  include_expired:
    description:
      - Whether to list containers whose server was terminated as well. Older revisions of the API support this only for
        the listing of all projects.
    type: bool
    default: false
  include_prespawn:
    description:
      - Whether to list prespawned containers as well. The platform creates such containers in advance and hands them
        out when one is requested. Newer revisions of the API no longer have them.
    type: bool
    default: false
  runtime:
    description:
      - Whether to add live information as C(hoody_runtime_info). V(true) adds everything. A dictionary selects what to
        add, such as C({"displays":true}). The API knows C(displays), C(services), C(network_services) and C(terminals).
    type: raw
  network:
    description:
      - Whether to add the network profile of each container as C(hoody_network), without credentials. This takes one
        more request for each container, with up to sixteen at the same time.
    type: bool
    default: false
  hostnames:
    description:
      - The names of the hosts. Each entry is an expression such as C(hoody_name), or a template such as C("{{
        hoody_name }}.{{ hoody_project_alias }}"). The first one with a result that is not empty is used. An entry that
        cannot be evaluated is skipped, unless O(strict=true).
      - By default, and if all entries are empty, a host has the name of the container if O(projects) has exactly one
        project, and C(<alias of its project>-<name>) otherwise. So the name of a host depends only on this file and on
        the container, not on other containers. If a container is created in another project, no host is renamed, and
        files such as C(host_vars/Shop-web.yml) still apply.
      - Characters other than letters, digits and C(_.@+-) are replaced by underscores, because host names are used in
        patterns, paths and commands.
      - If your own entries give the same name to several containers, each of them is called C(<alias of its
        project>-<that name>), with one warning. The names then depend on which containers exist. So use entries with
        unique results.
      - If names are still the same after that, such as for C(a) in the project C(x-b) and C(b-a) in the project C(x),
        the oldest container keeps the name, and the id is appended to the others.
      - A container never gets a name that is in use already. See O(merge).
    type: list
    elements: str
    default: []
  merge:
    description:
      - What to do with a container if another inventory source has a host with the same name.
      - With V(false), that host keeps its address, its variables and its groups. The container is called C(<alias of
        its project>-<name>), or gets its id at the end if that is in use as well, with one warning. C(localhost),
        C(all) and the names of groups of other sources are never used for a container.
      - With V(true), the variables and groups of the container are added to that host. In Ansible, the source that is
        read last wins. So C(ansible_host) is the address of the container, unless O(connect=none). Anyone who can name
        a container in a listed project can then choose which host it becomes, and the container gets the variables that
        the other source has for that host.
      - Containers are identified by their ids. So if several files of this plugin list the same container with the same
        name, it is one host. Two containers are never one host.
      - Only sources that were read before this one are considered. A later source with a host of the same name adds to
        that host, as always in Ansible. So list other sources first.
    type: bool
    default: false
  hostvars_prefix:
    description:
      - The prefix of the variables. The rest is the name of the member in the API.
      - It cannot be empty, because variables such as C(name) and C(tags) would conflict with variables of Ansible.
    type: str
    default: hoody_
  connect:
    description:
      - V(ssh) sets C(ansible_host) to the SSH endpoint of the container. The endpoint selects the container only by the
        key. So the key of another container connects to that other container. This plugin makes ssh offer exactly one
        key, the one in C(hoody_ssh_public_key). Its private key must be in the file O(ssh_key_file) or in an SSH agent.
        No other key of the agent and no default key is used, and no connection is shared with another container.
      - If the container has no key or no address, or its private key is not available, the host is unreachable.
      - The user is C(root), unless it is set with C(ansible_user), C(remote_user) or C(-u).
      - For this, hosts have the variables C(ansible_ssh_args), C(ansible_ssh_extra_args), C(ansible_sftp_extra_args),
        C(ansible_scp_extra_args), C(ansible_ssh_private_key_file) and C(ansible_ssh_private_key). Put your own
        arguments, such as a jump host, into C(ansible_ssh_common_args), or into C(ssh_args) of C(ansible.cfg). With
        C(--private-key), only the container with this key can be reached.
      - V(https) sets C(ansible_connection) to P(hoody.cloud.https#connection), and for it C(ansible_hoody_project_id),
        C(ansible_hoody_container_id) and C(ansible_hoody_server_name). If O(api_url) is not the default, it also sets
        C(ansible_hoody_api_url). O(hostvars_prefix) does not change these names. This connection needs no key and no
        open port.
      - V(none) sets nothing.
    type: str
    choices: [ssh, https, none]
    default: ssh
  ssh_key_file:
    description:
      - The path of the private key of each container, on the machine that runs the play. Usually it is a template, such
        as C("~/.ssh/hoody/{{ hoody_name }}"), because a key can be used for one container only. It is evaluated during
        the play, as the variable C(hoody_ssh_key_file).
      - By default the key must be in an SSH agent.
      - If the file contains another key than the API shows for the container, the host is unreachable.
    type: str
  ssh_host_keys:
    description:
      - How host keys are stored in C(known_hosts). V(address) is the default of ssh, with one line for each container.
      - V(server) uses one line for each server, with the name of the server. So a new container needs no new line. It
        is not documented whether the containers of a server share their host key. If they do not, ssh refuses to
        connect to the second one.
      - Host keys are always checked as configured in Ansible.
    type: str
    choices: [address, server]
    default: address
  expose_environment:
    description:
      - The names of the environment variables of the container whose values are added as C(hoody_environment_vars). All
        others are neither in host variables nor in the cache.
    type: list
    elements: str
    default: []
  stale_if_error:
    description:
      - For how many seconds after its expiry the cache is still used if the API is unavailable. One warning then
        reports the age of the data and the error. V(0) disables this.
      - The API is unavailable if it cannot be reached, limits the rate of requests, fails, or returns an invalid reply.
        A token that is refused is an error.
      - It needs O(cache=true) and a cache plugin that keeps data between runs, such as V(ansible.builtin.jsonfile), in
        a folder that still exists at the next run. In an execution environment, mount such a folder.
      - With C(--flush-cache) and the meta task C(refresh_inventory) the cache is not used, even if the API is
        unavailable. It is replaced as soon as the API replies.
    type: int
    default: 86400
notes:
  - Words of the form C(key=value) in the comment of a container are in the variable C(hoody_labels). Use them to group
    containers.
  - The cache contains the replies of the API, without tokens, credentials and the values of environment variables that
    are not in O(expose_environment). If you change names, filters, groups or O(compose), no new request is needed. Each
    token, each O(api_url) and each query has its own entry.
  - If the cache cannot be written, or does not keep data between runs, this is only a warning.
  - With C(-v), one line reports how many containers were listed and how many each filter excluded.
  - C(ansible.builtin.jsonfile) writes files that every user of the machine can read. To keep the names of your
    containers private, set O(cache_connection) to a folder that only you can read.
  - If an inventory source fails, ansible-core shows a warning and continues without its hosts. To make it an error, set
    C(any_unparsed_is_failed=true) in the section C([inventory]) of C(ansible.cfg). The first message has the cause. The
    following messages of the plugins C(yaml) and C(ini) only say that the file is not in their format.
  - Addresses of the Hoody Kit are credentials. So there are no variables for them.
seealso:
  - module: hoody.cloud.container_info
  - module: hoody.cloud.container
"""

EXAMPLES = r"""
# All containers. Use a file name such as shop.hoody.yml, and HOODY_TOKEN or the profile file for the token.
---
plugin: hoody.cloud.containers

# The containers of one project, grouped by labels. The comment "role=api tier=back" adds a container
# to the groups role_api and tier_back.
---
plugin: hoody.cloud.containers
projects: [Shop]
keyed_groups:
  - key: hoody_labels
    separator: "_"
    prefix: ""
leading_separator: false

# Only running containers, through a jump host and with one key for each container, as the SSH endpoint requires.
---
plugin: hoody.cloud.containers
statuses: [running]
filters:
  - exclude: hoody_labels.role | default('') == 'scratch'
ssh_key_file: ~/.ssh/hoody/{{ hoody_name }}
compose:
  ansible_ssh_common_args: "'-o ProxyJump=ops@bastion.example.com'"

# Several accounts. Use one file for each account in a folder, such as inventory/acme.hoody.yml, and
# ansible-inventory -i inventory/ --graph. Each file has its own token, host names and group.
---
plugin: hoody.cloud.containers
api_token: "{{ lookup('ansible.builtin.env', 'ACME_HOODY_TOKEN') }}"
hostnames: ["acme-{{ hoody_project_alias }}-{{ hoody_name }}"]
groups:
  acme: true

# For AWX. The credential sets HOODY_TOKEN. The cache is used if the API is unavailable, if /var/cache/hoody is
# mounted into the execution environment.
---
plugin: hoody.cloud.containers
strict: true
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: /var/cache/hoody
cache_timeout: 300
stale_if_error: 86400
keyed_groups:
  - key: hoody_project_alias
    prefix: project
  - key: hoody_status
    prefix: status
"""

import gc
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable
from ansible_collections.hoody.cloud.plugins.module_utils._ansible.masking import register_secrets
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import (
    HoodyError,
    InputError,
    missing_requests,
    outdated_requests,
)
from ansible_collections.hoody.cloud.plugins.module_utils._api.settings import Settings, resolve
from ansible_collections.hoody.cloud.plugins.module_utils._api.sources import SETTINGS
from ansible_collections.hoody.cloud.plugins.module_utils._container.question import unknown_statuses
from ansible_collections.hoody.cloud.plugins.module_utils._inventory.variables import Answer, Query, checked_prefix
from ansible_collections.hoody.cloud.plugins.module_utils._text.types import Json
from ansible_collections.hoody.cloud.plugins.plugin_utils._inventory.cache import FORMAT, Memory
from ansible_collections.hoody.cloud.plugins.plugin_utils._inventory.hosts import Populating
from ansible_collections.hoody.cloud.plugins.plugin_utils._inventory.options import (
    names_of,
    refuse_misshapen,
    refuse_unknown,
)
from ansible_collections.hoody.cloud.plugins.plugin_utils._inventory.trust import trusted

SUFFIXES = ("hoody.yml", "hoody.yaml")


class InventoryModule(BaseInventoryPlugin, Populating, Cacheable):
    """Reads the options, asks the API or the cache, and fills the inventory."""

    NAME = "hoody.cloud.containers"
    _has_frozen = False
    _wants_cache = False
    _memory: Memory | None = None

    def verify_file(self, path: str) -> bool:
        """Whether the file is one of ours. One with a wrong name is, too, if it says so: ``parse`` then tells why."""
        return bool(super().verify_file(path) and (path.endswith(SUFFIXES) or self._is_meant(path)))

    def _is_meant(self, path: str) -> bool:
        try:
            with Path(path).open(encoding="utf-8") as file:
                return any(
                    line.replace('"', "").replace("'", "").split()[:2] == ["plugin:", self.NAME] for line in file
                )
        except (OSError, ValueError):
            return False

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        """Fill the inventory. ``cache`` is false when the user asked for what is true now."""
        super().parse(inventory, loader, path, cache)
        if not path.endswith(SUFFIXES):
            raise AnsibleParserError(
                f"The file {path} says plugin: {self.NAME}, but its name does not end in hoody.yml or hoody.yaml. "
                f"Rename it, for example to {Path(path).stem}.hoody.yml."
            )
        # Nothing that is made from here on is garbage, so looking for some only takes time, a fifth of it in the end.
        collecting = gc.isenabled()
        gc.disable()
        try:
            self._parse(self._read_config_data(path), may_read=cache)
        except HoodyError as problem:
            raise AnsibleParserError(str(problem)) from None
        finally:
            # What was made stays to the end of the run, so no later search has to look through it either. Only the
            # first time: refresh_inventory puts a new inventory in the place of an old one, which is garbage then.
            if not InventoryModule._has_frozen:
                InventoryModule._has_frozen = True
                gc.freeze()
            if collecting:
                gc.enable()

    def set_options(self, task_keys: Any = None, var_options: Any = None, direct: Any = None) -> None:
        """Take the options, as ansible-core found them in the file and elsewhere. Raises InputError."""
        refuse_misshapen(direct or {})
        super().set_options(task_keys=task_keys, var_options=var_options, direct=direct)
        refuse_unknown(direct or {}, self._options)
        hostnames = (direct or {}).get("hostnames")
        if isinstance(hostnames, str) and "{" in hostnames:
            self.set_option("hostnames", [hostnames])  # one template, which ansible-core has taken apart at its commas
        # ansible-core would open the cache at once, and take what is wrong with it for something wrong with the file.
        self._wants_cache = self.get_option("cache")
        self.set_option("cache", False)

    def update_cache_if_changed(self) -> None:
        """Write the cache. ansible-core calls this when the hosts are there; what goes wrong must not lose them."""
        if self._memory:
            self._memory.keep()

    def _parse(self, config: Json, *, may_read: bool) -> None:
        self.templar.available_variables = self._vars
        prefix = checked_prefix(self.get_option("hostvars_prefix"))
        settings = self._settings(config)
        options = {name: self.get_option(name) for name in Query._fields}
        lists = {name: names_of(config, name, self._evaluated) for name in ("projects", "statuses")}
        query = Query.of_options({**options, **lists})
        answer = self._answer(settings, query, may_read=may_read)
        for warning in (unknown_statuses(query.statuses, answer.listed), *answer.troubles):
            if warning:
                self.display.warning(warning)
        listed, selected = sum(answer.listed.values()), len(answer.containers)
        templar = self.templar
        try:
            excluded = self.populate(
                answer.containers,
                prefix,
                api=settings.api_url,
                alone=len(query.projects) == 1,
                shared_keys=answer.shared_keys,
            )
        finally:
            self.templar = templar  # ansible-core may use this object for the next source too
        rules = {"statuses": listed - selected, **excluded} if query.statuses else excluded
        away = "".join(f", {count} left out by {rule}" for rule, count in rules.items())
        hosts = selected - sum(excluded.values())
        self.display.v(f"{self.NAME}: {listed} containers listed{away}, {hosts} are hosts.")
        if self.get_option("connect") == "https" and hosts:
            from ansible_collections.hoody.cloud.plugins.plugin_utils._connection.loading import load_for_workers

            load_for_workers()

    def _settings(self, config: Json) -> Settings:
        """The connection. What is not in the file is left to ``resolve``, which knows the environment and profiles."""
        settings = resolve(
            {item.name: self._given(config[item.name], item.name) for item in SETTINGS if item.name in config}
        )
        register_secrets(settings.secrets)
        for warning in settings.warnings:
            self.display.warning(warning)
        return settings

    def _given(self, value: Any, name: str) -> Any:
        if not isinstance(value, (str, bool, int, float, type(None))):
            value = self.get_option(name)  # something encrypted, which becomes a text there
        return self._evaluated(value, name)

    def _evaluated(self, value: Any, name: str) -> Any:
        if not isinstance(value, str) or "{" not in value:
            return value
        try:
            return self.templar.template(trusted(value))
        except Exception as problem:
            raise InputError(
                f"The option {name} is a template that cannot be evaluated: {str(problem).rstrip('.')}. An inventory "
                "file can use lookups and extra variables (-e), but not the variables of hosts and groups."
            ) from None

    def _answer(self, settings: Settings, query: Query, *, may_read: bool) -> Answer:
        def ask() -> Answer:
            # Imported late: what is remembered needs no requests library, whose import takes as long as the rest.
            from ansible_collections.hoody.cloud.plugins.module_utils._api.client import Client
            from ansible_collections.hoody.cloud.plugins.module_utils._http.transport import (
                REQUESTS_ERROR,
                REQUESTS_VERSION,
            )
            from ansible_collections.hoody.cloud.plugins.module_utils._inventory.fetch import fetch

            if REQUESTS_ERROR:
                raise missing_requests(REQUESTS_ERROR)
            outdated = outdated_requests(REQUESTS_VERSION)
            if outdated:
                self.display.warning(outdated)
            with Client(settings) as client:
                return fetch(client, query)

        if not self._wants_cache:
            return ask()
        fresh, stale = self.get_option("cache_timeout"), self.get_option("stale_if_error")
        # Kept by the plugin for as long as it may be of use, not for as long as it is fresh. 0 is for ever.
        self.set_option("cache_timeout", fresh and fresh + stale)
        self._memory = Memory(self._opened, query.key(settings, FORMAT), fresh, stale, self.display.warning)
        return self._memory.answer(ask, may_read=may_read)

    def _opened(self) -> Any:
        self.load_cache_plugin()
        return self.cache
