import { ChannelClient, type ChannelMessage, type ServiceDescriptor } from 'holon';
import { VirtualClock } from 'holon/testing';
import { Alerts } from '../channels/alerts';
import { ON_CALL_SERVICE } from '../channels/directory';
import type { Finding } from '../channels/findings';
import { Dispatcher, type dispatching } from './dispatcher';

function message<T>(id: string, content: T): ChannelMessage<T> {
  return { id, content, timestampMs: 0, senderId: 'tester', metadata: {} };
}

function finding(id: string, figure: Finding['figure'], isAnomaly = true): ChannelMessage<Finding> {
  const measured = { figure, value: 1, limit: 1, unit: 'cores', takenMs: 0, load: 1 };
  return message(id, { ...measured, usualLoad: 0.1, trend: 0, zScore: 9, isAnomaly });
}

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

/** A dispatcher by itself: a client and a clock are all it needs. */
async function createDispatcher() {
  const clock = new VirtualClock();
  const alerts = new Alerts({ id: 'alerts', clock });
  await alerts.start();
  const client = new ChannelClient<typeof dispatching>('dispatcher', { clock });
  client.connect(Alerts, alerts);
  const dispatcher = new Dispatcher(client, clock);
  const register = (systemId: string, ttlMs: number) => {
    const expiresAtMs = clock.nowMs() + ttlMs;
    const descriptor = { ...onCall, systemId };
    dispatcher.note(message(systemId, { kind: 'system', descriptor, expiresAtMs }));
  };
  const inbox = async (systemId: string) => (await alerts.read(systemId)).map(({ id }) => id);
  return { clock, dispatcher, register, inbox };
}

describe('the dispatcher', () => {
  it('passes over who is registered no longer', async () => {
    const { clock, dispatcher, register, inbox } = await createDispatcher();
    register('ada', 5_000);
    register('grace', 6_000);
    await clock.advance(5_000);
    await dispatcher.dispatch(finding('1', 'cpu'));
    await dispatcher.dispatch(finding('2', 'memory'));
    expect(await inbox('ada')).toEqual([]);
    expect(await inbox('grace')).toEqual(['1', '2']);
  });

  it('fails while nobody is on call, and alerts when it is tried again', async () => {
    const { dispatcher, register, inbox } = await createDispatcher();
    await expect(dispatcher.dispatch(finding('1', 'cpu'))).rejects.toThrow('Nobody is on call');
    register('ada', 5_000);
    await dispatcher.dispatch(finding('1', 'cpu'));
    expect(await inbox('ada')).toEqual(['1']);
  });

  it('makes one alert of a finding that is delivered twice', async () => {
    const { dispatcher, register, inbox } = await createDispatcher();
    register('ada', 5_000);
    await dispatcher.dispatch(finding('1', 'cpu'));
    await dispatcher.dispatch(finding('2', 'cpu', false));
    await dispatcher.dispatch(finding('1', 'cpu'));
    expect(await inbox('ada')).toEqual(['1']);
  });
});
