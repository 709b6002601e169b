import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';

import { temporaryFolder } from './files.mjs';
import { BESIDE } from './processors.mjs';

/** Undefined where no Redis is installed (Debian: `apt install redis-server`). */
export const redisVersion = () =>
  /v=(\S+)/.exec(spawnSync('redis-server', ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1];

/** A Redis of our own that syncs its log to disk before it answers, on a free port and another processor. */
export async function startRedis() {
  const port = await freePort();
  const folder = temporaryFolder();
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder.path];
  const durability = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
  const [command, ...words] = [...BESIDE, 'redis-server', ...settings, ...durability];
  const server = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    server.on('error', reject);
    server.on('exit', (code) => reject(new Error(`redis-server ended with code ${code}`)));
    server.stdout.on('data', (text) => {
      if (String(text).includes('Ready to accept connections')) resolve();
    });
  });
  return {
    port,
    async stop() {
      server.removeAllListeners('exit');
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill();
      await ended;
      folder.remove();
    },
  };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
