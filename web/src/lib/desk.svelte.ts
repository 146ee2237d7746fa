// Stems beside the picture. They sound on one audio clock and follow the picture's; when the two part by more than a frame, they start anew.
import type { Player } from './player.svelte';
import { Reel } from './reel';

const AHEAD_S = 3;
const TICK_MS = 200;
const APART_S = 0.05;
const EDGE_S = 0.01;

export interface Stem {
  name: string;
  hangul: string;
  why: string;
  url: string;
  startS: number;
}

export class Track {
  muted = $state(false);
  solo = $state(false);
  failed = $state(false);
  constructor(
    readonly stem: Stem,
    readonly reel: Reel,
    readonly gain: GainNode,
  ) {}
}

export class Desk {
  on = $state(false);
  tracks = $state.raw<Track[]>([]);
  #context: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #sounding = new Set<AudioBufferSourceNode>();
  #planned = new Set<string>();
  #run = 0;
  /** the audio clock when the picture stood at second 0 */
  #zero: number | null = null;

  constructor(private readonly player: Player) {}

  open(stems: Stem[]): void {
    const context = new AudioContext({ latencyHint: 'interactive' });
    this.#context = context;
    this.tracks = stems.map((stem) => {
      const gain = context.createGain();
      gain.connect(context.destination);
      return new Track(stem, new Reel(stem.url, stem.startS, context), gain);
    });
    this.on = true;
    if (this.player.video) this.player.video.muted = true;
    this.#timer = setInterval(() => void this.#tick(), TICK_MS);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#silence();
    if (this.player.video) this.player.video.muted = false;
    void this.#context?.close();
    this.#context = null;
    this.tracks = [];
    this.on = false;
  }

  /** Whether a track is heard: no other is alone, and it is not off. */
  heard(track: Track): boolean {
    return track.solo || (!track.muted && !this.tracks.some((each) => each.solo));
  }

  mix(): void {
    for (const each of this.tracks) each.gain.gain.setTargetAtTime(this.heard(each) ? 1 : 0, this.#context!.currentTime, EDGE_S);
  }

  #silence(): void {
    this.#run++;
    for (const each of this.#sounding) each.stop();
    this.#sounding.clear();
    this.#planned.clear();
    this.#zero = null;
  }

  async #tick(): Promise<void> {
    const { player } = this;
    const context = this.#context;
    if (!context) return;
    const video = player.video;
    if (!player.playing || player.speed !== 1 || !video || video.paused || video.seeking) {
      if (this.#zero !== null) this.#silence();
      return;
    }
    if (context.state === 'suspended') await context.resume();
    const zero = context.currentTime - video.currentTime;
    if (this.#zero === null || Math.abs(zero - this.#zero) > APART_S) {
      this.#silence();
      this.#zero = zero;
    }
    const from = context.currentTime - this.#zero!;
    for (const track of this.tracks) {
      const { reel } = track;
      const first = Math.max(0, Math.floor((from - reel.startS) / reel.pieceS));
      const last = Math.floor((from + AHEAD_S - reel.startS) / reel.pieceS);
      for (let k = first; k <= last; k++) void this.#plan(track, k);
    }
  }

  async #plan(track: Track, k: number): Promise<void> {
    const name = `${track.stem.url} ${k}`;
    const run = this.#run;
    if (this.#planned.has(name)) return;
    this.#planned.add(name);
    let piece: AudioBuffer | null;
    try {
      piece = await track.reel.piece(k);
      track.failed = false;
    } catch {
      track.failed = true;
      return;
    }
    const context = this.#context;
    if (!piece || run !== this.#run || !context || this.#zero === null) return;
    const source = context.createBufferSource();
    source.buffer = piece;
    source.connect(track.gain);
    const at = this.#zero + track.reel.startS + k * track.reel.pieceS;
    const late = Math.max(0, context.currentTime + EDGE_S - at);
    if (late >= piece.duration) return;
    source.start(at + late, late);
    source.onended = () => this.#sounding.delete(source);
    this.#sounding.add(source);
  }
}
