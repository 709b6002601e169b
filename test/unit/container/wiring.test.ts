import { ChannelClient } from '../../../src/channels/channel-client';
import { CLOCK, DESCRIPTOR, LOGGER } from '../../../src/container/tokens';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Inject } from '../../../src/decorators/inject';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import type { HolonError } from '../../../src/errors/holon-error';
import type { ServiceDescriptor } from '../../../src/model/service-descriptor';
import { Inbox } from '../../../src/queues/inbox';
import { Outbox } from '../../../src/queues/outbox';
import { build, drainAll } from '../../helpers/launch';
import { refusal } from '../../helpers/refusal';
import { News } from './channels';

afterEach(drainAll);

const owning = channelAccess({ own: [News] });

@System({ id: 'source' })
class Source {
  constructor(readonly outbox: Outbox<string>) {}
}

@System({ id: 'sink', inbox: { capacity: 2 } })
class Sink {
  constructor(readonly inbox: Inbox<string>) {}
}

@System({ id: 'line' })
class Line {
  @Subsystem(Source, { next: [Sink] }) readonly source!: Source;
  @Subsystem(Sink) readonly sink!: Sink;
}

/** Gives a line ids of its own, below a parent that is not the root. */
@System({ id: 'hall' })
class Hall {
  @Subsystem(Line, { id: 'line', replicas: 2 }) readonly lines!: readonly Line[];
}

@System({ id: 'factory' })
class Factory {
  @Subsystem(Hall) readonly hall!: Hall;
}

describe('what holon gives a system', () => {
  it('is its own descriptor and the clock and the logger of the app, to its providers too', async () => {
    @System({ id: 'root', description: 'Counts' })
    class Root {
      constructor(
        @Inject(DESCRIPTOR) readonly descriptor: ServiceDescriptor,
        @Inject(CLOCK) readonly clock: unknown,
        @Inject('parts') readonly parts: readonly unknown[],
      ) {}
    }
    const useFactory = (...parts: unknown[]) => parts;
    const providers = [{ provide: 'parts', useFactory, inject: [CLOCK, LOGGER] }];
    const { app, clock, log } = await build(Root, { providers });
    const root = app.get(Root);
    expect(root.descriptor).toEqual(app.descriptor);
    expect(root.descriptor).toMatchObject({ systemId: 'root', description: 'Counts' });
    expect(root.clock).toBe(clock);
    expect(root.parts[0]).toBe(clock);
    expect(root.parts[1]).toBe(log);
  });

  it('is a client that says in the constructor that nothing has started', async () => {
    let early: Promise<HolonError> | undefined;
    @System({ id: 'root', channels: owning })
    class Root {
      constructor(client: ChannelClient<typeof owning>) {
        early = refusal(() => client.write(News, 'too early'));
      }
    }
    await build(Root);
    expect((await early)?.code).toBe('HOLON_CHANNEL_NOT_STARTED');
  });

  it('is an inbox, also where it is the root', async () => {
    const { app } = await build(Sink);
    expect(app.get(Sink).inbox).toBeInstanceOf(Inbox);
  });

  it('is an outbox into the inbox beside it, and not into one of the same name elsewhere', async () => {
    const { app } = await build(Factory);
    const [first, second] = app.get(Hall).lines;
    await first?.source.outbox.send('for the first');
    await second?.source.outbox.send('for the second');
    // The second asks first, so that it gets what is not its own where there is one queue for both.
    const received = [second, first].map(async (line) => line?.sink.inbox.receive());
    const contents = (await Promise.all(received)).map((message) => message?.content);
    expect(contents).toEqual(['for the second', 'for the first']);
  });

  it('is an inbox that holds as many messages as it was declared for', async () => {
    const { app } = await build(Line);
    const { outbox } = app.get(Source);
    expect(['a', 'b', 'c'].map((content) => outbox.trySend(content))).toEqual([true, true, false]);
  });
});
