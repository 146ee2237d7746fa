"""Layers hold: stages are strangers, the pipeline knows no music, and no module reaches itself again."""

import ast
import subprocess
import sys
from pathlib import Path

from yeoun import __file__ as _INIT

ROOT = Path(__file__).resolve().parents[1]
SRC = Path(_INIT).resolve().parent
CHECK = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def test_no_contract_of_the_layers_is_broken() -> None:
    ran = subprocess.run([sys.executable, "-c", CHECK], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert " 0 broken" in ran.stdout, ran.stdout


def test_no_folder_hides_from_the_layers_by_having_no_init() -> None:
    assert [path for path in sorted({each.parent for each in SRC.rglob("*.py")}) if not (path / "__init__.py").exists()] == []


def test_the_nouns_reach_for_nothing_but_units_and_arrays() -> None:
    for path in sorted((SRC / "model").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
        ours = {name for name in names if name.startswith("yeoun")}
        assert all(name.startswith(("yeoun.model", "yeoun.units")) for name in ours), (path.name, ours)
        assert not names & {"os", "pathlib.os", "random", "time", "datetime"}, path.name
