"""Inventing themes: a motif for each leading character, found by search under written rules, never drawn at random.

Rules (our choice): 5 to 9 notes; a head with one interval above a second and more than one length; at
least four pitches; range within a ninth; a leap is answered by a step the other way; whole bars; at least 0.6 away
from every other motif of the series, and nobody's head inside anybody else's motif. Among what the rules allow, the
feeling of the character sets mode, contour and pace, and luck under the character's own name sets taste: other
characters never change it.
"""

from dataclasses import replace
from fractions import Fraction
from itertools import product
from statistics import median

import numpy as np

from yeoun.composing.chords import vocabulary
from yeoun.composing.distance import APART, holds, motif_distance
from yeoun.composing.harmony import Slot, harmonise, leaning, resting
from yeoun.composing.melody import BARS, pattern
from yeoun.model.composed import Motif, ThemeBook
from yeoun.model.feeling import EmotionGraph, Feelings, Inner
from yeoun.model.notes import House
from yeoun.model.script import Episode
from yeoun.units.luck import Luck, Take, luck
from yeoun.units.modes import KEYS, MODES, Mode, mode_said, modes_for, reserve_of, semitones
from yeoun.units.names import MotifId, theme_id

MOST_LEADS = 4                     # our choice: leading characters with a theme
WANTED = 0.5                       # our choice: a house that likes Korean instruments so much wants them in any film
_STEPS = (0.3, 0.25, 0.25)         # our choice: of valence, arousal and tension; a step of valence is about one mode
_LEAPS = ("note again", "step", "third", "fourth", "fifth", "sixth", "seventh", "octave")
_BEAM = 250
_TONICS = (3, 8, 10, 5, 0, 7)      # Eb Ab Bb F C G: keys that singers and gugak players share (hwangjong is Eb: National Gugak Center)
_FIRST = {0: 0, 4: 60, 2: 90, -3: 150, 1: 300, 5: 350}
_INTERVAL = {0: 330, 1: 0, 2: 80, 3: 200, 4: 250, 5: 280, 7: 520}    # scale steps -> thousandths
_CLOSING_BARS = {4: ("4", "3 1", "2 2", "1 3", "1 1 2"), 3: ("3", "2 1", "1 2")}
_OPENING_BARS = {4: tuple(text for text in BARS[4] if text.count("1/2") < 3), 3: BARS[3]}

Feeling = tuple[float, float, float]


def _mostly(feelings: Feelings, inner: Inner | None) -> Feeling:
    """What is mostly felt, where the character is present if known: the median in coarse steps.

    One line that is said in another way moves a mean and not the middle, so it does not write everybody's theme anew.
    """
    count = len(feelings.valence)
    inside = [k for k in range(count) if inner is None or not inner.present
              or any(span.start_s <= k * feelings.every < span.end_s for span in inner.present)] or list(range(count))
    if not inside:
        return 0.0, 0.4, 0.4
    v, a, t = (round(round(median(axis[k] for k in inside) / step) * step, 2)
               for axis, step in zip((feelings.valence, feelings.arousal, feelings.tension), _STEPS, strict=True))
    return v, a, t


def _rhythms(metre: int, arousal: float, fortune: Luck) -> list[tuple[Fraction, ...]]:
    """Rhythms of two or four bars with 5 to 9 notes, the best liked first; calm characters get the longer breath."""
    bars = 4 if arousal < 0.45 else 2
    found = []
    openings, closings = _OPENING_BARS[metre], _CLOSING_BARS[metre]
    for first, second in product(openings, openings if bars == 2 else closings):
        for last in (None,) if bars == 2 else closings:
            chain = [first, second] if last is None else [first, second, first, last]
            lengths = tuple(length for text in chain for length in pattern(text))
            if not 5 <= len(lengths) <= 9 or len(set(lengths[:5])) < 2 or lengths[-1] < 1 or lengths[-1] < max(lengths) / 2:
                continue
            busy = len(lengths) / bars
            cost = abs(busy - (1.6 + 2.6 * arousal)) + (0.4 if first == second else 0.0)
            cost -= 0.3 if lengths[-1] >= 2 else 0.0
            found.append((round(1000 * (cost + 0.9 * float(fortune.random()))), lengths))
    return [lengths for _, lengths in sorted(found)[:4]]


def _contour(size: int, feeling: Feeling) -> list[float]:
    """Where the line should lie, in degrees: joy climbs, sorrow falls from an early height, tenderness arches."""
    valence, arousal, _ = feeling
    peak = 0.6 if valence > 0.05 else (0.45 if arousal > 0.5 else 0.22)
    height = 4.5 + 2.0 * arousal
    base = 0.5 if valence >= 0 else 0.0
    places = [k / (size - 1) for k in range(size)]
    return [base + height * (x / peak if x < peak else (1 - x) / (1 - peak)) for x in places]


def _closes(feeling: Feeling) -> dict[int, int]:
    """Where a motif may end, with costs in thousandths: at home, or open when the character is not at peace."""
    return {0: 0, 4: 150, 2: 120, 7: 250} if feeling[2] < 0.5 else {4: 0, 1: 80, 0: 200, 2: 150}


def _keeps_rules(path: tuple[int, ...]) -> bool:
    steps = [b - a for a, b in zip(path, path[1:], strict=False)]
    leaps = [k for k, step in enumerate(steps) if abs(step) >= 4]
    answered = all(k + 1 < len(steps) and abs(steps[k + 1]) in {1, 2} and steps[k + 1] * steps[k] < 0 for k in leaps)
    head = steps[:4]
    return (len(leaps) <= 2 and answered and len(set(path)) >= 4 and max(path) - min(path) <= 8
            and any(abs(step) > 1 for step in head) and path.count(max(path)) == 1)


def _degrees(lengths: tuple[Fraction, ...], mode: Mode, feeling: Feeling, metre: int,
             fortune: Luck) -> list[tuple[int, tuple[int, ...]]]:
    """Degree chains on a rhythm with their cost, the cheapest first (beam search, thousandths)."""
    lanes = [degree for degree in range(-3, 10) if degree % 7 in mode.sung]
    near = {lane: k for k, lane in enumerate(lanes)}
    shape, closes, size = _contour(len(lengths), feeling), _closes(feeling), len(lengths)
    taste = np.round(260 * fortune.random((size, len(lanes)))).astype(int).tolist()
    beam: list[tuple[int, tuple[int, ...]]] = [
        (_FIRST.get(lane, 600) + taste[0][near[lane]], (lane,)) for lane in lanes if lane in _FIRST]
    steps = {last: [(lane, _INTERVAL[step], step == 0) for lane in lanes
                    if (step := abs(near[lane] - near[last]) if mode.is_gugak else abs(lane - last)) in _INTERVAL] for last in lanes}
    at = lengths[0]
    for k in range(1, size):
        strong = at % metre == 0
        places = {lane: taste[k][near[lane]] + round(110 * abs(lane - shape[k])) + (130 if strong and lane % 7 not in {0, 2, 4, 5} else 0)
                  for lane in lanes}
        if k == size - 1:
            places = {lane: cost + closes[lane] for lane, cost in places.items() if lane in closes}
        grown = []
        for cost, path in beam:
            last, before = path[-1], path[-2] if len(path) > 1 else None
            came = 0 if before is None else last - before
            for lane, interval, stays in steps[last]:
                if lane not in places or (stays and before == last) or (abs(came) >= 4 and (lane - last) * came >= 0):
                    continue
                grown.append((cost + interval + places[lane] + (120 if lane == before else 0), (*path, lane)))
        beam = sorted(grown)[:_BEAM]
        at += lengths[k]
    return [(cost, path) for cost, path in beam if _keeps_rules(path)]


def idea_for(metre: int, mode: Mode, feeling: Feeling, fortune: Luck) -> tuple[tuple[int, ...], tuple[Fraction, ...]]:
    """Degrees and beats of an idea for a cue without a theme, by the rules of themes.

    metre  quarters in a bar;  mode  of the cue;  feeling  its mean valence, arousal and tension
    """
    felt = (feeling[0], round(feeling[1], 1), feeling[2])
    for lengths in _rhythms(metre, felt[1], fortune):
        found = _degrees(lengths, mode, felt, metre, fortune)
        if found:
            return found[0][1], lengths
    return (0, 2, 1, 0), (Fraction(1), Fraction(1), Fraction(metre - 2), Fraction(metre))


def _harmony(path: tuple[int, ...], lengths: tuple[Fraction, ...], mode: Mode, metre: int, tension: float,
             fortune: Luck) -> tuple[str, ...]:
    """One chord a bar by the harmony engine: from home, and back or left leaning."""
    bars = int(sum(lengths, Fraction(0)) / metre)
    slots = []
    for bar in range(bars):
        heard, at = [], Fraction(0)
        for degree, length in zip(path, lengths, strict=True):
            shared = min(at + length, Fraction((bar + 1) * metre)) - max(at, Fraction(bar * metre))
            if shared > 0:
                heard.append((semitones(degree, mode) % 12, float(shared) + (0.5 if at == bar * metre else 0.0)))
            at += length
        allowed = resting(mode.name) if bar == 0 else frozenset()
        if bar == bars - 2 and bars > 2 and path[-1] in {0, 2, 7}:
            allowed = leaning(mode.name)
        if bar == bars - 1 and bars > 2:
            allowed = resting(mode.name) if path[-1] in {0, 2, 7} else leaning(mode.name) | resting(mode.name)
        slots.append(Slot(Fraction(bar * metre), Fraction(metre), round(0.25 + 0.35 * tension, 3), tuple(heard), allowed))
    taste = 0.06 * fortune.random(len(vocabulary(mode.name)))
    return tuple(chord.degree for chord in harmonise(tuple(slots), mode.name, mode.is_minor, taste))


def _instrument(feeling: Feeling, mode: Mode) -> str:
    """An instrument the feeling suggests; the orchestrator has the last word."""
    valence, arousal, tension = feeling
    if mode.is_gugak:
        return "haegeum" if valence < -0.2 else ("gayageum" if arousal > 0.4 else "daegeum")
    if valence < -0.2:
        return "solo_cello" if arousal < 0.5 else "violas"
    if valence > 0.2:
        return "felt_piano" if arousal < 0.45 else "flute"
    return "clarinet" if tension > 0.45 else "felt_piano"


def has_gugak(episode: Episode, house: House) -> bool:
    """Whether Korean modes and instruments belong to a film: there is Korean in it, or the house wants them in any."""
    return episode.is_korean or house.gugak >= WANTED


def design(owner: str, kind: str, feeling: Feeling, others: tuple[Motif, ...], *, gugak: bool = True) -> Motif:
    """A motif for one owner.

    owner, kind  whose it is: character, place or idea
    feeling      valence, arousal and tension as they mostly are, in steps
    others       motifs it must not resemble; they only rule candidates out, they change no cost
    gugak        whether it may be in a Korean mode

    >>> len(design("Mina", "character", (0.3, 0.4, 0.2), ()).degrees) in range(5, 10)
    True
    """
    def fortune(what: str) -> Luck:
        return luck(Take(1), "motif", what, owner)
    options = modes_for(*feeling, gugak=gugak)
    draw = float(fortune("mode").random())
    mode = MODES[options[min(len(options) - 1, 0 if draw < 0.5 else (1 if draw < 0.75 else 2))]]
    metre = 3 if mode.is_gugak or (feeling[1] < 0.45 and float(fortune("metre").random()) < 0.3) else 4
    tonic = _TONICS[int(fortune("key").integers(len(_TONICS)))]
    name = MotifId(theme_id(owner))
    taken = {motif.id for motif in others}
    while name in taken:
        name = MotifId(name + "_2")
    best: tuple[bool, float, Motif] | None = None
    for number, lengths in enumerate(_rhythms(metre, feeling[1], fortune("rhythm"))):
        for _, path in _degrees(lengths, mode, feeling, metre, fortune(f"degrees {number}"))[:60]:
            plain = Motif(name, owner, kind, mode.name, reserve_of(mode), path, lengths, (), "", tonic, "")
            apart = min((motif_distance(plain, other) for other in others), default=9.0)
            own = not any(holds(plain, other) or holds(other, plain) for other in others)
            if best is None or (own, apart) > best[:2]:
                best = (own, apart, plain)
            if own and apart >= APART:
                return _finished(plain, mode, metre, feeling, apart, fortune("harmony"))
    if best is None:
        raise ValueError(f"no motif within the rules for {owner} in {mode.name}")
    return _finished(best[2], mode, metre, feeling, best[1], fortune("harmony"))


def _finished(plain: Motif, mode: Mode, metre: int, feeling: Feeling, apart: float, fortune: Luck) -> Motif:
    """The motif with harmony, instrument and its reasons in words."""
    harmony = _harmony(plain.degrees, plain.beats, mode, metre, feeling[2], fortune)
    mood = f"valence {round(feeling[0], 1) + 0.0:+.1f}, arousal {feeling[1]:.2f}, tension {feeling[2]:.2f}"
    steps = [b - a for a, b in zip(plain.degrees, plain.degrees[1:], strict=False)]
    head = max(steps[:4], key=abs)
    shape = "climbs" if plain.degrees.index(max(plain.degrees)) > len(steps) / 2 else "falls from an early height"
    way = "up" if head > 0 else "down"
    near = "the first motif of the series" if apart > 5 else f"at least {apart:.2f} away from every other motif"
    modes = f"one of the modes for that is {KEYS[plain.tonic]} {mode_said(mode.name)}, with {mode_said(plain.reserve_mode)}"
    leap = f"a{'n' * (abs(head) == 7)} {_LEAPS[abs(head)]} {way}"
    why = (f"{plain.owner} feels {mood}: {modes} held in reserve; the head is known by its leap of {leap}, the line {shape}, "
           f"{len(plain.degrees)} notes in {len(harmony)} bars of {metre}/4; {near}")
    return Motif(plain.id, plain.owner, plain.kind, plain.mode, plain.reserve_mode, plain.degrees, plain.beats, harmony,
                 _instrument(feeling, mode), plain.tonic, why)


def _leads(episode: Episode, graph: EmotionGraph, owners: set[str], room: int) -> list[tuple[str, Inner | None]]:
    """The leading characters in the order of their first appearance: of those without a motif only as many as have room."""
    inner = {person.name: person for person in graph.characters}
    found = []
    for character in episode.characters:
        who = inner.get(character.name)
        spoken = [float(line.span.start_s) for line in episode.lines if line.speaker == character.name]
        present = [float(span.start_s) for span in who.present] if who else []
        seconds = sum(span.end_s - span.start_s for span in who.present) if who else 0.0
        if spoken or present:
            appears = (min(spoken + present), min(spoken, default=float("inf")))
            found.append((character.lines + seconds / 20.0, appears, str(character.name), who))
    leading = sorted(found, key=lambda lead: (-lead[0], lead[1], lead[2]))[:MOST_LEADS]
    new = [name for _, _, name, _ in leading if name not in owners][:room]
    leading = [lead for lead in leading if lead[2] in owners or lead[2] in new]
    return [(name, who) for _, _, name, who in sorted(leading, key=lambda lead: (lead[1], lead[2]))]


def invent(episode: Episode, graph: EmotionGraph, book: ThemeBook, house: House) -> ThemeBook:
    """The book with motifs for those who have none yet; what is in it already is never touched.

    episode  for who speaks and where it plays;  graph  for what they feel;  book  the series so far
    house    its `most_themes`: the book of a series never grows beyond so many; who leads most comes first
    Gives    motifs of new owners after the old ones, in the order of appearance; a picture without characters gets one
             motif of its own (its place, or the idea of it)
    """
    motifs, gugak = list(book.motifs), has_gugak(episode, house)
    room = max(0, house.most_themes - len(motifs))
    owners = {motif.owner for motif in motifs}
    leads = _leads(episode, graph, owners, room)
    if room == 0:
        return book
    for name, inner in leads:
        if name not in owners:
            feeling = _mostly(inner.inner if inner else graph.feelings, inner)
            motifs.append(design(name, "character", feeling, tuple(motifs), gugak=gugak))
    if not leads:
        places = sorted({scene.location for scene in episode.scenes if scene.location})
        count = {place: sum(s.end_frame - s.first_frame for s in episode.scenes if s.location == place) for place in places}
        owner = max(places, key=lambda place: (count[place], place)) if places else "the picture"
        if owner not in owners:
            motifs.append(design(owner, "place" if places else "idea", _mostly(graph.feelings, None), tuple(motifs),
                                 gugak=gugak))
    return replace(book, motifs=tuple(motifs))
