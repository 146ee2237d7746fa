"""A finding: what was asked, what was measured, and whether it is well."""

from dataclasses import dataclass

HOW_FAR = "how far the run went"    # says whether the run was stopped on purpose


@dataclass(frozen=True, slots=True)
class Finding:
    """One measure of a finished folder. `measured` carries its unit, and its chance level where there is one."""

    what: str
    where: str
    asked: str
    measured: str
    ok: bool
