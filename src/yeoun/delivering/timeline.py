"""cues.otio: the music as an OpenTimelineIO timeline: clips in the picture's rate, hits as markers on the stack."""

import opentimelineio as otio

from yeoun.delivering.titles import title_of
from yeoun.model.script import Episode
from yeoun.model.soundtrack import ScoredCue
from yeoun.units.time import frame_to_samples


def cue_timeline(episode: Episode, cues: tuple[ScoredCue, ...]) -> bytes:
    """One audio track with a clip a cue and gaps between; exact sample positions stand in the metadata."""
    rate = float(episode.rate)

    def time(frames: int) -> otio.opentime.RationalTime:
        return otio.opentime.RationalTime(frames, rate)

    timeline = otio.schema.Timeline(name=f"{episode.name} music", global_start_time=time(episode.media.start_frame))
    track = otio.schema.Track(name="MX", kind=otio.schema.TrackKind.Audio)
    timeline.tracks.append(track)
    at = 0
    for cue in cues:
        first, end = cue.cue.first_frame, cue.cue.end_frame
        if first > at:
            track.append(otio.schema.Gap(source_range=otio.opentime.TimeRange(time(0), time(first - at))))
        whole = otio.opentime.TimeRange(time(0), time(end - first))
        media = otio.schema.ExternalReference(target_url=f"../cues/{cue.cue.id}/music.wav", available_range=whole)
        clip = otio.schema.Clip(name=str(cue.cue.id), media_reference=media, source_range=whole)
        clip.metadata["yeoun"] = {
            "schema": 1, "key": str(cue.cue.key), "at_sample": frame_to_samples(first, episode.rate),
            "rate": f"{episode.rate.numerator}/{episode.rate.denominator}", "title": title_of(cue.score)}
        track.append(clip)
        for hit in cue.cue.hits:
            there = otio.opentime.TimeRange(time(hit.frame), time(1))
            marker = otio.schema.Marker(name=f"HIT {hit.grade.value}", marked_range=there)
            marker.metadata["yeoun"] = {"schema": 1, "reason": hit.reason, "cue": str(cue.cue.id)}
            timeline.tracks.markers.append(marker)
        at = end
    if episode.frames > at:
        track.append(otio.schema.Gap(source_range=otio.opentime.TimeRange(time(0), time(episode.frames - at))))
    return str(timeline.to_json_string(indent=1)).encode() + b"\n"
