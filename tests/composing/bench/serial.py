"""A series drawn by lot: eight people, each with a temper, in sixteen short episodes of two of them."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tests.composing.bench.drawn_films import Draft, Film, laid, span
from tests.composing.bench.film_scored import Scored, scored
from yeoun.model.composed import ThemeBook
from yeoun.model.notes import House
from yeoun.model.observed import Light
from yeoun.model.script import Action, Scene, TimeOfDay
from yeoun.units.luck import Take, luck
from yeoun.units.names import SceneId

PEOPLE = ("지은", "현우", "민호", "수아", "도윤", "하린", "태오", "유나")
TEMPERS: Mapping[str, tuple[str, ...]] = {
    "지은": ("tender", "longing"), "현우": ("anger", "resentment"), "민호": ("grief", "guilt"), "수아": ("joy", "hope"),
    "도윤": ("fear", "suspense"), "하린": ("calm", "relief"), "태오": ("hope", "tender"), "유나": ("longing", "grief")}
EPISODES = 16
PAIRS = tuple((PEOPLE[k % 8], PEOPLE[(k + 1 + k // 8 * 2) % 8]) for k in range(EPISODES))
HOUSE = House(most_themes=8, music_share=0.75)


def episode_of(name: str, who: Sequence[str], tempers: Mapping[str, Sequence[str]]) -> Film:
    """A short episode: for each of its people a scene of theirs, with room between the lines."""
    draft = Draft(luck(Take(1), "serial", name), tuple(who))
    lights = (Light.DAY, Light.GOLDEN, Light.NIGHT)
    for number, lead in enumerate((*who, who[0]), 1):
        first, other = draft.at, next(each for each in who if each != lead)
        draft.at += draft.between(6.0, 10.0)
        for k in range(3):
            mood = tempers[lead][int(draft.lot.integers(len(tempers[lead])))]
            draft.line(mood, lead)
            draft.at += draft.between(2.5, 5.0)
            if k == 1:
                draft.line(tempers[other][0], other)
                draft.at += draft.between(1.5, 3.0)
        draft.stirred += ((first, 2.0),)
        draft.at = round((draft.at + draft.between(4.0, 8.0)) * 24) / 24
        draft.cuts += (first,)
        draft.lights += (lights[int(draft.lot.integers(3))],)
        action = Action(f"{lead}, 혼자 서 있다.", span(first, draft.at - 0.5), 0.8)
        draft.scenes += (Scene(SceneId(f"s{number:02}"), str(number), "방 / 낮", "방", TimeOfDay.DAY, True, (), round(first * 24),
                               round(draft.at * 24), 0.9, (action,)),)
    return replace(laid(draft, name), house=HOUSE)


@functools.cache
def series() -> tuple[Scored, ...]:
    """The sixteen episodes in order, each with the book of the one before."""
    book, made = ThemeBook(), list[Scored]()
    for number, who in enumerate(PAIRS, 1):
        film = replace(episode_of(f"s01e{number:02}", who, TEMPERS), book=book)
        made.append(scored(film))
        book = made[-1].book
    return tuple(made)
