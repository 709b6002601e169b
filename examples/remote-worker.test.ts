import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { channelOf, clockOf, createTestApp, mockClient } from 'holon/testing';

import { handle } from './remote-worker';
import { Alarms } from './station/channels/alarms';
import { Findings } from './station/channels/findings';
import { Sentry } from './station/systems/sentry';

const read = (...path: string[]): string => readFileSync(join(__dirname, ...path), 'utf8');

const ALARM = {
  ...{ id: 'a', timestamp: 1_700_000_000, sender_id: 'sentry', metadata: {}, claim_token: 't' },
  ...{ correlation_id: null, reply_to: null, recipient_id: null, attempt: 1 },
  ...{
    expires_at: 4_000_000_000,
    expires_in: 60,
    content: { data: { figure: 'memory', load: 0.14 } },
  },
};

/** A station that dies on the first claim, and after its restart has an alarm. */
function fragileStation(): { readonly server: Server; readonly acknowledged: Promise<unknown> } {
  let claims = 0;
  let note: (done: unknown) => void;
  const acknowledged = new Promise((resolve) => (note = resolve));
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://station');
    const say = (body: unknown) => response.end(JSON.stringify(body));
    if (pathname.endsWith('/info')) return say({ id: 'alarms', generic: true });
    if (pathname.endsWith('/acknowledge')) {
      note(true);
      return say({ acknowledged: 1, refused: [] });
    }
    if (searchParams.has('exclusive')) claims += 1;
    if (claims === 1) return request.socket.destroy();
    return claims === 2 ? say({ messages: [ALARM] }) : undefined;
  });
  return { server, acknowledged };
}

describe('examples/remote-worker', () => {
  it('is the one in the README, and says what it does in sixteen lines', () => {
    const program = read('remote-worker.ts');
    expect(read('..', 'README.md')).toContain(`\`\`\`ts\n${program}\`\`\`\n`);
    const lines = program.split('\n').filter((line) => /^(?!\/\*\*).*\w/.test(line));
    expect(lines.length).toBeLessThanOrEqual(16);
  });

  // With a station that lives it is tested beside that, in test/integration/station.
  it('goes on when the station dies under its claim and comes back', async () => {
    const { server, acknowledged } = fragileStation();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo; // it listens on a port
    const env = { ...process.env, HOLON_URL: `http://127.0.0.1:${String(port)}` };
    const program = ['-r', '@swc-node/register', join(__dirname, 'remote-worker.ts')];
    const worker: ChildProcess = spawn(process.execPath, program, { env, stdio: 'pipe' });
    let printed = '';
    worker.stdout?.on('data', (piece) => (printed += String(piece)));
    const died = once(worker, 'exit').then(([code]) => `died with ${String(code)}`);
    try {
      expect(await Promise.race([acknowledged, died])).toBe(true);
      expect(printed).toBe('memory at 14 %\n');
    } finally {
      worker.kill('SIGKILL');
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('the worker', () => {
  const alarm = { figure: 'memory', load: 0.973, threshold: 0.9, takenMs: 0 } as const;
  const taking = { read: [Alarms] } as const; // of the station, where the program only names it
  let log: jest.SpyInstance;
  beforeEach(() => (log = jest.spyOn(console, 'log').mockReturnValue()));
  afterEach(() => log.mockRestore());

  it('prints an alarm and settles it', async () => {
    const client = mockClient(taking, { systemId: 'worker' });
    await channelOf(client, Alarms).seed([alarm]);
    for (const claim of await client.claim(Alarms)) await handle(claim);
    expect(log.mock.calls).toEqual([['memory at 97 %']]);
    channelOf(client, Alarms).expectCounts({ acknowledged: 1, claimed: 0 });
  });

  it('leaves to the next one what it could not print', async () => {
    const client = mockClient(taking, { systemId: 'worker' });
    await channelOf(client, Alarms).seed([alarm]);
    log.mockImplementationOnce(() => {
      throw new Error('nobody reads');
    });
    const [claim] = await client.claim(Alarms);
    await expect(handle(claim!)).rejects.toThrow('nobody reads');
    channelOf(client, Alarms).expectCounts({ acknowledged: 0, claimed: 1 });
    await clockOf(client).advance(10_000);
    channelOf(client, Alarms).expectCounts({ pending: 1 });
  });

  it('finds what the sentry of the station raises', async () => {
    await using test = await createTestApp(Sentry);
    const found = {
      figure: 'cpu',
      value: 4,
      limit: 4,
      unit: 'cores',
      takenMs: 0,
      load: 1,
    } as const;
    const usual = { usualLoad: 0.5, trend: 0, zScore: 1, isAnomaly: false };
    await test.channel(Findings).write({ ...found, ...usual });
    const [claim] = await test.client(taking, 'worker').claim(Alarms, { limit: 1 });
    await handle(claim!);
    expect(log.mock.calls).toEqual([['cpu at 100 %']]);
    test.channel(Alarms).expectCounts({ acknowledged: 1, pending: 0 });
  });
});
