/** Where a system stands in its life. */
export type SystemState = 'init' | 'running' | 'paused' | 'draining' | 'stopped' | 'error';

/** Handed to `step()`. */
export interface Tick {
  /** 0 for the first step after start. */
  readonly count: number;
  /** When this step was due, milliseconds since 1970; rises by exactly one period, never drifts. */
  readonly dueMs: number;
  /** Ticks left out since the last step because it took longer than its period. */
  readonly missed: number;
  /** Aborts when the system stops before the step is done. */
  readonly signal: AbortSignal;
}
