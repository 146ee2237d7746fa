"""Scenes in which the sources speak apart, for the test and the figures of what each of them moves.

The scenes of the demo film by its own truth: lines, voices, breaths, steps, hearts and lights stand where the film has them. And long
scenes by luck, minutes with stretches in which only one source has anything to say.
"""

import functools
from dataclasses import replace

import numpy as np

from tests.feeling.scenes import NORMS, event, line, lit, span, view
from tests.reading.films import draft_of, seconds, seen_in
from tests.reading.test_last_bus import LIGHTS, SPOKEN, captions_in, scenes_in
from yeoun.demo import screenplay
from yeoun.feeling.views import scene_views
from yeoun.model.feeling import SceneView
from yeoun.model.media import Curve, Span
from yeoun.model.notes import Notes
from yeoun.model.observed import Event, EventKind, Light, Quiet, SpeechSpan
from yeoun.model.script import Action
from yeoun.observing.naming import name_lights
from yeoun.reading.align import align
from yeoun.units.luck import Take, luck
from yeoun.units.names import Person
from yeoun.units.time import Seconds

BREATHS = {"sigh": EventKind.SIGH, "gasp": EventKind.GASP, "pant": EventKind.BREATH, "inhale": EventKind.BREATH}
SAID = ("너무 보고 싶었어.", "이제 와서 왜?", "나가! 나가라고!", "고마워, 정말로.", "무서워. 누가 있어.", "미안해. 다 내 잘못이야.")
DONE = ("지은이 운다.", "현우가 웃는다.", "지은이 소리친다.", "현우가 한숨을 쉰다.", "지은이 떨고 있다.")
DECILES = tuple(float(n) for n in range(11))


@functools.cache
def demo_scenes() -> tuple[SceneView, ...]:
    """The demo film's scenes as its truth has them."""
    borders = [shot.first for shot in screenplay.SHOTS] + [screenplay.FRAMES]
    said = [(seconds(int(each.at)), seconds(int(each.at) + length // screenplay.SAMPLES_A_FRAME))
            for each, length in zip(screenplay.LINES, SPOKEN, strict=True)]
    seen = seen_in(borders, [LIGHTS[shot.light] for shot in screenplay.SHOTS], said)
    events = [Event(BREATHS[each.kind], Seconds(seconds(int(each.at))), Seconds(seconds(int(each.at + each.length))), 0.8, "truth", None)
              for each in screenplay.BREATHS]
    for walk in screenplay.WALKS:
        events += [Event(EventKind.FOOTSTEP, Seconds(at / 23.976), Seconds(at / 23.976 + 0.1), 0.8, "truth", 60 * 23.976 / walk.interval)
                   for at in screenplay.steps_of(walk)]
    silences = tuple(Quiet(Span(Seconds(seconds(int(each.at))), Seconds(seconds(int(each.until)))), -60.0, "dramatic", 0.8)
                     for each in screenplay.HUSHES)
    rng = luck(Take(1), "demo scenes")
    loud = Curve(Seconds(0.1), tuple(np.round(-40 + 20 * np.abs(np.sin(np.arange(801) / 60)), 1).tolist()))
    moving = Curve(Seconds(0.5), tuple(np.round(rng.gamma(2.0, 2.0, 161), 2).tolist()))
    seen = replace(seen, events=tuple(sorted(events, key=lambda each: each.at_s)), silences=silences, loudness=loud, motion=moving)
    episode = align(draft_of(screenplay.FRAMES, scenes_in("ko"), captions_in("ko")), seen, Notes())
    return scene_views(episode, name_lights(episode, seen), Notes())


@functools.cache
def long_scene(take: int, length: float = 240.0) -> SceneView:
    """A scene of minutes by luck, in stretches of 48 s: words alone, then sounds, then what is done, then the picture, then everything."""
    rng = luck(Take(take), "long scene")
    order = [str(each) for each in rng.permutation(["words", "sound", "script", "picture", "all"])]
    spoken, events, actions, light, quiet, cuts = [], list[Event](), list[Action](), [], list[Quiet](), list[float]()
    motion, loudness = np.zeros(round(length * 2)), np.full(round(length * 2), -70.0)
    for k, here in enumerate(order):
        first, last = k * length / 5, (k + 1) * length / 5
        for at in np.arange(first + 2, last - 6, float(rng.uniform(5, 9))):
            start = round(float(at), 2)
            who = "지은" if rng.random() < 0.5 else "현우"
            if here in ("words", "all"):
                one = line(SAID[int(rng.integers(len(SAID)))], start, start + 2.0, who)
                heard = SpeechSpan(one.line.span, 0.9, 220.0, float(rng.uniform(-35, -15)), 2.0, 5.0) if here == "all" else None
                spoken.append(replace(one, voice=heard))
            if here in ("sound", "all"):
                kind = (EventKind.SOB, EventKind.GASP, EventKind.IMPACT, EventKind.SIGH, EventKind.FOOTSTEP)[int(rng.integers(5))]
                events.append(event(kind, start + 3.0))
            if here in ("script", "all"):
                actions.append(Action(DONE[int(rng.integers(len(DONE)))], span(start + 1, start + 3), 0.8))
            if here in ("picture", "all"):
                hue, size = (Light.GOLDEN, Light.NIGHT, Light.NEON, Light.DAY)[int(rng.integers(4))], float(rng.uniform(10, 80))
                light.append(lit(start, start + 5.0, hue, size, float(rng.uniform(-1, 1))))
                cuts.append(start)
        if here in ("sound", "all"):
            loudness[int(first * 2):int(last * 2)] = rng.uniform(-40, -12, int(last * 2) - int(first * 2))
            quiet.append(Quiet(span(last - 4, last - 1), -60.0, "dramatic", 0.7))
        if here in ("picture", "all"):
            motion[int(first * 2):int(last * 2)] = rng.gamma(2.0, 3.0, int(last * 2) - int(first * 2))
    people = tuple((Person(who), (*DECILES, *(-35.0 + 2 * n for n in range(11)), *DECILES)) for who in ("지은", "현우"))
    norms = replace(NORMS, voices=people, voice_counts=tuple((who, 12) for who, _ in people))
    made = view(length, *spoken, events=tuple(events), light=tuple(light), cuts=tuple(cuts), actions=tuple(actions), norms=norms,
                motion=Curve(Seconds(0.5), tuple(np.round(motion, 2).tolist())))
    return replace(made, silences=tuple(quiet), loudness=Curve(Seconds(0.5), tuple(np.round(loudness, 1).tolist())))
