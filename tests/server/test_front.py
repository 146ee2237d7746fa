"""The pages in the package: they are those of the sources beside them, small, and served so that no script but ours can run."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

from tests.server.browser import Hall
from yeoun.server.front import BUILT
from yeoun.server.gate import POLICY

WEB = Path(__file__).resolve().parents[2] / "web"
NAMED = ("index.html", "package-lock.json", "svelte.config.js", "tsconfig.json", "vite.config.ts", "built.mjs")
MADE = WEB / "src" / "api" / "schema.d.ts"    # from openapi.json at every build: types, and nothing of them is in what is built
MOST_SCRIPT = 150_000    # bytes as gzip sends them, of all scripts: what the studio promises
DICTIONARIES = ("ko", "en")


def digest_of_sources(web: Path) -> str:
    """What web/built.mjs writes beside what it builds."""
    paths = [web / name for name in NAMED] + [path for path in (web / "src").rglob("*") if path.is_file()]
    names = sorted(path.relative_to(web).as_posix() for path in paths if path != web / MADE.relative_to(WEB))
    lines = (f"{name} {hashlib.sha256((web / name).read_bytes()).hexdigest()}\n" for name in names)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def test_the_pages_in_the_package_are_those_of_the_sources() -> None:
    assert BUILT["sources.sha256"].decode().strip() == digest_of_sources(WEB), "web/ was changed: run make web, and commit what it built"


def test_the_scripts_of_the_pages_are_small() -> None:
    scripts = [gzip.compress(content) for name, content in BUILT.items() if name.endswith(".js")]
    assert 0 < sum(map(len, scripts)) < MOST_SCRIPT


def test_the_pages_name_nothing_that_is_elsewhere() -> None:
    known = ("http://www.w3.org/", "https://svelte.dev/e/")    # names of namespaces, and pages named in messages
    for name, content in BUILT.items():
        if name.endswith((".html", ".js", ".css")):
            found = re.findall(r"(?:https?:)//[a-z0-9.-]+/[^\s\"'`]*", content.decode())
            assert [each for each in found if not each.startswith(known)] == [], name


def test_the_page_and_its_parts_are_served_with_the_strict_policy(hall: Hall) -> None:
    stranger = hall.browser()
    page = stranger.get("/")
    assert page.status == 200 and page.headers["content-security-policy"] == POLICY and page.headers["cache-control"] == "no-cache"
    parts = re.findall(r"(?:src|href)=\"(/assets/[^\"]+)\"", page.content.decode())
    assert len(parts) == 2
    for part in parts:
        answer = stranger.get(part)
        assert answer.status == 200 and "immutable" in answer.headers["cache-control"] and answer.content == BUILT[part[1:]]
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon[a-z]+=", page.content.decode())    # the policy would refuse it


@pytest.mark.parametrize("name", ["../app.py", "..%2fapp.py", "%2e%2e/app.py", "nothing.js", "index.html"])
def test_a_name_that_is_no_part_of_the_pages_gives_nothing(hall: Hall, name: str) -> None:
    assert hall.browser().get(f"/assets/{name}").status == 404


def test_no_word_of_a_dictionary_is_without_use() -> None:
    said = {path: path.read_text(encoding="utf-8") for path in (WEB / "src").rglob("*") if path.suffix in (".svelte", ".ts")}
    uses = "\n".join(text for path, text in said.items() if path.parent.name != "words")
    for language in DICTIONARIES:
        keys = re.findall(r"^  (\w+): ", said[WEB / "src" / "words" / f"{language}.ts"], re.MULTILINE)
        assert len(keys) > 100
        # t.notes and t.stems stand as t[each], curves as t[name]: by the lists those go through
        assert [key for key in keys if not re.search(rf"\b{key}\b", uses)] == [], language
