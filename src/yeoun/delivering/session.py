"""session/: the score as sessions and timelines that other people's tools open."""

from yeoun.delivering.beside import beside_the_music
from yeoun.delivering.dawproject import dawproject
from yeoun.delivering.edl import cue_edl
from yeoun.delivering.midi import picture_tempo_map
from yeoun.delivering.reaper import reaper_project
from yeoun.delivering.settled import settled
from yeoun.delivering.timeline import cue_timeline
from yeoun.delivering.titles import as_spoken
from yeoun.model.delivered import Delivery
from yeoun.model.mixed import Mix
from yeoun.model.script import Episode
from yeoun.model.shelf import OutFile, Shelf
from yeoun.model.soundtrack import ScoredCue


def session_files(shelf: Shelf, episode: Episode, cues: tuple[ScoredCue, ...], mix: Mix) -> Delivery:
    """score.dawproject, score.rpp, tempo_map.mid, cues.otio and cues.edl; sound is named by relative paths.

    Beside them, in mix/, the picture's own sound: the session plays it under the music.
    """
    cues = tuple(as_spoken(episode, settled(cue)) for cue in cues)
    tempo = picture_tempo_map(((cue.sketch.tempo_map, cue.sketch.end_beat, cue.sketch.bars, cue.cue.first_frame, cue.cue.id)
                               for cue in cues), episode.frames, episode.rate, episode.media.start_frame)
    found = beside_the_music(shelf, episode, mix)
    beside, sounds = (None, ()) if found is None else (found[0], (found[1],))
    contents = {
        "score.dawproject": dawproject(episode, cues, mix, beside),
        "score.rpp": reaper_project(episode, cues, mix, beside),
        "tempo_map.mid": tempo,
        "cues.otio": cue_timeline(episode, cues),
        "cues.edl": cue_edl(episode, cues)}
    return Delivery((*(OutFile(f"session/{name}", shelf.keep(name, each)) for name, each in contents.items()), *sounds))
