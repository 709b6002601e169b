import { callBench } from './call-bench';

const call = (name: string, ...values: readonly unknown[]) =>
  callBench('summary.mjs', name, ...values);

const group = {
  rows: [
    {
      name: 'read',
      ours: 'holon',
      peers: ['nest'],
      limit: 'floor',
      goal: { of: 'floor', atMost: 2 },
    },
    { name: 'read, beside nest', ours: 'holon', limit: 'floor', goal: { of: 'nest', atMost: 0.5 } },
    {
      name: 'many : few',
      ours: 'holon',
      relativeTo: 'nest',
      limit: { of: 'floor', relativeTo: 'floor' },
      goal: { atMost: 2 },
    },
  ],
};

describe('the rows of a group of the bench', () => {
  it('are medians, and their ratios those of each round', async () => {
    const results = { floor: [1, 10, 4], holon: [3, 10, 5], nest: [20, 10, 30] };
    await expect(call('rowsOf', group, results)).resolves.toMatchObject([
      { name: 'read', ours: 5, limit: 4, peers: { nest: 20 }, ratio: 1.25, goal: 2, met: true },
      { name: 'read, beside nest', ours: 5, ratio: 0.167, goal: 0.5, met: true },
      { name: 'many : few', ours: 0.167, unit: '×', limit: 1, ratio: 0.167, met: true },
    ]);
    await expect(call('unmeasuredRowsOf', group, results, {})).resolves.toEqual([]);
  });

  it('say how far the rounds of ours lie apart, of a growth those of its ratios', async () => {
    const results = { floor: [1, 10, 4], holon: [3, 10, 5], nest: [20, 10, 30] };
    await expect(call('rowsOf', group, results)).resolves.toMatchObject([
      { name: 'read', low: 3, high: 10 },
      { name: 'read, beside nest', low: 3, high: 10 },
      { name: 'many : few', low: 0.15, high: 1 },
    ]);
  });

  it('show what they compare with that was never measured here', async () => {
    const goal = { microseconds: 20, atMost: 0.1 };
    const beside = { name: 'read, beside a seed', ours: 'holon', limit: 'floor', goal };
    const rows = [{ ...beside, constants: { 'a seed': 20 } }];
    const results = { floor: [1], holon: [3] };
    await expect(call('rowsOf', { rows }, results)).resolves.toMatchObject([
      { ours: 3, peers: { 'a seed': 20 }, ratio: 0.15, ratioTo: '20 µs', met: false },
    ]);
  });

  it('that lack a case are named with the reason, and lose nothing else', async () => {
    const results = { floor: [1], holon: [3] };
    await expect(call('rowsOf', group, results)).resolves.toMatchObject([
      { name: 'read', ratio: 3, peers: {}, met: false },
    ]);
    await expect(call('unmeasuredRowsOf', group, results, { nest: 'needs nest' })).resolves.toEqual(
      [
        { name: 'read, beside nest', reason: 'needs nest' },
        { name: 'many : few', reason: 'needs nest' },
      ],
    );
  });

  it('name cases that their group has, and show with what they are compared', async () => {
    await expect(callBench('check-rows.mjs', 'findWrongRows')).resolves.toEqual([]);
  });
});
