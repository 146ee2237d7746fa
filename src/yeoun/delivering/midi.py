"""Standard MIDI files: one a cue in cue time, and the tempo map of the whole picture.

Conventions (MIDI 1.0, SMF type 1): 960 ticks a quarter; tempo is whole microseconds, so a hit lands where the sketch says;
a note ends where its player lets go, which a breath, a stop or the next stroke makes sooner than its written value;
text is UTF-8; the SMPTE offset is the placement (23.976 has no code: it is written as 24, with the exact rate in a text
event). Pitch curves leave as pitch bend of +-12 semitones, at most 100 points a second, one channel a voice.
"""

import io
from bisect import bisect_right
from collections.abc import Callable, Iterable
from fractions import Fraction
from math import ceil, floor

import mido

from yeoun.delivering.spelling import spelling_of
from yeoun.delivering.titles import player_of, speaks_korean
from yeoun.model.composed import Bar, TempoMap
from yeoun.model.scored import Part, Score, ScoreNote
from yeoun.model.spotted import Hit
from yeoun.units.names import ascii_id
from yeoun.units.time import label

TICKS = 960
BEND_RANGE = 12
SHORTEST_GAP_US = 200_000    # one beat at 300 a minute: a shorter gap is filled from the bar before it
DROP = Fraction(30000, 1001)
SMPTE_CODES = {Fraction(24): 24, Fraction(24000, 1001): 24, Fraction(25): 25, Fraction(30000, 1001): 29.97, Fraction(30): 30}
Timed = list[tuple[int, int, "mido.Message | mido.MetaMessage"]]    # (tick, order at one tick, message)


def tick_of(beat: Fraction) -> int:
    """A beat as ticks.

    >>> tick_of(Fraction(3, 2))
    1440
    """
    return round(beat * TICKS)


def beats_of(tempo: TempoMap) -> Callable[[float], float]:
    """The beat at a moment of a cue, in seconds: the tempo map the other way round.

    >>> from yeoun.model.composed import TempoMark
    >>> beats_of(TempoMap(250_000, (TempoMark(Fraction(0), 500_000), TempoMark(Fraction(2), 1_000_000))))(2.25)
    3.0
    """
    seconds = tempo.timing()
    begins = [float(seconds(mark.at_beat)) for mark in tempo.marks]

    def beat_at(at_s: float) -> float:
        here = max(0, bisect_right(begins, at_s) - 1)
        return float(tempo.marks[here].at_beat) + (at_s - begins[here]) * 1e6 / tempo.marks[here].microseconds

    return beat_at


class Clock:
    """Ticks of a cue file: tick 0 is the cue's first frame, and a first tempo fills the lead-in before bar 1 exactly, as a bar."""

    def __init__(self, tempo: TempoMap) -> None:
        first = tempo.marks[0].microseconds
        self.lead = max(1, round(tempo.beat0_us / first)) if tempo.beat0_us else 0      # beats before bar 1
        self.lead_us = round(tempo.beat0_us / self.lead) if self.lead else 0
        self.tempo = tempo
        self.beats = beats_of(tempo)

    def tick(self, beat: Fraction) -> int:
        """A beat of the sketch as a tick of the file; pre-rolled notes before bar 1 stay in front of it."""
        return max(0, tick_of(beat + self.lead))

    def last_tick(self, note: ScoreNote) -> int:
        """Where a note ends: with its beats, or as much sooner as it is played; a tick down, so that a breath stays a breath."""
        written = self.tick(note.at_beat + note.beats)
        played = floor((self.beats(float(note.onset_s + note.length_s)) + self.lead) * TICKS)
        return written if played >= written - 1 else max(0, played)

    def tempi(self) -> Timed:
        """Tempo events: the lead-in, then the sketch's own marks."""
        found: Timed = [(0, 0, mido.MetaMessage("set_tempo", tempo=self.lead_us))] if self.lead else []
        return found + [(self.tick(mark.at_beat), 0, mido.MetaMessage("set_tempo", tempo=mark.microseconds))
                        for mark in self.tempo.marks]


def cue_midi(score: Score, hits: Iterable[Hit], first_frame: int, rate: Fraction, start_frame: int) -> bytes:
    """The MIDI file of one cue.

    hits         of the cue, on picture frames
    first_frame  where the cue begins in the picture
    start_frame  the picture's own start timecode, as a count of frames
    """
    clock = Clock(score.tempo_map)
    file = mido.MidiFile(type=1, ticks_per_beat=TICKS, charset="utf-8")
    file.tracks.append(_track(str(score.id), _conductor(score, clock, tuple(hits), first_frame, rate, start_frame)))
    for part in score.parts:
        file.tracks.append(_track(part.name, _part(part, clock, speaks_korean(score))))
    return _bytes(file)


def _bytes(file: mido.MidiFile) -> bytes:
    end = max((sum(message.time for message in track) for track in file.tracks), default=0)
    for track in file.tracks:
        track.append(mido.MetaMessage("end_of_track", time=end - sum(message.time for message in track)))
    out = io.BytesIO()
    file.save(file=out)
    return out.getvalue()


def _track(name: str, events: Timed) -> mido.MidiTrack:
    track, now = mido.MidiTrack([mido.MetaMessage("track_name", name=name, time=0)]), 0
    for tick, _, message in sorted(events, key=lambda each: (each[0], each[1])):
        track.append(message.copy(time=tick - now))
        now = tick
    return track


def smpte(frame: int, rate: Fraction) -> mido.MetaMessage:
    """The SMPTE offset of a frame.

    The code of 29.97 means drop-frame; 23.976 is written as 24, and rates over 30 at half their rate (a frame there is half a
    frame here, 50 hundredths). The text beside it says the exact rate and frame.

    >>> smpte(45, Fraction(50)).frames, smpte(45, Fraction(50)).sub_frames
    (22, 50)
    """
    halves = 2 if rate > 30 else 1
    whole, rest = divmod(frame, halves)
    base = rate / halves
    hours, minutes, seconds, frames = (int(part) for part in label(whole, base, drop=base == DROP).replace(";", ":").split(":"))
    return mido.MetaMessage("smpte_offset", frame_rate=SMPTE_CODES.get(base, 24), hours=hours % 24, minutes=minutes,
                            seconds=seconds, frames=frames, sub_frames=50 * rest)


def _conductor(score: Score, clock: Clock, hits: tuple[Hit, ...], first_frame: int, rate: Fraction,
               start_frame: int) -> Timed:
    exact = f"rate {rate.numerator}/{rate.denominator}; placed at frame {first_frame}"
    events: Timed = [(0, 0, smpte(first_frame + start_frame, rate)), (0, 1, mido.MetaMessage("text", text=exact))]
    events.append((0, 1, mido.MetaMessage("key_signature", key=_signature(score))))
    events += clock.tempi()
    if clock.lead:
        events.append((0, 1, mido.MetaMessage("time_signature", numerator=min(clock.lead, 255), denominator=4)))
        events += [(tick, 2, mido.MetaMessage("marker", text=text)) for tick, text in ((0, "lead-in"), (clock.tick(Fraction(0)), "bar 1"))]
    events += [(clock.tick(bar.at_beat), 1, mido.MetaMessage("time_signature", numerator=bar.beats, denominator=bar.unit))
               for bar in changes(score.bars)]
    events += [(clock.tick(section.at_beat), 2, mido.MetaMessage("marker", text=section.name)) for section in score.sections]
    for k, hit in enumerate(hits):
        landed = next((each for each in score.landed if each.hit == k), None)
        if landed is not None:
            text = f"HIT {hit.grade.value}: {hit.reason}"
            events.append((clock.tick(landed.at_beat), 3, mido.MetaMessage("marker", text=text)))
    return events


def _signature(score: Score) -> str:
    """The signature as MIDI can say it: the major or minor key with the same signs."""
    spelling = spelling_of(score.key, score.mode)
    tonic = spelling.fifths * 7 + (9 if spelling.is_minor else 0)
    return spelling.name(tonic % 12) + ("m" if spelling.is_minor else "")


def changes(bars: tuple[Bar, ...]) -> tuple[Bar, ...]:
    """The bars at which the metre changes, the first among them."""
    return tuple(bar for k, bar in enumerate(bars)
                 if k == 0 or (bar.beats, bar.unit) != (bars[k - 1].beats, bars[k - 1].unit))


def _part(part: Part, clock: Clock, korean: bool) -> Timed:
    events: Timed = [(0, 0, mido.MetaMessage("text", text=f"{player_of(part.instrument, korean, both=True)} · {part.why}"))]
    is_bent = any(note.cents for note in part.notes)
    channels = range(15) if is_bent else (0,)
    free: dict[int, int] = dict.fromkeys(channels, -1)
    program = getattr(part.instrument.sound, "program", 0)
    for channel in channels if is_bent and part.notes else (0,):
        sounding = _real(channel)
        events.append((0, 1, mido.Message("program_change", channel=sounding, program=program)))
        if is_bent:
            events += [(0, 2 + k, mido.Message("control_change", channel=sounding, control=control, value=value))
                       for k, (control, value) in enumerate(((101, 0), (100, 0), (6, BEND_RANGE), (38, 0)))]
    for note in part.notes:
        start, end = clock.tick(note.at_beat), clock.last_tick(note)
        channel = min(free, key=lambda each: (free[each] > start, free[each])) if is_bent else 0
        free[channel] = end
        events += _note(note, start, max(start + 1, end), _real(channel))
    return events


def _real(channel: int) -> int:
    """Channel 10 belongs to drums: melodic parts step over it."""
    return channel if channel < 9 else channel + 1


def _note(note: ScoreNote, start: int, end: int, channel: int) -> Timed:
    velocity = max(1, min(127, round(20 + 107 * note.force)))
    events: Timed = [(start, 8, mido.Message("note_on", channel=channel, note=note.key, velocity=velocity)),
                     (end, 7, mido.Message("note_off", channel=channel, note=note.key, velocity=64))]
    if not note.cents:
        return events
    length = max(note.length_s, 1e-3)
    for k in range(max(1, round(length * 100)) + 1):
        at = k / 100.0
        bend = round(_cents(note.cents, at) / (100.0 * BEND_RANGE) * 8192)
        tick = start + round((end - start) * min(1.0, at / length))
        events.append((tick, 6, mido.Message("pitchwheel", channel=channel, pitch=max(-8192, min(8191, bend)))))
    events.append((end, 9, mido.Message("pitchwheel", channel=channel, pitch=0)))
    return events


def _cents(points: tuple[tuple[float, float], ...], at: float) -> float:
    before = points[0]
    for point in points:
        if point[0] >= at:
            width = point[0] - before[0]
            return point[1] if width <= 0 else before[1] + (point[1] - before[1]) * (at - before[0]) / width
        before = point
    return before[1]


def picture_tempo_map(cues: Iterable[tuple[TempoMap, Fraction, tuple[Bar, ...], int, str]], frames: int,
                      rate: Fraction, start_frame: int) -> bytes:
    """tempo_map.mid: every cue begins on a downbeat of the session; between cues whole beats fill the time exactly.

    cues  (tempo map, end beat, bars, first frame, printed number) in order of the picture
    """
    events: Timed = [(0, 0, smpte(start_frame, rate))]
    tick, now_us = 0, Fraction(0)
    ordered = tuple(cues)
    starts = [Fraction(first_frame) / rate * 1_000_000 for _, _, _, first_frame, _ in ordered]
    for k, (tempo, end_beat, bars, _, name) in enumerate(ordered):
        tick = _filled(events, tick, now_us, starts[k] + tempo.beat0_us)
        following = starts[k + 1] + ordered[k + 1][0].beat0_us if k + 1 < len(ordered) else None
        kept = end_beat if following is None else _kept(tempo, end_beat, following - starts[k])
        events.append((tick, 3, mido.MetaMessage("marker", text=f"{ascii_id(name)} bar 1")))
        events += [(tick + tick_of(mark.at_beat), 0, mido.MetaMessage("set_tempo", tempo=mark.microseconds))
                   for mark in tempo.marks if mark.at_beat < kept]
        events += [(tick + tick_of(bar.at_beat), 1, mido.MetaMessage("time_signature", numerator=bar.beats,
                                                                      denominator=bar.unit))
                   for bar in changes(bars) if bar.at_beat < kept]
        tick += tick_of(kept)
        now_us = starts[k] + _micros(tempo, kept)
    _filled(events, tick, now_us, max(now_us, Fraction(frames) / rate * 1_000_000))
    file = mido.MidiFile(type=1, ticks_per_beat=TICKS, charset="utf-8")
    file.tracks.append(_track("tempo map", events))
    return _bytes(file)


def _micros(tempo: TempoMap, beat: Fraction) -> Fraction:
    return Fraction(round(tempo.seconds(beat) * 1_000_000))


def _kept(tempo: TempoMap, end_beat: Fraction, following_us: Fraction) -> Fraction:
    """How many beats of a cue the session keeps when the next cue begins before, or just after, its last bar is over."""
    beat = end_beat
    while beat > 0 and 0 != following_us - _micros(tempo, beat) < SHORTEST_GAP_US:
        beat = Fraction(ceil(beat) - 1)
    return max(beat, Fraction(0))


def _filled(events: Timed, tick: int, from_us: Fraction, to_us: Fraction) -> int:
    """Fill a gap with whole beats near 60 a minute; the last beat takes the rounding. Gives the tick at its end."""
    gap = to_us - from_us
    if gap < SHORTEST_GAP_US:
        return tick
    beats = max(1, round(gap / 1_000_000))
    each = gap / beats
    events.append((tick, 1, mido.MetaMessage("time_signature", numerator=min(beats, 255), denominator=4)))
    done = Fraction(0)
    for k in range(beats):
        period = round(each * (k + 1) - done)
        done += period
        events.append((tick + k * TICKS, 0, mido.MetaMessage("set_tempo", tempo=period)))
    return tick + beats * TICKS
