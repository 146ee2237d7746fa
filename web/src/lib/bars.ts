// Bar and beat at a moment of a cue, from the cue's own tempo map and metre. A beat is a quarter note, as in sketch.json.

export interface Sketch {
  beat0_s: number;
  tempo_map: { at_beat: number; bpm: number; microseconds?: number }[];
  metre: { bar: number; beats: number; unit: number }[];
}

export interface Place {
  bar: number;
  /** beats of the metre behind the bar line, in thousandths */
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
  let fromBeat = 0;
  for (const [k, each] of sketch.metre.entries()) {
    const before = sketch.metre[k - 1];
    const at: number = before ? fromBeat + ((each.bar - before.bar) * before.beats * 4) / before.unit : 0;
    if (at > beat + 1e-9) break;
    [from, fromBeat] = [each, at];
  }
  if (!from) return null;
  const long = (from.beats * 4) / from.unit;
  const bars = Math.floor((beat - fromBeat) / long + 1e-9);
  return { bar: from.bar + bars, milli: Math.max(0, Math.round((beat - fromBeat - bars * long) * (from.unit / 4) * 1000)) };
}
