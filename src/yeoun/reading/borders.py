"""Where scenes begin: lines say roughly, the page says how much action lies between, cuts and light say exactly.

For every border each cut is a candidate. It costs when it leaves lines on the wrong side, when it lies far from where
the page expects it, and when the light of the shots contradicts the hour of the scene; it gains when the picture
changes there. A dynamic programme picks the row of cuts with the least sum. Whole costs, ties to the earlier cut.

Conventions: costs are thousandths; weights are our choice, tuned on made scenes with known borders.
"""

from dataclasses import dataclass

from yeoun.errors import InputRefused
from yeoun.model.media import Media, Shot, Transition
from yeoun.model.observed import Light, Observations, ShotLight
from yeoun.model.script import DraftScene, TimeOfDay
from yeoun.reading.laying import Placed
from yeoun.units.names import ShotId
from yeoun.units.time import Seconds, at_frame, nearest_frame

WRONG_SIDE = 1500  # a second of a sure line on the wrong side
AWAY = 80  # a second away from where the page expects the border
MOST_AWAY = 2400
WRONG_LIGHT = 400  # a second of sure light that contradicts the hour
CHANGE = 2000  # the strongest change of picture gains so much
NO_CUT = 2500  # a border where no cut is
SURE = 0.3  # lines believed less than this do not draw borders
AROUND_S = 8.0  # how far left and right of a cut the picture is compared
STRONG = 0.5  # a change this strong begins a scene when there is no script
SHORTEST_SCENE_S = 8.0

_LIGHTS: dict[TimeOfDay, frozenset[Light]] = {
    TimeOfDay.DAWN: frozenset({Light.DAWN, Light.NIGHT, Light.GOLDEN}),
    TimeOfDay.SUNRISE: frozenset({Light.DAWN, Light.GOLDEN, Light.TUNGSTEN, Light.DAY}),
    TimeOfDay.MORNING: frozenset({Light.DAY, Light.GOLDEN, Light.DAWN}),
    TimeOfDay.DAY: frozenset({Light.DAY}),
    TimeOfDay.AFTERNOON: frozenset({Light.DAY, Light.GOLDEN}),
    TimeOfDay.GOLDEN: frozenset({Light.GOLDEN, Light.TUNGSTEN, Light.DAY}),
    TimeOfDay.DUSK: frozenset({Light.NIGHT, Light.GOLDEN, Light.NEON, Light.DAWN}),
    TimeOfDay.EVENING: frozenset({Light.NIGHT, Light.TUNGSTEN, Light.NEON, Light.GOLDEN}),
    TimeOfDay.NIGHT: frozenset({Light.NIGHT, Light.NEON, Light.TUNGSTEN}),
}


@dataclass(frozen=True, slots=True)
class Border:
    """The first frame of a scene, and how sure that is."""

    frame: int
    confidence: float


def expected(
    pages: list[float], lines: list[Placed], media: Media, begins: list[tuple[float, Border]] | None = None
) -> list[float]:
    """When each place on the page is reached, in seconds: between what has a place, the page runs evenly.

    pages   places on the page, 0..1
    lines   of the script; those that are believed hold the page fast
    begins  where scenes begin, on the page and in the picture, if that is known already
    """
    known = [(each.page, float(each.span.start_s)) for each in lines if each.span and each.confidence >= SURE]
    known += [(page, float(at_frame(border.frame, media.rate))) for page, border in begins or ()]
    anchors = [(0.0, 0.0)]
    for page, at in sorted(known):
        if page > anchors[-1][0] and at >= anchors[-1][1]:
            anchors.append((page, at))
    anchors.append((max(1.0, anchors[-1][0] + 1e-9), float(media.length_s)))
    times = []
    for place in pages:
        k = max(n for n, (page, _) in enumerate(anchors[:-1]) if page <= place)
        (page, at), (page_after, after) = anchors[k], anchors[k + 1]
        times.append(at + (after - at) * (place - page) / (page_after - page))
    return times


def scene_borders(
    scenes: tuple[DraftScene, ...],
    lines: list[Placed],
    wished: list[float],
    shots: tuple[Shot, ...],
    seen: Observations,
    media: Media,
) -> list[Border]:
    """The first frame of every scene of a script; the first scene begins with the picture.

    scenes    of the script, in order
    lines     those that have a place draw the borders
    wished    seconds at which the page expects each scene to begin
    shots     of the picture
    """
    count = len(scenes) - 1
    if count <= 0:
        return [Border(0, 1.0)]
    if count >= media.frames:
        why = f"it has {len(scenes)} scenes, more than the picture has frames ({media.frames})"
        raise InputRefused(name="the script", where="its scenes", why=why, now="Give the script of this picture")
    light = {each.shot: each for each in seen.light}
    cuts = {
        shot.first_frame: _change(shots, n, light, media) for n, shot in enumerate(shots) if n and shot.first_frame > 0
    }
    candidates = sorted(
        {
            *cuts,
            *(min(max(int(nearest_frame(Seconds(at), media.rate)), 1), media.frames - 1) for at in wished[1:]),
            *range(1, min(count + 1, media.frames)),
        }
    )
    lasts, firsts = _line_limits(lines, len(scenes), media.length_s)
    hours = {scene.time_of_day for scene in scenes}
    wrong = {hour: _wrong_light(hour, candidates, shots, light, media) for hour in hours}
    times = [float(at_frame(frame, media.rate)) for frame in candidates]
    gains = [-CHANGE * cuts[frame] if frame in cuts else NO_CUT for frame in candidates]
    costs = []
    for k in range(1, len(scenes)):
        before, after = wrong[scenes[k - 1].time_of_day], wrong[scenes[k].time_of_day]
        last, first, wish = lasts[k - 1], firsts[k], wished[k]
        costs.append([
            round(WRONG_SIDE * (max(0.0, last - at) + max(0.0, at - first)) + min(AWAY * abs(at - wish), MOST_AWAY)
                  + before[n] - after[n] + gains[n])
            for n, at in enumerate(times)
        ])  # fmt: skip
    frames = [candidates[n] for n in _cheapest(costs)]
    sure = [_surety(frame, k, cuts, lasts, firsts, media) for k, frame in enumerate(frames, start=1)]
    return [Border(0, 1.0), *(Border(frame, surety) for frame, surety in zip(frames, sure, strict=True))]


def _cheapest(costs: list[list[int]]) -> list[int]:
    """One candidate a border, each later than the one before, with the least sum."""
    width = len(costs[0])
    best = [costs[0]]
    back: list[list[int]] = [[-1] * width]
    for row in costs[1:]:
        sums, came = [], []
        least, at = 1 << 60, -1
        for n in range(width):
            if n and best[-1][n - 1] < least:
                least, at = best[-1][n - 1], n - 1
            sums.append(row[n] + least if at >= 0 else 1 << 60)
            came.append(at)
        best.append(sums)
        back.append(came)
    n = min(range(width), key=lambda k: (best[-1][k], k))
    chosen = [n]
    for came in reversed(back[1:]):
        n = came[n]
        chosen.append(n)
    return chosen[::-1]


def _line_limits(lines: list[Placed], scenes: int, length_s: float) -> tuple[list[float], list[float]]:
    """For every scene: when the last line up to it ends, and when the first line from it on begins."""
    lasts, firsts = [0.0] * scenes, [length_s] * scenes
    for each in lines:
        if each.span is not None and each.confidence >= SURE:
            middle = (each.span.start_s + each.span.end_s) / 2  # a line may overhang a cut by its tail
            inside = middle if each.source != "subtitle" else each.span.end_s - min(0.3, each.span.end_s - middle)
            lasts[each.scene] = max(lasts[each.scene], inside)
            firsts[each.scene] = min(firsts[each.scene], each.span.start_s + min(0.1, middle - each.span.start_s))
    for k in range(1, scenes):
        lasts[k] = max(lasts[k], lasts[k - 1])
    for k in range(scenes - 2, -1, -1):
        firsts[k] = min(firsts[k], firsts[k + 1])
    return lasts, firsts


def _wrong_light(
    time: TimeOfDay,
    candidates: list[int],
    shots: tuple[Shot, ...],
    light: dict[ShotId, ShotLight],
    media: Media,
) -> list[float]:
    """What it would cost, up to each candidate, to call everything before it this time of day."""
    fits = _LIGHTS.get(time)
    sums, total, n = [], 0.0, 0
    for frame in candidates:
        while n < len(shots) and shots[n].end_frame <= frame:
            seen = light.get(shots[n].id)
            if fits is not None and seen is not None and seen.light not in fits and seen.light is not Light.NEUTRAL:
                seconds = at_frame(shots[n].end_frame - shots[n].first_frame, media.rate)
                total += WRONG_LIGHT * seconds * seen.confidence
            n += 1
        sums.append(total)
    return sums


def _change(shots: tuple[Shot, ...], n: int, light: dict[ShotId, ShotLight], media: Media) -> float:
    """How much the picture changes at the beginning of shot n, 0..1: colour of light, lightness, kind of light.

    Around the cut and at it: a view and its counter-view differ at every cut but not around it, and next to the border
    of a scene the surroundings differ but not the two shots.
    """
    around = _contrast(shots, n, light, int(AROUND_S * media.rate))
    at_it = _contrast(shots, n, light, 1)
    how = 0.5 * around + 0.5 * min(around, at_it)
    return min(1.0, how + (0.3 if shots[n].transition is not Transition.CUT else 0.0))


def _contrast(shots: tuple[Shot, ...], n: int, light: dict[ShotId, ShotLight], reach: int) -> float:
    """How much `reach` frames before shot n differ from as many after its beginning, 0..1."""
    before, after = _mean(shots[:n][::-1], light, reach), _mean(shots[n:], light, reach)
    if before is None or after is None:
        return 0.0
    warmth = min(1.0, abs(after[0] - before[0]) / 80.0)
    lightness = min(1.0, abs(after[1] - before[1]) / 25.0)
    colour = min(1.0, abs(after[2] - before[2]) / 0.3)
    return 0.4 * warmth + 0.3 * lightness + 0.1 * colour + 0.2 * (after[3] is not before[3])


def _mean(
    shots: tuple[Shot, ...],
    light: dict[ShotId, ShotLight],
    reach: int,
) -> tuple[float, float, float, Light] | None:
    sums, total, kinds = [0.0, 0.0, 0.0], 0.0, dict[Light, float]()
    for shot in shots:
        seen = light.get(shot.id)
        if seen is not None:
            share = min(shot.end_frame - shot.first_frame, reach)
            total += share
            kinds[seen.light] = kinds.get(seen.light, 0.0) + share
            for k, value in enumerate((seen.mired_relative, seen.lightness, seen.saturation)):
                sums[k] += share * value
        reach -= shot.end_frame - shot.first_frame
        if reach <= 0:
            break
    if not total:
        return None
    return sums[0] / total, sums[1] / total, sums[2] / total, max(kinds, key=lambda kind: kinds[kind])


def _surety(frame: int, k: int, cuts: dict[int, float], lasts: list[float], firsts: list[float], media: Media) -> float:
    """How sure a border is: on a cut, between lines, with a change of picture, within a narrow gap."""
    at = at_frame(frame, media.rate)
    if frame not in cuts:
        return 0.2
    clean = lasts[k - 1] <= at <= firsts[k]
    narrow = 1.0 / (1.0 + max(0.0, firsts[k] - lasts[k - 1]) / 20.0)
    return round(0.25 + (0.25 if clean else 0.0) + 0.25 * cuts[frame] + 0.25 * narrow, 3)


def picture_borders(
    shots: tuple[Shot, ...], seen: Observations, media: Media, spoken: list[tuple[float, float]]
) -> list[Border]:
    """Where scenes begin when there is no script: at the strongest changes of picture, not inside a line.

    spoken  start and end of every line, in seconds
    """
    light = {each.shot: each for each in seen.light}
    strengths = sorted(
        ((-_change(shots, n, light, media), shot.first_frame) for n, shot in enumerate(shots) if n), key=lambda p: p
    )
    apart = int(SHORTEST_SCENE_S * media.rate)
    chosen = [0, media.frames]
    sure: dict[int, float] = {0: 1.0}
    for minus, frame in strengths:
        at = at_frame(frame, media.rate)
        cuts_a_line = any(start + 0.2 < at < end - 0.2 for start, end in spoken)
        if -minus >= STRONG and not cuts_a_line and min(abs(frame - other) for other in chosen) >= apart:
            chosen.append(frame)
            sure[frame] = round(min(0.7, 0.2 - 0.5 * minus), 3)
    return [Border(frame, sure[frame]) for frame in sorted(sure)]
