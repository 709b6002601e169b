import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

import { temporaryFolder } from '../harness/files.mjs';
import { assertEqual } from '../harness/message.mjs';
import { ALONE } from '../harness/processors.mjs';

const SCRIPTS = fileURLToPath(new URL('../harness/cold-start.cjs', import.meta.url));
const STARTS = 7;

/**
 * Microseconds from the start of a process to the line `ready`; the median of several.
 * @param expected of what was started: how many `parts`, the `status` of an answer to a request
 */
const startCase = (title, name, expected = {}) => ({
  title,
  async measure() {
    const times = [];
    for (let n = 0; n <= STARTS; n += 1) {
      const folder = temporaryFolder();
      try {
        times.push(await timeToReady(name, folder.path, expected));
      } finally {
        folder.remove();
      }
    }
    // The first finds its files on the disk and not in memory.
    const [, ...warm] = times;
    return warm.toSorted((left, right) => left - right)[STARTS >> 1] * 1_000;
  },
});

async function timeToReady(name, folder, expected) {
  const [command, ...words] = [...ALONE, process.execPath, SCRIPTS, name, folder];
  const startMs = performance.now();
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  try {
    const { readyMs, seen } = await Promise.race([said(child), failed(name, ended)]);
    await check(name, seen, expected);
    return readyMs - startMs;
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

/** When the first line came, and what the second says. */
async function said(child) {
  let text = '';
  let readyMs;
  for await (const chunk of child.stdout) {
    readyMs ??= performance.now();
    text += chunk;
    const [, seen, rest] = text.split('\n');
    if (rest !== undefined) return { readyMs, seen: JSON.parse(seen) };
  }
  return new Promise(() => undefined);
}

async function failed(name, ended) {
  const [code, signal] = await ended;
  throw new Error(`${name} ended with ${signal ?? `code ${code}`}`);
}

async function check(name, { parts, url }, expected) {
  assertEqual(parts, expected.parts, `${name}: parts set up`);
  assertEqual(url === undefined, expected.status === undefined, `${name}: listens nowhere`);
  if (url === undefined) return;
  const { status } = await fetch(`${url}/channels/orders`);
  assertEqual(status, expected.status, `${name}: status of an answer`);
}

const row = {
  name: 'cold start, core with 100 systems',
  ours: 'holon, 100 systems',
  limit: 'node',
};

export const group = {
  name: 'cold-start',
  title: 'Cold start',
  about:
    'From the start of the process to the moment it is ready, files in memory: nothing but node; an app of 100 systems ' +
    'built, launched and set up; an app with SQLite that listens. What was set up is counted, and what listens is asked, ' +
    'when the clock has stopped. tsyringe registers and resolves 100 classes: it sets nothing up, nothing ticks and ' +
    'nothing can be drained. The bare parts open a file with one table and listen without a route: no token is checked, ' +
    'nothing stored, no header set, and a start that fails leaves all behind. Nest listens with an empty module, without ' +
    'SQLite, tokens or health. Moleculer starts a broker without services, transporter or HTTP: it listens nowhere and ' +
    'stores nothing.',
  cases: {
    node: startCase('node', 'node'),
    'holon, 100 systems': startCase('holon, 100 systems', 'holon', { parts: 100 }),
    'holon, listening with SQLite': startCase('holon, listening with SQLite', 'holonListening', {
      status: 401,
    }),
    'tsyringe, 100 classes': startCase('tsyringe, 100 classes', 'tsyringe', { parts: 100 }),
    'express + jsonwebtoken + better-sqlite3, listening': startCase('bare parts', 'bareListening', {
      status: 404,
    }),
    'nest, listening': startCase('nest, listening', 'nest', { status: 404 }),
    'moleculer, started': startCase('moleculer, started', 'moleculer', { parts: 1 }),
  },
  rows: [
    { ...row, peers: ['tsyringe, 100 classes'], goal: { of: 'node', atMost: 1.25 } },
    {
      name: 'cold start, listening with SQLite',
      ours: 'holon, listening with SQLite',
      peers: [
        'express + jsonwebtoken + better-sqlite3, listening',
        'nest, listening',
        'moleculer, started',
      ],
      limit: 'node',
      goal: { of: 'node', atMost: 2.1 },
    },
  ],
};
