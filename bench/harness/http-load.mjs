import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';

import { temporaryFolder } from './files.mjs';
import { BESIDE } from './processors.mjs';

const CONNECTIONS = 50;
const WARMUP_SECONDS = 1;
const SECONDS = 3;

/**
 * Loads a server with wrk (Debian: `apt install wrk`) on the other processor, over 50 connections that are kept.
 * @param request `{ url, method, token, body }`; `body` is text or undefined
 * @returns requests answered and microseconds of the server's time for each; throws when one answer was none of 2xx
 */
export async function loadHttp(request) {
  const folder = temporaryFolder();
  try {
    const script = `${folder.path}/request.lua`;
    writeFileSync(script, scriptOf(request));
    await wrk(script, request.url, WARMUP_SECONDS);
    const report = await wrk(script, request.url, SECONDS);
    const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(report)?.[1]);
    const requests = Number(/(\d+) requests in/.exec(report)?.[1]);
    const wrong = /Non-2xx.*|Socket errors.*/.exec(report)?.[0];
    if (wrong !== undefined || !(perSecond > 0))
      throw new Error(`${request.url}: ${wrong ?? report}`);
    return { requests, microseconds: 1e6 / perSecond };
  } finally {
    folder.remove();
  }
}

function scriptOf({ method, token, body }) {
  const headers = { authorization: `Bearer ${token}` };
  if (body !== undefined) headers['content-type'] = 'application/json';
  return [
    `wrk.method = ${JSON.stringify(method)}`,
    ...Object.entries(headers).map(([name, value]) => `wrk.headers["${name}"] = "${value}"`),
    ...(body === undefined ? [] : [`wrk.body = ${JSON.stringify(body)}`]),
  ].join('\n');
}

function wrk(script, url, seconds) {
  const words = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--timeout', '10s', '-s', script, url];
  const [command, ...all] = [...BESIDE, 'wrk', ...words];
  const child = spawn(command, all, { stdio: ['ignore', 'pipe', 'inherit'] });
  let report = '';
  child.stdout.on('data', (text) => {
    report += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve(report);
      else reject(new Error(`wrk ended with code ${code}: ${report}`));
    });
  });
}
