# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happens in a Hoody account, as events for ansible-rulebook."""

from __future__ import annotations

import asyncio
import importlib
import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import ApiError, HoodyError
    from ansible_collections.hoody.cloud.plugins.module_utils._events.batch import Batch, Found
    from ansible_collections.hoody.cloud.plugins.module_utils._events.memory import EventMemory
    from ansible_collections.hoody.cloud.plugins.module_utils._events.options import SourceOptions
    from ansible_collections.hoody.cloud.plugins.module_utils._events.reader import Reader

DOCUMENTATION = r"""
---
module: events
short_description: Events of a Hoody account
version_added: 1.0.0
author:
  - hoody.cloud contributors (@hoody-com)
description:
  - Sends the events of the containers, networks and projects of an account to the rules, such as C(container.failed)
    or C(container.network.created), in the order in which they occurred.
  - It reads the history of the API. While nothing happens, this takes one request in O(interval) seconds. The history
    of older servers has no cursors and is read by offset. If a server has no history, the source lists the containers
    and compares the listings.
  - Each event is sent once, even if the API returns it twice, loses the position in the history or restarts. With
    O(state_file), this also applies if the rulebook is stopped and started again.
  - Events that C(ansible-rulebook) has received and not processed are lost when it is stopped or killed, unless it has
    a database and O(feedback) is set.
options:
  state_file:
    description:
      - The file that stores which events were sent. With it, events that occur while the rulebook is stopped are sent
        at its next start.
      - It is updated when C(ansible-rulebook) has received an event, with O(feedback) when the rules have processed it.
      - Each source needs its own file.
    type: path
  event_type:
    description:
      - Names of events, such as V(container.failed), or patterns, such as V(container.network.*). By default all
        events are sent.
    type: list
    elements: str
  start:
    description:
      - Where to start if O(state_file) does not exist yet, V(now) or with the V(oldest) event of the history.
    type: str
    choices: [now, oldest]
    default: now
  interval:
    description:
      - The time between two requests if nothing happens, in seconds.
    type: float
    default: 10
  feedback:
    description:
      - Whether to wait after each event until the rules have processed it. C(ansible-rulebook) supports this only with
        a persistence id. If it has a database, no event is lost when it is stopped or killed. An action that was
        running at that moment can run again.
    type: bool
    default: false
  feedback_timeout:
    description:
      - With O(feedback), how long to wait for the rules, in seconds. After this time the rulebook ends with an error.
    type: float
    default: 120
  eda_feedback_queue:
    description:
      - Set by ansible-rulebook for O(feedback). Do not set it in a rulebook.
    type: raw
  api_token:
    description:
      - The API token. The default comes from E(HOODY_TOKEN) or E(HOODY_API_TOKEN), then from the profile file.
    type: str
  api_url:
    description:
      - The URL of the API. The default comes from E(HOODY_BASE_URL) or E(HOODY_API_URL), then from the profile file.
        Otherwise it is V(https://api.hoody.com).
    type: str
  allow_http:
    description:
      - Allow O(api_url) to begin with C(http:) for hosts other than the loopback interface. The default comes from
        E(HOODY_ALLOW_HTTP).
    type: bool
  realm:
    description:
      - The id of a realm. Only events of this realm are sent. The default comes from E(HOODY_REALM) or
        E(HOODY_REALM_ID), then from the profile file.
    type: str
  profile:
    description:
      - The name of a login profile in the profile file. The default comes from E(HOODY_PROFILE).
    type: str
  config_file:
    description:
      - The profile file of the official CLI. The default comes from E(HOODY_CONFIG). Otherwise it is
        V(~/.hoody/config.json).
    type: path
  api_timeout:
    description:
      - The time limit for one request, in seconds. The default comes from E(HOODY_API_TIMEOUT). Otherwise it is V(30).
    type: float
  validate_certs:
    description:
      - Whether the TLS certificate of the API must be valid. The default comes from E(HOODY_VALIDATE_CERTS). Otherwise
        it is V(true).
    type: bool
  ca_path:
    description:
      - A file or directory with the certificate authorities to trust. The default comes from E(HOODY_CA_PATH).
    type: path
notes:
  - If the API is unavailable or limits the rate of requests, the source repeats the request until the rulebook is
    stopped. If the API refuses the token, the rulebook ends with an error.
  - Environment variables, credentials and other secrets are removed from the events.
requirements:
  - requests >= 2.31.0
"""

EXAMPLES = r"""
- name: React to containers that fail
  hosts: localhost
  sources:
    - name: hoody
      hoody.cloud.events:
        state_file: /var/lib/eda/hoody-events.json
        event_type:
          - container.failed
  rules:
    - name: Report it
      condition: event.event == "container.failed"
      action:
        debug:
          msg: "{{ event.data.container.name }} has failed"
"""

LOGGER = logging.getLogger("hoody.cloud.events")
# ansible-rulebook runs this file as it is, outside of any package, and finds no collections: the code that the
# collection shares is taken from beside it, under a name of its own.
_SHARED = "hoody_cloud_module_utils"
_LEAST_PAUSE, _RATE_PAUSE, _LONGEST_PAUSE = 1.0, 5.0, 30.0


def _shared(name: str) -> Any:
    if _SHARED not in sys.modules:
        package = ModuleType(_SHARED)
        package.__path__ = [str(Path(__file__).resolve().parents[4] / "plugins" / "module_utils")]
        sys.modules[_SHARED] = package
    return importlib.import_module(f"{_SHARED}.{name}")


async def main(queue: asyncio.Queue[Any], args: dict[str, Any]) -> None:
    """Tell the queue of everything that happens, until somebody cancels this. The options are those of the source."""
    error: type[HoodyError] = _shared("_api.errors").HoodyError
    if _shared("_http.transport").REQUESTS_ERROR:
        python = sys.executable
        raise error(f"The Python library requests is missing here: {python} -m pip install 'requests>=2.31.0'.")
    try:
        await _listen(queue, _shared("_events.options").source_options(args))
    except error as problem:
        # ansible-rulebook shows from where it came, which helps nobody who reads what is wrong.
        raise problem.with_traceback(None) from None


async def _listen(queue: asyncio.Queue[Any], options: SourceOptions) -> None:
    for warning in options.settings.warnings:
        LOGGER.warning("%s", warning)
    memory: EventMemory = _shared("_events.memory").EventMemory(options.state_file, options.settings.base_url)
    pool = ThreadPoolExecutor(1, "hoody-events")
    with _shared("_api.client").Client(options.settings) as client:
        reader: Reader = _shared("_events.reader").Reader(client, memory, LOGGER.warning, old=options.old)
        try:
            while True:
                batch = await _read(reader, pool)
                for found in batch.found:
                    await _deliver(queue, found, memory, options)
                reader.settle(batch)
                if not batch.more:
                    await asyncio.sleep(options.interval)
        finally:
            pool.shutdown(wait=False)
            memory.close()


async def _read(reader: Reader, pool: ThreadPoolExecutor) -> Batch:
    """Read what has happened, as soon as the API tells it."""
    error: type[ApiError] = _shared("_api.errors").ApiError
    failures = 0
    while True:
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, reader.read)
        except error as problem:
            if not problem.transient:
                raise
            failures += 1
            LOGGER.warning("%s", problem)
            await asyncio.sleep(_pause(problem, failures))


def _pause(problem: ApiError, failures: int) -> float:
    """How long to leave the API alone (API notes part 2, H.5 and H.6)."""
    growing: float = min(_LEAST_PAUSE * 2 ** min(failures - 1, 10), _LONGEST_PAUSE)
    limited = isinstance(problem, _shared("_api.errors").RateLimited)
    return max(problem.retry_after or 0.0, _RATE_PAUSE if limited else 0.0, growing)


async def _deliver(queue: asyncio.Queue[Any], found: Found, memory: EventMemory, options: SourceOptions) -> None:
    """Hand on one event, unless the rules did not ask for it, and note that. Nothing comes between these two."""
    shown = _shared("_events.shown")
    event = found.event
    if any(fnmatchcase(shown.event_name(event), pattern) for pattern in options.patterns):
        told = shown.shown_event(event)
        await queue.put(told)
        if options.feedback is not None:
            await _acknowledged(options.feedback, told, options.feedback_timeout)
    memory.delivered(shown.event_id(event), shown.event_time(event), found.container)


async def _acknowledged(feedback: asyncio.Queue[Any], told: dict[str, Any], seconds: float) -> None:
    """Wait until the rules have seen this event. A filter may have made several of the one before: all come back."""

    async def seen() -> None:
        while (await feedback.get())["meta"]["uuid"] != told["meta"]["uuid"]:
            pass

    try:
        await asyncio.wait_for(seen(), seconds)
    except asyncio.TimeoutError:
        error: HoodyError = _shared("_api.errors").HoodyError(
            f"ansible-rulebook did not report within {seconds:g} s that the rules have processed the event "
            f"{told['id']} ({told['event']}): look for an error above. A filter that removes events or changes "
            "meta.uuid cannot be used with feedback.",
        )
        raise error from None
