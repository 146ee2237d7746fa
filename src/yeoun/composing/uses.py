"""Which form a theme takes in a cue, and why (our choice).

Plain once before varying, where a cue has room for the whole; change of mode or harmony for irony, fragment for anxiety,
augmentation for memory, ornament for intimacy; the last whole statement is plain.
"""

from fractions import Fraction

from yeoun.composing.form import feeling_over
from yeoun.model.composed import Motif
from yeoun.model.feeling import EmotionGraph, Inner
from yeoun.model.spotted import Cue, ThemeUse

FIRST_TIME, AGAIN, LAST_TIME = (f"heard whole and plain {when}" for when in ("for the first time", "again", "for the last time"))
_IRONY = 0.35          # our choice: said brighter than felt by so much
_SHORT_S, _MIDDLE_S, _LONG_S = 7.0, 26.0, 48.0    # our choice: room for the head, one statement, two, three


def _form(graph: EmotionGraph, who: Inner | None, start_s: float, end_s: float) -> tuple[str, str]:
    """The form the moment asks for, and the reason."""
    feelings = who.inner if who else graph.feelings
    valence, arousal, tension = feeling_over(feelings, start_s, end_s)
    every = float(graph.feelings.every)
    memory = graph.nostalgia[int(start_s / every):int(end_s / every) + 1]
    if who is not None:
        said = feeling_over(who.spoken, start_s, end_s)[0]
        if said - valence > _IRONY:
            return "mode", f"irony: {who.name} sounds {said - valence:.2f} brighter than they feel"
    if memory and sum(memory) / len(memory) > 0.5:
        return "augmented", "memory: the theme in long notes"
    if tension > 0.6 and valence < 0.05:
        return "fragment", "anxiety: only the head, unfinished"
    if valence > 0.15 and arousal < 0.42:
        return "ornamented", "intimacy: the theme with small turns"
    return "reharmonised", "the same theme in another light"


def uses_for(cue: Cue, rate: Fraction, graph: EmotionGraph, who: Inner | None, motif: Motif, is_first: bool,
             is_last: bool, pinned: str | None, over_words: bool = False) -> tuple[ThemeUse, ...]:
    """The statements a cue is to make, in order.

    who         the motif's owner, if the graph knows them
    is_first    nobody has heard the motif whole and plain before;  is_last  no later cue has room for that
    pinned      the form a note asks for
    over_words  the episode has room for the whole nowhere but here, where it is played on under words
    """
    start_s, end_s = float(Fraction(cue.first_frame) / rate), float(Fraction(cue.end_frame) / rate)
    length = end_s - start_s
    if pinned is not None:
        return (ThemeUse(motif.id, pinned, f"{pinned}, as asked"),)
    form, reason = _form(graph, who, start_s, end_s)
    plain = ThemeUse(motif.id, "plain", FIRST_TIME if is_first else LAST_TIME if is_last else AGAIN, over_words=over_words)
    if length < _SHORT_S and not (is_first and over_words):
        return (ThemeUse(motif.id, "fragment", "a short cue: the head alone"),)
    first = plain if is_first else ThemeUse(motif.id, form, reason)
    if form == "mode" and not is_first:
        return (first,) if length < _MIDDLE_S else (first, ThemeUse(motif.id, "fragment", "the head, as an afterthought"))
    if length < _MIDDLE_S:
        return (plain,) if is_last else (first,)
    varied = "reharmonised" if form == "mode" else form
    middle = ThemeUse(motif.id, varied if is_first else "fragment", reason if is_first else "the head carries the thought on")
    if length < _LONG_S:
        return (first, middle) if not is_last or is_first else (first, plain)
    return first, middle, ThemeUse(motif.id, "plain", LAST_TIME if is_last else AGAIN)
