"""What people listen to before any master: the programme, the headphones, and how well words are understood.

Idea: no master waits for this, and this waits for no master, so both are made side by side from the one mix.
"""

from yeoun.mixing.binaural import binaural
from yeoun.mixing.programme import programme
from yeoun.mixing.words import Original, Words, estoi_loss, pooled
from yeoun.model.mixed import LoudLine, Mix, Preview
from yeoun.model.script import Episode
from yeoun.model.shelf import OutFile, Shelf
from yeoun.units.level import to_db
from yeoun.units.time import frame_to_samples


def preview(shelf: Shelf, episode: Episode, mix: Mix) -> Preview:
    """The programme and the headphone preview of a mix, and its words, line by line.

    mix  the music, the original sound, and how far words stand above the music
    """
    length = frame_to_samples(episode.frames, episode.rate)
    stamp = frame_to_samples(episode.media.start_frame, episode.rate)
    original = Original(mix.production, mix.dialogue, ())
    heard = binaural(shelf, mix.music_714, mix.music_lufs, stamp)
    shown = programme(shelf, original.heard, mix.ducked_20, length, stamp)
    known = None if not mix.words or mix.words_lufs is None or shown.loudness is None else shown.loudness - mix.words_lufs
    return Preview(
        files=(OutFile("mix/binaural_20.wav", heard.sound), OutFile("mix/programme_20.wav", shown.sound)),
        programme_20=shown.sound, binaural_20=heard.sound, lines=_lines(shelf, mix, original),
        ldr_lu=None if known is None else round(known - to_db(shown.gain), 2), cautions=(*heard.cautions, *shown.cautions))


def _lines(shelf: Shelf, mix: Mix, original: Original) -> tuple[LoudLine, ...]:
    """Every stretch of speech with what the music takes of its intelligibility."""
    words = tuple(Words(each.start_s, each.end_s, each.line) for each in mix.words)
    return tuple(LoudLine(each.start_s, each.end_s, each.line, each.ratio_db,
                          estoi_loss(shelf, original, mix.ducked_20, pooled(words, k))) for k, each in enumerate(mix.words))
