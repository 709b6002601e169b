import { connectSystem } from '../../../../src/transport/client/connect-system';
import { connectFake, FakeApp, Jobs, json } from './fake-app';

const nothing = () =>
  json(
    { detail: 'There is nothing public of this name', code: 'HOLON_NOT_FOUND', hint: 'a hint' },
    404,
  );
const channels = (...ids: readonly string[]) => json({ channels: ids.map((id) => ({ id })) });

describe('what is not there', () => {
  it('is named with the address, and with the nearest that is', async () => {
    const { app, client } = connectFake();
    app.answer(nothing, () => channels('orders', 'job', 'receipts'));
    await expect(client.write(Jobs, 1)).rejects.toMatchObject({
      code: 'HOLON_NOT_FOUND',
      message:
        "There is nothing public of this name: channel 'jobs' at http://app.example, did you mean 'job'?",
      hint: 'a hint',
    });
    expect(app.asked.map(({ path }) => path)).toEqual(['/channels/jobs', '/channels']);
  });

  it.each([
    ['nothing near is there', () => channels('orders')],
    ['the list is none', () => json([null])],
    ['the list is refused', nothing],
  ])('is named alone where %s', async (_, list) => {
    const { app, client } = connectFake();
    app.answer(nothing, list);
    await expect(client.write(Jobs, 1)).rejects.toMatchObject({
      message: "There is nothing public of this name: channel 'jobs' at http://app.example",
    });
  });

  it('is a system by its id as well', async () => {
    const app = new FakeApp();
    app.answer(nothing, () => json({ systems: [{ system_id: 'resizer' }, { system_id: 'a' }] }));
    const fetch = app.fetch as typeof globalThis.fetch;
    const systemId = 'resiser';
    const remote = connectSystem<{ go(): Promise<void> }>('http://app.example', {
      fetch,
      systemId,
    });
    await expect(remote.go()).rejects.toMatchObject({
      message:
        "There is nothing public of this name: system 'resiser' at http://app.example, did you mean 'resizer'?",
    });
  });

  it('stays in the words of a server that says more itself', async () => {
    const { app, client } = connectFake();
    app.answer(() => json({ detail: 'no such order', code: 'HOLON_NOT_FOUND' }, 404));
    await expect(client.write(Jobs, 1)).rejects.toMatchObject({ message: 'no such order' });
    expect(app.asked).toHaveLength(1);
  });
});
