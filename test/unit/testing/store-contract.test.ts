import { MemoryStore } from '../../../src/stores/memory/memory-store';
import {
  describeStoreContract,
  type StoreContractOptions,
  type StoreUnderTest,
} from '../../../src/testing/store-contract';

/** Runs the contract with a runner of its own; answers the sentences that failed and how many there are. */
async function runContract(
  makeStore: () => Promise<StoreUnderTest>,
  options: StoreContractOptions = {},
): Promise<{ failed: string[]; count: number }> {
  const tests: (readonly [string, () => Promise<void>])[] = [];
  const runner = {
    describe: (_: string, body: () => void) => {
      body();
    },
    it: (sentence: string, body: () => Promise<void>) => tests.push([sentence, body]),
  };
  describeStoreContract('A store', makeStore, { runner, ...options });
  const failed: string[] = [];
  for (const [sentence, body] of tests) {
    await body().catch(() => failed.push(sentence));
  }
  return { failed, count: tests.length };
}

describe('describeStoreContract', () => {
  it('fails a store that lets anybody settle, and passes it in what it does well', async () => {
    const makeStore = async () => {
      const store = new MemoryStore();
      const open = store.open.bind(store);
      store.open = (id, options) => {
        const log = open(id, options);
        log.settle = () => true;
        return log;
      };
      return { store };
    };
    const { failed, count } = await runContract(makeStore, { restarts: false });
    expect(failed).toContain('refuses to settle from the very moment a claim expires');
    expect(failed).not.toContain('numbers the messages of each log from 1 without a gap');
    expect(failed.length).toBeLessThan(count);
  });

  it('asks for reopen unless told that nothing outlives the store', async () => {
    const makeStore = async () => ({ store: new MemoryStore() });
    const durable = await runContract(makeStore);
    const memory = await runContract(makeStore, { restarts: false });
    expect(memory.failed).toEqual([]);
    expect(durable.failed).toHaveLength(durable.count - memory.count);
    expect(durable.failed).toContain('keeps messages, order and ids');
  });

  it('leaves out what it is told to, and shows it with the reason where the runner can', async () => {
    const sentence = 'stays oldest first after a nack';
    const skipped: string[] = [];
    const makeStore = async () => ({ store: new MemoryStore() });
    const all = await runContract(makeStore, { restarts: false });
    const leaveOut = { [sentence]: 'no order here' };
    const some = await runContract(makeStore, { restarts: false, leaveOut });
    expect(some.count).toBe(all.count - 1);
    const it = Object.assign(() => undefined, { skip: (name: string) => skipped.push(name) });
    const runner = { describe: (_: string, body: () => void) => body(), it };
    describeStoreContract('A store', makeStore, { runner, leaveOut });
    expect(skipped).toEqual([`${sentence} (left out: no order here)`]);
  });

  it('leaves out nothing that does not exist', async () => {
    const makeStore = async () => ({ store: new MemoryStore() });
    const leaveOut = { 'keeps messages, order and ids': 'only a restart shows it' };
    await expect(runContract(makeStore, { restarts: false, leaveOut })).rejects.toMatchObject({
      code: 'HOLON_INVALID_ARGUMENT',
      message: expect.stringContaining("'keeps messages, order and ids'"),
    });
  });

  it('cleans up after every test, passed or failed', async () => {
    let open = 0;
    const { count, failed } = await runContract(async () => {
      open += 1;
      return {
        store: new MemoryStore(),
        cleanup: async () => {
          open -= 1;
        },
      };
    });
    expect([failed.length > 0, failed.length < count, open]).toEqual([true, true, 0]);
  });

  it('says so when there is no test runner', () => {
    const { describe: globalDescribe } = globalThis;
    try {
      Object.assign(globalThis, { describe: undefined });
      expect(() => {
        describeStoreContract('A store', async () => ({ store: new MemoryStore() }));
      }).toThrow(expect.objectContaining({ code: 'HOLON_INVALID_ARGUMENT' }));
    } finally {
      Object.assign(globalThis, { describe: globalDescribe });
    }
  });
});
