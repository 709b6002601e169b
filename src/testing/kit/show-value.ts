import { inspect } from 'node:util';

/** A value as a test would write it, in one line where it is short. */
export function showValue(value: unknown): string {
  return inspect(value, { depth: 6, breakLength: 100, compact: 3, sorted: false });
}

const BRIEF_CHARS = 80;

/** The beginning of a value, in one line: enough to know it again. */
export function showBriefly(value: unknown): string {
  const line = inspect(value, {
    depth: 2,
    breakLength: Infinity,
    maxStringLength: 2 * BRIEF_CHARS,
  });
  return line.length <= BRIEF_CHARS ? line : `${line.slice(0, BRIEF_CHARS)}…`;
}

/** Indents every line. */
export function indent(text: string, by: string): string {
  return text
    .split('\n')
    .map((line) => by + line)
    .join('\n');
}

/** `1 message`, `2 messages`. */
export function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
