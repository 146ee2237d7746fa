"""Stems and dialogue become groups, objects and music that gives way.

Idea: two passes over the stems. The first only listens (survey): how loud, how loud under which words. Then the one
gain of all music and the automation are set (up for a cue that nobody would hear, down for words). The second makes
every file block by block, none held whole. No limiter: were anything to pass full scale, the one gain is lowered and a
caution says so.
"""

from contextlib import ExitStack
from dataclasses import dataclass, replace

import numpy as np

from yeoun.mixing.bells import Bells
from yeoun.mixing.buses import buses, could_be
from yeoun.mixing.depths import WISHED_LU, Beside, most_of, solve, words_level
from yeoun.mixing.duck import Ducking, duck, rows_of
from yeoun.mixing.hearing import listen
from yeoun.mixing.levels import music_gain
from yeoun.mixing.render import Block, Desk, desk_of, make
from yeoun.mixing.riding import about_unheard, loudest, ride
from yeoun.mixing.stage import lanes_of
from yeoun.mixing.survey import HOP, Survey, survey
from yeoun.mixing.voices import blocks, voices_of
from yeoun.mixing.words import Words, original_of, words_of
from yeoun.model.media import Caution, PictureMusic
from yeoun.model.mixed import HEADROOM_DB, Duck, Mix, MixObject, Placement, Stem, Stretch
from yeoun.model.notes import House
from yeoun.model.observed import Observations
from yeoun.model.script import Episode
from yeoun.model.shelf import OutFile, Shelf, SoundRef, SoundWriter
from yeoun.units.level import to_db
from yeoun.units.loudness import Energies, Weighing, integrated, middle_and_least, over_spans
from yeoun.units.time import Seconds, frame_to_samples

FULL = 0.985           # our choice: the largest sample a mix file may hold
SLICE = 8_192          # frames handed to a writer at once: it converts them inside the processor's cache
LEAST_LU = 6.0         # 5th percentile of words over music
DELIVERED = {"music_714": "7.1.4", "music_51": "5.1", "music_20": "2.0", "music_ducked_20": "2.0"}


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """What the second pass left: references by name, and the energies of the music as it gives way."""

    sounds: dict[str, SoundRef]
    ducked: Energies


def mix(
    shelf: Shelf, episode: Episode, seen: Observations, placements: tuple[Placement, ...],
    stems: tuple[tuple[Stem, ...], ...], house: House, picture_music: PictureMusic,
) -> Mix:
    """The mix of an episode: groups, music and objects.

    placements     where each cue sits, in samples of the picture
    stems          for each cue its dry parts, ambience and stereo room, 12 dB under mix level
    house          `accessible_db` asks more room for words
    picture_music  what to do with music the picture already holds
    """
    length = frame_to_samples(episode.frames, episode.rate)
    original = original_of(episode, seen, picture_music, has_score=bool(placements))
    said = words_of(episode, seen)
    words = said if original.heard is not None else ()
    voices = voices_of(placements, stems, length)
    levels = survey(shelf, voices, length, original.words, original.heard)
    most, wished = most_of(voices), WISHED_LU + house.accessible_db
    heard = {} if original.heard is None or original.words is None else listen(
        shelf, voices, most, original.heard, original.words, words)
    beside = Beside(levels, heard, most)
    gain = music_gain(beside, words, wished)
    ridden = ride(beside, words, gain, wished, placements, length)
    depths = solve(replace(beside, seen=ridden.raised(levels)), words, gain, wished, ridden.lift_db)
    ducking = ridden.ridden(duck(depths, words, most, placements, length))
    desk = desk_of(voices, lanes_of(voices, levels, words), levels, gain)
    lowered = _fits(shelf, desk, levels, ducking, length)
    desk = desk_of(voices, desk.lanes, levels, gain * lowered)
    stamp = frame_to_samples(episode.media.start_frame, episode.rate)
    written = _write(shelf, desk, ducking, length, stamp)
    sounds = written.sounds
    spoken, about_words = _spoken(levels, written, words, wished) if words else (_unheard(said), ())
    rows = rows_of(ducking)
    table = shelf.keep("duck.csv", _table(rows))
    files = [OutFile(f"mix/groups/{group}.wav", sounds[f"group_{group}"]) for group in desk.groups]
    files += [OutFile(f"mix/{name}.wav", sounds[name]) for name in DELIVERED]
    files += [OutFile("mix/duck.csv", table)]
    return Mix(
        files=tuple(files), groups=desk.groups,
        objects=tuple(MixObject(lane.name, sounds[f"object_{k}"], lane.path, lane.group, sounds[f"ducked_object_{k}"])
                      for k, lane in enumerate(desk.lanes)),
        music_714=sounds["music_714"], music_51=sounds["music_51"], music_20=sounds["music_20"],
        ducked_20=sounds["music_ducked_20"], ducked_714=sounds["ducked_714"], production=original.production,
        dialogue=original.dialogue, ducks=rows, words=spoken,
        cautions=(*original.cautions, *_about_peaks(lowered), *about_words,
                  *about_unheard(levels, written.ducked, words, placements, ridden)), placements=placements,
        ducked_51=sounds["ducked_51"], music_lufs=integrated(levels.total * desk.gain ** 2, HOP),
        words_lufs=None if levels.words is None else over_spans(levels.words, HOP, [(w.start_s, w.end_s) for w in words]),
        music_db=round(HEADROOM_DB + to_db(gain * lowered), 6), raised=tuple((each.id, lift) for each, lift in ridden.lifts))


def _fits(shelf: Shelf, desk: Desk, levels: Survey, ducking: Ducking, length: int) -> float:
    """What the music must be lowered by so that no file passes full scale; only blocks that could are made to see."""
    worst = FULL
    for start, frames in blocks(length):
        if could_be(desk, levels, ducking, start, frames) * loudest(ducking, start, frames) <= FULL:
            continue
        made = make(shelf, desk, start, frames)
        worst = max(worst, *(float(np.abs(block).max())
                             for block in buses(made, desk, ducking, Bells(), start, frames).values()))
    return FULL / worst


def _about_peaks(lowered: float) -> tuple[Caution, ...]:
    if lowered == 1.0:
        return ()
    return (Caution("music_lowered", f"all music is {-to_db(lowered):.1f} dB lower than wished, so that no mix file "
                                     "passes full scale: the mix has no limiter"),)


def _layouts(desk: Desk) -> dict[str, str]:
    """Every file of the second pass and its layout."""
    names = {f"group_{group}": "7.1.4" for group in desk.groups} | DELIVERED | {
        "ducked_714": "7.1.4", "ducked_51": "5.1"}
    for k in range(len(desk.lanes)):
        names |= {f"object_{k}": "mono", f"ducked_object_{k}": "mono"}
    return names


CHANNELS = {"mono": 1, "2.0": 2, "5.1": 6, "7.1.4": 12}


def write_in_slices(writer: SoundWriter, block: Block) -> None:
    """Hand a block to a writer, a cache's worth at a time."""
    for start in range(0, len(block), SLICE):
        writer.write(block[start:start + SLICE])


def _write(shelf: Shelf, desk: Desk, ducking: Ducking, length: int, stamp: int) -> Written:
    """The second pass: every file, block by block."""
    bell, ducked = Bells(), Weighing((1.0, 1.0), HOP)
    with ExitStack() as stack:
        writers = {name: stack.enter_context(shelf.sound(
            f"{name}.wav", layout=layout, channels=CHANNELS[layout], container="wav", time_reference=stamp,
            description=f"Yeoun {name}")) for name, layout in _layouts(desk).items()}
        for start, frames in blocks(length):
            out = buses(make(shelf, desk, start, frames), desk, ducking, bell, start, frames)
            for name, writer in writers.items():
                write_in_slices(writer, out[name])
            ducked.feed(out["music_ducked_20"])
    return Written({name: writer.ref for name, writer in writers.items()}, ducked.energies())


def _unheard(said: tuple[Words, ...]) -> tuple[Stretch, ...]:
    """Words that the programme leaves out with the picture's own sound: they are listed, and nothing is measured of them."""
    return tuple(Stretch(Seconds(each.start_s), Seconds(each.end_s), each.line, None) for each in said)


def _spoken(levels: Survey, written: Written, words: tuple[Words, ...],
            wished: float) -> tuple[tuple[Stretch, ...], tuple[Caution, ...]]:
    """Words against the music as written, stretch by stretch, and what fell short."""
    spoken, ratios = [], []
    for stretch in words:
        above = None if levels.words is None else words_level(levels.words, stretch)
        below = over_spans(written.ducked, HOP, [(stretch.start_s, stretch.end_s)])
        value = None if above is None or below is None else above - below
        if value is not None and below is not None and below > -70.0:
            ratios.append(value)
        spoken.append(Stretch(Seconds(stretch.start_s), Seconds(stretch.end_s), stretch.line,
                             None if value is None else round(value, 2)))
    if not ratios:
        return tuple(spoken), ()
    middle, least = middle_and_least(ratios)
    if middle >= wished and least >= LEAST_LU:
        return tuple(spoken), ()
    return tuple(spoken), (Caution("words_close", f"words stand {middle:.1f} LU over the music in the middle and "
                                                  f"{least:.1f} LU at the 5th percentile (wished {wished:.0f} and "
                                                  f"{LEAST_LU:.0f}): the players may not give way further"),)


def _table(rows: tuple[Duck, ...]) -> bytes:
    """duck.csv."""
    lines = ["at_s,group,band,gain_db", *(f"{row.at_s:.2f},{row.group},{row.band},{row.gain_db:.2f}" for row in rows)]
    return ("\n".join(lines) + "\n").encode()
