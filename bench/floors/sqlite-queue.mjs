import { envelope } from './envelope.mjs';
import { GroupCommit } from './group-commit.mjs';

const READY = 0;
const CLAIMED = 1;
const DONE = 2;

/**
 * Claim and acknowledge in one table of a better-sqlite3 database: SELECT by a partial index, UPDATE by seq, settled
 * by the holder alone; all that waits in a turn of the event loop in one transaction.
 *
 * `findsExpired` adds the index by which claims that have run out are found again; every claim and every acknowledge
 * has to change it.
 */
export class SqliteQueue {
  readers = new Set(['worker']);
  #group;
  #next;
  #claim;
  #held;
  #done;
  #count;
  #isAlone;

  /** @param isAlone a transaction at once for each operation; otherwise one for all that waits in a turn */
  constructor(database, { isAlone, findsExpired }) {
    createTable(database);
    if (findsExpired) {
      database.exec(
        'CREATE INDEX IF NOT EXISTS hidden ON jobs (channel, until_ms) WHERE until_ms IS NOT NULL',
      );
    }
    this.#group = new GroupCommit(database);
    this.#isAlone = isAlone;
    this.#next = database.prepare(
      `SELECT seq, id, timestamp_ms, sender, content, attempts FROM jobs
       WHERE channel = 1 AND state = ${READY} ORDER BY seq LIMIT 1`,
    );
    this.#claim = database.prepare(
      `UPDATE jobs SET state = ${CLAIMED}, until_ms = ?, holder = ?, attempts = ? WHERE seq = ?`,
    );
    this.#held = database.prepare('SELECT state, holder, until_ms FROM jobs WHERE seq = ?');
    this.#done = database.prepare(`UPDATE jobs SET state = ${DONE}, until_ms = NULL WHERE seq = ?`);
    this.#count = database.prepare(`SELECT count(*) FROM jobs WHERE state = ${DONE}`).pluck();
  }

  /** Acknowledged jobs in the file. */
  done() {
    return this.#count.get();
  }

  claim(holder, timeoutMs) {
    if (!this.readers.has(holder)) return Promise.reject(new Error('forbidden'));
    return this.#run(() => {
      const row = this.#next.get();
      if (row === undefined) return undefined;
      const attempt = row.attempts + 1;
      const expiresAtMs = Date.now() + timeoutMs;
      this.#claim.run(expiresAtMs, holder, attempt, row.seq);
      const content = JSON.parse(row.content);
      const message = envelope(row.id, row.timestamp_ms, row.sender, content);
      return { seq: row.seq, message, attempt, expiresAtMs };
    });
  }

  acknowledge(holder, seq) {
    return this.#run(() => {
      const row = this.#held.get(seq);
      if (row?.state !== CLAIMED || row.holder !== holder) throw new Error('not the holder');
      if (row.until_ms <= Date.now()) throw new Error('expired');
      this.#done.run(seq);
    });
  }

  /** Acknowledges one and claims the next in one transaction: what a worker that never waits in between could have. */
  acknowledgeAndClaim(holder, seq, timeoutMs) {
    return this.#run(() => {
      if (seq !== undefined) this.#done.run(seq);
      const row = this.#next.get();
      this.#claim.run(Date.now() + timeoutMs, holder, row.attempts + 1, row.seq);
      return { seq: row.seq, message: envelope(row.id, row.timestamp_ms, row.sender, row.content) };
    });
  }

  async #run(work) {
    return this.#isAlone ? this.#group.runAlone(work) : this.#group.run(work);
  }
}

function createTable(database) {
  database.exec(`
    CREATE TABLE IF NOT EXISTS jobs (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, channel INTEGER NOT NULL, state INTEGER NOT NULL,
      until_ms INTEGER, holder TEXT, attempts INTEGER NOT NULL,
      timestamp_ms INTEGER NOT NULL, sender TEXT NOT NULL, content TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS ready ON jobs (channel, seq) WHERE state = ${READY}`);
}

/** Puts `done` finished and then `ready` waiting jobs into an empty file. */
export function fillJobs(database, { done, ready, nextId, content }) {
  createTable(database);
  const insert = database.prepare(
    `INSERT INTO jobs (id, channel, state, attempts, timestamp_ms, sender, content)
     VALUES (?, 1, ?, ?, ?, 'writer', ?)`,
  );
  const nowMs = Date.now();
  const body = JSON.stringify(content);
  database.exec('BEGIN');
  for (let n = 0; n < done; n += 1) insert.run(nextId(nowMs), DONE, 1, nowMs, body);
  for (let n = 0; n < ready; n += 1) insert.run(nextId(nowMs), READY, 0, nowMs, body);
  database.exec('COMMIT');
}
