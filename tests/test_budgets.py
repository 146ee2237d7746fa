"""Budgets are questions: a long file, a long function, a wide class or a base class has to say why it is right."""

import ast
from collections.abc import Iterator
from pathlib import Path

from yeoun import __file__ as _INIT

SRC = Path(_INIT).resolve().parent
TESTS = Path(__file__).resolve().parent
FILE, FUNCTION, METHODS = 400, 50, 15
BASES = {"Protocol", "Generic", "Enum", "Exception", "Refusal"}
VALIDATORS = {"reading", "instruments", "server"}    # rooms that check what people wrote or sent, and may do so with pydantic

# what is over a budget -> why it is right as it is; an excuse that is no longer needed fails too
_ONE_CONFIGURATION = "the three tables of a file share one pydantic configuration: no unknown key, frozen"
_PLAIN_TUPLE = "two or three numbers that are unpacked where they arrive: they need names, they are no noun"
EXCUSED: dict[str, str] = {
    "checking/papers.py: _Links has the base HTMLParser": "the standard library's parser tells what it meets through its methods",
    "instruments/load.py: _File has the base _Strict": _ONE_CONFIGURATION,
    "instruments/load.py: _Modelled has the base _Strict": _ONE_CONFIGURATION,
    "instruments/load.py: _Sampled has the base _Strict": _ONE_CONFIGURATION,
    "units/colour.py: Lab has the base NamedTuple": _PLAIN_TUPLE,
    "units/colour.py: Warmth has the base NamedTuple": _PLAIN_TUPLE,
    "pipeline/later.py: _Later has the base MetaPathFinder": "the import machinery asks for its own kind of finder",
}


def over_budget(path: Path, tree: ast.Module, lines: int) -> Iterator[str]:
    """Every budget that a file breaks, as a sentence."""
    name = path.relative_to(SRC).as_posix()
    if lines > FILE:
        yield f"{name} is over {FILE} lines"
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if node.end_lineno is not None and node.end_lineno - node.lineno + 1 > FUNCTION:
                yield f"{name}: {node.name} is over {FUNCTION} lines"
        elif isinstance(node, ast.ClassDef):
            public = [each for each in node.body
                      if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)) and not each.name.startswith("_")]
            if len(public) > METHODS:
                yield f"{name}: {node.name} has over {METHODS} public methods"
            allowed = BASES | ({"BaseModel"} if name.split("/")[0] in VALIDATORS else set())
            yield from (f"{name}: {node.name} has the base {base}" for base in map(_named, node.bases) if base not in allowed)


def _named(base: ast.expr) -> str:
    if isinstance(base, ast.Subscript):
        base = base.value
    return base.attr if isinstance(base, ast.Attribute) else base.id if isinstance(base, ast.Name) else ast.unparse(base)


def examined(text: str, name: str = "room/file.py") -> set[str]:
    """What a text of so many lines would break."""
    return set(over_budget(SRC / name, ast.parse(text), text.count("\n")))


def test_every_file_function_and_class_keeps_its_budget_or_says_why_not() -> None:
    found = set()
    for path in sorted(SRC.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found |= set(over_budget(path, ast.parse(text), text.count("\n")))
    assert found == set(EXCUSED)
    assert all(len(why.split()) > 3 for why in EXCUSED.values()), "an excuse is a reason, not a word"


def test_every_file_of_tests_keeps_to_the_length_of_a_file() -> None:
    lengths = {path.relative_to(TESTS).as_posix(): path.read_text(encoding="utf-8").count("\n") for path in TESTS.rglob("*.py")}
    assert "test_budgets.py" in lengths and len(lengths) > 200
    assert {name: lines for name, lines in lengths.items() if lines > FILE} == {}


def test_what_is_too_long_too_wide_or_inherits_is_named() -> None:
    assert examined("x = 1\n" * 401) == {"room/file.py is over 400 lines"}
    assert examined("def f():\n" + "    pass\n" * 50) == {"room/file.py: f is over 50 lines"}
    assert examined("def f():\n" + "    pass\n" * 49) == set()
    assert examined("class A:\n" + "".join(f"    def m{k}(self): ...\n" for k in range(16))) == {
        "room/file.py: A has over 15 public methods"}
    assert examined("class A(Mapping[str, int]): ...\n") == {"room/file.py: A has the base Mapping"}
    assert examined("class A(typing.Protocol[T]): ...\nclass B(Refusal): ...\n") == set()


def test_only_the_rooms_that_read_peoples_files_may_validate_with_pydantic() -> None:
    assert examined("class A(BaseModel): ...\n", "reading/house.py") == set()
    assert examined("class A(BaseModel): ...\n", "mixing/mix.py") == {"mixing/mix.py: A has the base BaseModel"}


def test_every_folder_of_the_program_is_a_package_with_a_line_about_itself() -> None:
    for folder in sorted({path.parent for path in SRC.rglob("*.py")}):
        text = (folder / "__init__.py").read_text(encoding="utf-8")
        assert ast.get_docstring(ast.parse(text)), folder
