import { fieldsOf, numberOf, spanMsOf, textOf, wordOf, wrong } from './fields';

/** The body of `POST /channels/{id}/peek`. */
export interface PeekRequest {
  /** 0 to look at nothing. */
  readonly limit: number;
  readonly waitMs: number;
  readonly after: string | undefined;
  readonly from: 'start' | 'now' | undefined;
  /** The reader is done with the first `count` messages of the page `name`; with all of it where left out. */
  readonly done: { readonly name: string; readonly count: number | undefined } | undefined;
}

const MESSAGES = 10;

/** @throws HOLON_INVALID_REQUEST */
export function decodePeekRequest(
  body: unknown,
  limits: { readonly readMessages: number; readonly waitMs: number },
): PeekRequest {
  const fields = fieldsOf(body ?? {});
  const limit = numberOf(fields, 'limit') ?? Math.min(MESSAGES, limits.readMessages);
  if (!Number.isInteger(limit) || limit < 0 || limit > limits.readMessages) {
    throw wrong(`limit must be a whole number from 0 to ${String(limits.readMessages)}`);
  }
  const waitMs = spanMsOf(fields, 'wait', limits.waitMs) ?? 0;
  const given = fields.get('done');
  return {
    limit,
    waitMs,
    after: textOf(fields, 'after'),
    from: wordOf(fields, 'from', ['start', 'now']),
    done: given === undefined ? undefined : decodeDone(given),
  };
}

function decodeDone(value: unknown): NonNullable<PeekRequest['done']> {
  const fields = fieldsOf(value, 'done');
  const name = textOf(fields, 'position');
  const count = numberOf(fields, 'count');
  if (name === undefined) throw wrong('done.position is missing');
  if (count !== undefined && (!Number.isInteger(count) || count < 0)) {
    throw wrong('done.count must be a whole number of messages');
  }
  return { name, count };
}
