import type { Evidence } from './evidence';
import type { ClaimRecord, Journal, ReaderLife } from './journal';
import { PAGE } from './plant';
import { tagOf } from './report';

/** The ways to break a promise. */
export const BREACHES = ['lost', 'half', 'double', 'disorder', 'damage'] as const;
export type Breach = (typeof BREACHES)[number];

export interface Finding {
  readonly breach: Breach;
  readonly what: string;
}

/** Compares what was reported with what the file holds. */
export function check(journal: Journal, evidence: Evidence): Finding[] {
  return [
    ...(evidence.integrity === 'ok' ? [] : [found('damage', evidence.integrity)]),
    ...journal.failures.map((failure) => found('damage', failure)),
    ...checkWrites(journal, evidence),
    ...[...journal.claims].flatMap(([id, claims]) => [
      ...checkHolders(id, claims),
      ...checkSettlements(id, claims, evidence),
    ]),
    ...checkTransactions(journal, evidence),
    ...checkReaders(journal.lives, evidence.noteIds),
  ];
}

/** What was written is there, once, in the file and through the store. */
function checkWrites({ written }: Journal, { jobs, jobIds, noteIds }: Evidence): Finding[] {
  const kept = { jobs: new Set(jobIds), notes: new Set(noteIds) };
  const missing = (channel: 'jobs' | 'notes') =>
    [...written[channel]]
      .filter((id) => !kept[channel].has(id) || (channel === 'jobs' && !jobs.has(id)))
      .map((id) => found('lost', `${channel} ${id} was written and is not there`));
  const twice = kept.jobs.size < jobIds.length || kept.notes.size < noteIds.length;
  return [
    ...missing('jobs'),
    ...missing('notes'),
    ...(twice ? [found('disorder', 'a message stands twice in its channel')] : []),
  ];
}

/** Nobody was given a job while another held it, and nobody settled it after another had got it. */
function checkHolders(id: string, claims: readonly ClaimRecord[]): Finding[] {
  return claims.slice(1).flatMap((later, index) => {
    const earlier = claims[index]!; // `later` stands behind it
    const isOver = earlier.expiresAtMs <= later.atMs || earlier.intent === 'nacking';
    if (earlier.settled === 'acknowledged' || earlier.settled === 'transacted') {
      return [
        found('double', `job ${id} was settled by ${earlier.holder} and given to ${later.holder}`),
      ];
    }
    if (earlier.attempt < later.attempt && isOver) return [];
    return [
      found('double', `job ${id} was held by ${earlier.holder} and given to ${later.holder}`),
    ];
  });
}

/** What was claimed or settled is so in the file. */
function checkSettlements(
  id: string,
  claims: readonly ClaimRecord[],
  { jobs }: Evidence,
): Finding[] {
  const row = jobs.get(id);
  const last = claims.at(-1);
  if (row === undefined || last === undefined)
    return [found('lost', `claimed job ${id} is not there`)];
  if (row.attempt < last.attempt) return [found('lost', `claim ${tagOf(last)} is forgotten`)];
  if (row.attempt > last.attempt) return []; // claimed since, by somebody who was killed before the report
  const states = {
    acknowledged: ['acknowledged'],
    transacted: ['acknowledged'],
    nacked: ['ready'],
    unsettled:
      last.intent === undefined ? ['claimed', 'ready'] : ['claimed', 'ready', 'acknowledged'],
  };
  const outcome = last.settled ?? 'unsettled';
  if (states[outcome].includes(row.state)) return [];
  return [found('lost', `claim ${tagOf(last)} was ${outcome}, yet the job is ${row.state}`)];
}

/** Both writes and the settlement, or nothing. */
function checkTransactions({ claims }: Journal, evidence: Evidence): Finding[] {
  const { leftTags, rightTags, jobs } = evidence;
  return [...claims].flatMap(([id, records]) => {
    const isDone = jobs.get(id)?.state === 'acknowledged';
    const tags = records.filter(({ intent }) => intent === 'transacting');
    const findings = tags.flatMap((claim) => {
      const tag = tagOf(claim);
      const [left, right] = [leftTags.has(tag), rightTags.has(tag)];
      if (left !== right) return [found('half', `transaction ${tag} wrote one of two messages`)];
      if (left && !isDone) return [found('half', `transaction ${tag} wrote and settled nothing`)];
      if (claim.settled && !left) return [found('lost', `transaction ${tag} is not there`)];
      return [];
    });
    const isExplained =
      records.some(({ intent }) => intent === 'acknowledging') ||
      tags.some((claim) => leftTags.has(tagOf(claim)));
    if (isDone && !isExplained)
      findings.push(found('half', `job ${id} is settled, nothing written`));
    return findings;
  });
}

/** Each reader got the order of the channel: nothing twice, nothing skipped but a page that a kill cut off. */
function checkReaders(lives: readonly ReaderLife[], noteIds: readonly string[]): Finding[] {
  const places = new Map(noteIds.map((id, index) => [id, index]));
  const cursors = new Map<string, { place: number; slack: number }>();
  return lives.flatMap(({ reader, ids, wasReading }) => {
    const cursor = cursors.get(reader) ?? { place: -1, slack: 0 };
    cursors.set(reader, cursor);
    const findings: Finding[] = [];
    for (const id of ids) {
      const place = places.get(id) ?? Number.NaN;
      const isNext = place > cursor.place && place <= cursor.place + 1 + cursor.slack;
      if (!isNext) findings.push(found('disorder', `${reader}: ${place} after ${cursor.place}`));
      cursor.place = place;
      cursor.slack = 0;
    }
    if (wasReading) cursor.slack += PAGE;
    return findings;
  });
}

function found(breach: Breach, what: string): Finding {
  return { breach, what };
}
