"""Why a film has no composed silence between two cues, in figures that anybody can look up.

Said only of films that are long enough to hold one. A composed silence needs something of the picture to be silent for: its
own quiet, over so much of the silence that it is the reason for it, with music on both sides and clear of the film's ends.
So each of the longest quiets is named with what it lacks; where the picture is never quiet, its longest stretch without
words is, and how far tension moves in it.
"""

from collections.abc import Sequence

from yeoun.model.feeling import EmotionGraph
from yeoun.model.media import Caution, Span
from yeoun.model.observed import Observations
from yeoun.model.script import Episode
from yeoun.model.spotted import Cue, Moment, Silence
from yeoun.spotting.saying import spoken_spans

LONG_S = 40.0     # our choice: a shorter film need not hold its breath
EDGE_S = 5.0      # our choice: nearer to an end of the film a silence is no part of the music
NAMED = 3         # quiets that are named
FILLED = 0.4      # so much of a silence has to be filled by what it is for (spot.py)


def told_of_silence(moments: Sequence[Moment], episode: Episode, graph: EmotionGraph, seen: Observations) -> tuple[Caution, ...]:
    """Why none of the silences is composed; nothing where one is, where no music plays or where the film is short."""
    if episode.length_s <= LONG_S or not any(isinstance(each, Cue) for each in moments) or any(
            _counts(k, moments, episode) for k in range(len(moments))):
        return ()
    quiets = sorted((each.span for each in seen.silences if each.kind == "dramatic"),
                    key=lambda each: (each.start_s - each.end_s, each.start_s))
    why = "; ".join(_of_quiet(each, moments, episode) for each in quiets[:NAMED]) or _of_words(episode, graph, seen)
    more = f" ({len(quiets)} quiets, the longest are named)" if len(quiets) > NAMED else ""
    return (Caution("no_silence", f"No silence between two cues is composed{more}: {why}."),)


def _seconds(moment: Moment, episode: Episode) -> tuple[float, float]:
    return float(moment.first_frame / episode.rate), float(moment.end_frame / episode.rate)


def _counts(k: int, moments: Sequence[Moment], episode: Episode) -> bool:
    here = moments[k]
    if not isinstance(here, Silence) or here.kind != "composed" or not _is_between(k, moments):
        return False
    start_s, end_s = _seconds(here, episode)
    return start_s >= EDGE_S and end_s <= episode.length_s - EDGE_S


def _is_between(k: int, moments: Sequence[Moment]) -> bool:
    return 0 < k < len(moments) - 1 and isinstance(moments[k - 1], Cue) and isinstance(moments[k + 1], Cue)


def _of_quiet(quiet: Span, moments: Sequence[Moment], episode: Episode) -> str:
    """What keeps a quiet of the picture from being a composed silence."""
    begins = f"the quiet of {quiet.end_s - quiet.start_s:.1f} s at {quiet.start_s:.1f} s"
    if quiet.start_s < EDGE_S:
        return f"{begins} lies {quiet.start_s:.1f} s from the beginning of the film"
    if quiet.end_s > episode.length_s - EDGE_S:
        return f"{begins} lies {max(0.0, episode.length_s - quiet.end_s):.1f} s from the end of the film"
    shares = [(min(end, quiet.end_s) - max(start, quiet.start_s), -k) for k, (start, end) in
              enumerate(_seconds(each, episode) for each in moments)]
    k = -max(shares)[1]
    start_s, end_s = _seconds(moments[k], episode)
    here = moments[k]
    if isinstance(here, Cue):
        return f"{begins} is played through by {here.id}, from {start_s:.1f} to {end_s:.1f} s"
    within = f"{begins} lies in a silence from {start_s:.1f} to {end_s:.1f} s"
    if not _is_between(k, moments):
        return f"{within} that has no cue on {'either' if len(moments) == 1 else 'one'} side"
    share = max(0.0, min(end_s, quiet.end_s) - max(start_s, quiet.start_s)) / (end_s - start_s)
    if here.kind != "composed":
        return f"{within}, of which it fills {100 * share:.0f} %: {here.id} is a {here.kind} silence"
    edge = min(start_s, episode.length_s - end_s)
    return f"{within} that reaches to {max(0.0, edge):.1f} s from an end of the film"


def _of_words(episode: Episode, graph: EmotionGraph, seen: Observations) -> str:
    """The longest stretch without words of a picture that is never quiet by itself, and how far tension moves there."""
    spans = [(0.0, 0.0), *spoken_spans(episode, seen), (float(episode.length_s), float(episode.length_s))]
    best, until = (0.0, 0.0), 0.0
    for start, end in spans:
        if start - until > best[1] - best[0]:
            best = (until, start)
        until = max(until, end)
    tension = [value for k, value in enumerate(graph.feelings.tension) if best[0] <= k * graph.feelings.every < best[1]]
    moves = f", and tension moves by {max(tension) - min(tension):.2f} in it" if tension else ""
    return (f"the picture is never quiet by itself; its longest stretch without words lasts {best[1] - best[0]:.1f} s from "
            f"{best[0]:.1f} s on{moves}")
