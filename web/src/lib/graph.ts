// What is drawn over time. Pure: values in, strokes on a canvas out. Each curve has a pattern of its own, so that colour is never alone.
import type { Cue, Graph, Peaks, Span } from '../api/client';
import { atFrame, timecode, type Rate } from './timecode';

export const CURVES = ['valence', 'arousal', 'tension'] as const;
export type CurveName = (typeof CURVES)[number];
export const DASH: Record<CurveName, number[]> = { valence: [], arousal: [8, 4], tension: [2, 4] };

export interface Drawing {
  width: number;
  height: number;
  first: number;
  end: number;
  rate: Rate;
  startTc: string;
  colours: Record<string, string>;
  font: string;
  graph: Graph | null;
  /** whose curves: what is felt within, with what is spoken behind it; null: the scene's */
  whose: string | null;
  hits: Span[];
  bars: { number: number; frame: number }[];
  cues: Cue[];
  current: string;
  language: 'ko' | 'en';
  silence: string;
  shown: Record<CurveName, boolean>;
  music: Peaks | null;
  spoken: Peaks | null;
  notes: { frame: number; end: number; resolved: boolean }[];
  marks: [number, number] | null;
}

/** Heights of the lanes, from the top, in pixels; the graph takes what the others leave. */
export function lanes(height: number, hasScenes: boolean, hasSound: boolean) {
  const ruler = 20;
  const scenes = hasScenes ? 20 : 0;
  const cues = 24;
  const music = hasSound ? Math.max(30, Math.round(height * 0.14)) : 0;
  const spoken = hasSound ? Math.max(22, Math.round(height * 0.09)) : 0;
  const graph = height - ruler - scenes - cues - music - spoken - 10;
  const at = { ruler: 0, scenes: ruler, graph: ruler + scenes + 4, cues: ruler + scenes + graph + 8, music: 0, spoken: 0 };
  at.music = at.cues + cues + 2;
  at.spoken = at.music + music;
  return { at, ruler, scenes, graph, cues, music, spoken };
}

export function draw(c: CanvasRenderingContext2D, d: Drawing): void {
  const lane = lanes(d.height, !!d.graph?.scenes.length, !!(d.music || d.spoken));
  const x = (frame: number) => ((frame - d.first) / (d.end - d.first)) * d.width;
  const ofS = (seconds: number) => x((seconds * d.rate.num) / d.rate.den);
  const colour = (name: string) => d.colours[name] ?? '#888';
  c.clearRect(0, 0, d.width, d.height);
  c.font = d.font;
  c.textBaseline = 'middle';
  const cut = (text: string, room: number) => {
    if (c.measureText(text).width <= room) return text;
    let short = text;
    while (short && c.measureText(`${short}…`).width > room) short = short.slice(0, -1);
    return short ? `${short}…` : '';
  };

  ruler(c, d, lane.ruler, x, colour);

  for (const scene of d.graph?.scenes ?? []) {
    const from = Math.max(0, x(scene.start_frame));
    const until = Math.min(d.width, x(scene.end_frame));
    if (until <= from) continue;
    c.fillStyle = colour('line');
    c.fillRect(Math.round(from), lane.at.scenes, 1, d.height - lane.at.scenes);
    c.fillStyle = colour('quiet');
    c.fillText(cut(scene.text, until - from - 10), from + 6, lane.at.scenes + lane.scenes / 2);
  }

  const takes = d.cues.map((each) => ({ each, from: Math.max(0, x(each.start_frame)), until: Math.min(d.width, x(each.end_frame)) }));
  const here = takes.find((t) => t.each.cue === d.current);
  if (here && here.until > here.from) {
    c.fillStyle = colour('raised');
    c.fillRect(here.from, lane.at.graph - 2, here.until - here.from, lane.graph + 4);
  }
  for (const each of d.graph?.silences ?? []) {
    const from = Math.max(0, x(each.start_frame));
    const until = Math.min(d.width, x(each.end_frame));
    if (until <= from) continue;
    hatch(c, from, lane.at.cues, until - from, lane.cues, colour('line'));
    const text = cut(d.silence, until - from - 14);
    if (text) {
      c.fillStyle = colour('ground');
      c.fillRect(from + 5, lane.at.cues + 4, c.measureText(text).width + 6, lane.cues - 8);
      c.fillStyle = colour('quiet');
      c.fillText(text, from + 8, lane.at.cues + lane.cues / 2);
    }
  }
  for (const { each, from, until } of takes) {
    if (until <= from) continue;
    const is = each.cue === d.current;
    c.fillStyle = is ? colour('music') : colour('raised');
    c.fillRect(from, lane.at.cues, until - from - 1, lane.cues);
    c.strokeStyle = colour('music');
    c.strokeRect(from + 0.5, lane.at.cues + 0.5, until - from - 2, lane.cues - 1);
    c.fillStyle = is ? colour('on-ink') : colour('ink');
    c.fillText(cut(`${each.number} ${d.language === 'ko' ? each.title_ko : each.title_en}`, until - from - 12), from + 6,
      lane.at.cues + lane.cues / 2);
  }

  if (d.graph) curves(c, d, d.graph, lane.at.graph, lane.graph, ofS, colour);
  hits(c, d, lane.at.graph, lane.graph, x, colour);
  bars(c, d, lane.at.cues, x, colour);
  wave(c, d, d.music, lane.at.music, lane.music, colour('music'));
  wave(c, d, d.spoken, lane.at.spoken, lane.spoken, colour('spoken'));

  if (d.marks) {
    c.fillStyle = colour('said');
    c.globalAlpha = 0.18;
    c.fillRect(x(d.marks[0]), lane.ruler, x(d.marks[1] + 1) - x(d.marks[0]), d.height);
    c.globalAlpha = 1;
  }
  for (const note of d.notes) {
    const at = x(note.frame + 0.5);
    if (at < 0 || at > d.width) continue;
    c.strokeStyle = c.fillStyle = colour('said');
    c.globalAlpha = note.resolved ? 0.45 : 1;
    if (note.end > note.frame) c.fillRect(at, lane.ruler - 3, x(note.end + 1) - at, 3);
    c.beginPath();
    c.moveTo(at - 5, lane.ruler - 9);
    c.lineTo(at + 5, lane.ruler - 9);
    c.lineTo(at, lane.ruler);
    c.closePath();
    if (note.resolved) c.stroke();
    else c.fill();
    c.globalAlpha = 1;
  }
}

function ruler(c: CanvasRenderingContext2D, d: Drawing, height: number, x: (frame: number) => number, colour: (n: string) => string): void {
  const fps = Math.round(d.rate.num / d.rate.den);
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800].map((s) => s * fps);
  const wide = c.measureText('00:00:00:00').width + 24;
  const step = steps.find((each) => (each / (d.end - d.first)) * d.width >= wide) ?? steps.at(-1)!;
  for (let frame = Math.ceil(d.first / step) * step; frame < d.end; frame += step) {
    c.fillStyle = colour('edge');
    c.fillRect(Math.round(x(frame)), height - 5, 1, 5);
    c.fillStyle = colour('quiet');
    if (x(frame) < d.width - wide + 20) c.fillText(timecode(frame, d.rate, d.startTc), x(frame) + 4, height / 2 - 2);
  }
  c.fillStyle = colour('line');
  c.fillRect(0, height - 1, d.width, 1);
}

function curves(c: CanvasRenderingContext2D, d: Drawing, graph: Graph, top: number, height: number, ofS: (s: number) => number,
  colour: (n: string) => string): void {
  const most = bound(graph);
  const y = (value: number) => top + height * (1 - (value / most + 1) / 2);
  c.lineWidth = 1;
  for (const [value, text] of [[most, `+${most}`], [0, '0'], [-most, `−${most}`]] as const) {
    c.strokeStyle = colour('line');
    c.setLineDash(value === 0 ? [] : [1, 3]);
    c.beginPath();
    c.moveTo(0, Math.round(y(value)) + 0.5);
    c.lineTo(d.width, Math.round(y(value)) + 0.5);
    c.stroke();
    c.fillStyle = colour('quiet');
    c.fillText(text, 4, y(value) + (value > 0 ? 8 : value < 0 ? -20 : -8));
  }
  const every = graph.every_ms / 1000;
  const from = Math.max(0, Math.floor(atFrame(d.first, d.rate) / every) - 1);
  const until = Math.ceil(atFrame(d.end, d.rate) / every) + 1;
  const line = (values: number[], name: CurveName, wide: number, alpha: number) => {
    c.strokeStyle = colour(name);
    c.setLineDash(DASH[name]);
    c.lineWidth = wide;
    c.globalAlpha = alpha;
    c.beginPath();
    values.slice(from, until + 1).forEach((value, k) => {
      const px = ofS((from + k) * every);
      if (k === 0) c.moveTo(px, y(value));
      else c.lineTo(px, y(value));
    });
    c.stroke();
  };
  for (const name of CURVES) {
    if (!d.shown[name]) continue;
    if (d.whose !== null) line(curveOf(graph, name, d.whose, 'spoken'), name, 1.5, 0.5);
    line(curveOf(graph, name, d.whose), name, 2, 1);
  }
  c.globalAlpha = 1;
  c.setLineDash([]);
  c.lineWidth = 1;
}

function hits(c: CanvasRenderingContext2D, d: Drawing, top: number, height: number, x: (frame: number) => number,
  colour: (n: string) => string): void {
  for (const hit of d.hits) {
    const at = Math.round(x(hit.start_frame)) + 0.5;
    if (at < 0 || at > d.width) continue;
    c.strokeStyle = colour('ink');
    c.beginPath();
    c.moveTo(at, top);
    c.lineTo(at, top + height);
    c.stroke();
    c.fillStyle = colour('ink');
    c.fillRect(at - 7, top, 14, 14);
    c.fillStyle = colour('on-ink');
    c.textAlign = 'center';
    c.fillText(hit.kind, at, top + 8);
    c.textAlign = 'left';
  }
}

function bars(c: CanvasRenderingContext2D, d: Drawing, bottom: number, x: (frame: number) => number, colour: (n: string) => string): void {
  let free = 0;
  for (const bar of d.bars) {
    const at = Math.round(x(bar.frame));
    if (at < 0 || at > d.width) continue;
    c.fillStyle = colour('edge');
    c.fillRect(at, bottom - 8, 1, 8);
    if (at < free) continue;
    c.fillStyle = colour('quiet');
    c.fillText(String(bar.number), at + 4, bottom - 9);
    free = at + 30;
  }
}

function wave(c: CanvasRenderingContext2D, d: Drawing, told: Peaks | null, top: number, height: number, colour: string): void {
  if (!told || !told.peaks.length) return;
  const pairs = told.peaks.length / 2;
  const from = atFrame(d.first, d.rate) * told.a_second;
  const step = (atFrame(d.end, d.rate) * told.a_second - from) / d.width;
  // the scale is that of the whole sound: a quiet cue looks quiet
  let loud = 12;
  for (const value of told.peaks) loud = Math.max(loud, Math.abs(value));
  const mid = top + height / 2;
  const scale = (height / 2 - 2) / loud;
  c.fillStyle = colour;
  for (let px = 0; px < d.width; px++) {
    const first = Math.floor(from + px * step);
    const last = Math.max(first + 1, Math.ceil(from + (px + 1) * step));
    let low = 0;
    let high = 0;
    for (let k = Math.max(0, first); k < Math.min(last, pairs); k++) {
      low = Math.min(low, told.peaks[k * 2]!);
      high = Math.max(high, told.peaks[k * 2 + 1]!);
    }
    c.fillRect(px, mid - high * scale, 1, Math.max(1, (high - low) * scale));
  }
}

function hatch(c: CanvasRenderingContext2D, x: number, y: number, w: number, h: number, colour: string): void {
  c.save();
  c.beginPath();
  c.rect(x, y, w, h);
  c.clip();
  c.strokeStyle = colour;
  c.beginPath();
  for (let k = -h; k < w; k += 6) {
    c.moveTo(x + k, y + h);
    c.lineTo(x + k + h, y);
  }
  c.stroke();
  c.restore();
}

/** How far the scale goes, up and down: the largest value of the episode, to the next quarter; the same for every cue of it. */
export function bound(graph: Graph): number {
  let most = 0.25;
  for (const name of CURVES) {
    for (const whose of [null, ...graph.characters.map((each) => each.name)]) {
      for (const value of [...curveOf(graph, name, whose), ...curveOf(graph, name, whose, 'spoken')]) most = Math.max(most, Math.abs(value));
    }
  }
  return Math.min(1, Math.ceil(most * 4 - 1e-9) / 4);
}

/** A curve of the scene, or of a character: felt within, or spoken. */
export function curveOf(graph: Graph, name: CurveName, whose: string | null, side: 'inner' | 'spoken' = 'inner'): number[] {
  const of = graph.characters.find((each) => each.name === whose);
  return (of ? of[side] : graph.curves)[name] ?? [];
}

/** A value at a moment, between its neighbours; null where there is none. */
export function valueAt(values: number[], every_ms: number, seconds: number): number | null {
  const at = (seconds * 1000) / every_ms;
  const low = values[Math.floor(at)];
  const high = values[Math.floor(at) + 1] ?? low;
  return low === undefined || high === undefined ? null : low + (high - low) * (at - Math.floor(at));
}

export function signed(value: number | null): string {
  return value === null ? '–' : `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}
