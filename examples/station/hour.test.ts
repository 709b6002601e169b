import { silentLogger } from 'holon';
import { createTestApp } from 'holon/testing';
import { Alerts } from './channels/alerts';
import { Findings } from './channels/findings';
import { RawSamples } from './channels/raw-samples';
import { Vitals } from './channels/vitals';
import { FIGURES, Machine, type Figure } from './machine/machine';
import { Terminal } from './screen/terminal';
import Station from './station';

jest.setTimeout(300_000);

const HOUR_MS = 3_600_000;

/** Breathes in waves of different length; every ten minutes one figure jumps. */
class WavingMachine extends Machine {
  private second = -1;

  async read(): Promise<readonly Figure[]> {
    this.second += 1;
    const { second } = this;
    return FIGURES.map((figure, index) => {
      const wave = Math.sin(second / (20 + 7 * index));
      const jump = second % 600 === 100 * index + 99 ? 6 : 0;
      return { figure, value: 4 + wave + jump, limit: 12, unit: 'units' };
    });
  }
}

async function runForAnHour() {
  const lines: string[] = [];
  const terminal = new Terminal({ write: (line) => lines.push(line) }, { colour: false });
  await using test = await createTestApp(Station, {
    logger: silentLogger,
    providers: [
      [Machine, new WavingMachine()],
      [Terminal, terminal],
    ],
  });
  await test.advance(HOUR_MS);
  return {
    lines,
    failures: test.failures(),
    recorded: test.recorded(),
    samples: test.channel(RawSamples).counts(),
    measured: test.channel(Vitals).written().length,
    found: test.channel(Findings).written().length,
    alerts: test.channel(Alerts).contents(),
  };
}

describe('an hour of the station', () => {
  it('takes seconds, leaves nothing undone, and is the same hour twice', async () => {
    const first = await runForAnHour();
    const secondsOfAnHour = HOUR_MS / 1_000 + 1; // both ends are measured
    expect(first.measured).toBe(FIGURES.length * secondsOfAnHour);
    expect(first.found).toBe(first.measured);
    expect(first.samples).toMatchObject({ pending: 0, claimed: 0, dead: 0 });
    expect(first.failures).toEqual([]);
    expect(first.alerts.length).toBeGreaterThan(10);

    const second = await runForAnHour();
    // Who did what with which message, and when: 150 000 times, so that they are compared as text.
    expect(JSON.stringify(second.recorded) === JSON.stringify(first.recorded)).toBe(true);
    expect(second).toEqual({ ...first, recorded: expect.anything() });
  });
});
