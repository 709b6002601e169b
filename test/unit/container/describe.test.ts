import { IsString } from 'class-validator';
import { PeriodicChannel } from '../../../src/channels/periodic-channel';
import { checkApp } from '../../../src/container/check-app';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Consume } from '../../../src/decorators/consume';
import { Expose } from '../../../src/decorators/expose';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import { build, drainAll } from '../../helpers/launch';
import { Jobs, News, Results } from './channels';

afterEach(drainAll);

class Question {
  @IsString() text!: string;
}

@Channel({ id: 'weather', periodMs: 500, visibility: 'public', content: Question })
class Weather extends PeriodicChannel<Question, 'weather'> {
  protected pull(): undefined {
    return undefined;
  }
}

@System({ id: 'worker', channels: channelAccess({ read: [Jobs], write: [Results] }), inbox: true })
class Worker {
  @Consume(Jobs) work(): void {}
}

@System({
  id: 'root',
  name: 'The root',
  description: 'Answers questions',
  channels: channelAccess({ own: [News, Jobs, Results, Weather] }),
})
class Root {
  @Subsystem(Worker, { channels: [Jobs, Results], replicas: 2 })
  readonly workers!: readonly Worker[];
  @Expose({ description: 'Answers', input: Question, readOnly: true, timeoutMs: 50 })
  ask(): string {
    return '42';
  }
  @Consume(News) listen(): void {}
}

describe('the descriptor of a system', () => {
  it('lists its services with their schemas, and every channel it touches', async () => {
    const { app } = await build(Root);
    expect(app.descriptor).toEqual({
      systemId: 'root',
      systemName: 'The root',
      description: 'Answers questions',
      services: [
        {
          name: 'ask',
          description: 'Answers',
          input: expect.objectContaining({ properties: { text: { type: 'string' } } }),
          output: {},
          readOnly: true,
          idempotent: false,
          timeoutMs: 50,
        },
      ],
      channelsRead: ['news', 'jobs', 'results', 'weather'],
      channelsWrite: ['news', 'jobs', 'results', 'weather'],
    });
  });

  it('is that of its class for each replica', async () => {
    const { app } = await build(Root);
    const [, first, second] = app.topology.systems;
    expect(first?.descriptor).toMatchObject({
      systemId: 'worker-1',
      channelsRead: ['jobs'],
      channelsWrite: ['results'],
    });
    expect(second?.descriptor.systemId).toBe('worker-2');
  });
});

describe('the topology of an app', () => {
  it('is plain data that survives JSON', async () => {
    const { app } = await build(Root);
    expect(JSON.parse(JSON.stringify(app.topology))).toEqual(app.topology);
  });

  it('has the systems, parents first', async () => {
    const { app } = await build(Root);
    expect(app.topology.rootId).toBe('root');
    expect(app.topology.systems.map(({ descriptor: _, ...system }) => system)).toEqual([
      { id: 'root', name: 'The root', className: 'Root', ticksPerSecond: 1, hasInbox: false },
      ...[1, 2].map((replica) => ({
        id: `worker-${replica}`,
        name: 'worker',
        className: 'Worker',
        parentId: 'root',
        ticksPerSecond: 1,
        hasInbox: true,
        replica,
      })),
    ]);
  });

  it('has the channels with their owner, kind and content', async () => {
    const { app } = await build(Root);
    expect(app.topology.channels.map(({ info, ownerId }) => [info.id, info.kind, ownerId])).toEqual(
      [
        ['news', 'broadcast', 'root'],
        ['jobs', 'work-queue', 'root'],
        ['results', 'broadcast', 'root'],
        ['weather', 'periodic', 'root'],
      ],
    );
    expect(app.topology.channels.at(-1)).toEqual({
      info: {
        id: 'weather',
        name: 'weather',
        description: '',
        visibility: 'public',
        kind: 'periodic',
        periodMs: 500,
      },
      className: 'Weather',
      ownerId: 'root',
      contentName: 'Question',
    });
  });

  it('has a line for each way in which a system touches a channel', () => {
    const { topology } = checkApp(Root);
    const lines = topology.edges.map(({ systemId, mode, channelId }) =>
      [systemId, mode, channelId].join(' '),
    );
    expect(lines).toEqual([
      'root own news',
      'root own jobs',
      'root own results',
      'root own weather',
      'root consume news',
      'worker-1 consume jobs',
      'worker-1 write results',
      'worker-2 consume jobs',
      'worker-2 write results',
    ]);
  });

  it('has a line for what is read without being consumed', () => {
    @System({ id: 'reader', channels: channelAccess({ read: [News, Jobs] }) })
    class Reader {
      @Consume(Jobs) work(): void {}
    }
    @System({ id: 'root', channels: channelAccess({ own: [News, Jobs] }) })
    class Above {
      @Subsystem(Reader, { channels: [News, Jobs] }) readonly reader!: Reader;
    }
    const { edges } = checkApp(Above).topology;
    expect(edges.filter(({ systemId }) => systemId === 'reader')).toEqual([
      { systemId: 'reader', channelId: 'news', mode: 'read' },
      { systemId: 'reader', channelId: 'jobs', mode: 'consume' },
    ]);
  });

  it('has a line from each outbox to each inbox behind it', () => {
    @System({ id: 'source' })
    class Source {}
    @System({ id: 'chain' })
    class Chain {
      @Subsystem(Source, { next: [Sink], replicas: 2 }) readonly sources!: readonly Source[];
      @Subsystem(Sink) readonly sink!: Sink;
    }
    expect(checkApp(Chain).topology.inboxes).toEqual([
      { fromId: 'source-1', toId: 'sink' },
      { fromId: 'source-2', toId: 'sink' },
    ]);
  });
});

@System({ id: 'sink', inbox: true })
class Sink {}

describe('checkApp', () => {
  it('warns of a channel that only its owner reads or writes, and of one that keeps everything', () => {
    const { problems, warnings } = checkApp(Root);
    expect(problems).toEqual([]);
    expect(warnings).toContain("Channel 'news': no system but its owner 'root' writes it.");
    expect(warnings).toContain(
      "Channel 'news' keeps every message for ever: set retention or capacity.",
    );
    expect(warnings.filter((warning) => warning.includes("'weather': no system"))).toEqual([]);
  });
});
