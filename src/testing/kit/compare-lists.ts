import { isDeepStrictEqual } from 'node:util';

import { counted, indent, showValue } from './show-value';

/** One thing that was found, and what is said beside it. */
export interface FoundItem {
  readonly value: unknown;
  readonly note: string;
}

/**
 * Compares what was found with what was expected, in order; answers what is different for a person to read, and
 * undefined where nothing is.
 */
export function compareLists(
  noun: string,
  expected: readonly unknown[],
  found: readonly FoundItem[],
): string | undefined {
  const longest = Math.max(expected.length, found.length);
  const at = Array.from({ length: longest }, (_, index) => index).find(
    (index) =>
      index >= expected.length ||
      index >= found.length ||
      !isDeepStrictEqual(found[index]?.value, expected[index]),
  );
  if (at === undefined) return undefined;
  return [
    `Expected ${listed(
      noun,
      expected.map((value) => ({ value, note: '' })),
      at,
    )}`,
    `Found ${listed(noun, found, at)}`,
    `They differ from number ${String(at + 1)} on.`,
  ].join('\n');
}

function listed(noun: string, items: readonly FoundItem[], differAt: number): string {
  const lines = items.map(({ value, note }, index) => {
    const mark = index >= differAt ? '  > ' : '    ';
    const remark = note === '' ? '' : `   (${note})`;
    return mark + indent(showValue(value), '    ').trimStart() + remark;
  });
  return [`${counted(items.length, noun)}${items.length === 0 ? '.' : ':'}`, ...lines].join('\n');
}
