import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { IsString } from 'class-validator';
import {
  Channel,
  type ChannelStore,
  System,
  WorkQueueChannel,
  channelAccess,
  createApp,
  silentLogger,
} from 'holon';
import { describeStoreContract } from 'holon/testing';

import { JournalStore } from './journal-store';

describeStoreContract('JournalStore', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holon-journal-'));
  let store = new JournalStore(join(folder, 'store.jsonl'));
  return {
    store,
    reopen: async () => {
      store.close();
      store = new JournalStore(join(folder, 'store.jsonl'));
      return store;
    },
    cleanup: async () => {
      store.close();
      rmSync(folder, { recursive: true });
    },
  };
});

class Job {
  @IsString() url!: string;
}

@Channel({ id: 'jobs', content: Job, maxAttempts: 2 })
class Jobs extends WorkQueueChannel<Job, 'jobs'> {}

const access = channelAccess({ own: [Jobs] });

@System({ id: 'crawler', channels: access })
class Crawler {}

describe('JournalStore', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'holon-journal-'));
    file = join(folder, 'store.jsonl');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps what an app has written and claimed for the next one', async () => {
    const start = async (store: ChannelStore) => {
      const app = await createApp(Crawler, { store, logger: silentLogger });
      await app.launch();
      return { app, client: app.client(access, 'operator') };
    };
    const store = new JournalStore(file);
    const first = await start(store);
    await first.client.write(Jobs, { url: 'a' });
    await first.client.write(Jobs, { url: 'b' });
    const [claim] = await first.client.claim(Jobs, { limit: 1 });
    await claim?.ack();
    await first.app.drain();
    store.close();

    const reopened = new JournalStore(file);
    const second = await start(reopened);
    const urls = (await second.client.claim(Jobs)).map(({ content }) => content.url);
    expect(urls).toEqual(['b']);
    expect((await second.client.host(Jobs).stats()).acknowledged).toBe(1);
    await second.app.drain();
    reopened.close();
  });

  it('cuts off what was being written when the process died, and goes on behind it', () => {
    const message = (id: string) =>
      ({ id, timestampMs: 1, senderId: 's', content: null, metadata: {} }) as const;
    const killed = new JournalStore(file);
    killed.open('q').append(message('whole'));
    killed.close();
    appendFileSync(file, '[["q","append",[{"id":"to');

    const reopened = new JournalStore(file);
    expect(reopened.open('q').append(message('next'))).toMatchObject({ seq: 2 });
    reopened.close();

    const last = new JournalStore(file);
    const kept = last.open('q').scan({ afterSeq: 0, limit: 10, nowMs: 1 });
    expect(kept.map((entry) => entry.message.id)).toEqual(['whole', 'next']);
    last.close();
  });
});
