"""A folk mode is found by what its tones do: a scale alone, shakes on other tones and a mode that asks nothing are not one."""

from dataclasses import replace

from tests.orchestrating.bench.resonance import Tone, folk_in, is_modern, moved, scenes, tones

MENARI = [Tone(67, 1.2, 70.0), Tone(72, 0.5, 0.0), Tone(75, 0.5, 0.0), Tone(77, 0.4, 0.0), Tone(75, 0.5, 0.0), Tone(72, 1.5, 10.0)]


def test_menari_is_found_with_its_shake() -> None:
    assert folk_in(MENARI) == "menaritori"


def test_the_same_tones_without_a_shake_are_a_scale() -> None:
    assert folk_in([replace(tone, moves=0.0) for tone in MENARI]) == ""


def test_shakes_on_other_tones_are_none() -> None:
    turned = [replace(tone, moves=other.moves) for tone, other in zip(MENARI, MENARI[1:] + MENARI[:1], strict=True)]
    assert folk_in(turned) == ""


def test_another_last_tone_is_another_final() -> None:
    assert folk_in([*MENARI, Tone(74, 1.0, 0.0)]) == ""


def test_a_chromatic_tone_is_outside_and_one_tone_is_too_few() -> None:
    assert folk_in([*MENARI[:-1], Tone(73, 0.5, 0.0), MENARI[-1]]) == ""
    assert folk_in([MENARI[0]]) == "" and folk_in([]) == ""


def test_sol_only_passes_downwards() -> None:
    falling = [*MENARI[:4], Tone(70, 0.3, 0.0), Tone(67, 0.8, 70.0), MENARI[-1]]
    rising = [*MENARI[:1], Tone(70, 0.3, 0.0), *MENARI[1:]]
    assert folk_in(falling) == "menaritori" and folk_in(rising) == ""


def test_the_southern_mode_leaves_its_final_plain() -> None:
    south = [Tone(67, 1.2, 250.0), Tone(72, 0.5, 0.0), Tone(75, 0.4, 0.0), Tone(74, 0.3, 0.0), Tone(72, 1.5, 10.0)]
    assert folk_in(south) == "yukjabaegitori"
    assert folk_in([*south[:-1], Tone(72, 1.5, 120.0)]) == ""


def test_scenes_are_drawn_twice_in_no_korean_mode() -> None:
    scene, = scenes(40, 1)
    assert is_modern(scene.then) and scene.then.brief.nostalgia > 0.8 and scene.now.brief.nostalgia < 0.1
    assert not tones(scene.now.piece.midi) or moved(scene.now) == ""
