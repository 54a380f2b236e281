# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source for rulebooks, called as ansible-rulebook calls it, against the emulator."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import runpy
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.emulator.process import ROOT, EmulatorProcess

PLUGIN = ROOT / "extensions" / "eda" / "plugins" / "event_source" / "events.py"
#: A process that tells in a file what it was told, and does so before it takes the next event.
LISTENER = """
import asyncio, json, os, runpy, sys

class Queue:
    async def put(self, event):
        await asyncio.sleep(0)
        os.write(1, (event["id"] + " " + event["meta"]["uuid"] + "\\n").encode())

asyncio.run(runpy.run_path(sys.argv[1])["main"](Queue(), json.loads(sys.argv[2])))
"""
MOST_SECONDS = 60


def options(emulator: EmulatorProcess, **more: Any) -> dict[str, Any]:
    """The options of a source."""
    return {"api_url": emulator.url, "api_token": emulator.token, "interval": 0.1, **more}


def happen(emulator: EmulatorProcess, count: int, event: str = "updated") -> None:
    """Let so many things happen to a container."""
    emulator.control("POST", "/events", {"container_id": emulator.id_of("web"), "count": count, "event": event})


@contextlib.asynccontextmanager
async def running(args: dict[str, Any], queue: asyncio.Queue[Any]) -> AsyncIterator[asyncio.Task[None]]:
    """A source that runs meanwhile, and is cancelled then."""
    task: asyncio.Task[None] = asyncio.create_task(runpy.run_path(str(PLUGIN))["main"](queue, args))
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def begun(emulator: EmulatorProcess, requests: int = 3) -> None:
    """The source has read up to the end of the history."""

    async def asked() -> None:
        while len(emulator.requests()) < requests:
            await asyncio.sleep(0.02)

    await asyncio.wait_for(asked(), MOST_SECONDS)


async def taken(queue: asyncio.Queue[Any], count: int) -> list[dict[str, Any]]:
    """So many events."""
    return [await asyncio.wait_for(queue.get(), MOST_SECONDS) for _number in range(count)]


def each_once(events: list[dict[str, Any]], count: int) -> None:
    """Assert that these are so many, in order, each of them once."""
    ids = [event["id"] for event in events]
    assert len(ids) == count
    assert ids == sorted(set(ids))


@pytest.mark.parametrize("history", ["cursors", "newest", "refused", "ignored"])
def test_each_event_once_on_every_history(emulator: EmulatorProcess, history: str) -> None:
    emulator.switch(events_history=history, events_duplicates="twice")
    happen(emulator, 10)
    emulator.clear_requests()

    async def listen() -> None:
        queue: asyncio.Queue[Any] = asyncio.Queue(1)
        async with running(options(emulator), queue):
            await begun(emulator, 4)
            happen(emulator, 1500)
            each_once(await taken(queue, 1500), 1500)
            await begun(emulator, len(emulator.requests()) + 2)
            assert queue.empty()

    asyncio.run(listen())


def test_without_any_history(emulator: EmulatorProcess) -> None:
    emulator.switch(events_history="absent")
    emulator.clear_requests()

    async def listen() -> None:
        queue: asyncio.Queue[Any] = asyncio.Queue(1)
        async with running(options(emulator), queue):
            await begun(emulator, 3)
            emulator.force(emulator.id_of("web"), status="failed")
            [event] = await taken(queue, 1)
        assert (event["event"], event["data"]["container"]["name"]) == ("container.failed", "web")

    asyncio.run(listen())


def test_a_history_that_goes_and_comes_back(emulator: EmulatorProcess) -> None:
    """Older servers take the place of the first, one has no history at all, and then it is there again."""
    emulator.clear_requests()

    async def asks(words: str) -> None:
        """The source has asked so, after what was asked by now."""
        last = emulator.requests()[-1]["number"]
        while not any(words in item["query"] for item in emulator.requests() if item["number"] > last):
            await asyncio.sleep(0.02)

    async def listen() -> None:
        queue: asyncio.Queue[Any] = asyncio.Queue(1)
        told: list[dict[str, Any]] = []
        async with running(options(emulator), queue):
            await begun(emulator)
            for history, asked in (("ignored", "offset=0"), ("absent", "include_deleting"), ("cursors", "bootstrap")):
                emulator.switch(events_history=history)
                await asyncio.wait_for(asks(asked), MOST_SECONDS)
                happen(emulator, 300, "network.created")
                emulator.force(emulator.id_of("web"), status="failed" if history == "absent" else "running")
                # Of the network no listing tells.
                told += await taken(queue, {"ignored": 300, "absent": 1, "cursors": 601}[history])
            await asyncio.wait_for(asks("after="), MOST_SECONDS)
            assert queue.empty()
        assert len({event["id"] for event in told}) == len(told) == 902
        assert Counter(event["event"] for event in told) == {
            "container.network.created": 900,
            "container.failed": 1,
            "container.running": 1,
        }

    asyncio.run(listen())


def test_it_lives_on_however_often_it_ends(emulator: EmulatorProcess, tmp_path: Path) -> None:
    chance, args = random.Random(20), options(emulator, state_file=str(tmp_path / "state.json"))
    emulator.clear_requests()

    async def listen() -> None:
        told: list[dict[str, Any]] = []
        async with running(args, asyncio.Queue(1)):
            await begun(emulator)
        for age in ("valid", "expired", "reset", "valid"):
            happen(emulator, 600)
            emulator.switch(events_cursor_age=age)
            for _time in range(4):
                queue: asyncio.Queue[Any] = asyncio.Queue(1)
                async with running(args, queue):
                    told += await taken(queue, chance.randrange(100))
                # What was handed on and not taken yet is in the hands of the rulebook.
                told += [queue.get_nowait() for _left in range(queue.qsize())]
        queue = asyncio.Queue(1)
        async with running(args, queue):
            told += await taken(queue, 2400 - len(told))
        each_once(told, 2400)

    asyncio.run(listen())


def test_it_lives_on_after_kills(emulator: EmulatorProcess, tmp_path: Path) -> None:
    """None is lost. The one at which it was killed may come again, and has the id by which a rulebook knows it."""
    log, chance = tmp_path / "told", random.Random(20)
    args = json.dumps(options(emulator, state_file=str(tmp_path / "state.json"), start="oldest"))
    happen(emulator, 3000)
    kills, lines = 0, list[str]()
    while len(set(lines)) < 3000:
        with log.open("a") as output:
            command = [sys.executable, "-c", LISTENER, str(PLUGIN), args]
            process = subprocess.Popen(command, stdout=output, stderr=subprocess.PIPE)
        goal = min(len(lines) + chance.randrange(1, 900), 3000)
        emulator.wait_until(lambda goal=goal: log.read_text().count("\n") >= goal, "events", MOST_SECONDS)  # type: ignore[misc]
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        kills, lines = kills + 1, log.read_text().splitlines()
    counts = Counter(line.split()[0] for line in lines)
    assert len(counts) == 3000
    assert len(lines) - 3000 <= kills
    assert len(set(lines)) == 3000, "what comes again has the same uuid"


def test_an_api_that_is_busy_fails_and_restarts(tmp_path: Path) -> None:
    with EmulatorProcess(state=tmp_path / "world") as emulator:

        async def listen() -> None:
            queue: asyncio.Queue[Any] = asyncio.Queue(1)
            async with running(options(emulator), queue):
                await begun(emulator)
                happen(emulator, 1000)
                told = await taken(queue, 400)
                await asyncio.to_thread(emulator.restart, 0.1)
                emulator.fault("rate_limited", path="events$", times=1, retry_after=0)
                emulator.fault(kinds=["unavailable", "truncated", "reset_after"], path="events$", times=1)
                happen(emulator, 1000)
                told += await taken(queue, 1600)
                each_once(told, 2000)

        asyncio.run(listen())


def test_one_request_while_nothing_happens(emulator: EmulatorProcess) -> None:
    async def listen() -> None:
        emulator.clear_requests()
        async with running(options(emulator, interval=10), asyncio.Queue(1)):
            await begun(emulator)
            emulator.clear_requests()
            # The time that is to be seen passes in no other way.
            await asyncio.sleep(10.5)
            assert [entry["path"] for entry in emulator.requests()] == ["/api/v1/events"]

    asyncio.run(listen())


def test_only_what_is_asked_for(emulator: EmulatorProcess) -> None:
    happen(emulator, 3)
    happen(emulator, 1, "failed")
    happen(emulator, 1, "network.created")

    async def listen(**more: Any) -> list[str]:
        queue: asyncio.Queue[Any] = asyncio.Queue(1)
        async with running(options(emulator, start="oldest", **more), queue):
            events = await taken(queue, 2)
        return [event["event"] for event in events]

    assert asyncio.run(listen(event_type=["container.failed", "container.network.*"])) == [
        "container.failed",
        "container.network.created",
    ]
    assert asyncio.run(listen(event_type="container.[un]*")) == ["container.updated"] * 2


def test_it_waits_for_the_rules(emulator: EmulatorProcess, tmp_path: Path) -> None:
    """With feedback, what the rules have not seen comes again, under the same id."""
    happen(emulator, 2)
    args = options(emulator, start="oldest", state_file=str(tmp_path / "state.json"), feedback=True)

    async def listen(acknowledged: int) -> list[dict[str, Any]]:
        queue: asyncio.Queue[Any] = asyncio.Queue(1)
        feedback: asyncio.Queue[Any] = asyncio.Queue(1)
        told = []
        async with running({**args, "eda_feedback_queue": feedback}, queue):
            for number in range(acknowledged + 1):
                told += await taken(queue, 1)
                if number < acknowledged:
                    await feedback.put(told[-1])
        return told

    [first] = asyncio.run(listen(0))
    again, second = asyncio.run(listen(1))
    [second_again] = asyncio.run(listen(0))
    assert again == first
    assert second_again == second != first


def test_it_takes_no_old_answer_for_a_new_one(emulator: EmulatorProcess) -> None:
    """Of an event of which a filter made two, two answers come back."""
    happen(emulator, 2)

    async def listen() -> None:
        queue: asyncio.Queue[Any] = asyncio.Queue(1)
        feedback: asyncio.Queue[Any] = asyncio.Queue(1)
        more = {"start": "oldest", "feedback": True, "eda_feedback_queue": feedback, "feedback_timeout": 1}
        async with running(options(emulator, **more), queue) as source:
            [first] = await taken(queue, 1)
            await feedback.put(first)
            await feedback.put(first)
            await taken(queue, 1)
            await asyncio.wait_for(source, MOST_SECONDS)

    with pytest.raises(
        Exception, match=r"did not report within 1 s that the rules have processed the event \w+02 \(container"
    ):
        asyncio.run(listen())


def test_a_python_without_requests() -> None:
    """ansible-rulebook brings none along."""
    program = LISTENER.replace("import asyncio", "import sys; sys.modules['requests'] = None\nimport asyncio", 1)
    command = [sys.executable, "-c", program, str(PLUGIN), json.dumps({"api_token": "t"})]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    assert f"requests is missing here: {sys.executable} -m pip install" in said.splitlines()[-1]


@pytest.mark.parametrize(
    "more, words",
    [
        ({"api_token": "hdy_wrong"}, "answered 401"),
        ({"api_token": ""}, "No API token"),
        ({"intervall": 1}, "has no option intervall"),
        ({"state_file": "/no/such/folder/state"}, "cannot be written"),
    ],
)
def test_what_ends_it(
    emulator: EmulatorProcess, monkeypatch: pytest.MonkeyPatch, more: dict[str, Any], words: str
) -> None:
    for name in [name for name in os.environ if name.startswith("HOODY_")]:
        monkeypatch.delenv(name)

    async def listen() -> None:
        async with running(options(emulator, **more), asyncio.Queue(1)) as task:
            await asyncio.wait_for(task, MOST_SECONDS)

    with pytest.raises(Exception, match=words) as raised:
        asyncio.run(listen())
    # ansible-rulebook prints from where it came.
    assert [entry.name for entry in raised.traceback if str(entry.path) == str(PLUGIN)] == ["main"]
    assert not [entry for entry in raised.traceback if "module_utils" in str(entry.path)]
