import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

import { ALONE } from '../harness/processors.mjs';

const SCRIPTS = fileURLToPath(new URL('../harness/cold-start.cjs', import.meta.url));
const STARTS = 7;

/** Microseconds from the start of a process to the line `ready`; the median of several. */
const startCase = (title, name) => ({
  title,
  async measure() {
    const times = [];
    for (let n = 0; n <= STARTS; n += 1) times.push(await timeToReady(name));
    // The first finds its files on the disk and not in memory.
    const [, ...warm] = times;
    return warm.toSorted((left, right) => left - right)[STARTS >> 1] * 1_000;
  },
});

function timeToReady(name) {
  const [command, ...words] = [...ALONE, process.execPath, SCRIPTS, name];
  const startMs = performance.now();
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`${name} ended with code ${code}`)));
    child.stdout.on('data', (text) => {
      if (!String(text).includes('ready')) return;
      const readyMs = performance.now() - startMs;
      child.removeAllListeners('exit');
      child.once('exit', () => resolve(readyMs));
      child.kill('SIGKILL');
    });
  });
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
    'built and launched; an app with SQLite that listens. tsyringe registers and resolves 100 classes.',
  cases: {
    node: startCase('node', 'node'),
    'holon, 100 systems': startCase('holon, 100 systems', 'holon'),
    'holon, listening with SQLite': startCase('holon, listening with SQLite', 'holonListening'),
    'tsyringe, 100 classes': startCase('tsyringe, 100 classes', 'tsyringe'),
    'express + jsonwebtoken + better-sqlite3, listening': startCase('bare parts', 'bareListening'),
    'nest, listening': startCase('nest, listening', 'nest'),
    'moleculer, started': startCase('moleculer, started', 'moleculer'),
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
