import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

import { REPORTS } from './report';

const MODULES = join(__dirname, '../../node_modules');

/** A process that reports on a pipe, as its parent sees it. */
export class Child<Report> {
  readonly reports: Report[] = [];
  /** Resolves when the process has ended and all it has reported is in `reports`. */
  readonly ended: Promise<number | NodeJS.Signals>;
  private readonly process: ChildProcess;
  private readonly waiting = new Set<() => void>();
  private rest = '';
  private hasEnded = false;

  constructor(
    program: string,
    args: readonly string[],
    nodeArgs: readonly string[] = ['--enable-source-maps'],
  ) {
    this.process = spawn(process.execPath, [...nodeArgs, program, ...args], {
      stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
      env: { ...process.env, NODE_PATH: MODULES },
    });
    const pipe = this.process.stdio[REPORTS] as NodeJS.ReadableStream; // the fourth entry above
    pipe.setEncoding('utf8').on('data', (text: string) => this.take(text));
    this.ended = new Promise((resolve) => {
      this.process.on('close', (code, signal) => {
        this.hasEnded = true;
        this.wake();
        resolve(code ?? signal ?? 1);
      });
    });
  }

  kill(): void {
    this.process.kill('SIGKILL');
  }

  get isOver(): boolean {
    return this.hasEnded;
  }

  /** Resolves at the next report, or when the process ends. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.waiting.add(resolve));
  }

  private take(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? ''; // what a kill has cut off was never reported
    for (const line of lines) this.reports.push(JSON.parse(line) as Report); // what `report` was given
    this.wake();
  }

  private wake(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}

/** Resolves when `condition` holds. Rejects when one of the processes ends or `deadlineMs` pass before. */
export async function until(
  what: string,
  children: readonly Child<unknown>[],
  deadlineMs: number,
  condition: () => boolean,
): Promise<void> {
  let isLate = false;
  const deadline = setTimeout(() => {
    isLate = true;
    for (const child of children) child.kill();
  }, deadlineMs);
  try {
    while (!condition()) {
      if (isLate) throw new Error(`it took too long until ${what}`);
      const gone = children.find((child) => child.isOver);
      if (gone !== undefined) {
        const said = JSON.stringify(gone.reports.at(-1));
        throw new Error(`a process ended before ${what}; the last it said was ${said}`);
      }
      await Promise.race(children.map((child) => child.changed()));
    }
  } finally {
    clearTimeout(deadline);
  }
}
