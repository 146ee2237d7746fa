"""In which language a film's papers speak: the one its script and subtitles speak; Korean papers say it in English too."""

import re
from dataclasses import replace

from yeoun.model.scored import Instrument, Score
from yeoun.model.script import Episode
from yeoun.model.soundtrack import ScoredCue

_WRITTEN_C = ("C", "D♭", "D", "E♭", "E", "F", "G♭", "G", "A♭", "A", "B♭", "B")    # what sounds where C is written
BETWEEN = " · "    # the two languages of one name
HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")


def is_korean(episode: Episode) -> bool:
    """Whether there is any Korean in the film: a line, a heading or a name; without words there is none."""
    return episode.is_korean


def as_spoken(episode: Episode, cue: ScoredCue) -> ScoredCue:
    """A cue whose titles keep only the languages of the film: Korean and English where there is Korean, else English."""
    if is_korean(episode):
        return cue
    kept = tuple((language, title) for language, title in cue.score.titles if language != "ko")
    return replace(cue, score=replace(cue.score, titles=kept))


def speaks_korean(score: Score) -> bool:
    """Whether this cue's papers are Korean first."""
    return "ko" in dict(score.titles)


def title_of(score: Score) -> str:
    """The title people know the cue by."""
    titles = dict(score.titles)
    return titles.get("ko") or titles.get("en") or str(score.id)


def second_title_of(score: Score) -> str:
    """The English title beside a Korean one; empty where the first is English already."""
    titles = dict(score.titles)
    return titles.get("en", "") if "ko" in titles else ""


def reader_of(instrument: Instrument, korean: bool, both: bool = False, sounding: bool = False) -> str:
    """The name of an instrument on a page of notes: where it sounds another tone than it reads, it says in which key it stands.

    sounding  the notes beside it are written as they sound for whoever reads them: the key is not theirs
    """
    name = player_of(instrument, korean, both)
    return name if sounding or instrument.transposition % 12 == 0 else f"{name} in {_WRITTEN_C[instrument.transposition % 12]}"


def player_of(instrument: Instrument, korean: bool, both: bool = False) -> str:
    """The name of an instrument as its player reads it; both names at the head of a Korean part."""
    if not korean:
        return instrument.english or instrument.hangul
    return f"{instrument.hangul}{BETWEEN}{instrument.english}" if both and instrument.english else instrument.hangul
