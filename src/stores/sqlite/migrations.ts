/**
 * The tables. `docs/adr/0010-the-sqlite-store.md` says why they are as they are.
 *
 * A message stands at `position` = number of its channel × 2^36 + its seq, so that the order of a channel is the order
 * of the table and needs no index of its own. Its row never changes. What becomes of it stands in `states`, whose rows
 * are so small that a claim writes a page shared with a hundred others.
 */
const INITIAL_SCHEMA = `
  CREATE TABLE channels (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    addressed INTEGER NOT NULL,
    capacity INTEGER,
    max_attempts INTEGER,
    -- The figures below are written when one of them changes otherwise than by an append.
    head_seq INTEGER NOT NULL DEFAULT 0,          -- at least: messages may stand behind it
    first_unclaimed_seq INTEGER NOT NULL DEFAULT 1, -- at most: all before it have been claimed, delayed or removed
    newest_ms INTEGER,                            -- at least: the highest timestamp_ms so far
    removed INTEGER NOT NULL DEFAULT 0,
    acknowledged INTEGER NOT NULL DEFAULT 0,
    dead INTEGER NOT NULL DEFAULT 0,
    newest_removed_id TEXT NOT NULL DEFAULT ''    -- of the time-ordered ones
  );

  CREATE TABLE messages (
    position INTEGER PRIMARY KEY,
    channel INTEGER NOT NULL,
    id TEXT NOT NULL,
    lane INTEGER,                   -- number of the recipient on an addressed channel, 0 for all; null elsewhere
    is_late INTEGER NOT NULL,       -- 1 when a message before it in the order has a higher timestamp_ms
    key TEXT,
    key_expires_at_ms INTEGER,
    timestamp_ms INTEGER NOT NULL,
    sender_id TEXT NOT NULL,
    recipient_id TEXT,
    correlation_id TEXT,
    reply_to TEXT,
    content TEXT NOT NULL,          -- JSON
    metadata TEXT                   -- JSON; null when empty
  );
  CREATE UNIQUE INDEX messages_by_id ON messages (channel, id);
  CREATE UNIQUE INDEX messages_by_key ON messages (channel, key) WHERE key IS NOT NULL;
  CREATE INDEX messages_by_lane ON messages (lane) WHERE lane IS NOT NULL;
  CREATE INDEX messages_late ON messages (channel, timestamp_ms) WHERE is_late = 1;

  -- A message without a row here is ready and was never delayed or claimed.
  CREATE TABLE states (
    position INTEGER PRIMARY KEY,
    channel INTEGER NOT NULL,
    lane INTEGER,
    state INTEGER NOT NULL,         -- 1 ready again, 2 delayed, 3 claimed, 4 acknowledged, 5 dead
    until_ms INTEGER,               -- when the delay or claim ends; null in all other states
    attempt INTEGER NOT NULL,
    claims INTEGER NOT NULL,        -- attempts that no redrive sets back: tells one claim from another
    holder TEXT,
    reason TEXT
  );
  CREATE INDEX states_hidden ON states (channel, until_ms, state) WHERE until_ms IS NOT NULL;
  CREATE INDEX states_ready_again ON states (channel, lane) WHERE state = 1;
  CREATE INDEX states_dead ON states (channel) WHERE state = 5;

  CREATE TABLE recipients (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);

  CREATE TABLE readers (
    number INTEGER PRIMARY KEY,
    channel INTEGER NOT NULL,
    id TEXT NOT NULL,
    cursor_seq INTEGER NOT NULL,
    missed INTEGER NOT NULL DEFAULT 0,
    UNIQUE (channel, id)
  );

  -- Messages that a reader's cursor has passed while they were hidden, and that it can still get.
  CREATE TABLE skipped (
    reader INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (reader, position)
  ) WITHOUT ROWID;
  CREATE INDEX skipped_by_position ON skipped (position);

  -- The last 10 000 removed ids of each channel; place = number of the channel × 2^36 + how many were removed by then.
  CREATE TABLE removed_ids (place INTEGER PRIMARY KEY, channel INTEGER NOT NULL, id TEXT NOT NULL);
  CREATE UNIQUE INDEX removed_ids_by_id ON removed_ids (channel, id);

  -- For people.
  CREATE VIEW channel_messages AS
    SELECT channels.id AS channel, m.position % 68719476736 AS seq, m.id,
      CASE s.state WHEN 2 THEN 'delayed' WHEN 3 THEN 'claimed' WHEN 4 THEN 'acknowledged' WHEN 5 THEN 'dead'
        ELSE 'ready' END AS state,
      s.holder, s.attempt, s.until_ms, s.reason, m.timestamp_ms, m.sender_id, m.recipient_id, m.content, m.metadata
    FROM messages m JOIN channels ON channels.number = m.channel
      LEFT JOIN states s ON s.position = m.position;
`;

/** The step from each schema version to the next; a new file goes through all of them. Append only. */
export const MIGRATIONS: readonly string[] = [INITIAL_SCHEMA];

/** "holn": tells a file of this store from any other SQLite database. */
export const APPLICATION_ID = 0x686f6c6e;

/** Positions of one channel. */
export const CHANNEL_SPAN = 2 ** 36;

/** Positions of channels behind it are no safe integers. */
export const LAST_CHANNEL = 2 ** 53 / CHANNEL_SPAN - 1;
