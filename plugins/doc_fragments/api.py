# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options that every module shares, documented once."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation fragments ``hoody.cloud.api``, and ``.environment`` for plugins, which Ansible gives their options.

    Numbers are strings there: Ansible would refuse an empty variable, which is one that is not set.
    """

    DOCUMENTATION = r"""
options:
  api_token:
    description:
      - The API token. It is an auth token, which begins with C(hdy_), or a session token.
      - If the option is not set, the environment variables E(HOODY_TOKEN) and E(HOODY_API_TOKEN) are used, then the
        profile file.
      - Do not write the token into every task. Set O(api_token) once, in C(module_defaults) for the group
        C(group/hoody.cloud.hoody), with a value from a vault or a lookup.
    type: str
  api_url:
    description:
      - The URL of the API.
      - If the option is not set, the environment variables E(HOODY_BASE_URL) and E(HOODY_API_URL) are used, then the
        profile file, then the default.
      - A URL that begins with C(http:) would send the token unencrypted. It is accepted only for the loopback
        interface, unless O(allow_http=true).
      - Redirects are never followed. So the token is never sent to another host.
    type: str
    default: https://api.hoody.com
  allow_http:
    description:
      - Allow O(api_url) to begin with C(http:) for hosts other than the loopback interface.
      - If the option is not set, the environment variable E(HOODY_ALLOW_HTTP) is used, then the default.
    type: bool
    default: false
  realm:
    description:
      - The id of a realm. A realm is an id that projects, containers, servers and tokens can share, to keep them apart
        from the rest of an account; M(hoody.cloud.realm_info) lists those in use. Most accounts do not need one.
      - With a realm, requests go to the host name of the realm, C(<realm>.api.hoody.com). Only objects of the realm
        exist there, and listings of all projects are limited to it. A token that is restricted to a realm works only
        with this option.
      - If the option is not set, the environment variables E(HOODY_REALM) and E(HOODY_REALM_ID) are used, then the
        profile file.
    type: str
  profile:
    description:
      - The name of a login profile in the profile file (O(config_file)). It has nothing to do with the network profile
        of a container. Values of the profile override those at the top level of the file.
      - If the option is not set, the environment variable E(HOODY_PROFILE) is used, then the key C(defaultProfile) of
        the file, then the profile V(default) if the file has one. This is what the official CLI does.
      - If the file has no profile V(default), this name means the top level of the file. Any other name that the file
        does not have is an error.
    type: str
  config_file:
    description:
      - The profile file of the official CLI. It is read and never written. The keys C(token), C(baseUrl), C(realm) and
        C(proxy) are used, and C(expiresAt) to report that a session has expired.
      - If the option is not set, the environment variable E(HOODY_CONFIG) is used, then the default. The file at the
        default path is optional.
      - A value that the CLI has locked cannot be used. The task then fails and says so.
      - If the file cannot be read, this is an error if the token or the URL would come from it, or if O(profile) names
        one of its profiles. Otherwise it is a warning.
    type: path
    default: ~/.hoody/config.json
  api_timeout:
    description:
      - The time limit for one request in seconds, from the connection to the last byte of the reply, at most V(86400).
        A server or a proxy that sends a byte from time to time does not extend it.
      - If the option is not set, the environment variable E(HOODY_API_TIMEOUT) is used, then the default.
    type: float
    default: 30.0
  api_retries:
    description:
      - How often a request is repeated after a connection error, a rate limit or a server error. The pauses grow from a
        quarter of a second to ten seconds. If the API sends C(Retry-After), the pause is as long as it says.
      - A request that creates a container is never repeated blindly. If the result of the request is unknown, the
        project is listed first, and a container that was created is used.
      - If the option is not set, the environment variable E(HOODY_API_RETRIES) is used, then the default.
    type: int
    default: 5
  validate_certs:
    description:
      - Whether the TLS certificate of the API must be valid. With V(false), anyone between you and the API can read the
        token.
      - If the option is not set, the environment variable E(HOODY_VALIDATE_CERTS) is used, then the default.
    type: bool
    default: true
  ca_path:
    description:
      - A file or directory with the certificate authorities to trust, instead of the usual ones.
      - If the option is not set, the environment variable E(HOODY_CA_PATH) is used.
    type: path
requirements:
  - Python >= 3.9; tests run with 3.10 to 3.13
  - requests >= 2.31.0; tests run with 2.34. An older version is a warning.
notes:
  - An empty string in one of the connection options means that the option is not set. AWX and Automation Controller
    send an empty string for every credential field that was left blank.
  - HTTP proxies come from the usual environment variables, such as E(HTTPS_PROXY) and E(NO_PROXY), then from the key
    C(proxy) of the profile file. No proxy is used for the loopback interface. A C(.netrc) file is never used.
  - Environment variables that are read are E(HOODY_TOKEN) or E(HOODY_API_TOKEN), E(HOODY_BASE_URL) or E(HOODY_API_URL),
    E(HOODY_ALLOW_HTTP), E(HOODY_REALM) or E(HOODY_REALM_ID), E(HOODY_PROFILE), E(HOODY_CONFIG), E(HOODY_API_TIMEOUT),
    E(HOODY_API_RETRIES), E(HOODY_VALIDATE_CERTS) and E(HOODY_CA_PATH), in the environment of the process that sends the
    requests. For modules on localhost that is C(ansible-playbook). E(HOODY_IN_PROCESS=0) makes every module run in a
    separate process.
"""

    ENVIRONMENT = r"""
options:
  api_token:
    env:
      - name: HOODY_TOKEN
      - name: HOODY_API_TOKEN
  api_url:
    env:
      - name: HOODY_BASE_URL
      - name: HOODY_API_URL
  allow_http:
    env:
      - name: HOODY_ALLOW_HTTP
  realm:
    env:
      - name: HOODY_REALM
      - name: HOODY_REALM_ID
  profile:
    env:
      - name: HOODY_PROFILE
  config_file:
    env:
      - name: HOODY_CONFIG
  api_timeout:
    type: str
    default: '30'
    env:
      - name: HOODY_API_TIMEOUT
  api_retries:
    type: str
    default: '5'
    env:
      - name: HOODY_API_RETRIES
  validate_certs:
    env:
      - name: HOODY_VALIDATE_CERTS
  ca_path:
    env:
      - name: HOODY_CA_PATH
"""
