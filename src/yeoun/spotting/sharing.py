"""The share of music that a house asks for, and where a film or people's notes stand against it: said, wherever it is so.

The wished share is one constant added to every second's wish (path.py), so music that a note asks for in one place weighs against
music everywhere else. Which of it went is read beside the film without that note.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from yeoun.model.media import Caution
from yeoun.model.notes import House
from yeoun.model.script import Episode
from yeoun.spotting.path import Boundary, Run
from yeoun.units.time import at_frame

APART = 0.2      # our choice: a share so far from the wished one is said
TOLD_APART = 0.05    # our choice: what notes make of a share that is far from the wished one anyway is said from here on
LEAST_S = 2.0    # our choice: less music than this is none that somebody would miss (as asking.py)
Places = Mapping[str, Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Quieted:
    """Music that would play in a run without a note: so many seconds, and the scenes that have none for it."""

    note: str
    seconds: float
    scenes: tuple[str, ...]


def quieted(runs: Sequence[Run], others: Mapping[str, Sequence[Run]], places: Places, episode: Episode) -> tuple[tuple[Quieted, ...], ...]:
    """For each run of silence the notes whose music elsewhere counted in the share, so that none plays here.

    others  the runs without each note that asks for music
    places  frames [first, end) for which each of them asks
    """
    return tuple(() if run.is_music or run.kept else
                 tuple(each for note, free in others.items()
                       if (each := _by(note, run, runs, free, places.get(note, ()), episode)) is not None) for run in runs)


def _by(note: str, run: Run, runs: Sequence[Run], free: Sequence[Run], places: Sequence[tuple[int, int]],
        episode: Episode) -> Quieted | None:
    first, end = run.first.frame, run.end.frame
    if _bias(free) <= _bias(runs) or any(since < end and until > first for since, until in places):    # else it is no matter of the share
        return None
    gone = [(max(first, each.first.frame), min(end, each.end.frame)) for each in free if each.is_music]
    gone = [span for span in gone if span[0] < span[1]]
    seconds = sum(float((until - since) / episode.rate) for since, until in gone)
    if seconds < LEAST_S:
        return None
    playing = [(each.first.frame, each.end.frame) for each in runs if each.is_music]
    bare = tuple(scene.number for scene in episode.scenes
                 if _common(scene.first_frame, scene.end_frame, gone, episode) >= LEAST_S
                 and _common(scene.first_frame, scene.end_frame, playing, episode) < LEAST_S)
    return Quieted(note, seconds, bare)


def _bias(runs: Sequence[Run]) -> int:
    """What the wished share added to every second's wish; a silence that a note keeps was walked without any."""
    return max((each.bias for each in runs if not each.kept), default=0)


def _common(first: int, end: int, spans: Sequence[tuple[int, int]], episode: Episode) -> float:
    """Seconds of a scene under some spans."""
    return sum(max(0.0, float((min(end, until) - max(first, since)) / episode.rate)) for since, until in spans)


def counted(each: Quieted, house: House) -> str:
    """What a silence says of a note whose music it paid for."""
    return (f"; the music that note {each.note} asks for counts in the {100 * house.music_share:.0f} % that the house wants, and without "
            f"it music would play for {each.seconds:.1f} s of this")


def told_of_notes(by_run: Sequence[Sequence[Quieted]], runs: Sequence[Run], house: House, episode: Episode) -> tuple[Caution, ...]:
    """A warning for every note that asks for music and so takes it from another place, with the scenes that have none for it."""
    out = []
    for note in dict.fromkeys(each.note for found in by_run for each in found):
        mine = [(run, each) for run, found in zip(runs, by_run, strict=True) for each in found if each.note == note]
        scenes = tuple(dict.fromkeys(scene for _, each in mine for scene in each.scenes if scene))
        bare = ("less of it plays elsewhere" if not scenes else f"scene {scenes[0]} stays without any" if len(scenes) == 1 else
                f"scenes {', '.join(scenes)} stay without any")
        out.append(Caution("music_share_note", f"The music that note {note} asks for counts in the {100 * house.music_share:.0f} % of "
                           f"music that the house wants: {bare} because of it ({sum(each.seconds for _, each in mine):.1f} s would "
                           "play without the note). To have both, raise music_share in a house, or ask for music there too.",
                           at_frame(mine[0][0].first.frame, episode.rate)))
    return tuple(out)


def told_of_share(runs: Sequence[Run], moments: Sequence[Boundary], episode: Episode, house: House, *,
                  without_notes: Callable[[], Sequence[Run]], one_cue_s: float) -> tuple[Caution, ...]:
    """A warning where much more or less of the picture holds music than the house asks for, or none at all, and why.

    moments        at which music might begin or end
    without_notes  the runs without the notes that ask for music or silence
    one_cue_s      a film shorter than this is one cue
    """
    share = _share(runs, episode)
    if not any(run.is_music for run in runs):
        return _told_of_none(runs, episode, house, without_notes)
    if abs(share - house.music_share) < APART:
        return ()
    alone = _share(without_notes(), episode)
    is_theirs = abs(alone - house.music_share) < APART or (alone < house.music_share) != (share < house.music_share)
    if is_theirs:
        why = "people's notes ask for it"
    elif episode.length_s < one_cue_s:
        why = f"a film under {one_cue_s:.0f} s is one cue"
    elif not _can_be_parted([at_frame(each.frame, episode.rate) for each in moments], house):
        why = (f"no moment at which music may begin or end leaves a cue of at least {house.shortest_cue_s:g} s beside a silence of at "
               f"least {house.shortest_silence_s:g} s ({_many(len(episode.scenes), 'scene')}, {_many(len(episode.shots), 'shot')}, "
               f"{episode.length_s:.1f} s)")
    else:
        why = _divided(runs, share)
    if not is_theirs and abs(alone - share) >= TOLD_APART:
        why += f"; without the notes that ask for music or silence it would be {100 * alone:.0f} %"
    return (Caution("music_share", f"Music is spotted over {100 * share:.0f} % of the picture, and the house asks for "
                    f"{100 * house.music_share:.0f} %: {why}."),)


def _told_of_none(runs: Sequence[Run], episode: Episode, house: House, without_notes: Callable[[], Sequence[Run]]) -> tuple[Caution, ...]:
    """The warning of a film without any music."""
    if all(run.kept for run in runs):
        why = "notes forbid music everywhere"
    elif alone := _share(without_notes(), episode):
        why = f"without the notes that ask for music or silence, music would lie over {100 * alone:.0f} % of the picture"
    else:
        why = f"the house asks for {100 * house.music_share:.0f} % music"
        why += f", and {_divided(runs, 0.0)}" if house.music_share > 0 else ""
    return (Caution("no_cue", f"Every moment is silent: {why}."),)


def _divided(runs: Sequence[Run], share: float) -> str:
    """That no division of the picture comes nearer to the wished share, and what the next one on its other side would be."""
    beyond = next((each.beyond for each in runs if not each.kept), -1.0)
    return "what speaks for music and for silence, where it may begin or end, divides the picture no nearer" + (
        f": with less wish for music, {_beyond(beyond)} of it would hold music" if 0 <= beyond < share else
        f": with more wish for music, {_beyond(beyond)} of it would hold music" if beyond > share else "")


def _share(runs: Sequence[Run], episode: Episode) -> float:
    return sum(float((run.end.frame - run.first.frame) / episode.rate) for run in runs if run.is_music) / episode.length_s


def _beyond(share: float) -> str:
    return f"{100 * share:.0f} %" if share > 0 else "none"


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _can_be_parted(at: Sequence[float], house: House) -> bool:
    """Whether one moment leaves room for a cue on one side of it and a silence on the other."""
    least, most = sorted((house.shortest_cue_s, house.shortest_silence_s))
    return any(min(each - at[0], at[-1] - each) >= least and max(each - at[0], at[-1] - each) >= most for each in at[1:-1])
