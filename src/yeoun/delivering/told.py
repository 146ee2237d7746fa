"""What the program's own words mean to people: hits as the players have them, silences, masters, legibility."""

import re
from collections.abc import Iterable
from fractions import Fraction

from yeoun.delivering.titles import player_of, speaks_korean
from yeoun.model.composed import Sketch
from yeoun.model.mixed import CENTRE, FULL, Destination, Mix
from yeoun.model.scored import Score
from yeoun.model.soundtrack import ScoredCue
from yeoun.model.spotted import Ending, Silence

DOES = {"onset": "a note begins", "stop": "the tone stops", "change": "the chord changes"}
SILENCES = {"composed": "composed silence", "dialogue": "silence for the words", "source": "silence for the picture's own music",
            "free": "no music"}
MANNERS = {"cut": "the music stops dead", "ring": "the last sound may ring into it"}
ENDS = {Ending.CUT: "ends with a cut", Ending.RING: "rings out", Ending.FADE: "fades out"}
MASTERS = {
    Destination.ATMOS_PROGRAMME: "Atmos, programme", Destination.ATMOS_MUSIC: "Atmos, music alone",
    Destination.STREAMING_51: "Streaming 5.1", Destination.STREAMING_20: "Streaming stereo",
    Destination.BROADCAST_KR_20: "Broadcast, Korea", Destination.CINEMA_51: "Cinema 5.1", Destination.CINEMA_71: "Cinema 7.1",
    Destination.OST_20: "Album stereo"}
ASKS_NOTHING = "not measured, because the feeling lies too near the middle to ask for more or for less"
NO_NOTE = "not measured, because the cue has no note"


def landed_words(each: ScoredCue, hit: int) -> str:
    """How a hit is written: who does what, on which beat of which bar; empty when no note meets it."""
    landed = next((one for one in each.score.landed if one.hit == hit), None)
    if landed is None:
        return ""
    part = next((one for one in each.score.parts if one.name == landed.part), None)
    who = landed.part.replace("_", " ") if part is None else player_of(part.instrument, speaks_korean(each.score), both=True)
    return f"{who}: {DOES.get(landed.kind, landed.kind)}, {place_words(each.score, landed.at_beat)}"


def place_words(score: Score, at_beat: Fraction) -> str:
    """A beat of the cue as players count: the bar, and the beat of its own metre, from 1."""
    bar = next((one for one in reversed(score.bars) if one.at_beat <= at_beat), None)
    if bar is None:
        return "before bar 1"
    return f"bar {bar.number}, beat {float((at_beat - bar.at_beat) * bar.unit / 4 + 1):.3g}"


def silence_words(silence: Silence) -> str:
    """What kind of silence it is, in words."""
    return f"{SILENCES.get(silence.kind, silence.kind)}; {MANNERS.get(silence.manner, silence.manner)}"


def unmeasured(sketch: Sketch) -> dict[str, str]:
    """Why a sign of legibility is neither true nor false."""
    why = ASKS_NOTHING if any(voice.notes for voice in sketch.voices) else NO_NOTE
    return {name: why for name, agrees in sketch.legibility if agrees is None}


def giving_way(mix: Mix) -> str:
    """How far the music gives way to the words, from its automation, and which cues were raised to be heard beside them."""
    raised = ", ".join(f"{cue} by {lift:.1f} dB" for cue, lift in mix.raised)
    return _given_way(mix) + (f" Raised, so that they are heard beside the picture's own sound: {raised}." if raised else "")


def _given_way(mix: Mix) -> str:
    alone = "mix/duck.csv holds its heading alone" if not mix.ducks else "mix/duck.csv holds only what is raised"
    lowered = [each for each in mix.ducks if each.gain_db < -0.05]
    if mix.words and mix.production is None and mix.dialogue is None:
        return ("The programme leaves the picture's own sound out, so no words stand beside the music and nothing gives way; "
                f"{alone}.")
    if not mix.words:
        return f"No words are spoken, so nothing gives way to them; {alone}."
    if not lowered:
        return ("Nothing gives way to the words: the music was already far enough below them as composed, "
                f"so {alone}.")
    def deepest(*bands: str) -> float:
        return -min(each.gain_db for each in lowered if each.band in bands)
    bands = {each.band for each in lowered}
    bells = sorted(bands - {FULL, CENTRE}, key=lambda band: float(band.split("-")[0]))
    told = []
    if bells:
        low, high = bells[0].split("-")[0], bells[-1].split("-")[1]
        told.append(f"by up to {deepest(*bells):.1f} dB band by band between {low} and {high} Hz")
    if FULL in bands:
        told.append(f"by up to {deepest(FULL):.1f} dB as a whole")
    if CENTRE in bands:
        told.append("out of the centre loudspeaker")
    groups = ", ".join(sorted({each.group for each in lowered}))
    said = " and ".join([*([", ".join(told[:-1])] if told[1:] else []), told[-1]])
    return f"The music gives way {said} ({groups}); every step of it is in mix/duck.csv."


def sentence(words: str, names: Iterable[str] = ()) -> str:
    """Words as a sentence, with one mark at its end. The name of a file keeps its letters.

    names  of files that a sentence may begin with

    >>> sentence("she turns"), sentence("film.mp4 is damaged"), sentence("reel two is damaged", ["reel two"])
    ('She turns.', 'film.mp4 is damaged.', 'reel two is damaged.')
    >>> sentence("the wrong rate?")
    'The wrong rate?'
    """
    is_word = re.match(r"[a-z]+(?:['’-][a-z]+)*(?=[\s,;.]*$|[,;]?\s)", words) and not words.startswith(tuple(names))
    said = (words[:1].upper() + words[1:] if is_word else words).rstrip(".")
    return said if said.endswith(("?", "!", "…")) else said + "."
