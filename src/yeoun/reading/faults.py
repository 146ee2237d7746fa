"""What is wrong with a file of notes, all of it in one refusal."""

from collections.abc import Sequence

from yeoun.errors import Refusal, SeveralRefused


def refuse_all(faults: Sequence[Refusal], name: str) -> None:
    """Refuses what was found wrong: one fault as it is, several in one refusal that says each.

    name  of the file, which the whole refusal says once
    """
    if len(faults) == 1:
        raise faults[0]
    said = "".join(fault.faults if isinstance(fault, SeveralRefused) else f"\n  {str(fault).removeprefix(f'{name} ').rstrip('.')}"
                   for fault in faults)
    if faults:
        many = sum(int(fault.count) if isinstance(fault, SeveralRefused) else 1 for fault in faults)
        raise SeveralRefused(name=name, count=str(many), faults=said)
