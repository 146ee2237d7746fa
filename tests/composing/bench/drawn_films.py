"""Films drawn by lot for measuring: scenes of two people with lines, hands of the script, voices, sighs, walks, quiets and lights.

Nothing here is filmed. Lines are our own (tests/data/lines.toml), moods of a scene turn once, and everything an observer would
hear or see stands in the observations, so that one sigh, one walk, one line or one parenthetical can be changed alone.
"""

import functools
import tomllib
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from yeoun.model.composed import ThemeBook
from yeoun.model.media import Curve, Media, Production, Shot, Span, Transition
from yeoun.model.notes import House, Notes
from yeoun.model.observed import Event, EventKind, Light, Observations, Quiet, ShotLight, SpeechSpan
from yeoun.model.script import Action, Character, Episode, Line, LineKind, Scene, TimeOfDay
from yeoun.model.shelf import FileRef
from yeoun.units.luck import Luck, Take, luck
from yeoun.units.names import Digest, LineId, Person, SceneId, ShotId
from yeoun.units.time import Seconds

RATE = Fraction(24)
CONFIDENT = 0.7        # our choice: from so sure on an event is a confident one
CAST = ("지은", "현우")
VOICES_HZ = {"지은": 215.0, "현우": 118.0}
HANDS = {
    "joy": ("활짝 웃으며", "신나서"), "tender": ("다정하게", "부드럽게"), "hope": ("미소 지으며",), "relief": ("안도하며",),
    "longing": ("아련하게", "먼 산을 보며"), "grief": ("울먹이며", "눈물을 참으며"), "resentment": ("차갑게", "싸늘하게"),
    "anger": ("버럭", "소리치며"), "fear": ("떨리는 목소리로", "겁에 질려"), "guilt": ("고개를 숙이며",),
    "suspense": ("속삭이며", "긴장한 채"), "calm": ("차분하게",)}
OTHER_HANDS = {    # a hand that says something else: what a rewritten parenthetical becomes
    "joy": "울먹이며", "tender": "버럭", "hope": "차갑게", "relief": "떨리는 목소리로", "longing": "활짝 웃으며", "grief": "신나서",
    "resentment": "다정하게", "anger": "다정하게", "fear": "안도하며", "guilt": "활짝 웃으며", "suspense": "활짝 웃으며",
    "calm": "소리치며"}
TURNS = (("tender", "grief"), ("calm", "anger"), ("longing", "relief"), ("suspense", "fear"), ("joy", "tender"), ("guilt", "hope"),
         ("resentment", "grief"), ("hope", "joy"), ("fear", "relief"), ("anger", "guilt"))
STIRRED = {"joy": 5.0, "anger": 9.0, "fear": 8.0, "suspense": 4.0, "grief": 2.0, "hope": 3.0}
PLACES = ("옥상", "골목", "병실", "강변 정류장", "한옥 마당", "카페")
LIGHTS = {Light.DAY: (-20.0, 65.0), Light.GOLDEN: (90.0, 60.0), Light.NIGHT: (-60.0, 15.0), Light.DAWN: (-20.0, 55.0)}
HOURS = {Light.DAY: TimeOfDay.DAY, Light.GOLDEN: TimeOfDay.GOLDEN, Light.NIGHT: TimeOfDay.NIGHT, Light.DAWN: TimeOfDay.DAWN}


@dataclass(frozen=True)
class Film:
    """All that scoring is handed once a film has been read and observed; `moods` is the mood in which each line was drawn."""

    episode: Episode
    seen: Observations
    moods: tuple[str, ...] = ()
    house: House = House()
    book: ThemeBook = ThemeBook()
    notes: Notes = Notes()


def span(start_s: float, end_s: float) -> Span:
    """A stretch of picture, to the millisecond."""
    return Span(Seconds(round(start_s, 3)), Seconds(round(end_s, 3)))


@functools.cache
def lines_of(state: str) -> tuple[str, ...]:
    """Korean lines of a mood."""
    file = Path(__file__).parents[2] / "data" / "lines.toml"
    return tuple(each["text"] for each in tomllib.loads(file.read_text("utf-8"))["line"]
                 if each["state"] == state and each["language"] == "ko")


@dataclass
class Draft:
    """A film as it is drawn, scene after scene."""

    lot: Luck
    cast: tuple[str, ...]
    at: float = 0.0
    lines: tuple[Line, ...] = ()
    moods: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    quiets: tuple[Quiet, ...] = ()
    scenes: tuple[Scene, ...] = ()
    cuts: tuple[float, ...] = ()
    lights: tuple[Light, ...] = ()
    stirred: tuple[tuple[float, float], ...] = ()

    def between(self, low: float, high: float) -> float:
        """A number by lot."""
        return float(self.lot.uniform(low, high))

    def line(self, mood: str, who: str) -> None:
        """Somebody speaks, perhaps with a word of how."""
        text = lines_of(mood)[int(self.lot.integers(len(lines_of(mood))))]
        length = min(6.0, 0.6 + 0.13 * len(text))
        hand = HANDS[mood][int(self.lot.integers(len(HANDS[mood])))] if self.lot.random() < 0.45 else ""
        self.lines += (Line(LineId(f"l{len(self.lines) + 1:03}"), SceneId(f"s{len(self.scenes) + 1:02}"), Person(who), text, "ko",
                            LineKind.SPOKEN, hand, span(self.at, self.at + length), 0.9, "subtitle"),)
        self.moods += (mood,)
        self.at += length

    def sigh(self) -> None:
        """A sigh in a gap."""
        at, sure = self.at + self.between(0.5, 1.0), self.between(0.55, 0.92)
        self.events += (Event(EventKind.SIGH, Seconds(round(at, 3)), Seconds(round(at + 0.8, 3)), round(sure, 2), "drawn"),)
        self.at = at + 0.8

    def walk(self) -> None:
        """Somebody walks or runs through a gap, and stops."""
        pace, count = self.between(85, 165), int(self.lot.integers(6, 13))
        sure, at = round(self.between(0.6, 0.92), 2), self.at + 0.8
        strokes = [round(at + k * 60.0 / pace, 3) for k in range(count)]
        self.events += tuple(Event(EventKind.FOOTSTEP, Seconds(each), Seconds(round(each + 0.1, 3)), sure, "drawn", round(pace, 1))
                             for each in strokes)
        self.at = strokes[-1] + 0.3


def scene(draft: Draft, number: int) -> None:
    """A scene: a wordless opening, an exchange in one mood, a turn, an exchange in another, a close."""
    first, before = draft.at, TURNS[int(draft.lot.integers(len(TURNS)))]
    light = list(LIGHTS)[int(draft.lot.integers(len(LIGHTS)))]
    draft.at += draft.between(3.0, 9.0)
    if draft.lot.random() < 0.4:
        draft.walk()
    for half, mood in enumerate(before):
        begin = draft.at
        for k in range(int(draft.lot.integers(2, 5))):
            draft.at += draft.between(0.7, 3.6)
            draft.line(mood, draft.cast[(k + half) % len(draft.cast)])
            if draft.lot.random() < 0.25:
                draft.sigh()
        if half == 0 and draft.lot.random() < 0.6:
            quiet = draft.between(2.2, 4.5)
            draft.quiets += (Quiet(span(draft.at + 0.3, draft.at + quiet), -62.0, "dramatic", round(draft.between(0.5, 1.0), 2)),)
            draft.at += quiet
        draft.stirred += ((begin, STIRRED.get(mood, 1.0)),)
        draft.at += draft.between(1.0, 3.0)
        if draft.lot.random() < 0.4:
            draft.walk()
    draft.at = round((draft.at + draft.between(3.0, 8.0)) * 24) / 24
    cuts, at = [first], first
    while at < draft.at - 5.0:
        at = round((at + draft.between(2.5, 8.0)) * 24) / 24
        if at < draft.at - 1.0:
            cuts.append(at)
    draft.cuts, draft.lights = (*draft.cuts, *cuts), (*draft.lights, *(light for _ in cuts))
    place = PLACES[int(draft.lot.integers(len(PLACES)))]
    action = Action(f"{place}. {draft.cast[0]}, 말없이 서 있다.", span(first, first + 3.0), 0.8)
    draft.scenes += (Scene(SceneId(f"s{number:02}"), str(number), f"{place} / {HOURS[light].value}", place, HOURS[light], False, (),
                           round(first * 24), round(draft.at * 24), 0.9, (action,)),)


def laid(draft: Draft, name: str) -> Film:
    """The film that was drawn: shots, light, motion, voices on the lines."""
    frames = round(draft.at * 24)
    cuts = [round(at * 24) for at in draft.cuts]
    shots = tuple(Shot(ShotId(f"sh{k + 1:03}"), cut, end, Transition.CUT, 1.0)
                  for k, (cut, end) in enumerate(zip(cuts, [*cuts[1:], frames], strict=True)) if end > cut)
    lights = tuple(ShotLight(shot.id, 200.0, LIGHTS[light][0], 0.0, LIGHTS[light][0] / 60, 0.3, LIGHTS[light][1], 20.0, 0.3, 0.1,
                             light, 0.8) for shot, light in zip(shots, draft.lights, strict=True))
    count = round(draft.at * 2)
    stirred = [next((size for begin, size in reversed(draft.stirred) if begin <= k / 2), 1.0) for k in range(count)]
    motion = Curve(Seconds(0.5), tuple(round(size * draft.between(0.8, 1.2), 2) for size in stirred))
    loud = Curve(Seconds(0.1), (-70.0,) * (5 * count))
    flat = Curve(Seconds(0.5), (0.0,) * count)
    speech = tuple(SpeechSpan(line.span, 0.9, round(VOICES_HZ.get(str(line.speaker), 160.0) * draft.between(0.92, 1.1), 1),
                              round(draft.between(-30, -20) + STIRRED.get(mood, 1.0) / 2, 1), None, 5.0)
                   for line, mood in zip(draft.lines, draft.moods, strict=True))
    media = Media("mp4", "h264", 0, RATE, frames, 960, 540, 0, 0, Fraction(1, 24), None)
    people = tuple(Character(Person(who), sum(line.speaker == who for line in draft.lines)) for who in draft.cast)
    episode = Episode(name, FileRef("picture", "film.mp4", Digest("0" * 64), 1), media, RATE, frames, Seconds(frames / 24),
                      draft.scenes, shots, draft.lines, (), people, Production(None, None), ())
    events = tuple(sorted(draft.events, key=lambda each: each.at_s))
    seen = Observations(shots, lights, flat, flat, flat, motion, loud, speech, (), events, draft.quiets, Production(None, None), True, ())
    return Film(episode, seen, draft.moods)


@functools.cache
def film(number: int, scenes: int = 3) -> Film:
    """A film by lot: the same number is the same film."""
    draft = Draft(luck(Take(1), "bench film", number), CAST)
    for k in range(scenes):
        scene(draft, k + 1)
    return laid(draft, f"s01e{number:02}")


def runs(seen: Observations) -> tuple[tuple[int, ...], ...]:
    """The walks: indices of the steps of each, a gap of 1.2 s parts them."""
    found: list[tuple[int, ...]] = []
    for k, each in enumerate(seen.events):
        if each.kind is not EventKind.FOOTSTEP:
            continue
        if found and each.at_s - seen.events[found[-1][-1]].at_s <= 1.2:
            found[-1] = (*found[-1], k)
        else:
            found.append((k,))
    return tuple(found)


def moved_events(film: Film, which: tuple[int, ...], by_s: float) -> Film:
    """The film with some events so much later."""
    events = tuple(replace(each, at_s=Seconds(round(each.at_s + by_s, 3)), until_s=Seconds(round(each.until_s + by_s, 3)))
                   if k in which else each for k, each in enumerate(film.seen.events))
    return replace(film, seen=replace(film.seen, events=tuple(sorted(events, key=lambda each: each.at_s))))


def moved_line(film: Film, which: int, by_s: float) -> Film:
    """The film with a line, and the voice on it, so much later."""
    def later(old: Span) -> Span:
        return span(old.start_s + by_s, old.end_s + by_s)

    line = film.episode.lines[which]
    lines = tuple(replace(each, span=later(each.span)) if each is line else each for each in film.episode.lines)
    speech = tuple(replace(each, span=later(each.span)) if each.span == line.span else each for each in film.seen.speech)
    return replace(film, episode=replace(film.episode, lines=lines), seen=replace(film.seen, speech=speech))


def with_hand(film: Film, which: int, hand: str) -> Film:
    """The film with another parenthetical on a line."""
    lines = tuple(replace(each, parenthetical=hand) if k == which else each for k, each in enumerate(film.episode.lines))
    return replace(film, episode=replace(film.episode, lines=lines))
