"""A voice of the sketch as a player looks at it: how wide, how fast, how many notes at once, how long to a breath."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from yeoun.model.composed import Brief, SketchNote, Voice
from yeoun.model.scored import Instrument
from yeoun.orchestrating.clock import Clock
from yeoun.orchestrating.mood import Keys, in_voice_band, spoken_share, voice_at, voice_bands

BREATH_GAP_S = 0.15    # a rest this long lets a wind player breathe: our choice
MAY_FOLD = 0.12        # share of a line's notes that may leave their octave to fit a player: our choice


@dataclass(frozen=True, slots=True)
class Bundle:
    """A voice to be given to players, and the voices of the sketch it is made of (one, or the lines of the bed)."""

    voice: Voice
    sources: tuple[Voice, ...]


def bundled(voices: Sequence[Voice]) -> tuple[Bundle, ...]:
    """The voices to be given out: several lines of a bed go together, so that one choir or one pianist has them.

    voices   of the sketch; those without notes are passed over
    """
    sounding = [voice for voice in voices if voice.notes]
    beds = tuple(voice for voice in sounding if voice.role == "bed")
    found: list[Bundle] = []
    for voice in sounding:
        if voice.role != "bed" or len(beds) == 1:
            found.append(Bundle(voice, (voice,)))
        elif voice is beds[0]:
            notes = tuple(note for bed in beds for note in bed.notes)
            why = "; ".join(dict.fromkeys(bed.why for bed in beds))
            found.append(Bundle(replace(voice, name="bed", why=why, notes=notes), beds))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Line:
    """What decides who can play a voice. Times in seconds of the cue; keys are MIDI."""

    voice: Voice
    sources: tuple[Voice, ...]               # the sketch's voices in it
    notes: tuple[SketchNote, ...]            # in order of time, then from above
    onsets_s: tuple[float, ...]
    ends_s: tuple[float, ...]
    together: int                            # most notes at once
    quick: float                             # typical distance of onsets (lower quartile), seconds
    longest_s: float
    phrase_s: float                          # longest stretch without a rest
    spoken: float                            # share of its sounding time under lines
    masked: float                            # share of its sounding time inside a speaking voice's band
    chromatic: bool                          # runs by semitones
    voices: tuple[Keys, ...] = ()            # for each note the keys of who speaks where it begins: it is not moved into them

    @property
    def length_s(self) -> float:
        """From its first onset to its last end."""
        return max(self.ends_s) - self.onsets_s[0]


def _most_together(onsets: Sequence[float], ends: Sequence[float]) -> int:
    steps = sorted([(at + 1e-3, 1) for at in onsets] + [(at, -1) for at in ends])
    now = most = 0
    for _, change in steps:
        now += change
        most = max(most, now)
    return max(most, 1)


def _longest_phrase(onsets: Sequence[float], ends: Sequence[float]) -> float:
    longest, begin, end = 0.0, onsets[0], ends[0]
    for onset, until in zip(onsets, ends, strict=True):
        if onset - end >= BREATH_GAP_S:
            begin = onset
        end = max(end, until)
        longest = max(longest, end - begin)
    return longest


def _chromatic(notes: Sequence[SketchNote]) -> bool:
    steps = [later.key - now.key for now, later in pairwise(notes)]
    return any(abs(one) == 1 and one == two for one, two in pairwise(steps))


def _voices(notes: Sequence[SketchNote], onsets_s: Sequence[float], clock: Clock, brief: Brief) -> tuple[Keys, ...]:
    """For each note who speaks where it begins; on a hit nobody is asked, for hits win over manners."""
    hits = {landing.at_beat for landing in clock.sketch.landings}
    return tuple(None if note.at_beat in hits else voice_at(brief, at_s) for note, at_s in zip(notes, onsets_s, strict=True))


def line_of(bundle: Bundle, clock: Clock, brief: Brief) -> Line:
    """A voice with its times worked out.

    bundle   one of the sketch's voices, or its bed, with at least one note
    """
    voice = bundle.voice
    notes = tuple(sorted(voice.notes, key=lambda note: (note.at_beat, -note.key)))
    at = clock.at
    onsets = tuple(at(note.at_beat) for note in notes)
    ends = tuple(at(note.at_beat + note.beats) for note in notes)
    gaps = sorted(later - now for now, later in pairwise(sorted(set(onsets)))) or [ends[0] - onsets[0]]
    sounding = sum(end - onset for onset, end in zip(onsets, ends, strict=True)) or 1.0
    under = sum(spoken_share(brief, onset, end) * (end - onset) for onset, end in zip(onsets, ends, strict=True))
    masked = 0.0
    for span, low, high in voice_bands(brief):
        for note, onset, end in zip(notes, onsets, ends, strict=True):
            if in_voice_band(note.key, low, high):
                masked += max(0.0, min(end, span.end_s) - max(onset, span.start_s))
    return Line(
        voice=voice, sources=bundle.sources, notes=notes, onsets_s=onsets, ends_s=ends,
        together=_most_together(onsets, ends),
        quick=gaps[len(gaps) // 4], longest_s=max(end - onset for onset, end in zip(onsets, ends, strict=True)),
        phrase_s=_longest_phrase(onsets, ends), spoken=under / sounding, masked=min(1.0, masked / sounding),
        chromatic=_chromatic(notes), voices=_voices(notes, onsets, clock, brief),
    )


@dataclass(frozen=True, slots=True)
class Fit:
    """How a line lies on an instrument: whole octaves it is moved by, and shares of notes outside it or begun on a speaking voice."""

    octaves: int
    outside_best: float
    outside: float
    on_voice: float = 0.0


def fit(notes: Sequence[SketchNote], player: Instrument, voices: Sequence[Keys] = (), outside_costs: int = 400) -> Fit:
    """The octave in which a line lies best on an instrument and off a voice; the written one where two are equal.

    notes          at least one
    outside_costs  of a note the instrument does not have; one in its best range costs nothing, one outside that 100
    voices   for each note the keys of who speaks where it begins, if any; empty = nobody speaks
    """
    spoken = [(note.key, keys) for note, keys in zip(notes, voices, strict=False) if keys]

    def judged(octaves: int) -> tuple[int, int, int, int, int]:
        keys = [note.key + 12 * octaves for note in notes]
        outside = sum(not player.low <= key <= player.high for key in keys)
        awkward = sum(not player.best_low <= key <= player.best_high for key in keys)
        on_voice = sum(low <= folded(key + 12 * octaves, player) <= high for key, (low, high) in spoken)
        cost = 1000 * on_voice + outside_costs * outside + awkward * 100 + 25 * len(keys) * abs(octaves)
        return cost, abs(octaves), outside, awkward, on_voice

    octaves = min((0, -1, 1, -2, 2), key=judged)
    _, _, outside, awkward, on_voice = judged(octaves)
    return Fit(octaves, awkward / len(notes), outside / len(notes), on_voice / len(notes))


def folded(key: int, player: Instrument) -> int:
    """A key moved by octaves until the instrument has it."""
    while key > player.high:
        key -= 12
    while key < player.low:
        key += 12
    return key
