"""A working title for every cue, in Korean and English, from its hour, its feeling and whose it is.

Machine-made words, marked so wherever they are printed; people rename cues. The centres of the feelings are those of
rated film music (Eerola and Vuoskoski 2011, 110 excerpts), as valence, arousal and tension. A title names what sets a cue
apart in its film: how far it lies from the film's own mean counts once more, else the cues of an even film all bear one name.
"""

from yeoun.model.composed import Brief, Sketch
from yeoun.orchestrating.mood import Mood
from yeoun.units.names import romanised

_HOURS = {
    "golden": ("노을", "Sunset"), "sunrise": ("해돋이", "Sunrise"), "dawn": ("새벽", "First Light"),
    "morning": ("아침", "Morning"), "day": ("한낮", "Daylight"), "afternoon": ("오후", "Afternoon"),
    "dusk": ("어스름", "Dusk"), "evening": ("저녁", "Evening"), "night": ("밤", "Night"),
}
_LIGHTS = {
    "golden": ("금빛", "Gold"), "neon": ("네온", "Neon"), "night": ("밤", "Night"), "cold": ("찬 빛", "Cold Light"),
    "warm": ("온기", "Warmth"), "silver": ("은빛", "Silver"),
    "dusk": ("어스름", "Dusk"), "dawn": ("새벽", "First Light"),
}
_FEELINGS: tuple[tuple[tuple[float, float, float], tuple[str, str]], ...] = (
    ((0.65, 0.69, 0.38), ("환한 걸음", "Bright Steps")),
    ((0.46, 0.34, 0.23), ("다정", "Tenderness")),
    ((-0.03, 0.30, 0.42), ("젖은 마음", "What Weighs")),
    ((-0.40, 0.71, 0.87), ("숨죽임", "Held Breath")),
    ((-0.41, 0.81, 0.80), ("불씨", "Embers")),
    ((-0.45, 0.20, 0.45), ("빈자리", "Empty Chair")),
    ((0.15, 0.15, 0.15), ("고요", "Stillness")),
    ((0.10, 0.55, 0.60), ("흔들림", "Wavering")),
)
APART = 1.5    # of a cue's distance from its film's mean, added to where it lies: our choice
_LONGING = ("그리움", "Longing")


def _feeling(mood: Mood, norm: tuple[float, float, float]) -> tuple[str, str]:
    if mood.nostalgia >= 0.6:
        return _LONGING
    here = tuple(value + APART * (value - mean) for value, mean in zip((mood.valence, mood.arousal, mood.tension), norm, strict=True))

    def apart(centre: tuple[float, float, float]) -> int:
        return round(1e6 * sum((a - b) ** 2 for a, b in zip(here, centre, strict=True)))

    return min(_FEELINGS, key=lambda entry: apart(entry[0]))[1]


def _whose(sketch: Sketch, brief: Brief) -> str:
    """Whose the cue is: whose theme a note brought into it, else whom it follows, else whose theme is heard; "" where nobody's."""
    owners = {motif.id: str(motif.owner) for motif in brief.motifs}
    asked = [owners[each.motif] for each in sketch.statements if each.note and each.motif in owners]
    heard = [owners[each.motif] for each in sketch.statements if each.motif in owners]
    return (asked or [str(brief.character)] * bool(brief.character) or heard or [""])[0]


def titles_of(mood: Mood, sketch: Sketch, brief: Brief) -> tuple[tuple[str, str], ...]:
    """The cue's working title, as (language, title) for `ko` and `en`."""
    hour = _HOURS.get(brief.time_of_day) or _LIGHTS.get(mood.colours[0] if mood.colours else "", ("장면", "Scene"))
    feeling = _feeling(mood, brief.norm)
    whose = _whose(sketch, brief)
    plain = romanised(whose)
    english = plain if plain == whose else plain[:1].upper() + plain[1:]
    return (
        ("ko", f"{hour[0]}, {feeling[0]}" + (f" — {whose}" if whose else "")),
        ("en", f"{hour[1]}, {feeling[1]}" + (f" — {english}" if whose else "")),
    )
