import fc from 'fast-check';

import { checkJson } from '../../../../src/transport/http/json-limits';
import { refusal } from '../../../helpers/refusal';

/** What the limits mean, written another way. */
function measure(value: unknown): { depth: number; keys: number } {
  if (typeof value !== 'object' || value === null) return { depth: 0, keys: 0 };
  const inner = Object.values(value).map(measure);
  return {
    depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
    keys: inner.reduce((sum, { keys }) => sum + keys, inner.length),
  };
}

describe('limits on JSON', () => {
  it('let through exactly what has so many levels and keys', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 6 }), async (value) => {
        const { depth, keys } = measure(value);
        checkJson(value, { depth: Math.max(depth, 1), keys: Math.max(keys, 1) });
        if (depth > 1) {
          const less = { depth: depth - 1, keys };
          expect((await refusal(() => checkJson(value, less))).code).toBe('HOLON_TOO_LARGE');
        }
        if (keys > 1) {
          const less = { depth, keys: keys - 1 };
          expect((await refusal(() => checkJson(value, less))).code).toBe('HOLON_TOO_LARGE');
        }
      }),
    );
  });

  it('stop at what is nested a million times', async () => {
    const nested = JSON.parse('['.repeat(1_000_000) + ']'.repeat(1_000_000)) as unknown;
    const error = await refusal(() => checkJson(nested, { depth: 32, keys: 10_000 }));
    expect(error.message).toBe('The body has more than 32 levels');
  });
});
