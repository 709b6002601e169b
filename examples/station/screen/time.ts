/** Local time of day: `22:04:05`. */
export function time(ms: number): string {
  return new Date(ms).toTimeString().slice(0, 8);
}
