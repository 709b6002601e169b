import { writeSync } from 'node:fs';

/** The pipe on which a child reports. */
export const REPORTS = 3;

/** In a child: hands one report to the parent. When it returns, the report outlives a kill. */
export function report(value: unknown): void {
  writeSync(REPORTS, `${JSON.stringify(value)}\n`);
}
