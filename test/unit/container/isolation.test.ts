import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { attachHandle, ChannelClient } from '../../../src/channels/channel-client';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import { BaseSystem } from '../../../src/systems/base-system';
import { build, drainAll, launch } from '../../helpers/launch';
import { refusal } from '../../helpers/refusal';
import { Jobs, News, Results } from './channels';

afterEach(drainAll);

const reading = channelAccess({ read: [News], write: [Results] });
const owning = channelAccess({ own: [News, Jobs, Results] });

@System({ id: 'reader', channels: reading })
class Reader {
  constructor(readonly client: ChannelClient<typeof reading>) {}
}

@System({ id: 'root', channels: owning })
class Root {
  @Subsystem(Reader, { channels: [News, Results] }) readonly reader!: Reader;
  constructor(readonly client: ChannelClient<typeof owning>) {}
}

/** Everything that can be reached from `start` by properties, symbols, prototypes and array or map entries. */
function reachable(start: object): Set<unknown> {
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return;
    if (seen.has(value) || value === Object.prototype || value === Function.prototype) return;
    seen.add(value);
    for (const key of Reflect.ownKeys(value)) {
      const property = Object.getOwnPropertyDescriptor(value, key);
      visit(property?.value);
      visit(property?.get);
      visit(property?.set);
    }
    visit(Object.getPrototypeOf(value));
    if (value instanceof Map) for (const entry of value) visit(entry);
    if (value instanceof Set) for (const entry of value) visit(entry);
  };
  visit(start);
  return seen;
}

describe('a client', () => {
  it('has the declared channels in the declared modes, and no others', async () => {
    const { app } = await launch(Root);
    const client = app.get(Reader).client as unknown as ChannelClient<typeof owning>;
    await expect(client.read(News)).resolves.toEqual([]);
    const refused = await Promise.all(
      [
        () => client.write(News, 'forged'),
        () => client.read(Results),
        () => client.claim(Jobs),
        () => client.host(News),
        () => client.write(Jobs, 'forged'),
        () => client.transaction((tx) => tx.write(News, 'forged')),
      ].map(refusal),
    );
    expect(refused.map(({ code }) => code)).toEqual(
      refused.map(() => 'HOLON_CHANNEL_NOT_CONNECTED'),
    );
    expect(refused[0]?.message).toBe("System 'reader' has no 'write' access to channel 'news'");
  });

  it('cannot be given more channels, by itself or through another', async () => {
    const { app } = await launch(Root);
    const client = app.get(Reader).client as unknown as ChannelClient<typeof owning>;
    const own = new News();
    await own.start();
    expect((await refusal(() => client.connect(News, own))).code).toBe('HOLON_FORBIDDEN');
    const handle = { channelId: 'jobs', isClaimsOnly: true };
    const attach = (): void => attachHandle(client, Jobs, handle);
    expect((await refusal(attach)).code).toBe('HOLON_FORBIDDEN');
    const stolen = new ChannelClient<typeof reading>('reader');
    expect((await refusal(() => stolen.read(News))).code).toBe('HOLON_CHANNEL_NOT_CONNECTED');
  });

  it('leads to no channel, no store, no app and no client of another system', async () => {
    const { app } = await launch(Root);
    const root = app.get(Root);
    const foreign = new Set<unknown>([app, root, root.client]);
    const found = [...reachable(root.reader.client)];
    expect(found.length).toBeGreaterThan(1);
    for (const value of found) {
      expect(foreign.has(value)).toBe(false);
      expect(value).not.toBeInstanceOf(BroadcastChannel);
    }
    const names = found.map((value) => (value as object).constructor?.name);
    expect(names).not.toContain('MemoryStore');
    expect(names).not.toContain('ChannelRuntime');
  });

  it('takes no other sender than its system', async () => {
    const { app } = await launch(Root);
    const { client } = app.get(Reader);
    await client.write(Results, 'mine');
    const [message] = await app.client(channelAccess({ read: [Results] }), 'outside').read(Results);
    expect(message?.senderId).toBe('reader');
    const forged = client.writeMessage(Results, { ...message!, id: 'forged', senderId: 'root' });
    expect((await refusal(() => forged)).code).toBe('HOLON_SENDER_MISMATCH');
  });

  it('has its own durable cursor', async () => {
    const { app } = await launch(Root);
    const { client, reader } = app.get(Root);
    await client.write(News, 'hello');
    expect(await reader.client.read(News)).toHaveLength(1);
    expect(await client.read(News)).toHaveLength(1);
    expect(await reader.client.read(News)).toHaveLength(0);
  });
});

describe('a BaseSystem of an app', () => {
  @System({ id: 'greedy' })
  class Greedy extends BaseSystem {
    attempt: (() => unknown) | undefined;
    error: unknown;

    setup(): void {
      try {
        this.attempt?.();
      } catch (error) {
        this.error = error;
      }
    }
    open(id: string): Promise<void> {
      return this.addChannel(new BroadcastChannel({ id }));
    }
    pose(id: string): void {
      this.addSubsystem(new BaseSystem({ id }));
    }
    hand(channelId: string): void {
      this.addSubsystem(new BaseSystem({ id: 'helper' }), { channels: [channelId] });
    }
  }
  @System({ id: 'owner', channels: owning })
  class Owner {
    @Subsystem(Greedy) readonly greedy!: Greedy;
  }

  it.each<[string, (greedy: Greedy) => unknown, string]>([
    ['open the log of a channel it was not given', (one) => one.open('news'), 'HOLON_DUPLICATE_ID'],
    ['pose as another system', (one) => one.pose('owner'), 'HOLON_DUPLICATE_ID'],
    ['hand on what it does not have', (one) => one.hand('news'), 'HOLON_GRANT_MISSING'],
  ])('cannot %s', async (_what, attempt, code) => {
    const { app } = await build(Owner);
    const greedy = app.get(Greedy);
    greedy.attempt = () => attempt(greedy);
    await app.launch();
    expect(greedy.error).toMatchObject({ code });
  });
});
