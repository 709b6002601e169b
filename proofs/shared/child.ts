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

  constructor(program: string, args: readonly string[]) {
    this.process = spawn(process.execPath, ['--enable-source-maps', program, ...args], {
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

  /** Resolves when `condition` holds. Rejects when the process ends or `deadlineMs` pass before. */
  async until(what: string, deadlineMs: number, condition: () => boolean): Promise<void> {
    const deadline = setTimeout(() => {
      this.kill();
    }, deadlineMs);
    try {
      while (!condition()) {
        if (this.hasEnded) throw new Error(`a process ended before ${what}`);
        await new Promise<void>((resolve) => this.waiting.add(resolve));
      }
    } finally {
      clearTimeout(deadline);
    }
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
