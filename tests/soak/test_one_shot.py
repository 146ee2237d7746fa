"""One shot of twenty minutes, through every step as far as the notes."""

import time

from tests.composing.bench.drawn_films import film
from tests.composing.bench.film_scored import notes_in, scored
from tests.composing.bench.test_bad_input import cut_to, tiles


def test_one_shot_of_twenty_minutes_is_spotted_and_no_cue_of_it_is_endless() -> None:
    started = time.process_time()
    whole = cut_to(film(1), 1200.0)
    made = scored(whole)
    assert tiles(made) and made.cues
    assert all(notes_in(cue.midi) for cue in made.cues)
    assert time.process_time() - started < 60.0
