import { checkWrite, envelope, frozenCopy } from './envelope.mjs';
import { GroupCommit } from './group-commit.mjs';
import { idSource } from './ids.mjs';

/** Envelope and right checked, time and id given, stored in one table of a better-sqlite3 database. */
export class SqliteLog {
  writers = new Set(['writer']);
  #nextId = idSource();
  #insert;
  #group;
  #isDirect;

  /** @param isDirect a transaction at once for each write; otherwise one for all that waits in a turn */
  constructor(database, { isDirect }) {
    database.exec(`
      CREATE TABLE messages (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, channel INTEGER NOT NULL,
        timestamp_ms INTEGER NOT NULL, sender TEXT NOT NULL, content TEXT NOT NULL, metadata TEXT
      )`);
    this.#insert = database.prepare(
      `INSERT INTO messages (id, channel, timestamp_ms, sender, content, metadata)
       VALUES (?, 1, ?, ?, ?, NULL) ON CONFLICT (id) DO NOTHING`,
    );
    this.#group = new GroupCommit(database);
    this.#isDirect = isDirect;
  }

  async write(senderId, content) {
    checkWrite(senderId, content, this.writers);
    const nowMs = Date.now();
    const message = envelope(this.#nextId(nowMs), nowMs, senderId, frozenCopy(content));
    const work = () => {
      this.#insert.run(message.id, nowMs, senderId, JSON.stringify(message.content));
    };
    if (this.#isDirect) this.#group.runAlone(work);
    else await this.#group.run(work);
    return message.id;
  }
}

/** Opens a file as both floors do. */
export function configure(database, durability) {
  database.pragma('journal_mode = WAL');
  database.pragma(`synchronous = ${durability === 'disk' ? 'FULL' : 'NORMAL'}`);
  database.pragma('temp_store = MEMORY');
  return database;
}
