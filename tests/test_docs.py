"""Documentation that cannot rot: every command, option, refusal and word of the trade is written down.

`python -m tests.test_docs` writes the pages that are made from the code.
"""

import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path

import pytest
import typer

from tests.contracts.families import every_refusal
from yeoun import errors
from yeoun.cli.app import app
from yeoun.cli.play import ranges_of
from yeoun.errors import NoSuch, Refusal
from yeoun.feeling.heart import DESIGN
from yeoun.instruments.load import every_instrument
from yeoun.model.notes import GRADES, STOP, House, NoteKind
from yeoun.reading.asked import AXES, FASTEST, METHODS_NOT_YET, NO_WORDS, SLOWEST, YES_WORDS
from yeoun.reading.house import _Heart, parse_house
from yeoun.reading.notes import PLACED, _Note, parse_notes
from yeoun.studio import permissions
from yeoun.units.degrees import degrees_of
from yeoun.units.modes import KEYS, MODES, names_of
from yeoun.units.names import FORMS
from yeoun.units.stages import STAGES

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
REFUSALS = DOCS / "refusals.md"
NOTES = DOCS / "notes.md"
PERMISSIONS = DOCS / "permissions.md"
README = ROOT / "README.md"
BEGINS, ENDS = "<!-- instruments: made by `python -m tests.test_docs` -->", "<!-- end of instruments -->"
HOUSE_BEGINS, HOUSE_ENDS = "<!-- house: made by `python -m tests.test_docs` -->", "<!-- end of house -->"
SETTINGS = {
    "name": "what the house is called", "music_share": "wished share of the picture that holds music",
    "shortest_cue_s": "seconds of the shortest cue", "shortest_silence_s": "seconds of the shortest silence that nobody composed",
    "hits_a_every_s": "at most one hit of class A in so many seconds", "hits_b_every_s": "the same of class B",
    "hits_c_every_s": "the same of class C", "tempo_low": "beats a minute of the slowest cue", "tempo_high": "and of the fastest",
    "most_themes": "themes that the book of a series may hold", "accessible_db": "decibels of room for words beyond the usual 10 LU",
    "heart": "how hearts beat, in a table of its own: " + ", ".join(f"`{name}` {getattr(DESIGN, name):g}" for name in _Heart.model_fields),
    "warmth": "how warm single instruments are to this house, -1 (cold, for nights) to 1 (warm, for golden hours): light chooses by it",
    "palette": "liking for single instruments, -1 (never) to 1 (often)", "gugak": "liking for Korean instruments, 0..1"}
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


def test_the_page_of_permissions_is_the_table_as_it_is_now() -> None:
    assert PERMISSIONS.exists() and PERMISSIONS.read_text(encoding="utf-8") == permissions.page(), \
        "docs/permissions.md is stale: run .venv/bin/python -m tests.test_docs"


def instruments_table() -> str:
    """The README's table of instruments, from their data."""
    rows = [f"| `{each.name}` | {each.english} | {each.hangul} | {' | '.join(ranges_of(each))} | {each.family} |"
            for each in sorted(every_instrument(), key=lambda player: (player.family, player.low, player.name))]
    return "\n".join(["| name | English | 한국어 | range | best | family |", "|---|---|---|---|---|---|", *rows])


def with_instruments(readme: str) -> str:
    """The README with its table of instruments as it is now."""
    return _filled(readme, BEGINS, instruments_table(), ENDS)


def _filled(readme: str, begins: str, table: str, ends: str) -> str:
    head, rest = readme.split(begins)
    return f"{head}{begins}\n{table}\n{ends}{rest.split(ends)[1]}"


def test_the_readme_lists_every_instrument_with_its_names_and_range() -> None:
    readme = README.read_text(encoding="utf-8")
    assert with_instruments(readme) == readme, "the README's instruments are stale: run .venv/bin/python -m tests.test_docs"


def house_table() -> str:
    """The README's table of a house's settings, with what holds where a file does not say them."""
    rows = [f"| `{each.name}` | {_usual(getattr(House(), each.name))} | {SETTINGS[each.name]} |"
            for each in fields(House) if each.name != "weights"]    # learnt, and kept on pages of its own
    return "\n".join(["| setting | default | what it is |", "|---|---|---|", *rows])


def _usual(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else f"{value:g}" if isinstance(value, int | float) else "none"


def with_house(readme: str) -> str:
    """The README with its table of settings as it is now."""
    return _filled(readme, HOUSE_BEGINS, house_table(), HOUSE_ENDS)


def test_the_readme_lists_every_setting_of_a_house_with_its_default() -> None:
    readme = README.read_text(encoding="utf-8")
    assert with_house(readme) == readme, "the README's settings are stale: run .venv/bin/python -m tests.test_docs"
    assert parse_house("", "house.toml") == House(), "what a file does not say is as the table has it"


def notes_page() -> str:
    """Every word a note accepts, from the code that reads it."""
    modes = [f"| `{mode.name}` | {_words(names_of(mode.name)) or '-'} | {'gugak' if mode.is_gugak else 'church mode'} | "
             f"{' '.join(map(str, mode.steps))} | {' '.join(str(degree + 1) for degree in mode.sung)} |" for mode in MODES.values()]
    chords = [f"| `{name}` | {' '.join(f'`{each}`' for each in degrees_of(name))} |" for name in MODES]
    axes = [f"| `{axis}` | {low:g} to {high:g} |" for axis, (low, high) in AXES.items()]
    values = {
        NoteKind.GRAPH: "one or more axes of the emotion graph, `axis=number` (below)",
        NoteKind.SILENCE: "`cut` or nothing: stops dead; `ring`: may ring out; a word for no forbids silence",
        NoteKind.MUSIC: "anything, such as `yes`; a word for no forbids music",
        NoteKind.THEME: f"whose theme, as the script names them or by the id of a motif; then a form, if you like: {_words(FORMS)}",
        NoteKind.MODE: "a mode (below)",
        NoteKind.KEY: f"a tonic ({_words(KEYS)}; also `C#`, `F#` ...), `m` behind it or a mode after it: `Eb`, `F#m`, `D dorian`",
        NoteKind.TEMPO: f"beats a minute, {SLOWEST:g} to {FASTEST:g}",
        NoteKind.CHORDS: "degrees of one mode (below), parted by blanks, commas or bars",
        NoteKind.HIT: f"a class ({_words(GRADES)}; nothing is A), and `{STOP}` where the music is to stop on it",
        NoteKind.INSTRUMENT: "names of instruments (`yeoun play` lists them), parted by commas; with `-` or `no` before it one is kept out",
        NoteKind.METHOD: f"`compose`; {_words(METHODS_NOT_YET)} are refused: this version cannot do them yet",
        NoteKind.SCRIPT: f"{_words(sorted(YES_WORDS, reverse=True))}: the script is this picture's, though the subtitles say otherwise",
        NoteKind.LOCK: "a cue by its number and its bars: `1m02 bars 3-6`; `1m02` alone locks all of them",
        NoteKind.PICK: "refused: this version cannot do it yet"}
    kinds = [f"| `{kind.value}` | {_place(kind)} | {values[kind]} |"
             for kind in NoteKind]
    keys = ", ".join(f"`{key}`" for key in _Note.model_fields)
    return "\n".join([
        "# What a note may say", "",
        "<!-- made from the code that reads notes by `python -m tests.test_docs`; a test fails when it is stale -->", "",
        "A file of notes holds `[[note]]` entries, in two brackets each, and at its top `rate` and `start_tc` where `source_tc` is used.",
        f"The keys of a note are {keys}. `scene`, `frames` and `source_tc` are its place: one of them. Examples stand in the README.", "",
        "| kind | a place | value |", "|---|---|---|", *kinds, "", f"Words for no: {_words(sorted(NO_WORDS))}.", "",
        "## Axes of the emotion graph", "", "| axis | range |", "|---|---|", *axes, "",
        "## Modes", "",
        "Of the church modes there are ionian (major), dorian, lydian, mixolydian and aeolian (minor). Phrygian and locrian are not there",
        "yet: a note that asks for them is refused with the nearest. `sung` are the degrees a melody uses; gugak modes leave some of the",
        "seven out.", "",
        "| mode | also called | what it is | steps in semitones | sung |", "|---|---|---|---|---|", *modes, "",
        "## Chords, by the degrees each mode knows", "", "| mode | degrees |", "|---|---|", *chords, ""])


def _place(kind: NoteKind) -> str:
    if kind is NoteKind.LOCK:
        return "none: its value says where"
    return "needed" if kind in PLACED else "none: the whole film" if kind is NoteKind.SCRIPT else "may be left out: the whole film"


def _words(words: Iterable[str]) -> str:
    return ", ".join(f"`{each}`" for each in words)


def test_the_page_of_notes_is_what_the_reader_accepts_now() -> None:
    assert NOTES.exists() and NOTES.read_text(encoding="utf-8") == notes_page(), \
        "docs/notes.md is stale: run .venv/bin/python -m tests.test_docs"
    assert "docs/notes.md" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize(("kind", "value"), [
    *(("mode", each) for name in MODES for each in (name, *names_of(name))), *(("theme", f"지은 {form}") for form in FORMS),
    *(("hit", each) for grade in GRADES for each in (grade, f"{grade} {STOP}")), *(("key", each) for each in KEYS),
    *(("chords", " ".join(degrees_of(name))) for name in MODES), *(("music", each) for each in sorted(NO_WORDS)),
    *(("graph", f"{axis}={limit}") for axis, limits in AXES.items() for limit in limits)])
def test_every_word_on_the_page_of_notes_is_read(kind: str, value: str) -> None:
    text = f'[[note]]\nid = "a"\nkind = "{kind}"\nscene = "1"\nvalue = "{value}"\n'
    assert len(parse_notes(text, "n.toml").notes) == 1


@pytest.mark.parametrize("mode", ["phrygian", "locrian"])
def test_a_church_mode_that_is_not_there_is_refused(mode: str) -> None:
    with pytest.raises(NoSuch):
        parse_notes(f'[[note]]\nid = "a"\nkind = "mode"\nvalue = "{mode}"\n', "n.toml")


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
    NOTES.write_text(notes_page(), encoding="utf-8")
    PERMISSIONS.write_text(permissions.page(), encoding="utf-8")
    README.write_text(with_house(with_instruments(README.read_text(encoding="utf-8"))), encoding="utf-8")
