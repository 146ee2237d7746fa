// Moments are whole frames at a rate of two integers. Seconds exist only where a media element or a curve asks for them.

export interface Rate {
  num: number;
  den: number;
}

/** When a frame begins, in seconds. */
export function atFrame(frame: number, rate: Rate): number {
  return (frame * rate.den) / rate.num;
}

/** The middle of a frame, in seconds: its beginning shows the frame before, one time in three. */
export function middle(frame: number, rate: Rate): number {
  return ((frame + 0.5) * rate.den) / rate.num;
}

/** The frame that begins at a moment a decoder names (rounded), in frames. */
export function frameShown(mediaTime: number, rate: Rate): number {
  return Math.round((mediaTime * rate.num) / rate.den);
}

/** The frame a moment of a curve or of a pointer lies in. */
export function frameIn(seconds: number, rate: Rate): number {
  return Math.max(0, Math.floor((seconds * rate.num) / rate.den + 1e-6));
}

/** Timecode after SMPTE ST 12-1, counted on from the first frame's; a semicolon in that one: drop-frame, which skips labels. */
export function timecode(frame: number, rate: Rate, start = '00:00:00:00'): string {
  const fps = Math.round(rate.num / rate.den);
  const drops = start.includes(';') && (fps === 30 || fps === 60);
  const label = counted(start, fps, drops) + frame;
  return spelled(drops ? label + dropped(label, fps) : label, fps, drops);
}

function counted(label: string, fps: number, drops: boolean): number {
  const [h = 0, m = 0, s = 0, f = 0] = label.split(/[:;]/).map(Number);
  const minutes = h * 60 + m;
  const skipped = drops ? (fps / 15) * (minutes - Math.floor(minutes / 10)) : 0;
  return (minutes * 60 + s) * fps + f - skipped;
}

function dropped(frame: number, fps: number): number {
  const skip = fps / 15;
  const tens = fps * 600 - skip * 9;
  const rest = frame % tens;
  return skip * 9 * Math.floor(frame / tens) + skip * Math.max(0, Math.floor((rest - skip) / (fps * 60 - skip)));
}

function spelled(frame: number, fps: number, drops: boolean): string {
  const seconds = Math.floor(frame / fps);
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600) % 24;
  return `${two(hours)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${drops ? ';' : ':'}${two(frame % fps)}`;
}
