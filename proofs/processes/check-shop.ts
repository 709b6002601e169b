import type { NewsReport, ShopReport } from './shop';

/** What each process reported, and how it ended. */
export type Staff = readonly {
  readonly name: string;
  readonly startMs: number;
  readonly reports: readonly ShopReport[];
  readonly exit: number | NodeJS.Signals;
}[];

/** Longest time that a process may go without a job while there are some. */
const STARVED_MS = 5_000;
/** Longest time until a process has heard of what another wrote. */
const DEAF_MS = 5_000;

/** Answers the problems. */
export function checkShop(staff: Staff, jobs: number, news: readonly string[]): string[] {
  const problems: string[] = [];
  const written = staff.flatMap(({ reports }) => idsOf(reports, 'wrote'));
  const claimed = staff.flatMap(({ reports }) => idsOf(reports, 'claimed'));
  const done = staff.flatMap(({ reports }) => idsOf(reports, 'done'));
  const twice = claimed.length - new Set(claimed).size;
  if (twice > 0) problems.push(`${twice} jobs were given twice within a claim`);
  if (new Set(written).size !== jobs) problems.push(`${jobs} jobs were to be written`);
  const left = written.filter((id) => !new Set(done).has(id)).length;
  if (left > 0) problems.push(`${left} jobs were left`);
  for (const { name, startMs, reports, exit } of staff) {
    if (exit !== 0) problems.push(`${name} ended with ${exit}`);
    for (const one of reports) if (one.kind === 'failed') problems.push(`${name}: ${one.message}`);
    if (longestPauseMs(startMs, reports) > STARVED_MS) problems.push(`${name} was starved`);
    for (const kind of ['heard', 'streamed'] as const) {
      const ids = newsOf(reports).flatMap((one) => (one.kind === kind ? [one.id] : []));
      const isSame = ids.length === news.length && ids.every((id, place) => id === news[place]);
      if (!isSame)
        problems.push(`${name} ${kind} other news than was written, or in another order`);
    }
    if (Math.max(...waits(name, reports)) > DEAF_MS) problems.push(`${name} heard too late`);
  }
  return problems;
}

export function summarise(staff: Staff): Record<string, string | number>[] {
  return staff.map(({ name, startMs, reports }) => {
    const waitedMs = waits(name, reports).sort((one, other) => one - other);
    return {
      process: name,
      'jobs taken': idsOf(reports, 'done').length,
      'longest pause, ms': longestPauseMs(startMs, reports),
      'news heard': reports.filter(({ kind }) => kind === 'heard').length,
      'of others after, ms (median)': waitedMs[Math.floor(waitedMs.length / 2)] ?? 0,
      '(longest)': waitedMs.at(-1) ?? 0,
    };
  });
}

function idsOf(
  reports: readonly ShopReport[],
  kind: 'wrote' | 'claimed' | 'done',
): readonly string[] {
  return reports.flatMap((one) => {
    if (one.kind !== kind) return [];
    return one.kind === 'wrote' ? one.jobs : one.ids;
  });
}

/** From the start to the first job, and from each to the next. */
function longestPauseMs(startMs: number, reports: readonly ShopReport[]): number {
  const times = reports.flatMap((one) => (one.kind === 'claimed' ? [one.atMs] : []));
  if (times.length === 0) return Number.POSITIVE_INFINITY;
  return Math.max(...times.map((atMs, index) => atMs - (times[index - 1] ?? startMs)));
}

/** How long the news of others took to be heard. */
function waits(name: string, reports: readonly ShopReport[]): number[] {
  return newsOf(reports).flatMap((one) => (one.senderId === name ? [] : [one.waitedMs]));
}

function newsOf(reports: readonly ShopReport[]): NewsReport[] {
  return reports.flatMap((one) => (one.kind === 'heard' || one.kind === 'streamed' ? [one] : []));
}
