import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { SqliteStore } from '../../src/stores/sqlite/sqlite-store';
import type { Place } from './fill-up';
import { Orders } from './workshop';

/** Above what any of the places takes, so that it is the place that refuses. */
const LONGEST_MESSAGE_BYTES = 8 * 1024 * 1024;
const LIMIT_BYTES = 2 * 1024 * 1024;
const BALLAST_BYTES = 2 * 1024 * 1024;
export const DISK_BYTES = 6 * 1024 * 1024;

/** A real disk that another program has filled, until that one goes. */
export function onSmallDisk(folder: string): Place {
  const file = join(folder, 'workshop.db');
  const ballast = join(folder, 'ballast');
  writeFileSync(ballast, Buffer.alloc(BALLAST_BYTES));
  return {
    name: `tmpfs of ${DISK_BYTES / 1024 / 1024} MiB, ballast removed`,
    file,
    openStore: () => new SqliteStore({ file, maxMessageBytes: LONGEST_MESSAGE_BYTES }),
    makeRoom: async () => rmSync(ballast),
  };
}

/** A file that may not grow, until messages are removed from it. */
export function underLimit(folder: string): Place {
  const file = join(folder, 'limited.db');
  return {
    name: `maxFileBytes of ${LIMIT_BYTES / 1024 / 1024} MiB, messages removed`,
    file,
    openStore: () =>
      new SqliteStore({ file, maxFileBytes: LIMIT_BYTES, maxMessageBytes: LONGEST_MESSAGE_BYTES }),
    async makeRoom(client, acknowledged) {
      const ids = [...acknowledged].filter((id) => id.startsWith('writer-')).slice(0, 500);
      for (const id of await client.host(Orders).remove(ids)) acknowledged.delete(id);
    },
  };
}
