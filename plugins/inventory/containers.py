# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The containers of a Hoody account as hosts."""

from __future__ import annotations

DOCUMENTATION = r"""
name: containers
short_description: The containers of a Hoody account as hosts
version_added: 1.0.0
description:
  - Makes a host of each container that the token sees, with everything that the API tells about it as variables.
  - The name of the inventory file has to end in C(hoody.yml) or C(hoody.yaml). A key in it that is no option is an
    error.
  - A listing is read with one request for each hundred containers, and the pages are fetched at once.
  - Nothing that somebody typed into a container is ever run as a template. A comment that reads C({{ 1 + 1 }}) is a
    variable with that text.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.api.environment
  - hoody.cloud.api
  - constructed
  - inventory_cache
options:
  plugin:
    description: Marks the file as one of this plugin.
    type: str
    required: true
    choices: [hoody.cloud.containers]
  api_token:
    description:
      - The API token, an auth token that begins with C(hdy_) or a session token.
      - If it is not set here, it is taken from the environment variable E(HOODY_TOKEN) or E(HOODY_API_TOKEN), then
        from the profile file.
      - Instead of the token itself, give a template that looks it up. Templates may use lookups and extra vars, here
        and in the other connection options. What comes from the environment or the profile file is taken as it is.
  projects:
    description:
      - The projects whose containers to list, by alias or id. All of them if this is left out. Something blank is an
        error, because it would list what nobody asked for.
      - It may be a template, or hold templates, also of extra vars.
      - The API leaves some members out of the listing of a project, such as C(server) and C(ramdisk), so with this
        option there are no variables for them.
    type: list
    elements: str
    default: []
    aliases: [project]
  statuses:
    description:
      - Only containers in one of these states become hosts, such as V(running), V(stopped), V(paused) or V(failed).
        All of them if this is left out.
      - A state that no revision of the API knows and that no container has, such as V(Running), is a warning at every
        run, which lists the states that are there.
      - It may be a template, or hold templates, also of extra vars.
    type: list
    elements: str
    default: []
    aliases: [status]
  filters:
    description:
      - Which containers become hosts. Each entry has one key, V(include) or V(exclude), whose value is a condition on
        the variables of the host. The first entry whose condition holds decides; a container for which none holds is
        included. An V(exclude) whose condition is V(true), at the end, leaves only what was included before.
      - A condition that cannot be evaluated is an error whatever O(strict) says, because a host that appears or
        disappears unnoticed is worse. Composed variables do not exist yet.
    type: list
    elements: dict
    default: []
  include_expired:
    description:
      - Whether to list containers whose server was terminated too. Older revisions of the API know this for the
        listing of all projects only.
    type: bool
    default: false
  include_prespawn:
    description:
      - Whether to list prespawned containers too. Newer revisions of the API do not know them any more.
    type: bool
    default: false
  runtime:
    description:
      - Whether to add live information as C(hoody_runtime_info). V(true) adds everything. A dictionary names what is
        wanted, such as C({"displays":true}).
    type: raw
  network:
    description:
      - Whether to add the network configuration of each container as C(hoody_network), without credentials. It takes
        one more request for each container, sixteen of them at a time.
    type: bool
    default: false
  hostnames:
    description:
      - What to call a host. Each entry is an expression such as C(hoody_name), or a template such as
        C("{{ hoody_name }}.{{ hoody_project_alias }}"). The first that is not empty wins; one that cannot be evaluated
        counts as empty, unless O(strict=true).
      - By default, and where all entries are empty, a host has the name of the container if O(projects) holds exactly
        one project, and C(<alias of its project>-<name>) if it holds several or none. So what a host is called depends
        on this file and on the container, and never on what else is listed. Nothing that somebody creates or starts
        in another project renames it, and files such as C(host_vars/Shop-web.yml) stay with it.
      - Characters other than letters, digits and C(_.@+-) become underscores, because names of hosts are used in
        patterns, paths and commands.
      - If your own entries give one name to several containers, each of them becomes
        C(<alias of its project>-<that name>), and one warning says so. Then names do depend on what is listed, so use
        something that tells containers apart.
      - Whatever remains alike after that, such as C(a) in the project C(x-b) and C(b-a) in the project C(x), keeps its
        name if it is the oldest, and has its id at the end otherwise.
      - A container takes no name that is in use already. See O(merge).
    type: list
    elements: str
    default: []
  merge:
    description:
      - What to do with a container whose name another inventory source has given to a host.
      - V(false) leaves that host alone, with its address, its variables and its groups. The container becomes
        C(<alias of its project>-<name>), or has its id at the end if that is in use too, and one warning says so.
        C(localhost), C(all) and the names of groups of other sources are never given to a container.
      - V(true) adds the container to that host. What is read later wins in Ansible, so C(ansible_host) is that of the
        container unless O(connect=none). Whoever may name a container in a listed project decides then which host it
        becomes, with the variables that the other source gives to that host.
      - What a container is known by is its id, so a container that several files of this plugin list under one name
        is one host, whatever their O(hostvars_prefix), and two containers never are.
      - Only sources that were read before this one are known here. A source that comes later and names a host of this
        one adds to it, which is Ansible's own rule. So list other sources first.
    type: bool
    default: false
  hostvars_prefix:
    description:
      - What the names of the variables begin with. The rest is the name that the API uses.
      - It cannot be empty, because variables called C(name) or C(tags) would be in the way of Ansible's own.
    type: str
    default: hoody_
  connect:
    description:
      - V(ssh) sets C(ansible_host) to the SSH endpoint of the container. The endpoint tells containers apart by their
        keys alone, and a key of another container leads into that other container. So a host is offered exactly one
        key, the one in C(hoody_ssh_public_key), whose private half is in the file that O(ssh_key_file) names or in an
        SSH agent. No other key of the agent and no default key is used, and no connection is shared with another
        container.
      - A host whose container has no key or no address, or whose key is not at hand, is unreachable.
      - The user is C(root) unless C(ansible_user), C(remote_user) or C(-u) names another.
      - For this, hosts have the variables C(ansible_ssh_args), C(ansible_ssh_extra_args), C(ansible_sftp_extra_args),
        C(ansible_scp_extra_args), C(ansible_ssh_private_key_file) and C(ansible_ssh_private_key). What you want to say
        to ssh, such as a jump host, belongs into C(ansible_ssh_common_args), or into C(ssh_args) of C(ansible.cfg).
        C(--private-key) reaches the container that has this key.
      - V(https) sets C(ansible_connection) to P(hoody.cloud.https#connection), and for it C(ansible_hoody_project_id),
        C(ansible_hoody_container_id), C(ansible_hoody_server_name) and, for another API than V(https://api.hoody.com),
        C(ansible_hoody_api_url). These are called so whatever O(hostvars_prefix) is. It needs no key and no open port.
      - V(none) sets nothing.
    type: str
    choices: [ssh, https, none]
    default: ssh
  ssh_key_file:
    description:
      - The path of the private key of each container, on the machine that runs the play. As a rule it is a template,
        such as C("~/.ssh/hoody/{{ hoody_name }}"), because a key can be that of one container only. It is evaluated
        where the play runs, as the variable C(hoody_ssh_key_file).
      - Without it, the key has to be in an SSH agent.
      - A file with another key than the one that the API shows for the container makes the host unreachable.
    type: str
  ssh_host_keys:
    description:
      - What the file C(known_hosts) has a line for. V(address) is what ssh does by itself, a line for each container.
      - V(server) is one line for each server, under the name of the server, so that a new container needs no new line.
        The API does not tell whether the containers of a server share their host key. If they do not, ssh refuses to
        connect to the second one.
      - In either case host keys are checked as Ansible is configured to do it.
    type: str
    choices: [address, server]
    default: address
  expose_environment:
    description:
      - The environment variables of the container whose values may be seen, as C(hoody_environment_vars). All others
        stay out of host variables and of the cache.
    type: list
    elements: str
    default: []
  stale_if_error:
    description:
      - For how many seconds after it has expired the cache may stand in for an API that is out of order. One warning
        then tells the age of the data and what is wrong. V(0) switches this off.
      - The API is out of order when it cannot be reached, asks to wait, fails, or answers with something that is not
        its own. A token that is refused is an error.
      - It needs O(cache=true) and a cache plugin that keeps data between runs, such as V(ansible.builtin.jsonfile), in
        a place that is still there at the next run. That is not so in an execution environment, unless you mount one.
      - With C(--flush-cache) and the meta task C(refresh_inventory) the cache is neither read nor used as a stand-in.
        It is replaced as soon as the API answers.
    type: int
    default: 86400
notes:
  - The words of a comment that have the form C(key=value) are in the variable C(hoody_labels), so that
    containers can be grouped by them.
  - The cache holds what the API said, without tokens, credentials and the values of environment variables that are not
    in O(expose_environment). Changing how hosts are named, filtered, grouped or composed needs no new request. An
    entry belongs to one token, one address and one query.
  - A cache that cannot be written, or that keeps nothing from one run to the next, is a warning and nothing worse.
  - With C(-v), a line tells how many containers were listed and how many each rule took away.
  - C(ansible.builtin.jsonfile) writes files that every user of the machine can read. Point O(cache_connection) to a
    folder that is only yours if the names of your containers are nobody else's business.
  - If an inventory cannot be made, ansible-core warns and goes on without its hosts. To stop there, set
    C(any_unparsed_is_failed=true) in the section C([inventory]) of C(ansible.cfg). The first message is the one that
    counts. Those that follow, of the plugins C(yaml) and C(ini), only say that the file is none of theirs.
  - Addresses of the Hoody Kit are credentials, so they do not become variables.
seealso:
  - module: hoody.cloud.container_info
  - module: hoody.cloud.container
"""

EXAMPLES = r"""
# All containers, in a file such as shop.hoody.yml. The token is in HOODY_TOKEN or in the profile file.
---
plugin: hoody.cloud.containers

# The containers of one project, in groups by their labels: a comment that reads "role=api tier=back" puts a container
# into the groups role_api and tier_back.
---
plugin: hoody.cloud.containers
projects: [Shop]
keyed_groups:
  - key: hoody_labels
    separator: "_"
    prefix: ""
leading_separator: false

# Only what runs, reached by way of a jump host and with one key for each container, as the SSH endpoint wants it.
---
plugin: hoody.cloud.containers
statuses: [running]
filters:
  - exclude: hoody_labels.role | default('') == 'scratch'
ssh_key_file: ~/.ssh/hoody/{{ hoody_name }}
compose:
  ansible_ssh_common_args: "'-o ProxyJump=ops@bastion.example.com'"

# Several accounts side by side: one file for each in a folder, such as inventory/acme.hoody.yml, and
# ansible-inventory -i inventory/ --graph. Each has its own token, names and group.
---
plugin: hoody.cloud.containers
api_token: "{{ lookup('ansible.builtin.env', 'ACME_HOODY_TOKEN') }}"
hostnames: ["acme-{{ hoody_project_alias }}-{{ hoody_name }}"]
groups:
  acme: true

# For AWX: the token comes from a credential, in HOODY_TOKEN. The cache bridges an outage if /var/cache/hoody is
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
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError, InputError, missing_requests
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
            raise InputError(f"The option {name} is a template that cannot be evaluated: {problem}") from None

    def _answer(self, settings: Settings, query: Query, *, may_read: bool) -> Answer:
        def ask() -> Answer:
            # Imported late: what is remembered needs no requests library, whose import takes as long as the rest.
            from ansible_collections.hoody.cloud.plugins.module_utils._api.client import Client
            from ansible_collections.hoody.cloud.plugins.module_utils._http.transport import REQUESTS_ERROR
            from ansible_collections.hoody.cloud.plugins.module_utils._inventory.fetch import fetch

            if REQUESTS_ERROR:
                raise missing_requests(REQUESTS_ERROR)
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
