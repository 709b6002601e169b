import { PauseGate } from '../../../src/systems/pause-gate';

describe('PauseGate', () => {
  it('lets pass at once while it is open', () => {
    expect(new PauseGate().pass()).toBeUndefined();
  });

  it('holds everybody until it opens', async () => {
    const gate = new PauseGate();
    gate.close();
    const passed: number[] = [];
    const both = [1, 2].map(async (n) => {
      await gate.pass();
      passed.push(n);
    });
    await Promise.resolve();
    expect(passed).toEqual([]);
    gate.open();
    await Promise.all(both);
    expect(passed).toEqual([1, 2]);
  });

  it('interrupts waits when it closes, and gives waits after it a signal of their own', () => {
    const gate = new PauseGate();
    const before = gate.signal;
    gate.close();
    expect(before.aborted).toBe(true);
    gate.open();
    expect(gate.signal.aborted).toBe(false);
    expect(gate.ended.aborted).toBe(false);
  });

  it('opens for good at the end, with every signal aborted', async () => {
    const gate = new PauseGate();
    gate.close();
    const waiting = gate.pass();
    gate.end();
    await expect(waiting).resolves.toBeUndefined();
    gate.close();
    expect(gate.pass()).toBeUndefined();
    expect(gate.signal.aborted).toBe(true);
    expect(gate.ended.aborted).toBe(true);
  });
});
