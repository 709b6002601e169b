import * as fc from 'fast-check';

import type { StoreUnderTest } from '../../src/testing/store-contract';
import { ModelStore } from './store-model';
import { anyStep, World, type Look, type Step } from './store-steps';

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

/** What is put to a store that is one only in part. */
export interface ModelRuns {
  readonly steps?: fc.Arbitrary<Step>;
  readonly look?: Look;
  readonly maxCommands?: number;
}

/** Declares the test that the store answers every chosen sequence of steps as the model does, restarts included. */
export function itAnswersLikeTheModel(
  name: string,
  makeStore: () => Promise<StoreUnderTest>,
  runs: number,
  { steps = anyStep, look = 'all', maxCommands = 60 }: ModelRuns = {},
): void {
  it(`${name} answers like the model, whatever is done to it`, async () => {
    const commands = fc.commands([steps.map((step) => new StoreCommand(step))], {
      maxCommands,
      size: 'max',
    });
    await fc.assert(
      fc.asyncProperty(commands, async (chosen) => {
        const subject = await makeStore();
        const real = new World(subject.store, subject.reopen, look);
        const model = new World(new ModelStore(), undefined, look);
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
