/** Milliseconds as the wire says them: seconds, exact to a microsecond. */
export function toSeconds(ms: number): number {
  return ms / 1_000;
}

/** Seconds from the wire as milliseconds, exact to a microsecond. */
export function toMs(seconds: number): number {
  return Math.round(seconds * 1_000_000) / 1_000;
}
