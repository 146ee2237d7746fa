"""What is wrong with a file of notes, all of it in one refusal."""

from collections.abc import Sequence

from yeoun.errors import NoSuch, Refusal, SeveralRefused


def refuse_all(faults: Sequence[Refusal], name: str) -> None:
    """Refuses what was found wrong: one fault as it is, several in one refusal that says each.

    name  of the file, which the whole refusal says once
    """
    if len(faults) == 1:
        raise faults[0]
    said = "".join(fault.faults if isinstance(fault, SeveralRefused) else f"\n  {_said(fault, name)}" for fault in faults)
    if faults:
        many = sum(int(fault.count) if isinstance(fault, SeveralRefused) else 1 for fault in faults)
        raise SeveralRefused(name=name, count=str(many), faults=said)


def _said(fault: Refusal, name: str) -> str:
    """A fault without the file's name, where that only stands before the place.

    >>> _said(NoSuch(kind="key", name="H (n.toml, line 3, note a)", nearest="C"), "n.toml")
    'There is no key called H (line 3, note a). Nearest: C'
    """
    said = str(fault).removeprefix(f"{name} ").rstrip(".")
    return said.replace(f"({name}, ", "(") if isinstance(fault, NoSuch) else said
