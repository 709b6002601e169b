import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

jest.setTimeout(60_000);

const ROOT = join(__dirname, '..', '..', '..');
const running: ChildProcess[] = [];

afterAll(async () => {
  for (const child of running) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const closed = once(child, 'close');
    kill(child);
    await closed;
  }
});

/** What npm starts is in its group. */
function kill(child: ChildProcess): void {
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
}

/** A program of its own; `seen` resolves with what `pattern` finds in what it prints. */
function program(command: string, argv: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(command, argv, {
    cwd: ROOT,
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let text = '';
  const readers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      for (const look of readers) look();
    });
  }
  const seen = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(text);
        if (found === null) return;
        readers.delete(look);
        resolve(found);
      };
      readers.add(look);
      look();
      child.once('close', () => reject(new Error(`ended without ${String(pattern)}:\n${text}`)));
    });
  return { child, seen };
}

/** Claims one alarm for a second, says so, and then hangs. */
const HANGING_WORKER = `
  const { connectRemote } = require('./src/transport/client');
  const { Alarms } = require('./examples/station/channels/alarms');
  const client = connectRemote({ read: [Alarms] }, { url: process.env.HOLON_URL, token: 'hanging' });
  void client.claim(Alarms, { limit: 1, waitMs: 30_000, timeoutMs: 1_000 }).then(([alarm]) => {
    console.log('holds ' + alarm.id);
    setInterval(() => undefined, 1_000);
  });
`;

interface Message {
  readonly id: string;
  readonly sender_id: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly attempt?: number;
  readonly claim_token?: string;
}

describe('npm start -- --publish', () => {
  const station = program(
    'npm',
    ['start', '--', '--publish', '--port', '0', '--store', 'memory:'],
    {
      HOLON_LOG_LEVEL: 'error',
      HOLON_JWT_SECRET: undefined,
    },
  );
  let url = '';

  beforeAll(async () => {
    [, url = ''] = await station.seen(/published at (\S+)\n/);
  });

  /** As `curl` asks it. */
  const ask = async (path: string, method = 'GET', body?: unknown) => {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const messagesOf = (body: Record<string, unknown>) => body.messages as readonly Message[];
  /** The next finding of it raises an alarm. */
  const lower = (figure: string) =>
    ask('/systems/sentry/services/setThreshold', 'POST', { figure, load: 0 });

  it('gives its findings to whoever reads them', async () => {
    const { status, body } = await ask('/channels/findings?limit=1&wait=30');
    expect(status).toBe(200);
    expect(messagesOf(body)).toMatchObject([
      {
        sender_id: expect.stringMatching(/^analyst-[123]$/) as string,
        content: { figure: expect.any(String) as string, load: expect.any(Number) as number },
      },
    ]);
  });

  it('shows public channels and services alone', async () => {
    const ids = ({ body }: Awaited<ReturnType<typeof ask>>, list: string, id: string) =>
      (body[list] as readonly Record<string, unknown>[]).map((one) => one[id]).sort();
    expect(ids(await ask('/channels'), 'channels', 'id')).toEqual(['alarms', 'findings']);
    expect(ids(await ask('/systems'), 'systems', 'system_id')).toEqual(['ada', 'grace', 'sentry']);
    expect((await ask('/channels/raw-samples')).status).toBe(404);
    expect((await ask('/readyz')).body).toEqual({ status: 'ok' });
  });

  it('gives alarms to a worker in another process, which settles them', async () => {
    const worker = program(
      process.execPath,
      ['-r', '@swc-node/register', 'examples/remote-worker.ts'],
      { HOLON_URL: url, HOLON_TOKEN: undefined },
    );
    expect((await lower('memory')).body).toMatchObject({ result: { memory: 0, cpu: 0.9 } });
    await worker.seen(/^memory at \d+ %$/m);
    await lower('disk');
    await worker.seen(/^disk at \d+ %$/m); // so the first one was acknowledged
    const { body } = await ask('/channels/alarms/stats');
    expect(body.acknowledged).toBeGreaterThanOrEqual(1);
    expect(body.dead).toBe(0);
    kill(worker.child);
    await once(worker.child, 'close');
  });

  it('gives an alarm to the next worker when one is killed in the middle of it', async () => {
    const worker = program(process.execPath, ['-r', '@swc-node/register', '-e', HANGING_WORKER], {
      HOLON_URL: url,
    });
    await lower('station');
    const [, id] = await worker.seen(/^holds (\S+)$/m);
    kill(worker.child);
    await once(worker.child, 'close');
    let claimed: Message | undefined;
    while (claimed === undefined) {
      // A busy machine has raised other alarms as well.
      const { body } = await ask('/channels/alarms?exclusive=true&limit=10&wait=30');
      claimed = messagesOf(body).find((message) => message.id === id);
    }
    expect(claimed.attempt).toBeGreaterThanOrEqual(2);
    const settled = await ask('/channels/alarms/acknowledge', 'POST', {
      message_ids: [id],
      claim_tokens: [claimed.claim_token],
    });
    expect(settled.body).toMatchObject({ acknowledged: 1, refused: [] });
  });

  it('drains at Ctrl-C, and answers nothing after it', async () => {
    const closed = once(station.child, 'close');
    if (station.child.pid !== undefined) process.kill(-station.child.pid, 'SIGINT');
    await station.seen(/✓ drained in/);
    await closed;
    await expect(ask('/healthz')).rejects.toThrow('fetch failed');
  });
});
