import { silentLogger, type ChannelMessage, type ServiceDescriptor } from 'holon';
import { channelOf, clockOf, createTestApp, mockClient, type TestApp } from 'holon/testing';
import { Alerts } from '../channels/alerts';
import { Directory, ON_CALL_SERVICE } from '../channels/directory';
import { Findings, type Finding } from '../channels/findings';
import { Dispatcher, dispatching } from './dispatcher';

/** What somebody on call says of itself, as far as it matters here. */
const onCall: ServiceDescriptor = {
  systemId: '',
  systemName: 'On call',
  description: '',
  services: [
    {
      name: ON_CALL_SERVICE,
      description: '',
      input: {},
      output: {},
      readOnly: false,
      idempotent: false,
    },
  ],
  channelsRead: [],
  channelsWrite: [],
};

function finding(figure: Finding['figure'], isAnomaly = true): Finding {
  const measured = { figure, value: 1, limit: 1, unit: 'cores', takenMs: 0, load: 1 };
  return { ...measured, usualLoad: 0.1, trend: 0, zScore: 9, isAnomaly };
}

describe('the dispatcher', () => {
  let test: TestApp<Dispatcher>;
  beforeEach(async () => {
    test = await createTestApp(Dispatcher, { logger: silentLogger });
  });
  afterEach(() => test.dispose());

  const register = (systemId: string, ttlMs: number) => {
    const expiresAtMs = test.clock.nowMs() + ttlMs;
    const descriptor = { ...onCall, systemId };
    return test.channel(Directory).write({ kind: 'system', descriptor, expiresAtMs });
  };
  const alerted = () =>
    test
      .channel(Alerts)
      .messages()
      .map(({ recipientId }) => recipientId);

  it('takes turns with those on call', async () => {
    await register('ada', 60_000);
    await register('grace', 60_000);
    for (const figure of ['cpu', 'memory', 'disk'] as const) {
      await test.channel(Findings).write(finding(figure));
    }
    expect(alerted()).toEqual(['ada', 'grace', 'ada']);
    test
      .channel(Alerts)
      .expectMessages([
        { content: { figure: 'cpu', text: 'cpu at 100 %, usually 10 %', takenMs: 0 } },
        { senderId: 'dispatcher' },
        {},
      ]);
  });

  it('passes over who is registered no longer', async () => {
    await register('ada', 5_000);
    await register('grace', 6_000);
    await test.advance(5_000);
    await test.channel(Findings).write(finding('cpu'));
    await test.channel(Findings).write(finding('memory'));
    expect(alerted()).toEqual(['grace', 'grace']);
  });

  it('fails while nobody is on call, and alerts when it is tried again', async () => {
    await test.channel(Findings).write(finding('cpu'));
    expect(test.failures()).toMatchObject([{ error: new Error('Nobody is on call') }]);
    await register('ada', 60_000);
    expect(alerted()).toEqual([]);
    await test.advance(1_000);
    expect(alerted()).toEqual(['ada']);
  });

  it('alerts anew when a figure was well in between', async () => {
    await register('ada', 60_000);
    for (const isAnomaly of [true, true, false, true]) {
      await test.channel(Findings).write(finding('cpu', isAnomaly));
    }
    expect(alerted()).toHaveLength(2);
  });
});

describe('a dispatcher by itself', () => {
  it('makes one alert of a finding that is delivered twice', async () => {
    const client = mockClient(dispatching, { systemId: 'dispatcher' });
    const dispatcher = new Dispatcher(client, clockOf(client));
    const expiresAtMs = clockOf(client).nowMs() + 60_000;
    const message = <T>(id: string, content: T): ChannelMessage<T> => {
      return { id, content, timestampMs: 0, senderId: 'tester', metadata: {} };
    };
    dispatcher.note(
      message('0', { kind: 'system', descriptor: { ...onCall, systemId: 'ada' }, expiresAtMs }),
    );
    await dispatcher.dispatch(message('1', finding('cpu')));
    await dispatcher.dispatch(message('2', finding('cpu', false)));
    await dispatcher.dispatch(message('1', finding('cpu')));
    channelOf(client, Alerts).expectMessages([{ id: '1', recipientId: 'ada' }]);
  });
});
