# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook hoody.cloud.report, and its page in a real browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.process import EmulatorProcess

from .browser import MISSING, Reader, chromium
from .playbook import Ansible, Outcome

if TYPE_CHECKING:
    from playwright.sync_api import Browser

if MISSING:
    pytest.skip(MISSING, allow_module_level=True)

Open = Callable[..., Reader]

PROXY = "socks5://crawler:proxy-secret@proxy.example.net:1080"
#: What becomes of the traffic of containers that have this.
NETWORKS: dict[str, Any] = {
    "enforced": {"type": "socks5", "proxy": PROXY, "country": "NL", "status": "running"},
    "stored only": {"type": "socks5", "proxy": PROXY, "country": "NL", "status": "configured"},
    "unfiltered": None,
    "blocked": {"type": "block", "status": "running"},
}
GREEN, AMBER, RED, GREY = "rgb(46, 158, 96)", "rgb(226, 160, 8)", "rgb(210, 59, 53)", "rgb(135, 144, 156)"
HOSTILE = "</td></tr></table><script>hacked()</script><img src='http://127.0.0.1:1/x' onerror='hacked()'>{{ 7 * 7 }}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for all tests."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def look(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens the report. Nobody may see it ask for anything, or hear it complain."""
    readers: list[Reader] = []

    def opened(**context: Any) -> Reader:
        readers.append(Reader(browser, tmp_path / "report.html", **context))
        return readers[-1]

    yield opened
    for reader in readers:
        reader.close()
        assert (reader.asked, reader.complaints) == ([], [])


def play(ansible: Ansible, folder: Path, *arguments: str, **variables: Any) -> Outcome:
    """Run hoody.cloud.report."""
    return ansible.run_file(
        "hoody.cloud.report",
        arguments=["-e", json.dumps({"report_dest": str(folder), **variables}), *arguments],
        environment={"HOODY_TOKEN": ansible.emulator.token, "HOODY_API_URL": ansible.emulator.url},
    )


def fill(emulator: EmulatorProcess, count: int) -> None:
    """So many containers in Fleet. Of the first thousand a tenth is of each kind, and the others are enforced."""
    emulator.bulk(count)
    kinds = ["stored only", "unfiltered", "blocked", *["enforced"] * 7]
    path = f"/projects/{emulator.project_id('Fleet')}/containers?limit=100&page="
    for page in range(1, min(count, 1000) // 100 + 2):
        for number, item in enumerate(emulator.api("GET", f"{path}{page}").json()["data"]["containers"]):
            network = NETWORKS[kinds[number % len(kinds)]]
            if network and page <= 10:
                emulator.force(item["id"], network=network)


def sheets(reader: Reader) -> int:
    """How many sheets of paper it takes."""
    return reader.page.pdf(format="A4", prefer_css_page_size=True).count(b"/Type /Page\n")


def test_a_few_containers_and_all_that_is_to_be_said(ansible: Ansible, look: Open, tmp_path: Path) -> None:
    emulator = ansible.emulator
    emulator.put_container(project="Shop", name="broken", status="failed", environment_vars={"KEY": "the-value"})
    emulator.put_container(project="Shop", name="stored", network=NETWORKS["stored only"])
    emulator.put_container(project="Shop", name="blocked", network=NETWORKS["blocked"])
    soon = (datetime.now(timezone.utc) + timedelta(days=3, hours=1)).isoformat()
    shop = emulator.api("GET", f"/projects/{emulator.project_id('Shop')}/containers").json()["data"]["containers"]
    identity = next(item["id"] for item in shop if item["name"] == "web")
    alias = {"container_id": identity, "alias": "shop-trial", "program": "http", "index": 80, "expires_at": soon}
    assert emulator.api("POST", "/proxy/aliases", alias).status_code == 201
    assert emulator.api("POST", f"/containers/{identity}/snapshots", {"alias": "before", "expiry": 9}).ok
    declared = {
        "fleet_project": "Shop",
        "fleet_defaults": {"server": "amber-fox-1a2-de"},
        "fleet_containers": [
            {"name": "web", "comment": "the-new-comment", "environment_vars": {"LOG_LEVEL": "the-new-level"}},
            {"name": "shop-api"},
            {"name": "new-[1:6]"},
            {"name": "shop-cache", "state": "absent"},
            {"name": "nowhere", "server": "no-such-server"},
        ],
        "fleet_purge_pattern": "blocked",
    }
    emulator.clear_requests()
    outcome = play(ansible, tmp_path, **declared).succeeded()
    assert {entry["method"] for entry in emulator.requests()} == {"GET"}
    assert outcome["Show its path"]["msg"] == f"See {tmp_path}/report.html."
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    for secret in (emulator.token, "the-value", "proxy-secret", "the-new-comment", "the-new-level", "gate-secret"):
        assert secret not in text
    reader = look()
    assert reader.texts(".tiles a") == [
        "9 containers 5 running",
        "2 enforced or blocked 22.2 % of all egress",
        "1 stored only a profile that is not enforced",
        "6 unfiltered no profile at all",
        "9 differ from the declared fleet",
        "2 end soon within 30 days",
        "1 failed 1 reason",
    ]
    assert reader.texts("#failed tbody tr") == ["1 The container has failed, and the API does not report why broken"]
    ending = reader.texts("#ending tbody tr")
    assert [row.split()[0] for row in ending] == ["proxy", "snapshot"]
    assert ending[0].endswith(" 3 web (Shop)")
    assert ending[1].endswith(" 8 web (Shop)")
    differing = reader.texts("#drift tbody tr")
    assert differing[0] == "6 to create new-1, new-2, new-3 and 3 more"
    assert differing[1:3] == ["1 to change: comment, environment_vars web", "1 to delete shop-cache"]
    assert differing[3].startswith("1 Cannot get the declared values. There is no active server 'no-such-server'")
    rows = dict(zip(reader.contents("#list td:first-child"), reader.contents("#list td:last-child"), strict=True))
    assert rows["web role=web tier=front"] == "differs: comment, environment_vars"
    assert rows["broken"] == "The container has failed, and the API does not report why"
    assert reader.texts("#containers td:first-child a") == ["Shop", "Lab", "amber-fox-1a2-de", "blue-owl-3b4-us"]


def test_a_thousand_marks(ansible: Ansible, look: Open, tmp_path: Path) -> None:
    fill(ansible.emulator, 1000)
    play(ansible, tmp_path, report_project="Fleet", report_snapshots=False).succeeded()
    reader = look(color_scheme="light")
    marks = reader.tell(
        """() => [...document.querySelectorAll('.map a')].map((mark) => {
            const style = getComputedStyle(mark);
            return [mark.title.split(', ')[2], style.backgroundColor + style.backgroundImage];
        })"""
    )
    assert len(marks) == 1000
    for word, color, many in (
        ("enforced", GREEN, 700),
        ("stored only", AMBER, 100),
        ("unfiltered", RED, 100),
        ("blocked", GREY, 100),
    ):
        assert sum(said == word for said, _shown in marks) == many
        assert all((said == word) == (color in shown) for said, shown in marks)
    assert reader.texts(".country h3") == ["Netherlands", "United States", "Blocked"]
    assert reader.texts("#all output") == ["1,000 of 1,000"]
    # On paper a container is one line, below a head that Chromium repeats on every sheet if no button is in it.
    assert 10 < sheets(reader) < 20
    reader.page.emulate_media(media="print")
    assert reader.tell("getComputedStyle(document.querySelector('#list thead')).display") == "table-header-group"
    assert reader.tell("[...document.querySelectorAll('#list button')].every((one) => !one.getClientRects().length)")


def test_to_find_and_to_sort(ansible: Ansible, look: Open, tmp_path: Path) -> None:
    fill(ansible.emulator, 250)
    play(ansible, tmp_path, report_snapshots=False).succeeded()
    reader = look()
    page = reader.page
    page.fill("#controls input", "NODE-0001 role=node")
    assert reader.texts("#all output") == ["10 of 256"]
    page.fill("#controls input", "")
    page.click(".legend a:text-is('stored only')")
    assert reader.texts("#all output") == ["25 of 256"]
    assert set(reader.contents("#list td:nth-child(5)")) == {"stored only"}
    page.select_option("#controls select >> nth=0", "Lab")
    page.locator("#none").wait_for(state="visible")
    # A mark leads to its row, whatever was looked for.
    page.click(".map a[title^='shop-worker (Shop), stopped']")
    assert reader.contents("#list tr:target td:first-child") == ["shop-worker role=worker"]
    assert page.locator("#list tr:target").is_visible()
    page.click("#list th:nth-child(4) button")
    page.click("#list th:nth-child(4) button")
    assert page.get_attribute("#list th:nth-child(4)", "aria-sort") == "descending"
    assert reader.contents("#list td:nth-child(4)")[:3] == ["stopped", "stopped", "running"]
    page.click("#controls button")
    page.click("#list th:nth-child(1) button")
    names = [text.split()[0] for text in reader.contents("#list td:first-child")]
    assert (len(names), names) == (256, sorted(names))


def test_five_thousand_open_and_scroll_at_once(ansible: Ansible, look: Open, tmp_path: Path) -> None:
    """It takes half a second where nothing else runs, and a page that lays all of it out several."""
    fill(ansible.emulator, 5000)
    play(ansible, tmp_path, report_snapshots=False).succeeded()
    assert (tmp_path / "report.html").stat().st_size < 2_500_000
    readers = [look() for _time in range(3)]
    opened = "performance.getEntriesByType('navigation')[0].loadEventEnd"
    assert min(reader.tell(opened) for reader in readers) < 2500
    reader = readers[-1]
    # From top to bottom: a frame each time, in which what comes into view is laid out.
    slowest = reader.tell(
        """async () => {
            const pauses = [];
            const frame = () => new Promise(requestAnimationFrame);
            for (let part = 1; part <= 20; part += 1) {
                const begun = performance.now();
                scrollTo(0, document.documentElement.scrollHeight * part / 20);
                await frame();
                await frame();
                pauses.push(performance.now() - begun);
            }
            return pauses.sort((one, other) => one - other)[15];
        }"""
    )
    assert slowest < 600
    last = reader.page.locator("#list tbody:last-child tr:last-child")
    assert last.inner_text().startswith("web")
    box = last.bounding_box()
    assert box
    assert box["y"] < 900
    took = reader.tell(
        """() => {
            const begun = performance.now();
            document.querySelector('#list th:nth-child(3) button').click();
            document.body.offsetHeight;
            return performance.now() - begun;
        }"""
    )
    assert took < 1000


def test_phones_the_dark_paper_and_no_scripts(ansible: Ansible, look: Open, tmp_path: Path) -> None:
    """On paper marks keep their colors. Without scripts, as CI servers show it, all of it is there."""
    fill(ansible.emulator, 300)
    ansible.emulator.put_container(project="Shop", name="broken", status="failed")
    declared = {"fleet_project": "Shop", "fleet_containers": [{"name": "new-[1:9]", "server": "amber-fox-1a2-de"}]}
    play(ansible, tmp_path, report_snapshots=False, **declared).succeeded()
    for width in (320, 390, 800, 1280):
        for scheme in ("light", "dark"):
            assert look(viewport={"width": width, "height": 800}, color_scheme=scheme).faults() == []
    reader, dark = (look(color_scheme=scheme) for scheme in ("light", "dark"))
    colors = "(() => { const s = getComputedStyle(document.body); return [s.color, s.backgroundColor]; })()"
    assert reader.tell(colors) == ["rgb(26, 29, 33)", "rgb(246, 247, 248)"]
    assert dark.tell(colors) == ["rgb(233, 235, 239)", "rgb(18, 20, 24)"]
    assert sheets(dark) == sheets(reader) < 9
    for printed in (reader, dark):
        printed.page.emulate_media(media="print")
        printed.page.set_viewport_size({"width": 703, "height": 1009})
        assert printed.faults() == []
        assert printed.tell(colors)[1] == "rgb(255, 255, 255)"
    assert not reader.page.locator("#controls").is_visible()
    assert reader.tell("getComputedStyle(document.querySelector('.map a')).printColorAdjust") == "exact"
    assert reader.page.locator("#list tbody").first.evaluate("e => getComputedStyle(e).contentVisibility") == "visible"
    bare = look(java_script_enabled=False).page
    assert (bare.locator("#list tbody tr").count(), bare.locator(".map a").count()) == (307, 307)
    assert not bare.locator("#controls").is_visible()


def test_hostile_names(ansible: Ansible, look: Open, tmp_path: Path) -> None:
    """What somebody typed into a container is text wherever it stands. The policy of the page stands behind that."""
    emulator = ansible.emulator
    emulator.control("POST", "/bulk", {"project": "<b>&\"'{{ 1 }}", "count": 2, "prefix": "node-"})
    network = {"type": "socks5", "proxy": "socks5://p.example.net:1", "country": HOSTILE, "status": "running"}
    emulator.put_container(project="Shop", name="hostile", network=network, status=HOSTILE)
    emulator.force(emulator.id_of("hostile"), comment=HOSTILE)
    play(ansible, tmp_path, report_title=HOSTILE.partition("{{")[0], report_snapshots=False).succeeded()
    reader = look()
    assert reader.texts("h1") == [HOSTILE.partition("{{")[0]]
    assert f"hostile {HOSTILE}" in reader.contents("#list td:first-child")
    assert HOSTILE in reader.contents("#list td:nth-child(4)")
    assert HOSTILE in reader.texts(".country h3")
    assert "<b>&\"'{{ 1 }}" in reader.contents("#list td:nth-child(2)")
    assert reader.tell("document.querySelectorAll('img, script').length") == 1
    added = "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.hacked = 1'}))"
    assert reader.tell(f"{added}, window.hacked === undefined")
    assert "Content Security Policy" in reader.complaints.pop()


def test_what_cannot_be_read_is_told_and_the_rest_is_shown(ansible: Ansible, look: Open, tmp_path: Path) -> None:
    emulator = ansible.emulator
    for path in ("/network$", "/rentals", "/proxy/aliases", "/snapshots$"):
        emulator.fault("forbidden", method="GET", path=path)
    play(ansible, tmp_path, fleet_project="Shop", fleet_containers=[{"name": "web"}] * 2).succeeded()
    reader = look()
    notices = reader.texts(".notice p")
    assert [notice.partition(":")[0] for notice in notices] == [
        "Network profiles",
        "Servers",
        "Proxy aliases",
        "Snapshots",
    ]
    assert all("403" in notice for notice in notices)
    assert reader.contents("#list td:nth-child(5)") == ["unknown"] * 6
    [problem] = reader.texts("#drift .bad")
    assert problem == "It could not be compared: More than one item of containers has the name web."


def test_an_account_with_nothing_in_it(ansible: Ansible, look: Open, tmp_path: Path) -> None:
    ansible.emulator.reset(empty=True)
    play(ansible, tmp_path).succeeded()
    reader = look()
    assert reader.texts(".tiles b") == ["0", "0", "0", "0", "\N{EN DASH}", "0", "0"]
    assert "No fleet was declared." in reader.texts("#drift p")[0]
    assert reader.texts("#ending p")[0].startswith("Nothing. Next is the server")
