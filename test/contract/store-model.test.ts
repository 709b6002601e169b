import * as fc from 'fast-check';

import { MemoryStore } from '../../src/stores/memory/memory-store';
import { describeStoreContract } from '../../src/testing/store-contract';
import type { StoreUnderTest } from '../../src/testing/store-contract';
import { ModelStore } from './store-model';
import { anyStep, World, type Step } from './store-steps';

const RUNS = 1_500;

class StoreCommand implements fc.AsyncCommand<World, World> {
  constructor(private readonly step: Step) {}

  check(): boolean {
    return true;
  }

  async run(model: World, real: World): Promise<void> {
    expect(await real.answerTo(this.step)).toEqual(await model.answerTo(this.step));
  }

  toString(): string {
    return JSON.stringify(this.step);
  }
}

function describeLikeModel(
  name: string,
  makeStore: () => Promise<StoreUnderTest>,
  runs: number,
): void {
  it(`${name} answers like the model, whatever is done to it`, async () => {
    const commands = fc.commands([anyStep.map((step) => new StoreCommand(step))], {
      maxCommands: 60,
      size: 'max',
    });
    await fc.assert(
      fc.asyncProperty(commands, async (chosen) => {
        const subject = await makeStore();
        const real = new World(subject.store, subject.reopen);
        const model = new World(new ModelStore());
        try {
          await real.open();
          await model.open();
          await fc.asyncModelRun(() => ({ model, real }), chosen);
          await new StoreCommand({ kind: 'look' }).run(model, real);
        } finally {
          await subject.cleanup?.();
        }
      }),
      { numRuns: runs },
    );
  }, 120_000);
}

describeStoreContract('The model', async () => ({ store: new ModelStore() }), { restarts: false });

describeLikeModel('MemoryStore', async () => ({ store: new MemoryStore() }), RUNS);
