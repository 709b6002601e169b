import type { Frame } from '../systems/board';
import { renderLine, renderTable, type Line } from './render';

/** The part of `process.stdout` that is used. */
export interface ScreenOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

const HOME = '\x1b[H';
const CLEAR_LINE = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';
const RESET = '\x1b[0m';
const COLOURS = { plain: '', heading: '\x1b[1m', warning: '\x1b[33m', alarm: '\x1b[31m' } as const;

/** Where the monitor draws: a table in place on a terminal, a line each time anywhere else. */
export class Terminal {
  private isFirst = true;
  private readonly notes: string[] = [];

  constructor(
    private readonly output: ScreenOutput,
    private readonly options: { readonly colour: boolean },
  ) {}

  /** Says what stays true: above the table on a terminal, in a line of its own anywhere else. */
  announce(note: string): void {
    this.notes.push(note);
    if (this.output.isTTY !== true) this.output.write(`${note}\n`);
  }

  draw(frame: Frame): void {
    if (this.output.isTTY === true) this.drawTable(frame);
    else this.output.write(`${renderLine(frame)}\n`);
  }

  /** One write, so that nothing comes between the lines. */
  private drawTable(frame: Frame): void {
    const { columns = 80, rows = 24 } = this.output;
    // What stood on the screen before stays above it, in the scrollback.
    const start = this.isFirst ? '\n'.repeat(rows) : '';
    this.isFirst = false;
    const lines = renderTable(frame, this.notes)
      .slice(0, rows - 1)
      .map((line) => `${this.paint(line, columns)}${CLEAR_LINE}\n`);
    this.output.write(`${start}${HOME}${lines.join('')}${CLEAR_BELOW}`);
  }

  /** The last column stays free: there a terminal would wrap. */
  private paint({ text, tone }: Line, columns: number): string {
    const visible = text.slice(0, columns - 1);
    return this.options.colour && tone !== 'plain' ? `${COLOURS[tone]}${visible}${RESET}` : visible;
  }
}
