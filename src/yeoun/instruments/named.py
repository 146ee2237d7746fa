"""Players as people name them in a note: wanted, or kept out with a minus or `no`."""

import difflib
import re

from yeoun.errors import NoSuch
from yeoun.instruments.load import every_instrument


def players_named(value: str, where: str = "") -> tuple[tuple[str, bool], ...]:
    """Instruments a note wants (True) or keeps out (False), in its order.

    value    names parted by commas: `gayageum, -grand_piano`
    where    the note, for the refusal: added to the name that is not known
    Refuses  NoSuch, an instrument that does not exist, with the nearest

    >>> players_named("gayageum, no grand piano")
    (('gayageum', True), ('grand_piano', False))
    """
    known = {each.name for each in every_instrument()}
    found = []
    for word in (part.strip() for part in value.split(",") if part.strip()):
        plain = re.sub(r"^(?:-\s*|(?:no|not|without)\s+)", "", word.lower()).strip()
        name = plain.replace(" ", "_")
        if name not in known:
            near = difflib.get_close_matches(name, known, 3, 0.3) or sorted(known)[:3]
            raise NoSuch(kind="instrument", name=f"{word}{f' ({where})' if where else ''}", nearest=", ".join(near))
        found.append((name, plain == word.lower()))
    return tuple(found)
