"""A clause as edits: what kind of note it asks for, its value, its place. The order of the readers is the order of precedence."""

from collections.abc import Callable

from yeoun.studio.wording.clauses import Clause
from yeoun.studio.wording.context import Context, OpenCue
from yeoun.studio.wording.harmony import keys_and_modes, tempos
from yeoun.studio.wording.moods import graphs
from yeoun.studio.wording.music import hits, locks, silences, themes
from yeoun.studio.wording.players import instruments
from yeoun.studio.wording.proposal import Edit
from yeoun.studio.wording.slips import slips

Reader = Callable[[Clause, Context, OpenCue | None, str], tuple[Edit, ...]]
READERS: tuple[Reader, ...] = (locks, themes, hits, slips, keys_and_modes, tempos, instruments, silences, graphs)


def edits_of(clause: Clause, context: Context, cue: OpenCue | None, language: str) -> tuple[tuple[Edit, ...], Clause]:
    """The edits of a clause, and the clause without the words they were read from. Raises Unclear, where one cannot be told."""
    found: list[Edit] = []
    for reader in READERS:
        made = reader(clause, context, cue, language)
        if made:
            found += made
            taken = {span for edit in made for span in edit.words}
            clause = Clause(
                tuple(item for item in clause.items if (item.start, item.end) not in taken), clause.place, clause.place_words, clause.own
            )
            if all(item.is_filler for item in clause.items):
                break
    return tuple(found), clause
