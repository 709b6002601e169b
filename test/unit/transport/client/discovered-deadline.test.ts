import { Expose } from '../../../../src/decorators/expose';
import { Channel } from '../../../../src/decorators/channel';
import { System } from '../../../../src/decorators/system';
import { DiscoveryChannel } from '../../../../src/discovery/discovery-channel';
import { isHolonError } from '../../../../src/errors/holon-error';
import { VirtualClock } from '../../../../src/testing/virtual-clock';
import { connectRemote } from '../../../../src/transport/client/connect-remote';
import { FakeApp, Jobs, json, refused, silence, watch } from './fake-app';

@Channel({ id: 'registry' })
class Registry extends DiscoveryChannel<'registry'> {}

@System({ id: 'resizer' })
class Resizer {
  @Expose({ idempotent: true }) async resize(input: number): Promise<number> {
    return input;
  }
}

const [hub, worker] = ['http://hub.example', 'http://worker.example'];
const listed = () =>
  json({
    registrations: [
      {
        info: {
          id: 'jobs',
          name: 'Jobs',
          description: '',
          visibility: 'public',
          kind: 'broadcast',
        },
        ...{ expires_at: 9e9, url: worker },
      },
      {
        descriptor: {
          ...{ system_id: 'resizer', system_name: 'Resizer', description: '' },
          services: [{ name: 'resize', description: '', idempotent: true }],
        },
        ...{ expires_at: 9e9, url: worker },
      },
    ],
  });

/** A client of a registry elsewhere and of what it lists, with eight seconds for each thing that it does. */
function setUp() {
  const clock = new VirtualClock();
  const apps: Record<string, FakeApp> = { [hub]: new FakeApp(), [worker]: new FakeApp() };
  const fetch = (async (input: string, init: RequestInit) =>
    apps[new URL(input).origin]?.fetch(input, init)) as typeof globalThis.fetch;
  const options = { fetch, timeoutMs: 8_000, random: () => 0.5 };
  const client = connectRemote(
    { read: [Registry], write: [Jobs] },
    { url: hub, systemId: 'me', clock, ...options },
  );
  client.connectDiscovered(Jobs, options);
  const call = () => client.call(Resizer, 'resize', 1, options);
  const write = () => client.write(Jobs, 1);
  return { clock, apps, ways: { call, write } };
}

/** Virtual milliseconds after which `work` was done, and with what. */
async function timed(clock: VirtualClock, work: () => Promise<unknown>) {
  const startMs = clock.nowMs();
  const seen = watch(work());
  while (seen.outcome === 'pending') await clock.advance(100);
  return { tookMs: clock.nowMs() - startMs, outcome: seen.outcome };
}

describe.each(['write', 'call'] as const)('a %s by discovery', (way) => {
  it.each([
    ['is gone', refused],
    ['hangs', silence],
  ])('has one deadline for the registry, which %s, and for all tries', async (_, answer) => {
    const { clock, apps, ways } = setUp();
    apps[hub]?.answer(listed, answer);
    apps[worker]?.answer(() => json({ item_id: 'x', duplicate: false, result: 1 }), answer);
    await timed(clock, ways[way]);
    await clock.advance(60_000);
    const { tookMs, outcome } = await timed(clock, ways[way]);
    expect(isHolonError(outcome, 'HOLON_REMOTE_FAILED')).toBe(true);
    expect(tookMs).toBeLessThanOrEqual(way === 'call' ? 9_100 : 8_100);
  });

  it('is done at what the registry said last while that hangs, and waits for it once', async () => {
    const { clock, apps, ways } = setUp();
    apps[hub]?.answer(listed, silence);
    apps[worker]?.answer(() => json({ item_id: 'x', duplicate: false, result: 1 }));
    await timed(clock, ways[way]);
    await clock.advance(60_000);
    const first = await timed(clock, ways[way]);
    expect(isHolonError(first.outcome)).toBe(false);
    expect(first.tookMs).toBeLessThan(3_000);
    await clock.advance(2_000);
    expect((await timed(clock, ways[way])).tookMs).toBeLessThanOrEqual(100);
  });

  it('that asks for the first time fails in its own time when the registry hangs', async () => {
    const { clock, apps, ways } = setUp();
    apps[hub]?.answer(silence);
    const { tookMs, outcome } = await timed(clock, ways[way]);
    expect(isHolonError(outcome, 'HOLON_REMOTE_FAILED')).toBe(true);
    expect(tookMs).toBeLessThanOrEqual(8_100);
  });

  it('that showed no token says where to pass one when it is refused for that', async () => {
    const { clock, apps, ways } = setUp();
    apps[hub]?.answer(listed);
    apps[worker]?.answer(() => json({ code: 'HOLON_UNAUTHENTICATED', detail: 'no token' }, 401));
    const { outcome } = await timed(clock, ways[way]);
    expect(outcome).toMatchObject({
      code: 'HOLON_UNAUTHENTICATED',
      hint: expect.stringContaining(
        way === 'call'
          ? "client.call(System, 'resize', input, { token })"
          : 'client.connectDiscovered(Channel, { token })',
      ),
    });
  });
});
