import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, silentLogger, channelAccess } from 'holon';
import { run } from 'holon/cli';
import { createTestApp, VirtualClock, type TestApp } from 'holon/testing';
import { Alerts } from './channels/alerts';
import { Directory } from './channels/directory';
import { Findings } from './channels/findings';
import { RawSamples } from './channels/raw-samples';
import type { Sample } from './channels/sample';
import { Vitals } from './channels/vitals';
import { Machine, type Figure } from './machine/machine';
import { Terminal } from './screen/terminal';
import Station from './station';

/** At half load, but for the seconds named. */
class ScriptedMachine extends Machine {
  private second = -1;

  constructor(private readonly cpu: Readonly<Record<number, number>> = {}) {
    super();
  }

  async read(): Promise<readonly Figure[]> {
    this.second += 1;
    return [
      { figure: 'cpu', value: this.cpu[this.second] ?? 2, limit: 4, unit: 'cores' },
      { figure: 'memory', value: 8, limit: 16, unit: 'GiB' },
    ];
  }
}

const everything = channelAccess({ own: [Vitals, RawSamples, Findings, Alerts, Directory] });

/** What every station of a test is given, and what it shows. */
function screen(machine: Machine) {
  const lines: string[] = [];
  const terminal = new Terminal({ write: (line) => lines.push(line) }, { colour: false });
  const providers = [[Machine, machine] as const, [Terminal, terminal] as const];
  return { lines, options: { providers, logger: silentLogger } };
}

/** The last alerts that the lines have shown, each once. */
function shownAlerts(lines: readonly string[]): string[] {
  return [...new Set(lines.flatMap((line) => / alert \S+ {2}(.*)/.exec(line)?.[1] ?? []))];
}

describe('the station', () => {
  let test: TestApp<Station>;
  let lines: readonly string[];
  const launchStation = async (machine: Machine) => {
    const shown = screen(machine);
    lines = shown.lines;
    test = await createTestApp(Station, shown.options);
  };
  afterEach(() => test.dispose());

  it('draws what the machine does within a second', async () => {
    await launchStation(new ScriptedMachine());
    await test.advance(1_000);
    expect(lines.at(-1)).toMatch(/^\d\d:\d\d:\d\d {2}cpu 50 % · memory 50 %\n$/);
  });

  it('makes one finding of each sample, by all three analysts', async () => {
    await launchStation(new ScriptedMachine());
    await test.advance(29_999);
    const keys = (samples: readonly Sample[]) =>
      samples.map(({ figure, takenMs }) => `${figure} ${takenMs}`).sort();
    const taken = keys(test.channel(Vitals).contents());
    expect(new Set(taken).size).toBe(60);
    expect(keys(test.channel(Findings).contents())).toEqual(taken);
    const analysts = test
      .channel(Findings)
      .messages()
      .map(({ senderId }) => senderId);
    expect([...new Set(analysts)].sort()).toEqual(['analyst-1', 'analyst-2', 'analyst-3']);
    test.channel(RawSamples).expectCounts({ acknowledged: 60, pending: 0, claimed: 0 });
  });

  it('sends each alert to one on call, in turns, and shows it', async () => {
    await launchStation(new ScriptedMachine({ 20: 4, 40: 4 }));
    await test.advance(60_000);
    expect(shownAlerts(lines)).toEqual([
      'cpu at 100 %, usually 50 % → ada',
      'cpu at 100 %, usually 51 % → grace',
    ]);
    test.channel(Alerts).expectMessages([{ recipientId: 'ada' }, { recipientId: 'grace' }]);
    const read = test.channel(Alerts).recorded({ kind: 'read' });
    expect(read.map(({ systemId }) => systemId)).toEqual(['ada', 'grace']);
  });

  it('alerts once while a figure stays anomalous', async () => {
    await launchStation(new ScriptedMachine({ 20: 4, 21: 4, 22: 4 }));
    await test.advance(30_000);
    test.channel(Alerts).expectCounts({ count: 1 });
  });

  it('keeps one registration of everybody on call', async () => {
    await launchStation(new ScriptedMachine());
    await test.advance(10_000);
    const registered = test
      .channel(Directory)
      .messages()
      .map(({ senderId }) => senderId);
    expect(registered.sort()).toEqual(['ada', 'grace']);
  });

  it('goes on when a reading of the machine fails', async () => {
    const machine = new ScriptedMachine();
    await launchStation(machine);
    jest.spyOn(machine, 'read').mockRejectedValueOnce(new Error('no /proc today'));
    await test.advance(3_000);
    test.channel(Vitals).expectCounts({ count: 6 });
    expect(test.failures()).toMatchObject([{ error: new Error('no /proc today') }]);
  });

  it('shows on drain what came in last, and leaves nothing behind', async () => {
    await launchStation(new ScriptedMachine());
    await test.advance(5_250);
    await test.dispose();
    expect(lines.length).toBeGreaterThanOrEqual(5);
  });
});

describe('the station on a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'holon-station-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const launchHere = async (cpu = {}, clock = new VirtualClock()) => {
    const { lines, options } = screen(new ScriptedMachine(cpu));
    const store = `sqlite:${join(folder, 'station.db')}`;
    const app = await createApp(Station, { ...options, clock, store });
    await app.launch();
    return { app, clock, lines, client: app.client(everything, 'tester') };
  };

  it('begins anew where nothing is kept', async () => {
    const { app, lines } = await launchHere();
    expect(lines).toEqual(['begins anew: nothing is kept yet\n']);
    await app.drain();
  });

  it('goes on where it has stopped, and says where that is', async () => {
    const first = await launchHere({ 20: 4 });
    await first.clock.advance(30_250);
    await first.app.drain();
    const second = await launchHere({}, first.clock);
    expect(second.lines[0]).toMatch(
      /^continues after memory 50 % at \d\d:\d\d:\d\d: 62 findings kept, 0 samples and 0 alerts waiting\n$/,
    );
    await second.clock.advance(5_250);
    const found = await second.client.read(Findings, { limit: 1_000 });
    const seconds = found.map(({ content }) => content.takenMs / 1_000);
    expect(new Set(seconds).size).toBe(31 + 6);
    expect(found).toHaveLength(2 * (31 + 6));
    expect((await second.client.host(Alerts).stats()).count).toBe(1);
    await second.app.drain();
  });

  it('compares new samples with those of before', async () => {
    const first = await launchHere();
    await first.clock.advance(30_250);
    await first.app.drain();
    // Without a history it would take ten samples to know what is usual.
    const second = await launchHere({ 1: 4 }, first.clock);
    await second.clock.advance(3_000);
    const { count } = await second.client.host(Alerts).stats();
    expect(count).toBe(1);
    await second.app.drain();
  });
});

describe('the README of the station', () => {
  it('shows the picture that `holon graph` draws', async () => {
    const written: string[] = [];
    const output = { write: (text: string) => written.push(text) };
    const never = () => () => undefined;
    const signals = { onStopSignal: never, onUnhandled: never };
    const io = { stdout: output, stderr: output, env: {}, ...signals };
    await run(['graph', join(__dirname, 'station.ts')], { ...io, cwd: __dirname });
    const readme = readFileSync(join(__dirname, 'README.md'), 'utf8');
    expect(readme).toContain(`\`\`\`mermaid\n${written.join('')}\`\`\`\n`);
  });
});
