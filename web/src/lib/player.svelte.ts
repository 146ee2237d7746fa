// The picture's clock: a whole frame. It is set by whoever seeks, and corrected by what the decoder says it shows.
import { frameShown, middle, type Rate } from './timecode';

const BACK_MS = 40;

export class Player {
  frame = $state(0);
  /** the frame the decoder said it shows; behind `frame` while a seek is on its way */
  shown = $state(-1);
  playing = $state(false);
  /** times the picture's own speed; below 0: backwards */
  speed = $state(1);
  broken = $state(false);
  #video: HTMLVideoElement | null = null;
  #back: ReturnType<typeof setInterval> | undefined;
  #wanted: number | null = null;

  constructor(
    readonly rate: Rate,
    readonly frames: number,
  ) {}

  get video(): HTMLVideoElement | null {
    return this.#video;
  }

  /** Take a video element; gives what lets go of it. */
  attach(video: HTMLVideoElement): () => void {
    this.#video = video;
    let call = 0;
    const seen = (_: number, of: VideoFrameCallbackMetadata) => {
      this.shown = frameShown(of.mediaTime, this.rate);
      if (this.#wanted === null && !video.paused) this.frame = this.shown;
      call = video.requestVideoFrameCallback(seen);
    };
    call = video.requestVideoFrameCallback(seen);
    const sought = () => {
      const wanted = this.#wanted;
      this.#wanted = null;
      if (wanted !== null && wanted !== this.frame) this.#seek(this.frame);
    };
    const went = () => (this.playing = true);
    const paused = () => {
      this.playing = this.#back !== undefined;
      if (this.#wanted === null && this.shown >= 0 && !video.seeking && this.#back === undefined) this.frame = this.shown;
    };
    const failed = () => (this.broken = true);
    const ready = () => this.#seek(this.frame);
    const all = { seeked: sought, play: went, pause: paused, error: failed, loadedmetadata: ready };
    for (const [name, hear] of Object.entries(all)) video.addEventListener(name, hear);
    if (video.readyState > 0) ready();
    return () => {
      video.cancelVideoFrameCallback(call);
      for (const [name, hear] of Object.entries(all)) video.removeEventListener(name, hear);
      this.stop();
      this.#video = null;
    };
  }

  /** Show a frame. Several in a row: the last one is shown, those between only where there is time. */
  seek(frame: number): void {
    this.frame = Math.max(0, Math.min(this.frames - 1, Math.round(frame)));
    if (this.#wanted === null) this.#seek(this.frame);
  }

  #seek(frame: number): void {
    const video = this.#video;
    if (!video || video.readyState === 0) return;
    this.#wanted = frame;
    video.currentTime = middle(frame, this.rate);
  }

  step(by: number): void {
    this.stop();
    this.seek(this.frame + by);
  }

  play(speed = 1): void {
    this.#endBack();
    this.speed = speed;
    const video = this.#video;
    if (!video) return;
    if (speed > 0) {
      video.playbackRate = speed;
      void video.play().catch(() => (this.playing = false));
      return;
    }
    video.pause();
    this.playing = true;
    const frames = Math.max(1, Math.round((-speed * this.rate.num * BACK_MS) / this.rate.den / 1000));
    this.#back = setInterval(() => {
      if (this.frame === 0) this.stop();
      else if (this.#wanted === null) this.seek(this.frame - frames);
    }, BACK_MS);
  }

  stop(): void {
    this.#endBack();
    this.speed = 1;
    this.playing = false;
    this.#video?.pause();
  }

  toggle(): void {
    if (this.playing) this.stop();
    else this.play(1);
  }

  /** J and L: once, then twice, then four times as fast. */
  shuttle(direction: 1 | -1): void {
    const on = this.playing && Math.sign(this.speed) === direction;
    this.play(direction * (on ? Math.min(4, Math.abs(this.speed) * 2) : 1));
  }

  #endBack(): void {
    clearInterval(this.#back);
    this.#back = undefined;
  }
}
