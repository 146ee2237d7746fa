"""The whole way in a real browser, in both languages: add a folder, open a cue, find a frame, talk at it, sign it.

It is Debian's Chromium, driven by Playwright; nothing is downloaded. Every page is looked at by axe-core where `npm ci` has brought it.
"""

import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.film import frame_seen, numbered
from tests.studio.rooms import FRAMES

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
SAID = {"ko": ("막차", "여기서 한 박 늦게", "그렇게 할게요"), "en": ("Night bus", "A beat later here", "I will do that")}
LOCKED = {"ko": "승인됨", "en": "Approved"}
PAGES = {"ko": "모든 회차", "en": "All episodes"}

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not here (/usr/bin/chromium): apt-get install chromium")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A studio with a finished folder in it, as `yeoun studio` serves it; gives the address that opens it once."""
    place = tmp_path_factory.mktemp("studio")
    numbered(place / "last_bus")
    command = [sys.executable, "-m", "yeoun", "studio", str(place), "--no-browser"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env) as server:
        assert server.stderr is not None
        found = None
        while found is None:
            line = server.stderr.readline()
            assert line, "the studio ended before it said where it is"
            found = re.search(r"http://\S+", line)
        yield found.group(0)
        server.terminate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, with an empty profile."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not here: pip install playwright")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def kept(address: str, browser: Any) -> Any:
    """What the browser keeps after the address was opened: it opens once."""
    context = browser.new_context(locale="ko-KR")
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("h1")
    found = context.storage_state()
    context.close()
    return found


def until(is_so: Callable[[], object], within_s: float = 10) -> None:
    """Wait until something is so. Playwright's own way needs eval, which our pages forbid."""
    ends = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < ends, "it did not come to be so"
        time.sleep(0.02)


def seen_by_axe(page: Any) -> list[str]:
    """What axe-core has to say against a page; nothing where it is not installed."""
    if not AXE.exists():
        return []
    found: list[str] = page.evaluate(AXE.read_text(encoding="utf-8") + """;
      axe.run(document).then(all => all.violations.map(each => `${each.id}: ${each.nodes.map(node => node.target.join(' '))}`))""")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_folder_is_added_talked_about_at_a_frame_and_signed(language: str, address: str, browser: Any, kept: Any) -> None:
    series, body, reply = SAID[language]
    context = browser.new_context(storage_state=kept, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    said_wrong = list[str]()
    page.on("pageerror", lambda why: said_wrong.append(str(why)))
    page.on("console", lambda line: said_wrong.append(line.text) if line.type == "error" else None)
    page.add_init_script(f"localStorage.setItem('language', '{language}')")
    page.goto(address.partition("/enter")[0])

    page.wait_for_selector(f"h1:text-is('{PAGES[language]}')")
    assert page.evaluate("document.documentElement.lang") == language
    page.click("[data-test=new-series]")
    page.fill(".maker input", series)
    page.click(".maker .main")
    of_series = page.locator("section").filter(has_text=series)
    of_series.locator("[data-test=new-episode]").click()
    page.fill(".maker input", "s01e01")
    page.click(".maker .main")
    of_series.locator("[data-test=add-version]").click()
    page.wait_for_selector(".adder select option:text-is('last_bus')", state="attached")
    page.fill(".adder input", "first")
    page.click(".adder .main")
    of_series.locator("a.cue").first.wait_for()
    assert seen_by_axe(page) == []

    of_series.locator("a.cue").first.click()
    page.wait_for_selector("[data-test=timecode]")
    until(lambda: page.evaluate("document.querySelector('video').readyState") >= 2)

    def seek(frame: int) -> None:
        page.fill("[data-test=frame]", str(frame))
        page.press("[data-test=frame]", "Enter")
        until(lambda: page.get_attribute("[data-test=frame]", "data-shown") == str(frame))

    chosen = random.Random(7)
    for frame in [chosen.randrange(FRAMES) for _ in range(12)] + [0, FRAMES - 1, 17]:
        seek(frame)
        assert frame_seen(page) == frame
    assert page.inner_text("[data-test=timecode]") == "01:00:00:17"
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    until(lambda: frame_seen(page) == 18)
    page.keyboard.press("Space")
    until(lambda: int(page.input_value("[data-test=frame]")) > 22)
    page.keyboard.press("k")
    page.keyboard.press("Home")
    until(lambda: frame_seen(page) == 0)
    seek(17)
    page.locator("h1").click()

    another = context.new_page()    # somebody else's, open at the same cue: it hears of it by itself
    another.goto(page.url)
    another.wait_for_selector("[data-test=timecode]")

    page.keyboard.press("m")
    page.fill("[data-test=body]", f"{body} <b>")
    assert seen_by_axe(page) == []
    page.click("[data-test=say]")
    thread = page.locator("li.thread").filter(has_text=f"{body} <b>")
    thread.wait_for()
    assert "01:00:00:17" in thread.inner_text()
    another.locator("li.thread").filter(has_text=f"{body} <b>").wait_for(timeout=3_000)
    another.close()
    thread.locator("[data-test=answer]").click()
    page.fill("[data-test=reply]", reply)
    page.click("[data-test=send-reply]")
    thread.locator(".answer").filter(has_text=reply).wait_for()
    thread.locator("[data-test=resolve]").click()
    thread.wait_for(state="detached")

    page.click("#tab-stems")
    assert seen_by_axe(page) == []
    page.click("#tab-signing")
    for stage in ("themes", "arrangement", "sound", "scene"):
        page.click(f"[data-test=stage-{stage}] [data-test=sign]")
        page.locator(f"[data-test=stage-{stage}].on").wait_for()
    page.locator(".top .steps.locked").filter(has_text=LOCKED[language]).wait_for()
    assert seen_by_axe(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert seen_by_axe(page) == []
    assert said_wrong == []
    context.close()


@pytest.mark.slow
def test_a_guest_comes_by_a_link_and_sees_what_the_link_allows_and_no_more(address: str, browser: Any, kept: Any) -> None:
    host = browser.new_context(storage_state=kept)
    page = host.new_page()
    page.goto(address.partition("/enter")[0])
    episode = page.locator("article").filter(has=page.locator("a.cue")).first
    episode.locator("[data-test=share]").click()
    page.fill("form.adder input >> nth=0", "the broadcaster")
    page.locator("form.adder input[type=checkbox]:checked").uncheck()    # may watch, and nothing else
    assert seen_by_axe(page) == []
    page.click("[data-test=make-link]")
    link = page.input_value("[data-test=link]")
    host.close()

    guest = browser.new_context(viewport={"width": 390, "height": 844})
    page = guest.new_page()
    page.goto(link)
    page.fill("input >> nth=0", "박 CP")
    assert seen_by_axe(page) == []
    page.click("button.main")
    page.locator("a.cue").first.click()
    page.wait_for_selector("[data-test=timecode]")
    until(lambda: page.evaluate("document.querySelector('video').readyState") >= 2)
    until(lambda: frame_seen(page) == 0)
    assert page.locator("[data-test=note]").count() == 0
    page.click("#tab-signing")
    assert page.locator("[data-test=sign]").count() == 0
    page.click("#tab-stems")
    assert page.locator("[data-test=stems]").count() == 1
    assert seen_by_axe(page) == []
    guest.close()


def test_a_stranger_sees_the_door_and_nothing_behind_it(address: str, browser: Any, kept: Any) -> None:
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.goto(address.partition("/enter")[0])
    page.wait_for_selector("input[type=password]")
    assert seen_by_axe(page) == []
    page.fill("input[autocomplete=username]", "nobody")
    page.fill("input[type=password]", "not the password")
    page.click("button.main")
    page.wait_for_selector("[role=alert]")
    assert page.locator("article").count() == 0
    context.close()
