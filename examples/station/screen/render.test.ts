import type { FigureName } from '../machine/machine';
import type { Finding } from '../channels/findings';
import type { Frame } from '../systems/board';
import { renderLine, renderTable } from './render';
import { Terminal } from './terminal';

/** 22:04:05 wherever the test runs. */
const AT_MS = new Date(2026, 0, 1, 22, 4, 5).getTime();

function finding(figure: FigureName, load: number, more: Partial<Finding> = {}): Finding {
  const measured = { figure, value: load * 4, limit: 4, unit: 'cores', takenMs: AT_MS, load };
  return { ...measured, usualLoad: load, trend: 0, zScore: 0, isAnomaly: false, ...more };
}

const spike = finding('cpu', 0.98, { trend: 0.125, zScore: 6.12, isAnomaly: true });
const full = finding('disk', 0.9, { value: 900.04, limit: 1_000, unit: 'GiB', trend: -0.0001 });
const alert = { figure: 'cpu', text: 'cpu at 98 %, usually 12 %', takenMs: AT_MS - 2_000 } as const;

const calm: Frame = {
  atMs: AT_MS,
  findings: [{ finding: finding('memory', 0.5), analystId: 'analyst-3' }],
  alerts: [],
};
const busy: Frame = {
  atMs: AT_MS,
  findings: [
    { finding: spike, analystId: 'analyst-1' },
    { finding: full, analystId: 'analyst-2' },
  ],
  alerts: [{ alert, takenBy: 'ada' }],
};

function recordOutput(size: { columns: number; rows: number } | undefined) {
  const written: string[] = [];
  const write = (text: string) => written.push(text);
  return { written, output: { ...size, isTTY: size !== undefined, write } };
}

describe('the table', () => {
  it('shows every figure and the latest alerts', () => {
    expect(
      `\n${renderTable(busy)
        .map(({ text }) => text)
        .join('\n')}\n`,
    ).toBe(`
holon station  22:04:05  Ctrl-C ends

FIGURE     USED                VALUE                   TREND      Z  BY
cpu        ████████████  98 %  3.9 / 4.0 cores       +12.5 %   +6.1  analyst-1
disk       ███████████░  90 %  900.0 / 1000.0 GiB      0.0 %    0.0  analyst-2

ALERTS
22:04:03  cpu at 98 %, usually 12 % → ada
`);
  });

  it('points at anomalies and high loads', () => {
    expect(renderTable(busy).map(({ tone }) => tone)).toEqual([
      'heading',
      'plain',
      'heading',
      'alarm',
      'warning',
      'plain',
      'heading',
      'plain',
    ]);
  });

  it('shows notes under the title', () => {
    const texts = renderTable(calm, ['begins anew', 'is reached']).map(({ text }) => text);
    expect(texts.slice(1, 5)).toEqual([
      'begins anew',
      'is reached',
      '',
      expect.stringMatching(/^FIGURE/) as string,
    ]);
  });

  it('says when there are no alerts', () => {
    expect(renderTable(calm).at(-1)?.text).toBe('NO ALERTS');
  });
});

describe('the line', () => {
  it('holds the loads, with anomalies marked, and the last alert', () => {
    expect(renderLine(calm)).toBe('22:04:05  memory 50 %');
    expect(renderLine(busy)).toBe(
      '22:04:05  cpu 98 % ! · disk 90 % · alert 22:04:03  cpu at 98 %, usually 12 % → ada',
    );
  });
});

describe('a terminal', () => {
  it('leaves what was on it in the scrollback, and redraws in place', () => {
    const { written, output } = recordOutput({ columns: 100, rows: 24 });
    const terminal = new Terminal(output, { colour: false });
    terminal.draw(calm);
    terminal.draw(calm);
    const [first, second] = written;
    expect(first).toBe(`${'\n'.repeat(24)}${second}`);
    expect(second?.startsWith('\x1b[Hholon station  22:04:05')).toBe(true);
    expect(second?.endsWith('NO ALERTS\x1b[K\n\x1b[J')).toBe(true);
  });

  it('cuts what is too wide or too long, so that nothing wraps or scrolls', () => {
    const { written, output } = recordOutput({ columns: 20, rows: 5 });
    new Terminal(output, { colour: false }).draw(busy);
    const lines = written.join('').split('\x1b[H')[1]?.split('\x1b[K\n');
    expect(lines).toEqual([
      'holon station  22:0',
      '',
      'FIGURE     USED    ',
      'cpu        ████████',
      '\x1b[J',
    ]);
  });

  it('uses colours when it may', () => {
    const draw = (colour: boolean) => {
      const { written, output } = recordOutput({ columns: 20, rows: 24 });
      new Terminal(output, { colour }).draw(busy);
      return written.join('');
    };
    expect(draw(true)).toContain('\x1b[31mcpu        ████████\x1b[0m\x1b[K\n');
    expect(draw(false)).toContain('\ncpu        ████████\x1b[K\n');
  });

  it('keeps announcements above the table, or prints each once', () => {
    const screen = recordOutput({ columns: 100, rows: 24 });
    const onScreen = new Terminal(screen.output, { colour: false });
    onScreen.announce('begins anew');
    expect(screen.written).toEqual([]);
    onScreen.draw(calm);
    onScreen.announce('is reached');
    onScreen.draw(calm);
    expect(screen.written[1]).toContain('\nbegins anew\x1b[K\nis reached\x1b[K\n\x1b[K\nFIGURE');

    const pipe = recordOutput(undefined);
    const inPipe = new Terminal(pipe.output, { colour: false });
    inPipe.announce('begins anew');
    inPipe.draw(calm);
    expect(pipe.written).toEqual(['begins anew\n', '22:04:05  memory 50 %\n']);
  });

  it('gets plain lines when it is a pipe or a file', () => {
    const { written, output } = recordOutput(undefined);
    const terminal = new Terminal(output, { colour: true });
    terminal.draw(calm);
    terminal.draw(calm);
    expect(written).toEqual(['22:04:05  memory 50 %\n', '22:04:05  memory 50 %\n']);
  });
});
