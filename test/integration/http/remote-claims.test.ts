import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { call, type SentMessage } from '../../wire/serve';
import { temporaryFolder } from './temporary-folder';

const root = join(__dirname, '../../..');
const children: ChildProcess[] = [];
const folder = temporaryFolder();

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  folder.remove();
});

interface Served {
  readonly url: string;
  /** Ends it by `signal`; answers the lines it still said. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<string[]>;
}

async function start(): Promise<Served> {
  const script = join(__dirname, 'jobs-server.ts');
  const child = spawn(
    process.execPath,
    ['-r', '@swc-node/register', script, `${folder.path}/jobs.db`],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  children.push(child);
  const said: string[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => said.push(line));
  await once(lines, 'line');
  return {
    url: said[0]!,
    async end(signal) {
      const ended = once(child, 'close');
      child.kill(signal);
      await ended;
      return said.slice(1);
    },
  };
}

it('a claim of another process outlives kill -9 and a drain of the app that gave it', async () => {
  const first = await start();
  for (const id of ['j1', 'j2', 'j3']) {
    const headers = { 'idempotency-key': id };
    await call(first.url, 'PUT', '/channels/jobs', { body: { id }, headers });
  }
  const claimed = await call(first.url, 'GET', '/channels/jobs?exclusive=true', { token: 'w' });
  const [j1, j2, j3] = claimed.json.messages;
  await first.end('SIGKILL');

  const settle = (served: Served, token: string, { id, claim_token }: SentMessage) =>
    call(served.url, 'POST', '/channels/jobs/acknowledge', {
      token,
      body: { message_ids: [id], claim_tokens: [claim_token] },
    });
  const second = await start();
  const nothing = await call(second.url, 'GET', '/channels/jobs?exclusive=true', {
    token: 'other',
  });
  expect(nothing.json).toEqual({ messages: [] });
  expect((await settle(second, 'other', j1!)).json).toMatchObject({ acknowledged: 0 });
  expect((await settle(second, 'w', j1!)).json).toMatchObject({ acknowledged: 1, refused: [] });
  const [report] = await second.end('SIGTERM');
  expect(JSON.parse(report!)).toMatchObject({ completed: true, givenBack: [] });

  const third = await start();
  expect((await settle(third, 'w', j2!)).json).toMatchObject({ acknowledged: 1, refused: [] });
  const back = await call(third.url, 'POST', '/channels/jobs/nack', {
    token: 'w',
    body: { message_ids: [j3!.id], claim_tokens: [j3!.claim_token], release: true },
  });
  expect(back.json).toEqual({ status: 'ok', nacked: 1, refused: [] });
  const again = await call(third.url, 'GET', '/channels/jobs?exclusive=true', { token: 'other' });
  expect(again.json.messages).toMatchObject([{ id: 'j3', attempt: 1 }]);
  await third.end('SIGKILL');
}, 60_000);
