import type { ChannelStore, LogEntry } from '../../src/stores/channel-store';
import { openStore } from '../../src/stores/open-store';
import { Witness } from '../shared/witness';

export interface JobRow {
  readonly state: string;
  readonly attempt: number;
}

/** What a file holds after its processes were killed. */
export interface Evidence {
  /** `ok`, or what SQLite says is wrong with the file. */
  readonly integrity: string;
  /** As SQLite alone reads it. */
  readonly jobs: ReadonlyMap<string, JobRow>;
  /** As the reopened store gives it: ids in the order of the channel. */
  readonly jobIds: readonly string[];
  readonly noteIds: readonly string[];
  readonly leftTags: ReadonlySet<string>;
  readonly rightTags: ReadonlySet<string>;
}

export async function gatherEvidence(file: string): Promise<Evidence> {
  const { store } = openStore(`sqlite:${file}`);
  const witness = new Witness(file);
  try {
    const rows = witness.rows<JobRow & { id: string }>(
      "SELECT id, state, attempt FROM channel_messages WHERE channel = 'jobs'",
    );
    return {
      integrity: witness.integrity(),
      jobs: new Map(rows.map((row) => [row.id, row])),
      jobIds: idsOf(await entriesOf(store, 'jobs')),
      noteIds: idsOf(await entriesOf(store, 'notes')),
      leftTags: tagsOf(await entriesOf(store, 'left')),
      rightTags: tagsOf(await entriesOf(store, 'right')),
    };
  } finally {
    witness.close();
    await store.close();
  }
}

async function entriesOf(store: ChannelStore, channelId: string): Promise<readonly LogEntry[]> {
  const log = await store.open(channelId);
  return log.scan({ afterSeq: 0, limit: Number.MAX_SAFE_INTEGER, nowMs: 0 });
}

function idsOf(entries: readonly LogEntry[]): string[] {
  return entries.map(({ message }) => message.id);
}

function tagsOf(entries: readonly LogEntry[]): Set<string> {
  return new Set(entries.map(({ message }) => (message.content as { tag: string }).tag)); // plant.ts
}
