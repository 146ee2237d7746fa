"""What is spoken, what of it the programme plays, and how well it stays understood.

Idea: words are judged span by span, never as one mean. Sources: Torcoli et al., J. Audio Eng. Soc. 67(12), 2019 (10 LU
of music under speech); Jensen and Taal, IEEE TASLP 24(11), 2016 (ESTOI, through pystoi).
"""

from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray
from pystoi import stoi
from scipy.signal import resample_poly

from yeoun.model.layouts import STEREO, layout_of
from yeoun.model.media import Caution, PictureMusic, Span
from yeoun.model.observed import Observations
from yeoun.model.panning import downmix
from yeoun.model.script import Episode, Line
from yeoun.model.shelf import Shelf, SoundRef
from yeoun.units.names import LineId

TEMP_SHARE = 0.5          # our choice: music over more of the picture than this is a temp track
SHORTEST_S = 0.6          # ESTOI says nothing of shorter stretches
STOI_RATE = 10_000        # ESTOI's own rate
UNHEARD_LUFS = -60.0      # our choice: words under this are not there


@dataclass(frozen=True, slots=True)
class Words:
    """One stretch of speech, and the line it belongs to, if known."""

    start_s: float
    end_s: float
    line: LineId | None


@dataclass(frozen=True, slots=True)
class Original:
    """What the programme keeps of the picture's own sound. `dialogue` is the clean stem, used alone without production."""

    production: SoundRef | None
    dialogue: SoundRef | None
    cautions: tuple[Caution, ...]

    @property
    def heard(self) -> SoundRef | None:
        """The one sound that stands beside the music."""
        return self.production or self.dialogue

    @property
    def words(self) -> SoundRef | None:
        """The sound whose level is the words' level."""
        return self.dialogue or self.production


def _covered(spans: tuple[Span, ...]) -> float:
    total, until = 0.0, 0.0
    for span in sorted(spans, key=lambda s: s.start_s):
        total += max(0.0, span.end_s - max(until, span.start_s))
        until = max(until, span.end_s)
    return total


def original_of(episode: Episode, seen: Observations, picture_music: PictureMusic, *, has_score: bool = True) -> Original:
    """What stands beside the music: production, or the dialogue alone where production holds music to be replaced.

    AUTO leaves production out when music lies over more than half the picture (a temp track) and no word goes with it: words that
    no clean dialogue holds keep it, whatever lies beneath them. Either is said. Where no cue was composed there is nothing to take the
    temp track's place, and AUTO keeps it.
    """
    production, dialogue = seen.production.sound, seen.production.dialogue
    folded = _about_folding(episode, production)
    share = _covered(seen.music) / episode.length_s if episode.length_s else 0.0
    lost = "" if dialogue is not None or production is None else _spoken(episode, seen)
    match picture_music:
        case PictureMusic.KEEP:
            return Original(production, dialogue, folded)
        case PictureMusic.REPLACE:
            return Original(None, dialogue, _about_lost(lost))
        case PictureMusic.AUTO:
            if production is None or share <= TEMP_SHARE or not has_score:
                return Original(production, dialogue, folded)
    if lost:
        return Original(production, None, (*folded, _about_kept(share, lost)))
    said = ("the programme plays the dialogue stem without the production sound" if dialogue else
            "the programme leaves the production sound out, in which nobody was heard to speak")
    return Original(None, dialogue, (Caution(
        "temp_track", f"music lies over {share:.0%} of the picture and is taken as a temp track: it is scored through, and {said}. "
        "To hear the picture's own sound under the score, voices and music, say --picture-music keep."),))


def _spoken(episode: Episode, seen: Observations) -> str:
    """What is spoken in the picture's own sound, counted, in words; empty where nothing is."""
    words = words_of(episode, seen)
    heard = len(seen.speech)
    told = len(words) - heard
    return " and ".join([*([f"{heard} stretch{'' if heard == 1 else 'es'} of speech"] if heard else []),
                         *([f"{told} line{'' if told == 1 else 's'} of text at which none was heard"] if told else [])])


def _about_kept(share: float, words: str) -> Caution:
    """That words kept a sound which holds music too."""
    return Caution(
        "temp_track_kept", f"music lies over {share:.0%} of the picture, as in a temp track, and words are spoken in the same sound "
        f"({words}). So that no word is lost, the picture's own sound stays in the programme: its music and the score sound at once. "
        "Hand in a clean dialogue stem with --dialogue and only the words stay, or say --picture-music replace and all of it goes")


def _about_lost(words: str) -> tuple[Caution, ...]:
    """That words go with the sound somebody asked to be left out."""
    return (Caution("words_left_out", f"as asked (--picture-music replace), the programme leaves the picture's own sound out, and {words} "
                    "with it. Hand in a clean dialogue stem with --dialogue to have the words alone"),) if words else ()


def _about_folding(episode: Episode, production: SoundRef | None) -> tuple[Caution, ...]:
    """What people hear otherwise than they handed it in: surround that was listened to in stereo, and is played so."""
    stream = episode.media.sound
    if production is None or stream is None or production.channels > 2 or stream.channels <= 2:
        return ()
    return (Caution("surround_folded", f"the picture's sound has {stream.channels} channels ({stream.layout}) and is played folded to "
                                       "stereo in every programme master: words meant for the centre stand between left and right"),)


def words_of(episode: Episode, seen: Observations) -> tuple[Words, ...]:
    """Every stretch of speech in film order, with its line; timed lines where no speech was detected stand as well."""
    found = [Words(span.span.start_s, span.span.end_s, _line_over(episode, span.span)) for span in seen.speech]
    for line in episode.lines:
        if line.source in {"subtitle", "speech", "note"} and not any(_overlap(line.span, s.span) for s in seen.speech):
            found.append(Words(line.span.start_s, line.span.end_s, line.id))
    return tuple(sorted((w for w in found if w.end_s > w.start_s), key=lambda w: (w.start_s, w.end_s)))


def _overlap(a: Span, b: Span) -> float:
    return max(0.0, min(a.end_s, b.end_s) - max(a.start_s, b.start_s))


def _line_over(episode: Episode, span: Span) -> LineId | None:
    def shared(line: Line) -> float:
        return _overlap(line.span, span)
    best = max(episode.lines, key=shared, default=None)
    return best.id if best is not None and shared(best) > 0.0 else None


def in_stereo(shelf: Shelf, sound: SoundRef, start: int, frames: int) -> NDArray[np.float32]:
    """Any sound as two channels over [start, start + frames), silent past its end; more are folded after ITU-R BS.775."""
    count = max(0, min(frames, sound.frames - start))
    out = np.zeros((frames, 2), dtype=np.float32)
    if count:
        block = shelf.read(sound, start, count)
        out[:count] = block if sound.channels == 2 else block @ downmix(
            layout_of(sound.channels).labels, STEREO.labels).astype(np.float32)
    return out


def pooled(words: tuple[Words, ...], k: int) -> tuple[Words, ...]:
    """The stretch `k` with as many neighbours as it takes to be long enough for ESTOI."""
    first, last = k, k + 1
    while sum(w.end_s - w.start_s for w in words[first:last]) < SHORTEST_S and (first > 0 or last < len(words)):
        before = words[k].start_s - words[first - 1].end_s if first > 0 else float("inf")
        after = words[last].start_s - words[k].end_s if last < len(words) else float("inf")
        first, last = (first - 1, last) if before <= after else (first, last + 1)
    return words[first:last]


def estoi_loss(shelf: Shelf, original: Original, music: SoundRef, words: tuple[Words, ...]) -> float | None:
    """How much of the words' intelligibility the music takes: ESTOI without it minus ESTOI with it.

    words   stretches to judge as one; under 0.6 s in all nothing can be said
    Gives   None without clean dialogue, or when it is silent there
    """
    if original.dialogue is None or sum(w.end_s - w.start_s for w in words) < SHORTEST_S:
        return None
    clean, around, with_music = [], [], []
    for stretch in words:
        start, frames = round(stretch.start_s * 48_000), round((stretch.end_s - stretch.start_s) * 48_000)
        clean.append(in_stereo(shelf, original.dialogue, start, frames).mean(axis=1))
        heard = in_stereo(shelf, original.production or original.dialogue, start, frames).mean(axis=1)
        around.append(heard)
        with_music.append(heard + in_stereo(shelf, music, start, frames).mean(axis=1))
    dry, without, together = (_at_stoi_rate(np.concatenate(parts)) for parts in (clean, around, with_music))
    if float(np.mean(dry ** 2)) < 1e-7:
        return None
    before = 1.0 if original.production is None else float(stoi(dry, without, STOI_RATE, extended=True))
    return round(before - float(stoi(dry, together, STOI_RATE, extended=True)), 4) + 0.0    # no -0.0, which is written otherwise


def _at_stoi_rate(sound: NDArray[np.float32]) -> NDArray[np.float64]:
    common = gcd(STOI_RATE, 48_000)
    lowered: NDArray[np.float64] = resample_poly(sound.astype(np.float64), STOI_RATE // common, 48_000 // common)
    return lowered
