/** The steps that contract cases are made of: short names, defaults where a case does not care. */
import assert from 'node:assert/strict';

import { createMessage } from '../../model/channel-message';
import type { ChannelMessage } from '../../model/channel-message';
import type { JsonValue } from '../../model/json';
import type {
  ChannelLog,
  LogEntry,
  ReadRequest,
  Settlement,
  StoredClaim,
  StoredMessage,
} from '../../stores/channel-store';
import { isHolonError } from '../../errors/holon-error';
import type { HolonErrorCode } from '../../errors/error-codes';

/** When a case begins. */
export const NOW_MS = 1_700_000_000_000;

export function message(
  id: string,
  fields: Partial<ChannelMessage<JsonValue>> = {},
): StoredMessage {
  return createMessage({ id, timestampMs: NOW_MS, senderId: 'writer', content: { id }, ...fields });
}

/** Appends a plain message for each id. */
export async function fill(log: ChannelLog, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) await log.append(message(id));
}

export function idsOf(entries: readonly LogEntry[]): string[] {
  return entries.map((entry) => entry.message.id);
}

/** Reads and answers the ids. */
export async function read(
  log: ChannelLog,
  reader: string,
  request: Partial<ReadRequest> = {},
): Promise<string[]> {
  return idsOf(await log.read(reader, { limit: 100, nowMs: NOW_MS, ...request }));
}

export interface ClaimStep {
  readonly limit?: number;
  readonly nowMs?: number;
  readonly forMs?: number;
}

export async function claim(
  log: ChannelLog,
  holder: string,
  { limit = 100, nowMs = NOW_MS, forMs = 1_000 }: ClaimStep = {},
): Promise<readonly StoredClaim[]> {
  return log.claim(holder, { limit, nowMs, expiresAtMs: nowMs + forMs });
}

/** Claims one message, which must be there. */
export async function claimOne(
  log: ChannelLog,
  holder: string,
  step: ClaimStep = {},
): Promise<StoredClaim> {
  const [first] = await claim(log, holder, { ...step, limit: 1 });
  assert.ok(first !== undefined, `${holder} found nothing to claim`);
  return first;
}

export interface SettleStep {
  readonly nowMs?: number;
  readonly token?: string | number;
}

async function settle(
  log: ChannelLog,
  settlement: Omit<Settlement, 'token'>,
  { nowMs = NOW_MS, token }: SettleStep,
): Promise<boolean> {
  return log.settle({ ...settlement, ...(token === undefined ? {} : { token }) }, nowMs);
}

export async function acknowledge(
  log: ChannelLog,
  holder: string,
  id: string,
  step: SettleStep = {},
): Promise<boolean> {
  return settle(log, { holder, id, action: { kind: 'acknowledge' } }, step);
}

export async function nack(
  log: ChannelLog,
  holder: string,
  id: string,
  step: SettleStep & { readonly visibleAtMs?: number; readonly reason?: string } = {},
): Promise<boolean> {
  const { visibleAtMs, reason, ...rest } = step;
  const delayed = visibleAtMs === undefined ? {} : { visibleAtMs };
  const reasoned = reason === undefined ? {} : { reason };
  return settle(log, { holder, id, action: { kind: 'nack', ...delayed, ...reasoned } }, rest);
}

/** Gives back as if it had not been claimed. */
export async function release(
  log: ChannelLog,
  holder: string,
  id: string,
  step: SettleStep = {},
): Promise<boolean> {
  return settle(log, { holder, id, action: { kind: 'release' } }, step);
}

export async function extend(
  log: ChannelLog,
  holder: string,
  id: string,
  expiresAtMs: number,
  step: SettleStep = {},
): Promise<boolean> {
  return settle(log, { holder, id, action: { kind: 'extend', expiresAtMs } }, step);
}

/** `work` must fail with a `HolonError` of `code`, at once or later. */
export async function refuses(code: HolonErrorCode, work: () => unknown): Promise<void> {
  await assert.rejects(
    async () => {
      await work();
    },
    (error: unknown) => {
      assert.ok(isHolonError(error), `expected ${code}, got ${String(error)}`);
      assert.equal(error.code, code);
      return true;
    },
  );
}
