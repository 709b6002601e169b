/** The station as it is, on a machine that is busy now and then: each sample is analysed once, whatever goes wrong. */
import Station from '../../../examples/station/station';
import { Findings } from '../../../examples/station/channels/findings';
import { RawSamples } from '../../../examples/station/channels/raw-samples';
import type { Sample } from '../../../examples/station/channels/sample';
import { Machine, type Figure } from '../../../examples/station/machine/machine';
import { Terminal } from '../../../examples/station/screen/terminal';

import type { World } from './world';

class BusyMachine extends Machine {
  private second = 0;

  async read(): Promise<readonly Figure[]> {
    this.second += 1;
    // No two values are the same: they tell the samples apart.
    const little = this.second / 1e6;
    return [
      { figure: 'cpu', value: (this.second % 13 === 0 ? 4 : 2) + little, limit: 4, unit: 'cores' },
      { figure: 'memory', value: 8 + little, limit: 16, unit: 'GiB' },
    ];
  }
}

const keysOf = (samples: readonly Sample[]) =>
  samples.map(({ figure, value }) => `${figure} ${value}`);

/** Nothing is in `part` twice, and everything of it is in `whole`. */
function isPart(part: readonly string[], whole: readonly string[]): boolean {
  const all = new Set(whole);
  return new Set(part).size === part.length && part.every((key) => all.has(key));
}

export const station: World = {
  name: 'station',
  root: Station,
  settings: {
    virtualMs: 20_000,
    providers: (world) => [
      { provide: Machine, useValue: world.outside(BusyMachine) },
      { provide: Terminal, useValue: new Terminal({ write: () => undefined }, { colour: false }) },
    ],
    invariant(world) {
      const found = keysOf(world.channel(Findings).contents());
      const analysed = keysOf(
        world
          .channel(RawSamples)
          .acknowledged()
          .map(({ content }) => content),
      );
      return isPart(found, keysOf(world.channel(RawSamples).contents())) && isPart(analysed, found);
    },
    eventually: (world) => world.channel(Findings).contents().length > 0,
  },
};
