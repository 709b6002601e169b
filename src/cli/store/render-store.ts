import type { DeadReport, StoreReport } from '../../stores/store-admin';
import { oneLine } from '../one-line';
import { renderAge, renderBytes } from '../render-amount';
import { count } from '../render-check';
import { renderTable } from '../table';

const LONGEST_REASON = 40;
const LONGEST_CONTENT = 60;

/** What a store keeps, as lines for people. */
export function renderReport(report: StoreReport, nowMs: number): string {
  const { address, bytes, walBytes, schemaVersion, channels } = report;
  const readers = channels.flatMap((channel) =>
    Object.entries(channel.readers).map(([id, { lag, missed }]) => [
      oneLine(channel.id),
      oneLine(id),
      String(lag),
      String(missed),
    ]),
  );
  const lines = [
    oneLine(address),
    `file ${renderBytes(bytes)}, write-ahead log ${renderBytes(walBytes)}, schema ${schemaVersion}`,
    "durability: each app's own; disk, unless it says durability=process",
    '',
    ...(channels.length === 0 ? ['no channels'] : renderTable(channelRows(report, nowMs))),
  ];
  if (readers.length > 0) {
    lines.push('', ...renderTable([['CHANNEL', 'READER', 'LAG', 'MISSED'], ...readers]));
  }
  return `${lines.join('\n')}\n`;
}

function channelRows({ channels }: StoreReport, nowMs: number): string[][] {
  return [
    ['CHANNEL', 'KEPT', 'PENDING', 'DELAYED', 'CLAIMED', 'ACKNOWLEDGED', 'DEAD', 'OLDEST'],
    ...channels.map((channel) => {
      const { pending, delayed, claimed, acknowledged, dead, oldestMs } = channel;
      return [
        oneLine(channel.id),
        ...[channel.count, pending, delayed, claimed, acknowledged, dead].map(String),
        oldestMs === undefined ? '' : renderAge(nowMs - oldestMs),
      ];
    }),
  ];
}

/** Dead messages as lines for people. */
export function renderDead({ total, letters }: DeadReport): string {
  if (letters.length === 0) return 'no dead letters\n';
  const rows = letters.map(({ channelId, message, attempt, reason = '' }) => [
    oneLine(channelId),
    oneLine(message.id),
    oneLine(message.senderId),
    String(attempt),
    oneLine(reason, LONGEST_REASON),
    oneLine(JSON.stringify(message.content), LONGEST_CONTENT),
  ]);
  const lines = renderTable([
    ['CHANNEL', 'ID', 'SENDER', 'ATTEMPTS', 'REASON', 'CONTENT'],
    ...rows,
  ]);
  const more = total - letters.length;
  if (more > 0) lines.push(`and ${count(more, 'more dead letter')}; --limit shows them`);
  return `${lines.join('\n')}\n`;
}
