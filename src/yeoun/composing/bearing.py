"""The bearing of a cue: mode, key, metre, tempo and idiom, before a single note.

People's word first, then the theme's home, then what the feeling, the heart and the light ask for.
"""

from dataclasses import dataclass
from math import log

from yeoun.composing.heart import heart_at
from yeoun.composing.meter import mean_of
from yeoun.composing.statements import bar_beats
from yeoun.instruments.places import setting_of
from yeoun.model.composed import Brief
from yeoun.model.notes import NoteKind
from yeoun.units.degrees import modes_knowing
from yeoun.units.luck import luck
from yeoun.units.modes import KEYS, MODES, Mode, mode_in_key_name, mode_named, mode_said, modes_for, tonic_named
from yeoun.units.names import theme_asked

_WARM_KEYS = (3, 8, 10, 5, 1)      # Eb Ab Bb F Db: ballad and gugak keys (hwangjong is Eb: National Gugak Center)
_COLD_KEYS = (2, 9, 0, 7, 11)      # D A C G B
_PARTS = (0.5, 2 / 3, 0.75, 1.0)   # our choice: tempo = heart times one of these
METRONOME = (40.0, 42.0, 44.0, 46.0, 48.0, 50.0, 52.0, 54.0, 56.0, 58.0, 60.0, 63.0, 66.0, 69.0, 72.0, 76.0, 80.0, 84.0, 88.0, 92.0, 96.0,
             100.0, 104.0, 108.0, 112.0, 116.0, 120.0, 126.0, 132.0, 138.0, 144.0, 152.0, 160.0)    # Maelzel's steps
_NEAR = 0.12                       # our choice: how near a part of the heart must lie to be taken as the tempo
DRAFT = " draft "                  # between the key of a cue and the number of a draft of it


@dataclass(frozen=True, slots=True)
class Bearing:
    """Mode, tonic (pitch class), quarters in a bar, the tempo wished for and its bounds, and why."""

    mode: Mode
    tonic: int
    metre: int
    tempo: float
    bounds: tuple[float, float]
    why: str                 # of the mode

    @property
    def key(self) -> str:
        """The tonic's name."""
        return KEYS[self.tonic]


def korean(mode: Mode, kind: str, feeling: tuple[float, float, float]) -> Mode:
    """The gugak mode on the steps of a Western one, so that a theme keeps its contour (affects our choice).

    kind  hanok sings folk modes, court those of the court
    """
    if mode.is_gugak:
        return mode
    valence, arousal, tension = feeling
    if mode.is_minor:
        if kind == "court":
            return MODES["gyemyeonjo_jeongak"]
        if mode.name == "dorian":
            return MODES["susimgatori"]
        return MODES["yukjabaegitori" if valence < -0.3 and max(arousal, tension) > 0.45 else "menaritori"]
    return MODES["pyeongjo" if kind == "court" or arousal < 0.35 else "gyeongtori"]


def note_for(brief: Brief, kind: NoteKind) -> str:
    """The note behind a pin, in words: its id where it is known."""
    ids = dict.fromkeys(each.note for each in brief.asked if each.kind is kind)
    return f"note {', '.join(ids)}" if ids else "a note"


def _mode(brief: Brief, feeling: tuple[float, float, float]) -> tuple[Mode, str]:
    """The mode and why: a note is named only where it moved the mode from what it would be without."""
    free, why = _free_mode(brief, feeling)
    for pin, kind, find in ((brief.mode_pin, NoteKind.MODE, mode_named), (brief.key_pin, NoteKind.KEY, mode_in_key_name)):
        pinned = find(pin) if pin else None
        if pinned is not None:
            return pinned, why if pinned == free else f"the mode {note_for(brief, kind)} asks for"
    asked = any(each.kind is NoteKind.THEME and theme_asked(each.value)[1] == "plain" for each in brief.asked)
    if asked and brief.motifs and MODES[brief.motifs[0].mode] != free:
        free = MODES[brief.motifs[0].mode]
        why = f"{note_for(brief, NoteKind.THEME)} asks for the theme plain, in its home mode"
    knowing = modes_knowing(brief.chords_pin) if brief.chords_pin else ()
    if knowing and free.name not in knowing:
        near = min((MODES[name] for name in knowing), key=lambda mode: (
            mode.is_gugak != free.is_gugak, mode.is_minor != free.is_minor, abs(mode.brightness - free.brightness)))
        return near, f"the mode that knows the chords of {note_for(brief, NoteKind.CHORDS)}"
    return free, why


def _free_mode(brief: Brief, feeling: tuple[float, float, float]) -> tuple[Mode, str]:
    """The mode without people's word on it: of the theme or the feeling, sung as the place sings."""
    mode, why = _felt(brief, feeling)
    setting = setting_of(brief.place, brief.time_of_day, brief.mired_relative, brief.has_gugak)
    if setting is None or not setting.is_korean:
        return mode, why
    sung = korean(mode, setting.kind, feeling)
    return sung, f"the scene plays at {brief.place} ({setting.word}), so {why} becomes {mode_said(sung.name)}"


def _felt(brief: Brief, feeling: tuple[float, float, float]) -> tuple[Mode, str]:
    named = {motif.id: motif for motif in brief.motifs}
    for use in brief.themes:
        if use.form == "mode" and use.motif in named:
            return MODES[named[use.motif].reserve_mode], f"the reserve mode of {named[use.motif].owner}'s theme"
    for use in brief.themes:
        if use.motif in named:
            return MODES[named[use.motif].mode], f"the home mode of {named[use.motif].owner}'s theme"
    draw = float(luck(brief.take, _cue(brief), "mode").random())
    options = modes_for(*feeling, gugak=brief.has_gugak)
    drawn = 0 if draw < 0.65 else 1 if draw < 0.9 else 2
    return MODES[options[min(drawn, len(options) - 1)]], "a mode for the feeling"


def _tonic(brief: Brief, mode: Mode) -> int:
    pinned = tonic_named(brief.key_pin) if brief.key_pin else None
    if pinned is not None:
        return pinned
    named = {motif.id: motif for motif in brief.motifs}
    for use in brief.themes:
        if use.motif in named:
            return named[use.motif].tonic
    keys = _COLD_KEYS if brief.mired_relative < -25 and not mode.is_gugak else _WARM_KEYS
    return keys[int(luck(brief.take, _cue(brief), "key").integers(len(keys)))]


def _metre(brief: Brief, mode: Mode, arousal: float) -> int:
    named = {motif.id: motif for motif in brief.motifs}
    for use in brief.themes:
        if use.motif in named:
            return bar_beats(named[use.motif])
    return 3 if (mode.is_gugak or brief.nostalgia > 0.5) and arousal < 0.5 else 4


def _cue(brief: Brief) -> str:
    """Whose luck decides mode and key: the cue's own, in every draft of it."""
    return brief.key.partition(DRAFT)[0]



def bearing(brief: Brief) -> Bearing:
    """Where a cue stands: from notes, theme, feeling, heart and light.

    brief  its intent, heart, light, pins and themes
    """
    if brief.kept:
        bars = brief.kept[0]
        return Bearing(MODES[bars.mode], KEYS.index(bars.key), bars.metre, round(bars.bpm, 3), (0.9 * bars.bpm, 1.1 * bars.bpm),
                       f"{bars.said} stand so, which note {bars.note} locks")
    feeling = mean_of(brief.intent)
    mode, why = _mode(brief, feeling)
    low, high = brief.tempo_bounds
    wish = 47.0 + 74.0 * feeling[1] + 6.0 * (feeling[2] - 0.4)       # our choice, tender near 72, a chase above 105
    length = float(brief.length_s)
    heart = sum(heart_at(brief.heart_bpm, length * (k + 0.5) / 16) for k in range(16)) / 16
    nearest = min((heart * part for part in _PARTS), key=lambda bpm: (abs(bpm / wish - 1), bpm))
    if abs(nearest / wish - 1) <= _NEAR:
        wish = nearest
    wish = min(max(min(METRONOME, key=lambda bpm: abs(log(bpm / wish))), low), high)
    if brief.tempo_pin:
        wish, low, high = brief.tempo_pin, 0.95 * brief.tempo_pin, 1.05 * brief.tempo_pin
    return Bearing(mode, _tonic(brief, mode), _metre(brief, mode, feeling[1]), round(wish, 3),
                   (min(low, 0.9 * wish) if not brief.tempo_pin else low,
                    max(high, 1.1 * wish) if not brief.tempo_pin else high), why)


def fusion(brief: Brief, mode: Mode) -> tuple[tuple[str, float], ...]:
    """How much of each idiom the cue has: orchestral, ballad, jazz, lofi, gugak; sums to 1.

    From mode, feeling and light (our choice): tension and arousal call the orchestra, tenderness and warmth the ballad,
    a cool night with little tension jazz, nostalgia and night at low arousal lo-fi, a gugak mode Korean instruments; a film
    with nothing Korean in it and in no gugak mode has nothing of gugak.
    """
    valence, arousal, tension = mean_of(brief.intent)
    night = 1.0 if brief.time_of_day in {"night", "evening", "dusk"} or brief.luminance < 0.05 else 0.0
    warm = max(0.0, min(1.0, brief.mired_relative / 80))
    shares = {
        "orchestral": 0.15 + 0.7 * arousal * (0.4 + tension),
        "ballad": 0.15 + 0.6 * (1 - tension) * (1 - arousal) + 0.2 * warm + 0.2 * max(0.0, valence),
        "jazz": 0.02 + 0.25 * night * (1 - tension) * (1 if mode.name in {"dorian", "mixolydian", "lydian"} else 0.4),
        "lofi": 0.02 + 0.3 * max(brief.nostalgia, 0.5 * night) * (1 - arousal),
        "gugak": 0.75 if mode.is_gugak else brief.has_gugak * (0.02 + 0.12 * brief.nostalgia + 0.08 * max(0.0, -valence)),
    }
    whole = sum(shares.values())
    rounded = {style: round(share / whole, 3) for style, share in shares.items()}
    first = max(rounded, key=lambda style: (rounded[style], style))
    rounded[first] = round(1.0 - sum(share for style, share in rounded.items() if style != first), 3)
    return tuple(rounded.items())
