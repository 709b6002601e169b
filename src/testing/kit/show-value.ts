import { inspect } from 'node:util';

/** A value as a test would write it, in one line where it is short. */
export function showValue(value: unknown): string {
  return inspect(value, { depth: 6, breakLength: 100, compact: 3, sorted: false });
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
