import type { SqliteDriver, SqliteStatement } from './sqlite-driver';

/** A message as it was appended. */
export interface MessageRow {
  readonly position: number;
  readonly id: string;
  readonly timestampMs: number;
  readonly senderId: string;
  readonly recipientId: string | null;
  readonly correlationId: string | null;
  readonly replyTo: string | null;
  readonly content: string;
  readonly metadata: string | null;
}

/** A message in any state. */
export interface EntryRow extends MessageRow {
  readonly state: number;
  readonly untilMs: number | null;
}

export interface ClaimableRow extends MessageRow {
  readonly state: number;
  readonly attempt: number;
  readonly claims: number;
}

export interface DeadRow extends MessageRow {
  readonly attempt: number;
  readonly reason: string | null;
}

/** A claimed message. */
export interface HeldRow {
  readonly position: number;
  readonly untilMs: number;
  readonly attempt: number;
}

/** A message without its content: what decides about it. */
export interface StateRow {
  readonly position: number;
  readonly id: string;
  readonly state: number;
  readonly attempt: number;
  readonly reason: string | null;
  readonly lane: number | null;
  readonly timestampMs: number;
}

export interface ChannelRow {
  readonly number: number;
  readonly addressed: number;
  readonly capacity: number | null;
  readonly maxAttempts: number | null;
  readonly headSeq: number;
  readonly firstUnclaimedSeq: number;
  readonly newestMs: number | null;
  readonly removed: number;
  readonly acknowledged: number;
  readonly dead: number;
  readonly newestRemovedId: string;
}

export interface ReaderRow {
  readonly number: number;
  readonly id: string;
  readonly cursor: number;
  readonly missed: number;
}

// Each column costs more than finding its row, so no statement selects one that is not looked at.
const MESSAGE = `m.position, m.id, m.timestamp_ms AS timestampMs, m.sender_id AS senderId, m.recipient_id AS recipientId,
  m.correlation_id AS correlationId, m.reply_to AS replyTo, m.content, m.metadata`;
const ENTRY = `${MESSAGE}, ifnull(s.state, 0) AS state, s.until_ms AS untilMs`;
const CLAIMABLE = `${MESSAGE}, ifnull(s.state, 0) AS state, ifnull(s.attempt, 0) AS attempt, ifnull(s.claims, 0) AS claims`;
const STATE = `m.position, m.id, ifnull(s.state, 0) AS state, ifnull(s.attempt, 0) AS attempt, s.reason, m.lane,
  m.timestamp_ms AS timestampMs`;
const HELD = `s.position, s.until_ms AS untilMs, s.attempt`;
/** All messages, with their states where they have one. */
const MESSAGES = `messages m LEFT JOIN states s ON s.position = m.position`;
/** Messages found by their states. */
const STATES = `states s CROSS JOIN messages m ON m.position = s.position`;
const READER = `number, id, cursor_seq AS cursor, missed`;
const CHANNEL = `number, addressed, capacity, max_attempts AS maxAttempts, head_seq AS headSeq,
  first_unclaimed_seq AS firstUnclaimedSeq, newest_ms AS newestMs, removed, acknowledged, dead,
  newest_removed_id AS newestRemovedId`;

/**
 * Everything the store ever asks, prepared once. Ranges of positions leave out the first and take in the last.
 * `LIMIT ? + 0` because SQLite plans a statement anew at each run when a bare parameter is the limit.
 */
export class Statements {
  readonly begin = this.statement('BEGIN IMMEDIATE');
  readonly commit = this.statement('COMMIT');
  readonly rollback = this.statement('ROLLBACK');
  readonly savepoint = this.statement('SAVEPOINT operation');
  readonly release = this.statement('RELEASE operation');
  readonly rollbackTo = this.statement('ROLLBACK TO operation');
  /** Another number when another connection has committed. */
  readonly dataVersion = this.statement<{ readonly data_version: number }>('PRAGMA data_version');
  readonly schemaVersion = this.statement<{ readonly user_version: number }>('PRAGMA user_version');

  readonly channel = this.statement<ChannelRow>(`SELECT ${CHANNEL} FROM channels WHERE id = ?`);
  readonly addChannel = this.statement<ChannelRow>(
    `INSERT INTO channels (id, addressed) VALUES (?, ?) RETURNING ${CHANNEL}`,
  );
  readonly setOptions = this.statement(
    'UPDATE channels SET capacity = ?, max_attempts = ? WHERE number = ?',
  );
  readonly setFigures = this.statement(
    `UPDATE channels SET head_seq = ?, first_unclaimed_seq = ?, newest_ms = ?, removed = ?, acknowledged = ?,
       dead = ?, newest_removed_id = ? WHERE number = ?`,
  );

  readonly append = this.statement(
    `INSERT INTO messages (position, channel, id, lane, is_late, key, key_expires_at_ms, timestamp_ms, sender_id,
       recipient_id, correlation_id, reply_to, content, metadata)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (channel, id) DO NOTHING`,
  );
  readonly remove = this.statement('DELETE FROM messages WHERE position = ?');
  readonly addState = this.statement(
    `INSERT INTO states (position, channel, lane, state, until_ms, attempt, claims, holder)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  readonly removeState = this.statement('DELETE FROM states WHERE position = ?');
  readonly claimAgain = this.statement(
    'UPDATE states SET state = 3, until_ms = ?, attempt = ?, claims = ?, holder = ? WHERE position = ?',
  );
  readonly extend = this.statement('UPDATE states SET until_ms = ? WHERE position = ?');
  readonly acknowledge = this.statement(
    'UPDATE states SET state = 4, until_ms = NULL WHERE position = ?',
  );
  readonly setState = this.statement(
    'UPDATE states SET state = ?, until_ms = ?, reason = ? WHERE position = ?',
  );
  readonly unclaim = this.statement(
    'UPDATE states SET state = 1, until_ms = NULL, attempt = attempt - 1 WHERE position = ?',
  );
  readonly redrive = this.statement(
    'UPDATE states SET state = 1, attempt = 0, reason = NULL WHERE position = ?',
  );

  readonly byId = this.statement<StateRow>(
    `SELECT ${STATE} FROM ${MESSAGES} WHERE m.channel = ? AND m.id = ?`,
  );
  /** The claim of a holder, live or not. */
  readonly held = this.statement<HeldRow>(
    `SELECT ${HELD} FROM messages m CROSS JOIN states s ON s.position = m.position
     WHERE m.channel = ? AND m.id = ? AND s.state = 3 AND s.holder = ?`,
  );
  /** One certain claim, live or not. */
  readonly heldByToken = this.statement<HeldRow>(
    `SELECT ${HELD} FROM ${STATES}
     WHERE s.position = ? AND s.claims = ? AND s.state = 3 AND s.holder = ? AND m.id = ?`,
  );
  readonly byKey = this.statement<StateRow>(
    `SELECT ${STATE} FROM ${MESSAGES} WHERE m.channel = ? AND m.key = ?`,
  );
  readonly newest = this.statement<{ readonly position: number; readonly timestampMs: number }>(
    `SELECT position, timestamp_ms AS timestampMs FROM messages WHERE position > ? AND position <= ?
     ORDER BY position DESC LIMIT 1`,
  );
  /** Those whose delay or claim has ended. */
  readonly due = this.statement<StateRow>(
    `SELECT ${STATE} FROM ${STATES} WHERE s.channel = ? AND s.until_ms <= ? ORDER BY s.until_ms
     LIMIT ? + 0`,
  );
  readonly nextUntil = this.statement<{ readonly untilMs: number }>(
    `SELECT until_ms AS untilMs FROM states WHERE channel = ? AND until_ms IS NOT NULL
     ORDER BY until_ms LIMIT 1`,
  );
  readonly claimedCount = this.statement<{ readonly count: number }>(
    `SELECT count(*) AS count FROM states WHERE channel = ? AND until_ms IS NOT NULL AND state = 3`,
  );
  readonly walk = this.statement<StateRow>(
    `SELECT ${STATE} FROM ${MESSAGES} WHERE m.position > ? AND m.position <= ?
     ORDER BY m.position LIMIT ? + 0`,
  );
  /** The second last value: 1 to leave out claimed ones, else 0. */
  readonly late = this.statement<StateRow>(
    `SELECT ${STATE} FROM ${MESSAGES} WHERE m.channel = ? AND m.is_late = 1 AND m.timestamp_ms < ?
       AND NOT (? AND ifnull(s.state, 0) = 3) ORDER BY m.timestamp_ms LIMIT ? + 0`,
  );

  readonly entry = this.statement<EntryRow>(
    `SELECT ${ENTRY} FROM ${MESSAGES} WHERE m.channel = ? AND m.id = ?`,
  );
  readonly scan = this.statement<EntryRow>(
    `SELECT ${ENTRY} FROM ${MESSAGES} WHERE m.position > ? AND m.position <= ?
     ORDER BY m.position LIMIT ? + 0`,
  );
  readonly readable = this.statement<MessageRow>(
    `SELECT ${MESSAGE} FROM ${MESSAGES} WHERE m.position > ? AND m.position <= ?
       AND ifnull(s.state, 0) <= 1 ORDER BY m.position LIMIT ? + 0`,
  );
  readonly readableInLane = this.statement<MessageRow>(
    `SELECT ${MESSAGE} FROM ${MESSAGES} WHERE m.lane = ? AND m.position > ? AND m.position <= ?
       AND ifnull(s.state, 0) <= 1 ORDER BY m.position LIMIT ? + 0`,
  );
  readonly unclaimed = this.statement<ClaimableRow>(
    `SELECT ${CLAIMABLE} FROM ${MESSAGES} WHERE m.position > ? AND m.position <= ? AND s.state IS NULL
     ORDER BY m.position LIMIT ? + 0`,
  );
  readonly unclaimedInLane = this.statement<ClaimableRow>(
    `SELECT ${CLAIMABLE} FROM ${MESSAGES} WHERE m.lane = ? AND m.position > ? AND m.position <= ?
       AND s.state IS NULL ORDER BY m.position LIMIT ? + 0`,
  );
  readonly readyAgain = this.statement<ClaimableRow>(
    `SELECT ${CLAIMABLE} FROM ${STATES} WHERE s.channel = ? AND s.lane IS ? AND s.state = 1
     ORDER BY s.position LIMIT ? + 0`,
  );
  readonly dead = this.statement<DeadRow>(
    `SELECT ${MESSAGE}, s.attempt, s.reason FROM ${STATES} WHERE s.channel = ? AND s.state = 5
     ORDER BY s.position LIMIT ? + 0`,
  );
  readonly keyed = this.statement<EntryRow>(
    `SELECT ${ENTRY} FROM ${MESSAGES} WHERE m.channel = ? AND m.key IS NOT NULL
       AND (m.key_expires_at_ms IS NULL OR m.key_expires_at_ms > ?) ORDER BY m.position`,
  );
  readonly expiredKeys = this.statement<StateRow>(
    `SELECT ${STATE} FROM ${MESSAGES} WHERE m.channel = ? AND m.key IS NOT NULL
       AND m.key_expires_at_ms <= ? LIMIT ? + 0`,
  );
  readonly matching = this.statement<StateRow>(
    `SELECT ${STATE} FROM ${MESSAGES} WHERE m.position > ? AND m.position <= ?
       AND coalesce(?, m.sender_id) = m.sender_id AND coalesce(?, m.recipient_id) IS m.recipient_id
       AND coalesce(?, m.correlation_id) IS m.correlation_id ORDER BY m.position LIMIT ? + 0`,
  );

  readonly recipient = this.statement<{ readonly number: number }>(
    'SELECT number FROM recipients WHERE id = ?',
  );
  readonly addRecipient = this.statement('INSERT INTO recipients (id) VALUES (?)');

  readonly reader = this.statement<ReaderRow>(
    `SELECT ${READER} FROM readers WHERE channel = ? AND id = ?`,
  );
  readonly readers = this.statement<ReaderRow>(`SELECT ${READER} FROM readers WHERE channel = ?`);
  readonly addReader = this.statement(
    'INSERT INTO readers (channel, id, cursor_seq) VALUES (?, ?, ?)',
  );
  readonly setCursor = this.statement('UPDATE readers SET cursor_seq = ? WHERE number = ?');
  readonly addMissed = this.statement('UPDATE readers SET missed = missed + ? WHERE number = ?');
  /** Those at or before a position that can be read again. */
  readonly returned = this.statement<MessageRow>(
    `SELECT ${MESSAGE} FROM skipped CROSS JOIN states s ON s.position = skipped.position
       CROSS JOIN messages m ON m.position = skipped.position
     WHERE skipped.reader = ? AND skipped.position <= ? AND s.state = 1
     ORDER BY skipped.position LIMIT ? + 0`,
  );
  /** What a cursor passes on its way: everything not acknowledged. */
  readonly passed = this.statement<{ readonly position: number; readonly lane: number | null }>(
    `SELECT m.position, m.lane FROM ${MESSAGES} WHERE m.position > ? AND m.position <= ?
       AND ifnull(s.state, 0) <> 4`,
  );
  readonly open = this.statement<{ readonly count: number }>(
    `SELECT count(*) AS count FROM ${MESSAGES} WHERE m.position > ? AND m.position <= ?
       AND ifnull(s.state, 0) <> 4`,
  );
  readonly openInLane = this.statement<{ readonly count: number }>(
    `SELECT count(*) AS count FROM ${MESSAGES} WHERE m.lane = ? AND m.position > ? AND m.position <= ?
       AND ifnull(s.state, 0) <> 4`,
  );

  readonly anySkipped = this.statement(
    'SELECT 1 FROM skipped WHERE position > ? AND position <= ? LIMIT 1',
  );
  readonly skippedCount = this.statement<{ readonly count: number }>(
    'SELECT count(*) AS count FROM skipped WHERE reader = ?',
  );
  readonly skippedBy = this.statement<{ readonly reader: number }>(
    'SELECT reader FROM skipped WHERE position = ?',
  );
  readonly skip = this.statement('INSERT OR IGNORE INTO skipped (reader, position) VALUES (?, ?)');
  readonly unskip = this.statement('DELETE FROM skipped WHERE reader = ? AND position = ?');
  readonly unskipAll = this.statement('DELETE FROM skipped WHERE position = ?');
  readonly unskipBehind = this.statement('DELETE FROM skipped WHERE reader = ? AND position > ?');

  readonly isRemoved = this.statement('SELECT 1 FROM removed_ids WHERE channel = ? AND id = ?');
  readonly addRemoved = this.statement(
    'INSERT OR REPLACE INTO removed_ids (place, channel, id) VALUES (?, ?, ?)',
  );
  readonly forgetRemoved = this.statement('DELETE FROM removed_ids WHERE place > ? AND place <= ?');

  constructor(private readonly driver: SqliteDriver) {}

  /** `Row` is what the text selects. */
  private statement<Row>(sql: string): SqliteStatement<Row> {
    return this.driver.prepare(sql) as SqliteStatement<Row>;
  }
}
