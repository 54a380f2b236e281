# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options that every module shares, documented once."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation fragments ``hoody.cloud.api``, and ``.environment`` for plugins, which Ansible gives their options.

    Numbers are texts there: Ansible would refuse an empty variable, which is one that is not set.
    """

    DOCUMENTATION = r"""
options:
  api_token:
    description:
      - The API token, an auth token that begins with C(hdy_) or a session token.
      - If it is not set here, it is taken from the environment variable E(HOODY_TOKEN) or E(HOODY_API_TOKEN), then
        from the profile file.
      - Better than writing it into every task is O(api_token) in C(module_defaults) for the group
        C(hoody.cloud.hoody), from a vault or a lookup.
    type: str
  api_url:
    description:
      - The address of the API.
      - If it is not set here, it is taken from the environment variable E(HOODY_BASE_URL) or E(HOODY_API_URL), then
        from the profile file. If it is nowhere, V(https://api.hoody.com) is used.
      - An address that begins with C(http:) would send the token unencrypted. It is accepted for the loopback
        interface only, unless O(allow_http=true).
      - Redirects are never followed, so that the token cannot reach another host.
    type: str
  allow_http:
    description:
      - Allow O(api_url) to begin with C(http:) for hosts other than the loopback interface.
      - If it is not set here, it is taken from the environment variable E(HOODY_ALLOW_HTTP). If it is nowhere, it is
        V(false).
    type: bool
  realm:
    description:
      - The id of a realm. Requests then go to the realm's own host, where only what belongs to the realm exists, and
        listings over all projects are limited to it.
      - If it is not set here, it is taken from the environment variable E(HOODY_REALM) or E(HOODY_REALM_ID), then
        from the profile file.
    type: str
  profile:
    description:
      - The name of a profile in the profile file; its values take the place of those at the root of the file.
      - If it is not set here, it is taken from the environment variable E(HOODY_PROFILE), then from the key
        C(defaultProfile) of the file. If it is nowhere, the profile V(default) is used if there is one, as the official
        CLI does. Its C(realm) counts too.
      - V(default) is the root of the file where there is no such profile. Any other name that the file does not have is
        an error.
    type: str
  config_file:
    description:
      - The profile file of the official CLI, which is read and never written. Its keys C(token), C(baseUrl), C(realm)
        and C(proxy) are used, and C(expiresAt) to explain that a session has ended.
      - If it is not set here, it is taken from the environment variable E(HOODY_CONFIG). If it is nowhere,
        V(~/.hoody/config.json) is used if it exists.
      - A value that the CLI has locked cannot be used, and an error says so.
      - A file that cannot be read is an error where the token or the address would have to come from it, or where
        O(profile) names a profile in it. Otherwise it is a warning.
    type: path
  api_timeout:
    description:
      - How many seconds one request may take, from connecting to the last byte of the reply, at most V(86400). A server
        or a proxy that sends a byte now and then does not make it longer.
      - If it is not set here, it is taken from the environment variable E(HOODY_API_TIMEOUT). If it is nowhere, it is
        V(30).
    type: float
  api_retries:
    description:
      - How often a request is tried again after connection errors, rate limits and failures of the server. The pauses
        grow from a quarter of a second to ten seconds, or are what the API asks for with C(Retry-After).
      - The creation of a container is never repeated blindly. After an unclear reply the project is listed first, and
        what was created is adopted.
      - If it is not set here, it is taken from the environment variable E(HOODY_API_RETRIES). If it is nowhere, it is
        V(5).
    type: int
  validate_certs:
    description:
      - Whether the certificate of the API has to be valid. Turning this off lets anybody on the way read the token.
      - If it is not set here, it is taken from the environment variable E(HOODY_VALIDATE_CERTS). If it is nowhere, it
        is V(true).
    type: bool
  ca_path:
    description:
      - A file or directory of certificate authorities to trust in place of the usual ones.
      - If it is not set here, it is taken from the environment variable E(HOODY_CA_PATH).
    type: path
requirements:
  - requests >= 2.31.0
notes:
  - An empty string in one of the connection options means that the option is not set. AWX and Automation Controller
    send one for every credential field that was left blank.
  - HTTP proxies are taken from the usual environment variables, such as E(HTTPS_PROXY), then from the key C(proxy) of
    the profile file. None is used on the way to the loopback interface. A C(.netrc) file is never used.
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
    env:
      - name: HOODY_API_TIMEOUT
  api_retries:
    type: str
    env:
      - name: HOODY_API_RETRIES
  validate_certs:
    env:
      - name: HOODY_VALIDATE_CERTS
  ca_path:
    env:
      - name: HOODY_CA_PATH
"""
