import type { RemoteLink } from '../../../../src/transport/client/remote-link';
import { registryReader } from '../../../../src/transport/client/remote-registry';
import type { WireRequest } from '../../../../src/transport/client/wire-request';

const url = 'http://worker.example';

const channel = (id: string, expiresAt: number, at: string | null = url) => ({
  info: { id, name: id, description: '', visibility: 'public', kind: 'broadcast' },
  ...{ expires_at: expiresAt, url: at },
});

const system = (id: string) => ({
  descriptor: { system_id: id, system_name: id, description: '', services: [] },
  ...{ expires_at: 1, url },
});

/** A registry that answers with these pages, one after the other, and notes what it was asked. */
function registryOf(...pages: readonly { registrations: readonly unknown[]; next?: number }[]) {
  const asked: unknown[] = [];
  const target = { address: { url: 'http://hub.example' } };
  const send = async ({ query }: WireRequest) => {
    asked.push(query?.after);
    return { body: pages[asked.length - 1], target };
  };
  const link = { channelId: 'registry', requester: { send } } as unknown as RemoteLink; // all that is used
  return { asked, list: registryReader(link) };
}

describe('what a registry elsewhere lists', () => {
  it('has a registration once that was renewed between two pages, as it was renewed', async () => {
    const { asked, list } = registryOf(
      { registrations: [channel('a', 1), channel('b', 1), system('a')], next: 3 },
      { registrations: [channel('c', 1), channel('a', 1, 'http://other.example')], next: 5 },
      { registrations: [channel('a', 9)] },
    );
    const listed = await list();
    expect(asked).toEqual([undefined, 3, 5]);
    const told = listed.map((one) => {
      const { kind, expiresAtMs, url: at } = one as Record<string, unknown>;
      const { info, descriptor } = one as Record<string, Record<string, unknown> | undefined>;
      return [kind, info?.id ?? descriptor?.systemId, at, expiresAtMs];
    });
    expect(told).toEqual([
      ['channel', 'b', url, 1_000],
      ['system', 'a', url, 1_000],
      ['channel', 'c', url, 1_000],
      ['channel', 'a', 'http://other.example', 1_000],
      ['channel', 'a', url, 9_000],
    ]);
  });

  it('has what is registered without an address once, with the address of the registry', async () => {
    const { list } = registryOf(
      { registrations: [channel('a', 1, null)], next: 1 },
      { registrations: [channel('a', 2, null)] },
    );
    expect(await list()).toMatchObject([{ url: 'http://hub.example', expiresAtMs: 2_000 }]);
  });
});
