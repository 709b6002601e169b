import { checkWrite, envelope, frozenCopy } from './envelope.mjs';
import { GroupCommit } from './group-commit.mjs';
import { idSource } from './ids.mjs';

/** Envelope and right checked, time and id given, stored in one table of a better-sqlite3 database. */
export class SqliteLog {
  writers = new Set(['writer']);
  #nextId = idSource();
  #insert;
  #count;
  #placeOf;
  #behind;
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
    this.#count = database.prepare('SELECT count(*) FROM messages').pluck();
    this.#placeOf = database.prepare('SELECT seq FROM messages WHERE id = ?').pluck();
    this.#behind = database.prepare(
      `SELECT id, timestamp_ms, sender, content FROM messages
       WHERE seq > ? AND channel = 1 ORDER BY seq LIMIT ?`,
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

  preload(messages) {
    for (const { id, timestampMs, senderId, content } of messages)
      this.#insert.run(id, timestampMs, senderId, JSON.stringify(content));
  }

  /** JSON of so many messages behind the one that is named, in the names of the protocol; undefined without that one. */
  read(after, limit) {
    const place = this.#placeOf.get(after);
    if (place === undefined) return undefined;
    return this.#behind.all(place, limit).map(toText).join(',');
  }

  count() {
    return this.#count.get();
  }
}

/** The content is stored as JSON and goes out as it is. */
const toText = ({ id, timestamp_ms: timestampMs, sender, content }) =>
  `{"id":${JSON.stringify(id)},"timestamp":${timestampMs / 1000},"sender_id":${JSON.stringify(sender)},` +
  `"content":${content},"metadata":{},"correlation_id":null,"reply_to":null,"recipient_id":null}`;

/** Opens a file as both floors do. */
export function configure(database, durability) {
  database.pragma('journal_mode = WAL');
  database.pragma(`synchronous = ${durability === 'disk' ? 'FULL' : 'NORMAL'}`);
  database.pragma('temp_store = MEMORY');
  return database;
}
