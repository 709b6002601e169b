import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';

import { temporaryFolder } from './files.mjs';
import { BESIDE } from './processors.mjs';

export const CONNECTIONS = 50;
/** Until V8 has compiled what a server lives in: the more code it runs, the longer that takes. */
export const WARMUP_SECONDS = 3;
const SECONDS = 2;

/**
 * Loads a server with wrk (Debian: `apt install wrk`) on the other processor, over 50 connections that are kept.
 * @param request `{ url, method, token, body }`; `body` is text or undefined
 * @returns `runs`, the requests answered and the bytes read by each of the two runs, warm-up and measurement, and
 *   microseconds of the server's time for each request of the second; throws when one answer was none of 2xx
 */
export async function loadHttp(request) {
  const folder = temporaryFolder();
  try {
    const script = `${folder.path}/request.lua`;
    writeFileSync(script, scriptOf(request));
    const warmup = await wrk(script, request.url, WARMUP_SECONDS);
    const measured = await wrk(script, request.url, SECONDS);
    return {
      runs: [warmup, measured],
      microseconds: measured.durationMicroseconds / measured.requests,
    };
  } finally {
    folder.remove();
  }
}

/** What wrk prints when it is done, in one line that can be read without rounding. */
const DONE = `
done = function(summary)
  local errors = summary.errors
  local wrong = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print(string.format("summary %d %d %d %d", summary.requests, summary.bytes, summary.duration, wrong))
end`;

function scriptOf({ method, token, body }) {
  const headers = { authorization: `Bearer ${token}` };
  if (body !== undefined) headers['content-type'] = 'application/json';
  return [
    `wrk.method = ${JSON.stringify(method)}`,
    ...Object.entries(headers).map(([name, value]) => `wrk.headers["${name}"] = "${value}"`),
    ...(body === undefined ? [] : [`wrk.body = ${JSON.stringify(body)}`]),
    DONE,
  ].join('\n');
}

async function wrk(script, url, seconds) {
  const words = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--timeout', '10s', '-s', script, url];
  const report = await run([...BESIDE, 'wrk', ...words]);
  const [, ...found] = /^summary (\d+) (\d+) (\d+) (\d+)$/m.exec(report) ?? [];
  const [requests, bytes, durationMicroseconds, wrong] = found.map(Number);
  if (!(requests > 0) || wrong > 0) throw new Error(`${url}: ${report}`);
  return { requests, bytes, durationMicroseconds };
}

function run([command, ...words]) {
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  let report = '';
  child.stdout.on('data', (text) => {
    report += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(report);
      else reject(new Error(`wrk ended with code ${code}: ${report}`));
    });
  });
}
