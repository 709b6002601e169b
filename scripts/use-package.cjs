/**
 * A small app on the packed package, in plain JavaScript: every part that is loaded when first used is used once. Run by
 * check-package.mjs inside the project it makes; ends with an error where anything is missing.
 */
const assert = require('node:assert/strict');

require('reflect-metadata');
const holon = require('holon');
const { connectRemote } = require('holon/client');
const { createTestApp } = require('holon/testing');

class Jobs extends holon.WorkQueueChannel {}
holon.Channel({ id: 'jobs', visibility: 'public' })(Jobs);
const access = holon.channelAccess({ own: [Jobs] });
class Plant {}
holon.System({ id: 'plant', channels: access })(Plant);

async function main() {
  const security = new holon.JwtSecurity({
    secret: 'a secret of the check, long enough to be one',
  });
  const logger = holon.createPinoLogger({ level: 'error' });
  const app = await holon.createApp(Plant, { security, logger, store: 'sqlite:jobs.db' });
  const { url } = await app.publish({ port: 0 });
  const token = security.issueToken({ systemId: 'worker', role: 'admin', expiresInMs: 60_000 });
  const headers = { authorization: `Bearer ${token}` };
  for (const path of ['/docs', '/openapi.json', '/metrics', '/healthz']) {
    const { status } = await fetch(url + path, { headers });
    assert.equal(status, 200, path);
  }
  const worker = connectRemote(holon.channelAccess({ read: [Jobs], write: [Jobs] }), {
    url,
    token,
  });
  const inside = new holon.ChannelClient('worker');
  inside.connectRemote(Jobs, { url, token });
  await inside.write(Jobs, { n: 1 });
  const [claim] = await worker.claim(Jobs);
  assert.deepEqual(claim.content, { n: 1 });
  await claim.ack();
  assert.equal((await app.drain()).completed, true);

  const test = await createTestApp(Plant);
  await test.dispose();
}

void main();
