"""TOML as people write it: where it is none, the line, and what to write instead.

Most of what goes wrong is a word without quotation marks, quotation marks of a word processor, or a yes and no as Python spells them.
"""

import re
import tomllib
from typing import Any

from yeoun.errors import InputRefused
from yeoun.units.names import canonical

SHOWN = 40    # our choice: letters of a mistaken value that are said again
_SET = re.compile(r"""\s*(?P<key>["']?[\w.-]+["']?)\s*=\s*(?P<value>[^#\n]*?)\s*(?:\#.*)?$""")
_CURLY = str.maketrans(dict.fromkeys("“”„‟″＂「」", '"') | dict.fromkeys("‘’‚‛′＇", "'"))
_OPEN = frozenset("\"'[{")


def parse_toml(text: str, name: str) -> dict[str, Any]:
    """TOML as a plain table. Refuses InputRefused with the line, and what to write there."""
    try:
        return tomllib.loads(canonical(text))
    except tomllib.TOMLDecodeError as trouble:
        found = re.search(r"line (\d+)", str(trouble))
        raise InputRefused(name=name, where=f"line {found[1]}" if found else "the text", why=f"it is not valid TOML ({trouble})",
                           now=cure(canonical(text).split("\n")[int(found[1]) - 1]) if found else "Correct that line") from trouble
    except (RecursionError, ValueError) as trouble:
        why = "a number in it is too long" if isinstance(trouble, ValueError) else "its brackets lie too deep in one another"
        raise InputRefused(name=name, where="the text", why=why, now="Write the file anew") from trouble


def cure(line: str) -> str:
    """What to write instead of a line that is no TOML.

    >>> cure("is_on = True"), cure("value = dorian   # ours")
    ('Write is_on = true, in small letters', 'Write value = "dorian", in quotation marks')
    >>> cure("value = “dorian”"), cure("kind: hit"), cure("= 3")
    ('Write value = "dorian", with straight quotation marks', 'Write kind = ... with an equals sign', 'Correct that line')
    """
    found = _SET.match(line)
    if found is None:
        colon = re.match(r"\s*([\w-]{1,40})\s*:", line)
        return f"Write {colon[1]} = ... with an equals sign" if colon else "Correct that line"
    key, value = found["key"], found["value"]
    straight = value.translate(_CURLY)
    if len(value) > SHOWN or not value or (value[0] in _OPEN and straight == value):
        return "Correct that line"
    if straight != value and straight[0] == straight[-1] and straight[0] in _OPEN and straight.count(straight[0]) == 2:
        return f"Write {key} = {straight}, with straight quotation marks"
    if value.casefold() in {"true", "false"}:
        return f"Write {key} = {value.casefold()}, in small letters"
    if '"' in value or "\\" in value or re.fullmatch(r"[\d.,+() _-]+", value):    # a number, or some, written as TOML has none
        return "Correct that line"
    return f'Write {key} = "{value}", in quotation marks'
