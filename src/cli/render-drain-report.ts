import type { DrainReport } from '../systems/drain-report';
import { count } from './render-check';
import { renderTable } from './table';

/** What a drained app left, as lines for people. */
export function renderDrainReport(report: DrainReport): string {
  const seconds = (report.elapsedMs / 1_000).toFixed(1);
  const left = report.channels;
  const headline = report.completed
    ? `✓ drained in ${seconds} s`
    : `✗ gave up draining after ${seconds} s; ${count(report.abandoned.length, 'thing')} abandoned`;
  const givenBack =
    report.givenBack.length === 0 ? '' : `; given back: ${report.givenBack.join(', ')}`;
  const lines = [
    `${headline}${givenBack}`,
    ...report.abandoned.map((what) => `  - ${what}`),
    left.length === 0 ? 'nothing is left in the channels' : 'left in the channels:',
    ...renderTable(left.length === 0 ? [] : channelRows(left)).map((row) => `  ${row}`),
  ];
  return `${lines.join('\n')}\n`;
}

function channelRows(channels: DrainReport['channels']): string[][] {
  return [
    ['CHANNEL', 'PENDING', 'CLAIMED', 'DEAD'],
    ...channels.map(({ id, pending, claimed, dead }) => [
      id,
      String(pending),
      String(claimed),
      String(dead),
    ]),
  ];
}
