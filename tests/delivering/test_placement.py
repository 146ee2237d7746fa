"""A cue that begins off the second, in pictures that begin at an hour, at drop-frame and other rates: every file has it there.

Read back by other people's code: mido, lxml and OpenTimelineIO, whose timecode arithmetic is not ours.
"""

import io
import re
import zipfile
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import mido
import opentimelineio as otio
import pytest
from lxml import etree

from tests.delivering.finished import END, soundtrack
from tests.delivering.scores import GAYAGEUM, HITS, PIANO, TEMPO
from tests.delivering.test_midi import read, seconds
from tests.fakes import FolderShelf
from yeoun.delivering.dawproject import dawproject
from yeoun.delivering.midi import cue_midi
from yeoun.delivering.plain import timecode
from yeoun.delivering.session import session_files
from yeoun.delivering.stems import stem_files
from yeoun.model.mixed import Placement
from yeoun.model.soundtrack import Soundtrack
from yeoun.units.time import at_frame, frame_of, frame_to_samples

FIRST = 137                         # no whole second at any of the rates, nor a whole sample at most
SHOWN = 7.5075                      # where the hand-made score's hit lies in cue time: a frame at all these rates
CASES = [(Fraction(24000, 1001), "01:00:00:00"), (Fraction(30000, 1001), "01:00:00;00"), (Fraction(30000, 1001), "00:59:59;28"),
         (Fraction(30000, 1001), "10:00:00:00"), (Fraction(60000, 1001), "01:00:00;00"), (Fraction(60000, 1001), "09:59:58;00")]
Found = tuple[Soundtrack, dict[str, bytes], dict[str, int | None]]


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{float(case[0]):.3f} from {case[1]}")
def found(request: pytest.FixtureRequest) -> Found:
    """The hand-made film at another rate and start, its cue moved off the second; and the files of its sessions."""
    rate, start = request.param
    shelf = FolderShelf()
    made = soundtrack(shelf)
    hit = replace(HITS[0], frame=FIRST + round(Fraction(SHOWN) * rate), at_s=at_frame(FIRST + round(Fraction(SHOWN) * rate), rate))
    frames = 1200 if rate > 40 else 600
    media = replace(made.episode.media, rate=rate, frames=frames, start_frame=frame_of(start, rate), is_drop=";" in start)
    film = replace(made.episode, media=media, rate=rate, frames=frames, length_s=media.length_s)
    at = frame_to_samples(FIRST, rate)
    cue = replace(made.cues[0].cue, first_frame=FIRST, end_frame=FIRST + END, hits=(hit,))
    placed = replace(made.cues[0], cue=cue, placement=Placement(cue.key, cue.id, FIRST, at, frame_to_samples(END, rate), 0, "ring"))
    done = replace(made, episode=film, cues=(placed,))
    stem_files(shelf, film, placed)
    files = {each.path: shelf.path(each.ref).read_bytes() for each in session_files(shelf, film, done.cues, done.mix).files}
    return done, files | {"1m01.mid": cue_midi(placed.score, (hit,), FIRST, rate, media.start_frame)}, shelf.placed


def by_otio(label: str, rate: Fraction) -> int:
    """A label as a count of frames, by OpenTimelineIO."""
    return int(otio.opentime.from_timecode(label, float(rate)).value)


def test_the_cut_list_names_the_frame_another_reader_counts(found: Found) -> None:
    done, files, _ = found
    rate, start = done.episode.rate, done.episode.media.start_frame
    text = files["session/cues.edl"].decode()
    event = re.search(r"^001  1M01 +AA +C +(\S+) (\S+) (\S+) (\S+)\r$", text, re.M)
    assert event is not None
    assert by_otio(event[3], rate) - start == FIRST and by_otio(event[4], rate) - start == FIRST + END
    assert by_otio(event[2], rate) - by_otio(event[1], rate) == END
    located = re.search(r"^\* LOC: (\S+) RED", text, re.M)
    assert located is not None and by_otio(located[1], rate) - start == done.cues[0].cue.hits[0].frame
    assert (";" in event[3]) is done.episode.media.is_drop is ("FCM: DROP FRAME" in text)


def test_the_timeline_counts_from_the_start_of_the_picture(found: Found) -> None:
    done, files, _ = found
    media = done.episode.media
    timeline = otio.adapters.read_from_string(files["session/cues.otio"].decode(), "otio_json")
    (clip,) = timeline.find_clips()
    span = clip.transformed_time_range(clip.source_range, timeline.tracks)
    assert (span.start_time.value, span.duration.value) == (FIRST, END)
    whole = span.start_time + timeline.global_start_time
    said = otio.opentime.to_timecode(whole, float(media.rate), drop_frame=media.is_drop)
    assert said == timecode(FIRST, media)
    assert [each.marked_range.start_time.value for each in timeline.tracks.markers] == [done.cues[0].cue.hits[0].frame]


def test_the_midi_file_says_where_it_belongs_and_hits_the_frame(found: Found) -> None:
    done, files, _ = found
    rate, start = done.episode.rate, done.episode.media.start_frame
    file = read(files["1m01.mid"])
    offset = next(each for each in file.tracks[0] if each.type == "smpte_offset")
    base = rate / 2 if rate > 30 else rate
    sign = ";" if base == Fraction(30000, 1001) else ":"      # SMF knows 29.97 as drop-frame only
    label = f"{offset.hours:02}:{offset.minutes:02}:{offset.seconds:02}{sign}{offset.frames:02}"
    counted = by_otio(label, base) * (rate / base) + Fraction(offset.sub_frames, 100) * (rate / base)
    assert counted == start + FIRST
    marks = [at for at, each in seconds(file, 0) if each.type == "marker" and each.text.startswith("HIT")]
    hit = done.cues[0].cue.hits[0].frame
    assert len(marks) == 1 and abs(marks[0] - at_frame(hit - FIRST, rate)) < 1e-4
    assert f"rate {rate.numerator}/{rate.denominator}; placed at frame {FIRST}" in {
        each.text for each in file.tracks[0] if each.type == "text"}


def test_the_tempo_map_begins_the_first_bar_on_its_own_moment(found: Found) -> None:
    done, files, _ = found
    file: mido.MidiFile = read(files["session/tempo_map.mid"])
    (mark,) = (at for at, each in seconds(file, 0) if each.type == "marker")
    assert abs(mark - (at_frame(FIRST, done.episode.rate) + TEMPO.beat0_us / 1e6)) < 1e-4


def test_the_session_places_sound_notes_and_markers_to_the_sample(found: Found) -> None:
    done, _, _ = found
    rate, hit = done.episode.rate, done.cues[0].cue.hits[0]
    with zipfile.ZipFile(io.BytesIO(dawproject(done.episode, done.cues, done.mix))) as archive:
        root = etree.fromstring(archive.read("project.xml"))
    sounds = [float(each.get("time", "-1")) for each in root.iter("Clip") if each.find("Audio") is not None]
    assert len(sounds) == 2 and all(abs(at - at_frame(FIRST, rate)) <= 0.51 / 48_000 for at in sounds)
    assert [round(float(each.get("time", "-1")), 6) for each in root.iter("Marker")] == [
        0.0, pytest.approx(at_frame(FIRST, rate), abs=1.1e-5), pytest.approx(hit.at_s, abs=1e-6)]
    points = [(float(each.get("time", "0")), float(each.get("value", "0"))) for each in root.iterfind(".//TempoAutomation/RealPoint")]

    def moment(beat: float) -> float:
        steps = [*points, (1e9, points[-1][1])]
        return sum(max(0.0, min(end, beat) - start) * 60.0 / bpm for (start, bpm), (end, _) in pairwise(steps))

    struck = sorted(moment(float(clip.get("time", "0")) + float(each.get("time", "0")))
                    for clip in root.iter("Clip") for each in clip.iterfind("Notes/Note"))
    wanted = sorted(at_frame(FIRST, rate) + TEMPO.seconds(each.at_beat) for part in (PIANO, GAYAGEUM) for each in part.notes)
    assert max(abs(one - other) for one, other in zip(struck, wanted, strict=True)) < 1e-4


def test_the_reaper_project_places_items_tempo_and_markers_to_the_sample(found: Found) -> None:
    done, files, _ = found
    rate, hit = done.episode.rate, done.cues[0].cue.hits[0]
    text = files["session/score.rpp"].decode()
    items = re.findall(r"POSITION (\S+)\n\s+LENGTH \S+\n\s+NAME \S*stems", text)
    assert len(items) == 2 and all(abs(float(at) - at_frame(FIRST, rate)) <= 0.51 / 48_000 for at in items)
    points = [float(at) for at in re.findall(r"^\s+PT (\S+)", text, re.M)]
    begins = at_frame(FIRST, rate) + TEMPO.beat0_us / 1e6
    assert abs(points[0] - begins) <= 1.1e-5
    assert re.findall(r'MARKER \d+ (\S+) "HIT', text) == [f"{hit.at_s:.12f}"]
    (offset,) = re.findall(r"^  PROJOFFS (\S+) 0 0$", text, re.M)
    assert abs(float(offset) * 48_000 - Fraction(done.episode.media.start_frame) / rate * 48_000) < 0.01, "the picture's own hour"


def test_the_session_says_at_zero_which_timecode_that_is(found: Found) -> None:
    """The format knows no other place for it."""
    done, _, _ = found
    with zipfile.ZipFile(io.BytesIO(dawproject(done.episode, done.cues, done.mix))) as archive:
        first = next(etree.fromstring(archive.read("project.xml")).iter("Marker"))
    label, said = (first.get("name") or "").split(" ", 1)
    rate, start = done.episode.rate, done.episode.media.start_frame
    assert (first.get("time"), said) == ("0", "picture starts") and frame_of(label, rate) == start
    assert by_otio(label, rate) == start


def test_stems_carry_their_place_since_midnight(found: Found) -> None:
    """As whole samples of real time, half up; that `bext` holds what it is given is tested where it is written."""
    done, _, placed = found
    exact = Fraction(done.episode.media.start_frame + FIRST) / done.episode.rate * 48_000
    for name in ("stems_01_piano.wav", "stems_02_gayageum.wav", "music.wav"):
        reference = placed[name]
        assert reference is not None and abs(reference - exact) <= 1
