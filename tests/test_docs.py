"""Documentation that cannot rot: every command, option, refusal and word of the trade is written down.

`python -m tests.test_docs` writes the pages that are made from the code.
"""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from tests.contracts.families import every_refusal
from yeoun import errors
from yeoun.cli.app import app
from yeoun.cli.play import ranges_of
from yeoun.cli.progress import STAGES
from yeoun.errors import Refusal
from yeoun.instruments.load import every_instrument

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
REFUSALS = DOCS / "refusals.md"
README = ROOT / "README.md"
BEGINS, ENDS = "<!-- instruments: made by `python -m tests.test_docs` -->", "<!-- end of instruments -->"
ALONE = {"--help"}    # what every command line has


def documentation() -> str:
    """The README and every page, as one text."""
    return "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *sorted(DOCS.rglob("*.md"))))


def commands() -> Iterator[tuple[str, list[str], str]]:
    """Every command with its long options and its help."""
    group = typer.main.get_command(app)
    for name, command in {"": group, **getattr(group, "commands", {})}.items():
        options = [each for option in command.params for each in option.opts if each.startswith("--") and each not in ALONE]
        yield name, options, command.help or ""


COMMANDS = list(commands())


@pytest.mark.parametrize("name", [name for name, _, _ in COMMANDS if name])
def test_every_command_is_shown_in_the_documentation(name: str) -> None:
    assert re.search(rf"\byeoun {name}\b", documentation()), f"yeoun {name}"


@pytest.mark.parametrize(("name", "option"), [(name, option) for name, options, _ in COMMANDS for option in options])
def test_every_option_is_explained_in_the_documentation(name: str, option: str) -> None:
    assert re.search(rf"(?<![\w-]){option}(?![\w-])", documentation()), f"yeoun {name} {option}"


@pytest.mark.parametrize(("name", "help"), [(name, help) for name, _, help in COMMANDS])
def test_every_command_says_what_it_does(name: str, help: str) -> None:
    assert len(help.split()) > 3 and help.rstrip().endswith(".") or not name, name


def test_every_stage_that_until_takes_is_named() -> None:
    text = documentation()
    assert [stage for stage in STAGES if stage not in text] == []


def refusals_page() -> str:
    """The page of refusals, from the family itself."""
    tree = (errors.__doc__ or "").split("\n\n")[1]
    rows = [f"| `{kind.__name__}` | {_when(kind)} | {kind.en} | {kind.ko} |" for kind in every_refusal()]
    return "\n".join([
        "# What the program refuses, and what it says", "",
        "<!-- made from src/yeoun/errors.py by `python -m tests.test_docs`; a test fails when it is stale -->", "",
        "A refusal says what, where, why and what to do now. It goes to the terminal as one sentence, the exit status is 2,",
        "nothing half-written stays behind, and no traceback is shown; `--debug` shows it. The sentence exists in English and",
        "in Korean. Words in braces are filled in.", "", "```", tree, "```", "",
        "| refusal | when | in English | 한국어 |", "|---|---|---|---|", *rows, ""])


def _when(kind: type[Refusal]) -> str:
    return " ".join((inspect.getdoc(kind) or "").split())


def test_the_page_of_refusals_is_the_family_as_it_is_now() -> None:
    assert REFUSALS.exists() and REFUSALS.read_text(encoding="utf-8") == refusals_page(), \
        "docs/refusals.md is stale: run .venv/bin/python -m tests.test_docs"


def instruments_table() -> str:
    """The README's table of instruments, from their data."""
    rows = [f"| `{each.name}` | {each.english} | {each.hangul} | {' | '.join(ranges_of(each))} | {each.family} |"
            for each in sorted(every_instrument(), key=lambda player: (player.family, player.low, player.name))]
    return "\n".join(["| name | English | 한국어 | range | best | family |", "|---|---|---|---|---|---|", *rows])


def with_instruments(readme: str) -> str:
    """The README with its table of instruments as it is now."""
    head, rest = readme.split(BEGINS)
    return f"{head}{BEGINS}\n{instruments_table()}\n{ENDS}{rest.split(ENDS)[1]}"


def test_the_readme_lists_every_instrument_with_its_names_and_range() -> None:
    readme = README.read_text(encoding="utf-8")
    assert with_instruments(readme) == readme, "the README's instruments are stale: run .venv/bin/python -m tests.test_docs"


def test_every_word_of_the_glossary_is_there_in_both_languages() -> None:
    lines = (DOCS / "glossary.md").read_text(encoding="utf-8").splitlines()
    entries = [line for line in lines if re.match(r"\s*(\||[-*] )", line) and not re.fullmatch(r"[\s|:-]+", line)]
    heads = {lines[k - 1] for k, line in enumerate(lines) if re.fullmatch(r"[\s|:-]+", line) and "---" in line and k}
    words = [entry for entry in entries if entry not in heads]
    assert len(words) >= 10
    assert [word for word in words if not (re.search("[가-힣]", word) and re.search("[A-Za-z]{3}", word))] == []


def test_every_page_that_is_linked_exists() -> None:
    missing = []
    for page in (ROOT / "README.md", *sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("[A-Z]*.md"))):
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists():
                missing.append(f"{page.name}: {target}")
    assert missing == []


def test_the_schemas_people_read_are_the_ones_the_check_holds_us_to() -> None:
    held = ROOT / "src" / "yeoun" / "checking" / "schema"
    shown = {path.name: path.read_bytes() for path in (DOCS / "schema").glob("*.json")}
    assert shown and shown == {path.name: path.read_bytes() for path in held.glob("*.json")}


def test_the_repository_speaks_of_the_project_alone() -> None:
    private = re.compile("|".join([*(f"/{folder}/" for folder in ("root", "home", "work")), r"https?://(?:localhost|127\.)"]))
    texts = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "src").rglob("*.py"), *(ROOT / "examples").rglob("*.md")]
    assert [path.relative_to(ROOT).as_posix() for path in texts if private.search(path.read_text(encoding="utf-8"))] == []


def test_no_source_names_a_page_that_is_not_in_the_repository() -> None:
    """Who reads a comment can open what it cites: a page of this repository, or a source out in the world by its name."""
    texts = [path for path in (ROOT / "src").rglob("*") if path.suffix in {".py", ".toml", ".css", ".js", ".html", ".json"}]
    cited = {(str(path.relative_to(ROOT)), name) for path in texts
             for name in re.findall(r"[\w./-]*\w\.md\b", path.read_text(encoding="utf-8"))}
    assert len(texts) > 150
    assert [(where, name) for where, name in sorted(cited) if not (ROOT / name).is_file() and not (DOCS / name).is_file()] == []


if __name__ == "__main__":
    REFUSALS.write_text(refusals_page(), encoding="utf-8")
    README.write_text(with_instruments(README.read_text(encoding="utf-8")), encoding="utf-8")
