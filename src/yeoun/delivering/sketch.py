"""sketch.json: a cue as music, as the contract names it."""

from typing import Any

from yeoun.delivering.notes import plain_changes, plain_unmet
from yeoun.delivering.plain import numbers, rounded
from yeoun.delivering.spelling import spelling_of
from yeoun.delivering.told import unmeasured
from yeoun.model.composed import Sketch
from yeoun.model.scored import Score
from yeoun.units.pitch import key_named


def sketch_plain(sketch: Sketch, score: Score) -> dict[str, Any]:
    """The contents of sketch.json: beats are quarters from bar 1, seconds are cue time."""
    spelling = spelling_of(sketch.key, sketch.mode)
    return {
        "id": sketch.id, "cue": sketch.cue, "key": spelling.name(key_named(f"{sketch.key}4")), "mode": sketch.mode,
        "beat0_s": rounded(sketch.tempo_map.beat0_us / 1e6, 6),
        "tempo_map": [{"at_beat": float(mark.at_beat), "bpm": rounded(60e6 / mark.microseconds, 4),
                       "microseconds": mark.microseconds} for mark in sketch.tempo_map.marks],
        "metre": [{"bar": bar.number, "beats": bar.beats, "unit": bar.unit, "at_beat": float(bar.at_beat)}
                  for bar in sketch.bars],
        "chords": [{"at_beat": float(each.at_beat), "beats": float(each.beats), "symbol": spelling.symbol(each.symbol),
                    "degree": each.degree, "tension": rounded(each.tension), "heart_bpm": rounded(each.heart_bpm, 1)} | _note(each.note)
                   for each in sketch.chords],
        "sections": [{"at_beat": float(each.at_beat), "beats": float(each.beats), "name": each.name,
                      "reason": each.reason} for each in sketch.sections],
        "intent": {"every_s": rounded(sketch.intent.every), "valence": numbers(sketch.intent.valence),
                   "arousal": numbers(sketch.intent.arousal), "tension": numbers(sketch.intent.tension)},
        "layers": [{"part": part.name, "instrument": part.instrument.name, "hangul": part.instrument.hangul,
                    "role": part.role, "speaks_for": part.speaks_for, "inner": part.inner, "why": part.why,
                    "notes": len(part.notes)} for part in score.parts],
        "statements": [{"motif": each.motif, "voice": each.voice, "at_beat": float(each.at_beat),
                        "at_s": rounded(sketch.tempo_map.seconds(each.at_beat), 6), "form": each.form} | _note(each.note)
                       for each in sketch.statements],
        "room": {"name": score.room.name, "rt60_s": rounded(score.room.rt60_s)},
        "fusion": {style: rounded(share) for style, share in sketch.fusion},
        "legibility": dict(sketch.legibility), "legibility_unmeasured": unmeasured(sketch),
        "titles": {**dict(score.titles), "machine_made": True},
        "changed_by": plain_changes(score.outcomes), "not_obeyed": plain_unmet(score.outcomes),
        "remarks": list(sketch.remarks)}


def _note(note: str) -> dict[str, Any]:
    return {"note": note} if note else {}
