"""cues.edl: the music as CMX3600 audio events on the picture's record timecode, for editors."""

from yeoun.delivering.plain import timecode
from yeoun.delivering.titles import title_of
from yeoun.model.script import Episode
from yeoun.model.soundtrack import ScoredCue
from yeoun.units.names import ascii_id
from yeoun.units.time import label


def cue_edl(episode: Episode, cues: tuple[ScoredCue, ...]) -> bytes:
    """One stereo audio event a cue; source time counts from the first frame of its music.wav."""
    media = episode.media
    lines = [f"TITLE: {ascii_id(episode.name)} music", f"FCM: {'DROP FRAME' if media.is_drop else 'NON-DROP FRAME'}", ""]
    for number, cue in enumerate(cues, 1):
        first, end = cue.cue.first_frame, cue.cue.end_frame
        times = " ".join((label(0, media.rate, media.is_drop), label(end - first, media.rate, media.is_drop),
                          timecode(first, media), timecode(end, media)))
        lines += [f"{number:03}  {str(cue.cue.id).upper():<8} AA    C        {times}",
                  f"* FROM CLIP NAME: {cue.cue.id} {title_of(cue.score)}",
                  f"* SOURCE FILE: ../cues/{cue.cue.id}/music.wav"]
        lines += [f"* LOC: {timecode(hit.frame, media)} RED     HIT {hit.grade.value} {hit.reason[:60]}"
                  for hit in cue.cue.hits]
    return ("\r\n".join(lines) + "\r\n").encode()
