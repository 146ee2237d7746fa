// The order of signatures, as the server has it: what of it stands under the digest that lies there.
import type { Action, Cue, Stage } from '../api/client';

export const ORDER = ['themes', 'arrangement', 'sound', 'scene'] as const satisfies readonly Stage[];
export const ASKS: Record<Stage, Action> = {
  themes: 'approve themes',
  arrangement: 'approve arrangement',
  sound: 'approve sound',
  scene: 'approve scene',
  outside: 'approve outside',
};

/** The standing signature for a stage under this very digest. */
export function signatureOf(cue: Cue, stage: Stage) {
  return cue.decisions.find((each) => each.stage === stage && each.digest === cue.digest && each.withdrawn_ms === null);
}

/** The stage that may be signed next; null when all four stand. */
export function nextOf(cue: Cue): Stage | null {
  return ORDER.find((stage) => !signatureOf(cue, stage)) ?? null;
}
