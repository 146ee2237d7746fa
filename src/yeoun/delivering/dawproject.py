"""score.dawproject: the session in the open DAWproject format 1.0 (MIT, Bitwig): tempo, metre, markers, notes and stems.

Stems are not copied into the archive: audio refers to the files beside it (`external`), placed in seconds, so that a lost
tempo map cannot move them. Notes stand in beats under the tempo of their cue. Tempo is written as steps. Every music group
is a group track; what gives way to words is automation of its volume and of the bell on it. The format has no place for a start
timecode: a marker at zero says it.
"""

import io
import zipfile
from fractions import Fraction
from math import ceil

from lxml import etree

from yeoun.delivering.beside import Beside
from yeoun.delivering.ducking import Bell, GivingWay, Points, as_gain, giving_way
from yeoun.delivering.plain import timecode
from yeoun.delivering.titles import player_of, speaks_korean, title_of
from yeoun.model.composed import TempoMap
from yeoun.model.media import Media
from yeoun.model.mixed import Mix
from yeoun.model.scored import Part
from yeoun.model.script import Episode
from yeoun.model.soundtrack import ScoredCue
from yeoun.units.time import Seconds, to_seconds

EPOCH = (1980, 1, 1, 0, 0, 0)


class Beats:
    """Picture seconds as beats of the session: one tempo step after another, 60 a minute where no cue plays."""

    def __init__(self, cues: tuple[ScoredCue, ...]) -> None:
        self.steps: list[tuple[float, float, float]] = [(0.0, 0.0, 60.0)]    # (seconds, beats, bpm)
        for cue in cues:
            at = to_seconds(cue.placement.at_sample)
            tempo = cue.sketch.tempo_map
            seconds = tempo.timing()
            for mark in tempo.marks:
                self._step(at + seconds(mark.at_beat), 60e6 / mark.microseconds)
            self._step(at + seconds(cue.sketch.end_beat), 60.0)

    def _step(self, seconds: float, bpm: float) -> None:
        if seconds <= self.steps[-1][0]:
            last = self.steps[-1]
            self.steps[-1] = (last[0], last[1], bpm)
        else:
            self.steps.append((seconds, self.at(seconds), bpm))

    def at(self, seconds: float) -> float:
        """Beats of the session at a moment of the picture."""
        start, beats, bpm = next(step for step in reversed(self.steps) if step[0] <= seconds or step is self.steps[0])
        return beats + (seconds - start) * bpm / 60.0


def _number(value: float | Fraction) -> str:
    return f"{float(value):.9f}".rstrip("0").rstrip(".") or "0"


def _sub(parent: etree._Element, tag: str, **facts: str) -> etree._Element:
    return etree.SubElement(parent, tag, facts)


def dawproject(episode: Episode, cues: tuple[ScoredCue, ...], mix: Mix, beside: Beside | None = None) -> bytes:
    """The archive: project.xml and metadata.xml; the same bytes for the same score.

    beside   the picture's own sound, which plays under the music
    """
    beats = Beats(cues)
    root = etree.Element("Project", version="1.0")
    _sub(root, "Application", name="Yeoun", version="1")
    transport = _sub(root, "Transport")
    _sub(transport, "Tempo", unit="bpm", value="60", min="20", max="400", id="tempo")
    _sub(transport, "TimeSignature", numerator="4", denominator="4", id="metre")
    structure = _sub(root, "Structure")
    own = _own_tracks(structure, beside)
    names = sorted({(part.name, player_of(part.instrument, speaks_korean(cue.score))) for cue in cues for part in cue.score.parts})
    for k, (name, player) in enumerate(names):
        _track(structure, f"n{k}", f"{player} {name} (notes)", "notes")
    stems = sorted({(stem.group, stem.name) for cue in cues for stem in cue.stems})
    ways = {group: giving_way(mix, group) for group in sorted({group for group, _ in stems})}
    for group, way in ways.items():
        bus = _group(structure, group, way)
        for k, (_, name) in ((k, stem) for k, stem in enumerate(stems) if stem[0] == group):
            _track(bus, f"a{k}", name, "audio", f"{_id(group)}_channel")
    _sub(_sub(structure, "Track", contentType="tracks", id="master", name="Master"), "Channel", role="master",
         audioChannels="2", id="master_channel")
    arrangement = _sub(root, "Arrangement", id="arrangement")
    lanes = _sub(arrangement, "Lanes", timeUnit="beats", id="lanes")
    for track, tag, path in own:
        _own_lane(lanes, track, tag, path, episode, beside)
    for k, (name, _) in enumerate(names):
        _note_lane(lanes, f"n{k}", name, cues, beats)
    for k, stem in enumerate(stems):
        _audio_lane(lanes, f"a{k}", stem, cues)
    for group, way in ways.items():
        _ducking(lanes, group, way)
    _markers(arrangement, cues, episode.media)
    _automation(arrangement, cues, beats)
    return _zipped({"project.xml": root, "metadata.xml": _metadata(episode)})


def _own_tracks(structure: etree._Element, beside: Beside | None) -> list[tuple[str, str, str]]:
    """The picture, muted, as its sound is the finished programme; and its own sound. Gives track, kind of clip and file of each."""
    picture = _sub(structure, "Track", contentType="video", name="Picture", id="picture")
    channel = _sub(picture, "Channel", role="regular", audioChannels="2", destination="master_channel", id="picture_channel")
    _sub(channel, "Mute", value="true", id="picture_mute", name="Mute")
    own = [("picture", "Video", "../picture/scored.mp4")]
    if beside is not None:
        _track(structure, "own", beside.name, "audio")
        _sub(structure[-1][0], "Volume", unit="linear", value=_number(beside.fader), min="0", max="2", id="own_volume", name="Volume")
        own.append(("own", "Audio", beside.path))
    return own


def _own_lane(lanes: etree._Element, track: str, tag: str, path: str, episode: Episode, beside: Beside | None) -> None:
    """One clip over the whole picture."""
    length = to_seconds(beside.frames) if beside is not None else float(episode.length_s)
    lane = _sub(lanes, "Lanes", track=track, timeUnit="seconds", id=f"{track}_lane")
    clips = _sub(lane, "Clips", timeUnit="seconds", id=f"{track}_clips")
    clip = _sub(clips, "Clip", time="0", duration=_number(length), contentTimeUnit="seconds", name=track)
    media = _sub(clip, tag, channels="2", sampleRate="48000", duration=_number(length), algorithm="raw", id=f"{track}_media")
    _sub(media, "File", path=path, external="true")


def _track(parent: etree._Element, name: str, title: str, kind: str, goes_to: str = "master_channel") -> None:
    track = _sub(parent, "Track", contentType=kind, name=title, id=name)
    _sub(track, "Channel", role="regular", audioChannels="2", destination=goes_to, id=f"{name}_channel")


def _id(group: str) -> str:
    return f"g_{group}"


def _group(structure: etree._Element, group: str, way: GivingWay) -> etree._Element:
    """A group track, with the fader and the bells that its automation moves; its stems become its children."""
    track = _sub(structure, "Track", contentType="tracks", name=group, id=_id(group))
    channel = _sub(track, "Channel", role="submix", audioChannels="2", destination="master_channel", id=f"{_id(group)}_channel")
    if way.bells:
        devices = _sub(channel, "Devices")
        for k, bell in enumerate(way.bells):
            _equalizer(devices, f"{_id(group)}_bell{k}", bell)
    if way.level:
        most = max(2, ceil(max(gain for _, gain in as_gain(way.level))))    # a cue may be raised further than the usual 6 dB
        _sub(channel, "Volume", unit="linear", value="1", min="0", max=str(most), id=f"{_id(group)}_volume", name="Volume")
    return track


def _equalizer(devices: etree._Element, name: str, bell: Bell) -> None:
    device = _sub(devices, "Equalizer", deviceName="Equalizer", deviceRole="audioFX", name="gives way to words", id=name)
    _sub(device, "Enabled", value="true", id=f"{name}_enabled")
    band = _sub(device, "Band", type="bell")
    _sub(band, "Freq", unit="hertz", value=_number(bell.hertz), id=f"{name}_freq")
    _sub(band, "Gain", unit="decibel", value="0", min="-24", max="24", id=f"{name}_gain")
    _sub(band, "Q", unit="linear", value=_number(bell.q), id=f"{name}_q")
    _sub(band, "Enabled", value="true", id=f"{name}_band")


def _ducking(lanes: etree._Element, group: str, way: GivingWay) -> None:
    """The group's automation in seconds, so that a lost tempo map cannot move it."""
    if not way.level and not way.bells:
        return
    lane = _sub(lanes, "Lanes", track=_id(group), timeUnit="seconds", id=f"{_id(group)}_lane")
    if way.level:
        _points(lane, f"{_id(group)}_volume", "linear", as_gain(way.level))
    for k, bell in enumerate(way.bells):
        _points(lane, f"{_id(group)}_bell{k}_gain", "decibel", bell.points)


def _points(lane: etree._Element, parameter: str, unit: str, points: Points) -> None:
    line = _sub(lane, "Points", timeUnit="seconds", unit=unit, id=f"{parameter}_points")
    _sub(line, "Target", parameter=parameter)
    for at, value in points:
        _sub(line, "RealPoint", time=_number(at), value=_number(value), interpolation="linear")


def _note_lane(lanes: etree._Element, track: str, name: str, cues: tuple[ScoredCue, ...], beats: Beats) -> None:
    lane = _sub(lanes, "Lanes", track=track, id=f"{track}_lane")
    clips = _sub(lane, "Clips", id=f"{track}_clips")
    for cue in cues:
        part = next((each for each in cue.score.parts if each.name == name), None)
        if part is None or not part.notes:
            continue
        at = to_seconds(cue.placement.at_sample)
        start = beats.at(at)
        end = beats.at(at + max(note.onset_s + note.length_s for note in part.notes))
        clip = _sub(clips, "Clip", time=_number(start), duration=_number(end - start), contentTimeUnit="beats",
                    name=f"{cue.cue.id}")
        _notes(_sub(clip, "Notes", id=f"{track}_{cue.cue.id}"), part, cue.sketch.tempo_map, at, start, beats)


def _notes(element: etree._Element, part: Part, tempo: TempoMap, at: float, start: float, beats: Beats) -> None:
    seconds = tempo.timing()
    for note in part.notes:
        begins = beats.at(at + seconds(note.at_beat))
        ends = beats.at(min(at + seconds(note.at_beat + note.beats), Seconds(at + note.onset_s + note.length_s)))
        _sub(element, "Note", time=_number(max(0.0, begins - start)), duration=_number(max(1e-6, ends - begins)), channel="0",
             key=str(note.key), vel=_number(round(min(1.0, max(0.0, note.force)), 4)))


def _audio_lane(lanes: etree._Element, track: str, named: tuple[str, str], cues: tuple[ScoredCue, ...]) -> None:
    lane = _sub(lanes, "Lanes", track=track, timeUnit="seconds", id=f"{track}_lane")
    clips = _sub(lane, "Clips", timeUnit="seconds", id=f"{track}_clips")
    for cue in cues:
        for number, stem in enumerate(cue.stems, 1):
            if (stem.group, stem.name) != named:
                continue
            length = to_seconds(stem.sound.frames)
            clip = _sub(clips, "Clip", time=_number(to_seconds(cue.placement.at_sample)), duration=_number(length),
                        contentTimeUnit="seconds", name=f"{cue.cue.id}")
            audio = _sub(clip, "Audio", channels="2", sampleRate="48000", duration=_number(length), algorithm="raw",
                         id=f"{track}_{cue.cue.id}_audio")
            _sub(audio, "File", path=f"../cues/{cue.cue.id}/stems/{number:02}_{stem.name}.wav", external="true")


def _markers(arrangement: etree._Element, cues: tuple[ScoredCue, ...], media: Media) -> None:
    markers = _sub(arrangement, "Markers", timeUnit="seconds", id="markers")
    found = [(to_seconds(cue.placement.at_sample), f"{cue.cue.id} {title_of(cue.score)}", "#3b6ea5")
             for cue in cues]
    found += [(hit.at_s, f"HIT {hit.grade.value} {hit.reason}", "#b3402e") for cue in cues for hit in cue.cue.hits]
    if media.start_frame:
        found.append((Seconds(0.0), f"{timecode(0, media)} picture starts", "#8d867d"))
    for at, name, colour in sorted(found):
        _sub(markers, "Marker", time=_number(at), name=name, color=colour)


def _automation(arrangement: etree._Element, cues: tuple[ScoredCue, ...], beats: Beats) -> None:
    tempo = _sub(arrangement, "TempoAutomation", timeUnit="beats", unit="bpm", id="tempo_automation")
    _sub(tempo, "Target", parameter="tempo")
    for _, at, bpm in beats.steps:
        _sub(tempo, "RealPoint", time=_number(at), value=_number(bpm), interpolation="hold")
    metre = _sub(arrangement, "TimeSignatureAutomation", timeUnit="beats", id="metre_automation")
    _sub(metre, "Target", parameter="metre")
    for cue in cues:
        at, last, seconds = to_seconds(cue.placement.at_sample), (0, 0), cue.sketch.tempo_map.timing()
        for bar in cue.sketch.bars:
            if (bar.beats, bar.unit) != last:
                last = (bar.beats, bar.unit)
                _sub(metre, "TimeSignaturePoint", time=_number(beats.at(at + seconds(bar.at_beat))),
                     numerator=str(bar.beats), denominator=str(bar.unit))


def _metadata(episode: Episode) -> etree._Element:
    root = etree.Element("MetaData")
    _sub(root, "Title").text = episode.name
    _sub(root, "Comment").text = "Machine-made draft by Yeoun; people decide."
    return root


def _zipped(members: dict[str, etree._Element]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, root in members.items():
            text = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
            archive.writestr(zipfile.ZipInfo(name, EPOCH), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()
