"""MIDI files read back by mido: every beat where the tempo map says, every text whole."""

import io
from dataclasses import replace
from fractions import Fraction

import mido
import pytest

from tests.delivering.scores import GAYAGEUM, HITS, PIANO, SCORE, TEMPO, note
from yeoun.delivering.midi import BEND_RANGE, cue_midi, picture_tempo_map
from yeoun.model.composed import Bar, TempoMap, TempoMark
from yeoun.units.time import Seconds, at_frame

NTSC = Fraction(24000, 1001)


def seconds(file: mido.MidiFile, track: int) -> list[tuple[float, mido.Message]]:
    """The messages of a track with their seconds."""
    tempi, at = [(0, 500_000)], 0
    for message in mido.merge_tracks(file.tracks):
        at += message.time
        if message.type == "set_tempo":
            tempi.append((at, message.tempo))
    out, at = [], 0
    for message in file.tracks[track]:
        at += message.time
        total = sum((min(tempi[k + 1][0] if k + 1 < len(tempi) else at, at) - min(start, at)) * tempo
                    for k, (start, tempo) in enumerate(tempi))
        out.append((total / file.ticks_per_beat / 1e6, message))
    return out


def read(contents: bytes) -> mido.MidiFile:
    return mido.MidiFile(file=io.BytesIO(contents), charset="utf-8")


def test_every_note_sounds_where_the_tempo_map_says_to_a_hundredth_of_a_millisecond() -> None:
    file = read(cue_midi(SCORE, HITS, 0, NTSC, 86_400))
    for number, part in ((1, PIANO), (2, GAYAGEUM)):
        struck = sorted((at, each.note) for at, each in seconds(file, number) if each.type == "note_on")
        wanted = sorted((TEMPO.seconds(note.at_beat), note.key) for note in part.notes)
        assert [key for _, key in struck] == [key for _, key in wanted]
        # thirds of a beat are whole ticks too: 960 is divisible by three
        assert max(abs(one - other) for (one, _), (other, _) in zip(struck, wanted, strict=True)) < 1e-5


def test_a_hit_marker_stands_on_the_frame_of_the_picture() -> None:
    file = read(cue_midi(SCORE, HITS, 0, NTSC, 0))
    marks = [(at, each.text) for at, each in seconds(file, 0) if each.type == "marker"]
    assert [text for _, text in marks] == ["lead-in", "bar 1", "노을", "HIT A: she turns"]
    assert abs(marks[3][0] - at_frame(180, NTSC)) < 1e-5
    assert marks[0][0] == 0.0 and abs(marks[1][0] - TEMPO.beat0_us / 1e6) < 1e-5
    at_once = replace(SCORE, tempo_map=replace(TEMPO, beat0_us=0))
    marks = [(at, each.text) for at, each in seconds(read(cue_midi(at_once, HITS, 0, NTSC, 0)), 0) if each.type == "marker"]
    assert [text for _, text in marks] == ["노을", "HIT A: she turns"], "a cue that begins with bar 1 has no lead-in"


def test_names_are_ascii_and_hangul_stands_in_texts() -> None:
    file = read(cue_midi(SCORE, HITS, 0, NTSC, 0))
    assert [track.name for track in file.tracks] == ["1m01", "piano", "gayageum"]
    texts = [each.text for each in file.tracks[2] if each.type == "text"]
    assert texts and "가야금" in texts[0]


@pytest.mark.parametrize(("rate", "code", "label"), [
    (NTSC, 24, (1, 0, 4, 4)), (Fraction(25), 25, (0, 57, 40, 0)), (Fraction(30000, 1001), 29.97, (0, 48, 6, 8))])
def test_the_smpte_offset_is_the_placement_of_the_cue(rate: Fraction, code: float, label: tuple[int, ...]) -> None:
    file = read(cue_midi(SCORE, HITS, 100, rate, 86_400))
    offset = next(each for each in file.tracks[0] if each.type == "smpte_offset")
    assert offset.frame_rate == code
    assert (offset.hours, offset.minutes, offset.seconds, offset.frames) == label
    told = next(each.text for each in file.tracks[0] if each.type == "text")
    assert told == f"rate {rate.numerator}/{rate.denominator}; placed at frame 100"


def test_a_shake_leaves_as_pitch_bend_that_follows_its_cents() -> None:
    file = read(cue_midi(SCORE, HITS, 0, NTSC, 0))
    events = seconds(file, 2)
    start = next(at for at, each in events if each.type == "note_on" and each.note == 62)
    note = GAYAGEUM.notes[0]
    bends = [(at - start, each.pitch / 8192 * 100 * BEND_RANGE) for at, each in events if each.type == "pitchwheel"]
    inside = [(at, cents) for at, cents in bends if 0 <= at < note.length_s - 0.01 and at < 0.78]
    assert len(inside) > 60
    points = dict(note.cents)
    for at, cents in inside:
        near = min(points, key=lambda point: abs(point - at))
        if abs(near - at) < 0.0005:
            assert abs(cents - points[near]) < 0.2
    assert bends[-1][1] == 0, "the wheel rests in the middle afterwards"


@pytest.mark.parametrize(("key", "mode", "said"), [
    ("G", "major", "G"), ("Db", "dorian", "G#m"), ("Eb", "aeolian", "Ebm"), ("C", "menaritori", "Cm"), ("F", "lydian", "C")])
def test_the_key_signature_has_the_signs_of_the_score(key: str, mode: str, said: str) -> None:
    file = read(cue_midi(replace(SCORE, key=key, mode=mode), HITS, 0, NTSC, 0))
    assert [each.key for each in file.tracks[0] if each.type == "key_signature"] == [said]


def test_all_tracks_end_together_and_an_empty_part_is_a_track_without_notes() -> None:
    score = replace(SCORE, parts=(PIANO, replace(GAYAGEUM, notes=())))
    file = read(cue_midi(score, HITS, 0, NTSC, 0))
    assert len({sum(each.time for each in track) for track in file.tracks}) == 1
    assert not [each for each in file.tracks[2] if each.type == "note_on"]


def test_a_cue_that_starts_into_the_last_bar_of_another_still_begins_on_its_own_second() -> None:
    tempo = TempoMap(500_000, (TempoMark(Fraction(0), 700_003), TempoMark(Fraction(8), 900_001)))
    bars = tuple(Bar(k + 1, Fraction(4 * k), 4, 4) for k in range(3))
    for second in (120, 200, 230, 238, 239, 240):
        file = read(picture_tempo_map([(tempo, Fraction(12), bars, 0, "1m01"), (tempo, Fraction(12), bars, second, "1m02")],
                                      900, NTSC, 0))
        marks = [at for at, each in seconds(file, 0) if each.type == "marker"]
        assert abs(marks[1] - (at_frame(second, NTSC) + 0.5)) < 1e-4


def test_ten_cues_of_a_film_each_begin_their_first_bar_on_their_own_second() -> None:
    cues, frame = [], 37
    for k in range(10):
        tempo = TempoMap(k * 133_333, (TempoMark(Fraction(0), 601_237 + 41_111 * k), TempoMark(Fraction(3), 750_001)))
        cues.append((tempo, Fraction(9), (Bar(1, Fraction(0), 4, 4), Bar(2, Fraction(4), 5, 4)), frame, f"1m{k + 1:02}"))
        frame += 300 + 97 * k
    file = read(picture_tempo_map(cues, frame + 500, NTSC, 86_400))
    marks = [at for at, each in seconds(file, 0) if each.type == "marker"]
    assert len(marks) == 10
    for at, (tempo, _, _, first, _) in zip(marks, cues, strict=True):
        assert abs(at - (at_frame(first, NTSC) + tempo.beat0_us / 1e6)) < 1e-4
    tempi = [each.tempo for each in file.tracks[0] if each.type == "set_tempo"]
    assert all(200_000 <= tempo <= 2_000_000 for tempo in tempi), "between cues the session keeps a human tempo"


def test_a_note_ends_where_its_player_lets_go_and_not_where_its_value_would() -> None:
    """A breath, a stop: a player's library reads the file. With the trick, written values for all, nobody breathes in it."""
    first = note(Fraction(0), Fraction(4), 60)
    tune = replace(PIANO, notes=(replace(first, length_s=Seconds(float(first.length_s) - 0.35)), note(Fraction(4), Fraction(8), 62)))
    file = read(cue_midi(replace(SCORE, parts=(tune,)), HITS, 0, NTSC, 86_400))
    ends = [at for at, each in seconds(file, 1) if each.type == "note_off"]
    begins = [at for at, each in seconds(file, 1) if each.type == "note_on"]
    assert 0.35 <= begins[1] - ends[0] < 0.352
    assert ends[1] == pytest.approx(float(TEMPO.seconds(Fraction(12))), abs=1e-5), "over a change of tempo, to its value's end"
