import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, silentLogger, channelAccess } from 'holon';
import { run } from 'holon/cli';
import { VirtualClock } from 'holon/testing';
import { Alerts } from './channels/alerts';
import { Directory } from './channels/directory';
import { Findings } from './channels/findings';
import { RawSamples } from './channels/raw-samples';
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

async function launchStation(machine: Machine, store = 'memory:', clock = new VirtualClock()) {
  const lines: string[] = [];
  const terminal = new Terminal({ write: (line) => lines.push(line) }, { colour: false });
  const app = await createApp(Station, {
    clock,
    store,
    logger: silentLogger,
    providers: [
      [Machine, machine],
      [Terminal, terminal],
    ],
  });
  await app.launch();
  return { app, clock, lines, client: app.client(everything, 'tester') };
}

/** The last alerts that the lines have shown, each once. */
function shownAlerts(lines: readonly string[]): string[] {
  return [...new Set(lines.flatMap((line) => / alert \S+ {2}(.*)/.exec(line)?.[1] ?? []))];
}

describe('the station', () => {
  it('draws what the machine does within a second', async () => {
    const { app, clock, lines } = await launchStation(new ScriptedMachine());
    await clock.advance(1_000);
    expect(lines.at(-1)).toMatch(/^\d\d:\d\d:\d\d {2}cpu 50 % · memory 50 %\n$/);
    await app.drain();
  });

  it('makes one finding of each sample, by all three analysts', async () => {
    const { app, clock, client } = await launchStation(new ScriptedMachine());
    await clock.advance(29_999);
    const taken = await client.read(Vitals, { limit: 1_000 });
    const found = await client.read(Findings, { limit: 1_000 });
    const keys = (messages: typeof taken) =>
      messages.map(({ content: { figure, takenMs } }) => `${figure} ${takenMs}`).sort();
    expect(taken).toHaveLength(60);
    expect(new Set(keys(taken)).size).toBe(60);
    expect(keys(found)).toEqual(keys(taken));
    expect([...new Set(found.map(({ senderId }) => senderId))].sort()).toEqual([
      'analyst-1',
      'analyst-2',
      'analyst-3',
    ]);
    await app.drain();
  });

  it('sends each alert to one on call, in turns, and shows it', async () => {
    const machine = new ScriptedMachine({ 20: 4, 40: 4 });
    const { app, clock, lines, client } = await launchStation(machine);
    await clock.advance(60_000);
    expect(shownAlerts(lines)).toEqual([
      'cpu at 100 %, usually 50 % → ada',
      'cpu at 100 %, usually 51 % → grace',
    ]);
    const { count, readers } = await client.host(Alerts).stats();
    expect(count).toBe(2);
    expect(readers).toMatchObject({ ada: { lag: 0 }, grace: { lag: 0 } });
    await app.drain();
  });

  it('alerts once while a figure stays anomalous', async () => {
    const machine = new ScriptedMachine({ 20: 4, 21: 4, 22: 4 });
    const { app, clock, client } = await launchStation(machine);
    await clock.advance(30_000);
    expect((await client.host(Alerts).stats()).count).toBe(1);
    await app.drain();
  });

  it('keeps one registration of everybody on call', async () => {
    const { app, clock, client } = await launchStation(new ScriptedMachine());
    await clock.advance(10_000);
    const registered = await client.read(Directory);
    expect(registered.map(({ senderId }) => senderId).sort()).toEqual(['ada', 'grace']);
    await app.drain();
  });

  it('goes on when a reading of the machine fails', async () => {
    const machine = new ScriptedMachine();
    const { app, clock, client } = await launchStation(machine);
    jest.spyOn(machine, 'read').mockRejectedValueOnce(new Error('no /proc today'));
    await clock.advance(3_000);
    expect((await client.read(Vitals)).length).toBe(6);
    await app.drain();
  });

  it('shows on drain what came in last, and leaves nothing claimed', async () => {
    const { app, clock, lines } = await launchStation(new ScriptedMachine());
    await clock.advance(5_250);
    const report = await app.drain();
    expect(report).toMatchObject({ completed: true, abandoned: [], channels: [] });
    expect(lines.length).toBeGreaterThanOrEqual(5);
    expect(clock.pendingTimers).toBe(0);
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

  const launchHere = (cpu?: Readonly<Record<number, number>>, clock?: VirtualClock) =>
    launchStation(new ScriptedMachine(cpu), `sqlite:${join(folder, 'station.db')}`, clock);

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
