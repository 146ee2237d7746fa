// A sound of the server, piece by piece: only what is heard next is fetched, so an hour of picture takes no more memory than a minute.

const PIECE_S = 4;
const KEPT = 8;
const HEAD = 4096;

interface Shape {
  rate: number;
  channels: number;
  bytes: number;
  at: number;
  frames: number;
}

/** What stands in the head of a WAV file of whole numbers, 16 or 24 bit. */
export function shapeOf(head: DataView): Shape {
  const word = (at: number) => String.fromCharCode(...[0, 1, 2, 3].map((k) => head.getUint8(at + k)));
  let at = 12;
  let rate = 0;
  let channels = 0;
  let bytes = 0;
  while (at + 8 <= head.byteLength) {
    const size = head.getUint32(at + 4, true);
    if (word(at) === 'fmt ') {
      channels = head.getUint16(at + 10, true);
      rate = head.getUint32(at + 12, true);
      bytes = head.getUint16(at + 22, true) / 8;
    } else if (word(at) === 'data') {
      if (![2, 3].includes(bytes) || channels < 1) break;
      return { rate, channels, bytes, at: at + 8, frames: Math.floor(size / (bytes * channels)) };
    }
    at += 8 + size + (size % 2);
  }
  throw new Error('no WAV file of 16 or 24 bit');
}

/** Samples of one channel, -1 to 1, out of whole numbers laid side by side, least byte first. */
export function samplesOf(data: DataView, bytes: number, channels: number, channel: number): Float32Array<ArrayBuffer> {
  const found = new Float32Array(Math.floor(data.byteLength / (bytes * channels)));
  for (let k = 0; k < found.length; k++) {
    const at = (k * channels + channel) * bytes;
    found[k] =
      bytes === 2 ? data.getInt16(at, true) / 32768 : (data.getUint16(at, true) | (data.getInt8(at + 2) << 16)) / 8388608;
  }
  return found;
}

export class Reel {
  readonly pieceS = PIECE_S;
  #shape: Promise<Shape> | null = null;
  #pieces = new Map<number, Promise<AudioBuffer | null>>();

  /** startS: where the sound's beginning lies on the picture, in seconds */
  constructor(
    readonly url: string,
    readonly startS: number,
    private readonly context: BaseAudioContext,
  ) {}

  /** A piece of four seconds by its number; null behind the end. */
  piece(k: number): Promise<AudioBuffer | null> {
    let found = this.#pieces.get(k);
    if (!found) {
      found = this.#fetched(k).catch((why) => {
        this.#pieces.delete(k);
        throw why;
      });
      this.#pieces.set(k, found);
      for (const old of [...this.#pieces.keys()].slice(0, Math.max(0, this.#pieces.size - KEPT))) this.#pieces.delete(old);
    }
    return found;
  }

  async #fetched(k: number): Promise<AudioBuffer | null> {
    this.#shape ??= this.#part(0, HEAD).then(shapeOf);
    const { rate, channels, bytes, at, frames } = await this.#shape;
    const from = k * PIECE_S * rate;
    const until = Math.min(frames, from + PIECE_S * rate);
    if (until <= from || k < 0) return null;
    const unit = bytes * channels;
    const data = await this.#part(at + from * unit, at + until * unit);
    const heard = Math.min(channels, 2);
    const buffer = this.context.createBuffer(heard, until - from, rate);
    for (let c = 0; c < heard; c++) buffer.copyToChannel(samplesOf(data, bytes, channels, c), c);
    return buffer;
  }

  async #part(from: number, until: number): Promise<DataView> {
    const answer = await fetch(this.url, { headers: { Range: `bytes=${from}-${until - 1}` } });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const data = await answer.arrayBuffer();
    return answer.status === 206 ? new DataView(data) : new DataView(data, from, Math.min(until, data.byteLength) - from);
  }
}
