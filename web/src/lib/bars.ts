// Bar and beat at a moment of a cue, from the cue's own tempo map and metre. A beat is a quarter note, as in sketch.json.

export interface Sketch {
  beat0_s: number;
  tempo_map: { at_beat: number; bpm: number; microseconds?: number }[];
  metre: { bar: number; beats: number; unit: number; at_beat: number }[];
}

export interface Place {
  bar: number;
  /** beats behind the bar line, in thousandths of a quarter note */
  milli: number;
}

/** Where a moment lies, in seconds from the cue's start; null before its first beat. */
export function placeAt(sketch: Sketch, seconds: number): Place | null {
  let left = seconds - sketch.beat0_s;
  if (left < -1e-9) return null;
  let beat = 0;
  const map = sketch.tempo_map;
  for (let k = 0; k < map.length; k++) {
    const each = map[k]!;
    const next = map[k + 1];
    const period = each.microseconds ? each.microseconds / 1e6 : 60 / each.bpm;
    const span = next ? (next.at_beat - each.at_beat) * period : Infinity;
    beat = each.at_beat + Math.min(left, span) / period;
    if (left < span) break;
    left -= span;
  }
  let from = sketch.metre[0];
  for (const each of sketch.metre) if (each.at_beat <= beat + 1e-9) from = each;
  if (!from) return null;
  const long = (from.beats * 4) / from.unit;
  const bars = Math.floor((beat - from.at_beat) / long + 1e-9);
  return { bar: from.bar + bars, milli: Math.max(0, Math.round((beat - from.at_beat - bars * long) * 1000)) };
}
