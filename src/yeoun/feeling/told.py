"""Clues from what is said and written: words, voices, parentheticals, action lines and sound labels."""

import math
from dataclasses import dataclass, replace

from yeoun.feeling import korean
from yeoun.feeling.acts import Act, acts_in, in_picture, people_of
from yeoun.feeling.bank import STATES
from yeoun.feeling.calls import cried, hands_of_call, is_call, place_of_call
from yeoun.feeling.clues import (
    BREATH,
    GASP,
    HANDS,
    HEART,
    IMPACT,
    LAUGH,
    SIGH,
    SILENCE,
    SOB,
    STEPS,
    VOICE,
    WORDS,
    Axes,
    Clue,
    Layer,
    Shape,
    Weights,
    clue,
)
from yeoun.feeling.directions import Direction, directions, parted
from yeoun.feeling.doers import names_in
from yeoun.feeling.norms import ANYONE, rank
from yeoun.feeling.words import Reading, read_lines
from yeoun.model.feeling import Norms, SceneView, Source, Spoken
from yeoun.model.media import Span
from yeoun.model.script import LabelKind, LineKind, SoundTag
from yeoun.units.names import Person

ENOUGH_LINES = 12    # a voice's rank is believed in full from so many lines on (our choice; the design is Bone, Lee and Narayanan 2014)
MASKED_WORDS = 0.35   # our choice: what is left of the words in the scene when the script says they are a mask
CALL_SURE = 0.5    # our choice: how sure a call is of how loud it is
CRIED_AT_S = 3.0   # our choice: a cry answers what was done so shortly before
SHOCKS = {"gasp"}
LABEL_SURE = 0.8     # our choice: somebody heard it and wrote it down, to about the second
MUSIC_LABEL = (0.3, 0.2, 0.2)    # our choice: a third of what a direction weighs; the music of the picture may be a stopgap
SOUNDS_OF_PEOPLE = {"sob", "sigh", "gasp", "breath"}
# what a label says whose words say nothing, with the weights of the same sound heard (our choice, after sensed.py)
LABEL_SAYS: dict[LabelKind, tuple[Axes, Weights, str]] = {
    LabelKind.SOB: ((-0.6, 0.65, 0.5), SOB, "grief"), LabelKind.LAUGH: ((0.5, 0.6, 0.3), LAUGH, "joy"),
    LabelKind.SIGH: ((None, 0.22, 0.3), SIGH, ""), LabelKind.GASP: ((-0.2, 0.8, 0.75), GASP, "fear"),
    LabelKind.BREATH: ((None, 0.5, 0.45), BREATH, ""), LabelKind.FOOTSTEP: ((None, 0.4, 0.45), STEPS, ""),
    LabelKind.HEARTBEAT: ((None, 0.5, 0.5), HEART, ""), LabelKind.IMPACT: ((None, 0.65, 0.6), IMPACT, ""),
    LabelKind.SILENCE: ((None, 0.2, 0.6), SILENCE, ""),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A line, its reading and who says it."""

    spoken: Spoken
    reading: Reading | None    # None when there are no words
    speaker: Person | None
    is_call: bool = False      # nothing but a name, called


def tell(view: SceneView) -> tuple[Told, ...]:
    """The scene's lines with their readings; speech without any named speaker belongs to `voice`."""
    worded = [one for one in view.spoken if one.line.text.strip()]
    readings = read_lines([(f"({one.line.parenthetical}) {one.line.text}" if one.line.parenthetical else one.line.text,
                            one.line.language) for one in worded])
    names = {name for name, _ in view.norms.voices} | {one.line.speaker for one in view.spoken if one.line.speaker is not None}
    calls = {one.line.id for one in worded if is_call(one.line.text, one.line.language, names, one.line.parenthetical or "")}
    by_id = {one.line.id: _called(one, reading, _before(one, view)) if one.line.id in calls else reading
             for one, reading in zip(worded, readings, strict=True)}
    nobody_named = all(one.line.speaker is None for one in view.spoken)
    return tuple(Told(one, by_id.get(one.line.id), ANYONE if nobody_named else one.line.speaker, one.line.id in calls)
                 for one in view.spoken)


def _before(one: Spoken, view: SceneView) -> Direction | None:
    """What the script says is done just before a line: the last of it."""
    start = one.line.span.start_s
    near = [action for action in view.content.actions if action.span.start_s < start and start - action.span.end_s <= CRIED_AT_S]
    told = directions(max(near, key=lambda action: action.span.end_s).text) if near else ()
    return told[-1] if told else None


def _called(one: Spoken, reading: Reading, before: Direction | None) -> Reading:
    """The reading of a call: how loud it is, how its speaker is said to feel; one cried out is cried at what was just done."""
    bracketed = f"{one.line.parenthetical or ''} {parted(one.line.text)[1]}"
    hands = hands_of_call(reading.hands, bracketed)
    arousal, tension = place_of_call(one.line.text, bracketed)
    at = before if before is not None and cried(bracketed) else None
    valence = at.inner[0] if at is not None else 0.0
    return replace(reading, valence=reading.valence if hands else valence, arousal=arousal, tension=tension,
                   states=(0.0,) * len(reading.states), said=(valence, arousal, tension), hands=hands,
                   confidence=reading.confidence if hands else CALL_SURE, because=(at.said,) if at is not None else ())


def word_clues(told: tuple[Told, ...]) -> list[Clue]:
    """What the lines say, and the hands of the script on them."""
    clues: list[Clue] = []
    levels: dict[Person | None, str] = {}
    for one in told:
        line, reading = one.spoken.line, one.reading
        if reading is None:
            continue
        layer = Layer.INNER if line.kind is LineKind.INNER else Layer.OUTER
        masked = any(_is_mask(hand, reading) for hand in reading.hands)
        inner_words = any(hand.state == "calm" or hand.inner[0] * reading.said[0] > 0.0 for hand in reading.hands)
        because = ", ".join(reading.because[:4])
        if one.is_call:
            valence, arousal, tension = reading.said
            at = f"a name cried at what is done before it ({because})" if because else "a name called: roused, neither glad nor sad"
            clues.append(clue(line.span, Source.WORDS, f"“{line.text}” is {at}", (valence if because else None, arousal, tension),
                              WORDS, reading.confidence, Shape.LINE, layer, character=one.speaker))
            for hand in reading.hands:
                clues += _hand_clues(one, hand, masked)
            continue
        share = MASKED_WORDS if masked and not inner_words else 1.0
        state = _top(reading)
        if any(mark.isalnum() for mark in line.text):
            clues.append(clue(
                line.span, Source.WORDS, f"“{line.text}” reads as {state}" + (f" ({because})" if because else ""),
                reading.said, (share * WORDS[0], share * WORDS[1], share * WORDS[2]), reading.confidence, Shape.LINE,
                Layer.BOTH if masked and inner_words and layer is Layer.OUTER else layer,
                character=one.speaker, state=state, masks=masked))
        for hand in reading.hands:
            clues += _hand_clues(one, hand, masked)
        clues += _level_clues(one, levels)
    return clues


def _top(reading: Reading) -> str:
    return STATES[max(range(len(STATES)), key=lambda at: (reading.states[at], -at))]


def _is_mask(hand: Direction, reading: Reading) -> bool:
    """A hand masks when it says so itself, or when it stands far from what the words say."""
    felt, said = hand.inner, reading.said
    return hand.outer is not None or (felt[0] * said[0] < 0 and abs(felt[0] - said[0]) > 0.45)


def _hand_clues(one: Told, hand: Direction, masked: bool) -> list[Clue]:
    line = one.spoken.line
    words = f"({hand.said}) on “{line.text}”" if line.text else f"({hand.said})"
    shock = hand.event in SHOCKS
    layer = Layer.INNER if masked else Layer.BOTH
    if hand.state == "calm" and hand.outer is not None:      # restrained: that is how it shows; the words tell the rest
        return [clue(line.span, Source.SCRIPT, f"{words}: kept in", hand.outer, HANDS, 0.85, Shape.LINE, Layer.OUTER,
                     character=one.speaker, state="", masks=True)]
    clues = [clue(line.span, Source.SCRIPT, f"{words}: {hand.state}", hand.inner, HANDS, 0.85, Shape.LINE, layer,
                  character=one.speaker, state=hand.state, is_shock=shock, masks=masked)]
    if hand.outer is not None:
        clues.append(clue(line.span, Source.SCRIPT, f"{words}: what shows", hand.outer, HANDS, 0.8, Shape.LINE,
                          Layer.OUTER, character=one.speaker, masks=True))
    return clues


def _level_clues(one: Told, levels: dict[Person | None, str]) -> list[Clue]:
    """Polite to intimate, or intimate to formal, is a rupture or a confession: tension and arousal rise."""
    line = one.spoken.line
    level = korean.speech_level(line.text) if line.language == "ko" else None
    before = levels.get(one.speaker)
    if level is not None and one.speaker is not None:
        levels[one.speaker] = level
    if level is None or before is None or one.speaker is None or one.reading is None:
        return []
    far = {("polite", "intimate"), ("formal", "intimate"), ("polite", "plain"), ("formal", "plain"),
           ("intimate", "formal"), ("plain", "formal")}
    if (before, level) not in far:
        return []
    _, arousal, tension = one.reading.said
    return [clue(line.span, Source.WORDS, f"“{line.text}” goes from {before} to {level} speech",
                 (None, min(1.0, arousal + 0.1), min(1.0, tension + 0.15)), (0.0, 0.2, 0.3), 0.5, Shape.LINE,
                 Layer.OUTER, character=one.speaker)]


def action_clues(view: SceneView) -> list[Clue]:
    """What action lines and the subtitle's sound labels say, each of those who do it."""
    clues: list[Clue] = []
    for action in view.content.actions:
        clues += _written_clues(action.text, action.span, action.confidence, Shape.LINE, acts_in(action.text, view))
    for tag in view.tags:
        clues += _label_clues(tag, view)
    return clues


def _written_clues(text: str, span: Span, sure: float, shape: Shape, acts: tuple[Act, ...]) -> list[Clue]:
    return [clue(
        span, Source.SCRIPT, f"{_excerpt(text)}: {hand.said} ({hand.event or hand.state})", hand.inner,
        GASP if hand.event == "gasp" and shape is Shape.EVENT else HANDS, 0.4 + 0.4 * sure, shape,
        Layer.INNER if act.whose else Layer.SCENE, character=act.whose or None, state=hand.state,
        is_shock=hand.event in SHOCKS, masks=hand.outer is not None) for act in acts for hand in (act.hand,)]


def _label_clues(tag: SoundTag, view: SceneView) -> list[Clue]:
    """What a label says: by its words, and where they say nothing, by its kind as if the sound had been heard.

    What is sung is nobody's feeling. Music in the picture is somebody's reading of the scene, not of a person in it. A door that slams
    is not somebody who slams it.
    """
    if tag.kind is LabelKind.LYRIC:
        return []
    acts = acts_in(tag.text, view)
    if tag.kind is LabelKind.MUSIC:
        return [clue(tag.span, Source.SCRIPT, f"[{_excerpt(tag.text)}]: music in the picture ({act.hand.said})", act.hand.inner,
                     MUSIC_LABEL, LABEL_SURE, Shape.LINE, Layer.SCENE) for act in acts[:1]]
    if tag.kind is LabelKind.OTHER:    # gulls cry and the wind sighs: sounds of people have kinds of their own
        acts = tuple(act for act in acts if act.hand.event not in SOUNDS_OF_PEOPLE)
    elif tag.kind is LabelKind.IMPACT:
        acts = ()
    if acts or tag.kind is LabelKind.OTHER:
        return _written_clues(tag.text, tag.span, LABEL_SURE, Shape.EVENT, acts)
    axes, weights, state = LABEL_SAYS[tag.kind]
    whose = None if tag.kind in {LabelKind.IMPACT, LabelKind.SILENCE} else _whose(tag.text, view)
    return [clue(tag.span, Source.SCRIPT, f"[{_excerpt(tag.text)}]: a label of {tag.kind.value}", axes, weights, 0.4 + 0.4 * LABEL_SURE,
                 Shape.EVENT, Layer.INNER if whose is not None else Layer.SCENE, character=whose, state=state,
                 is_shock=tag.kind in {LabelKind.GASP, LabelKind.IMPACT})]


def _whose(text: str, view: SceneView) -> Person | None:
    """Whose sound a label is whose words say nothing: of the one who is named, else of the only one there is."""
    named = [person for person in people_of(view) if names_in(text, [person])]
    there = named or in_picture(view)
    return there[0] if len(there) == 1 else None


def _excerpt(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"


def voice_clues(told: tuple[Told, ...], norms: Norms) -> list[Clue]:
    """How excited each voice is among all its speaker says in the episode (rules of Bone, Lee and Narayanan 2014)."""
    deciles, counts = dict(norms.voices), dict(norms.voice_counts)
    clues = []
    for one in told:
        line, voice = one.spoken.line, one.spoken.voice
        whose = line.speaker if line.speaker is not None else ANYONE
        if voice is None or whose not in deciles:
            continue
        table, count = deciles[whose], counts[whose]
        parts = [(0.35, rank(voice.level_lufs, table[11:22]))]
        if voice.f0_hz is not None and voice.f0_hz > 0:
            parts.append((0.35, rank(math.log2(voice.f0_hz), table[:11])))
        if voice.brightness_db is not None:
            parts.append((0.2, rank(voice.brightness_db, table[22:33])))
        if voice.syllables_per_s is not None:
            parts.append((0.1, min(max((voice.syllables_per_s - 2.0) / 5.0, 0.0), 1.0)))
        place = sum(weight * value for weight, value in parts) / sum(weight for weight, _ in parts)
        known = min(1.0, count / ENOUGH_LINES)
        arousal = 0.5 + (place - 0.5) * known
        said = f"voice on “{line.text}”" if line.text else "a voice"
        where = "above" if arousal > 0.5 else "below" if arousal < 0.5 else "at"
        clues.append(clue(
            line.span, Source.VOICE, f"{said}: {where} its usual ({round(100 * place)} % among {count} lines)",
            (None, arousal, 0.35 + 0.3 * arousal), VOICE, voice.confidence * (0.15 + 0.55 * known), Shape.LINE,
            Layer.OUTER, character=one.speaker))
    return clues


def longing_of(reading: Reading) -> float:
    """How much a line looks back, 0..1."""
    return max(reading.states[STATES.index("longing")], reading.nostalgia) * reading.confidence
