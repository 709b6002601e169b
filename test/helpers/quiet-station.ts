import { Machine, type Figure } from '../../examples/station/machine/machine';
import { Terminal } from '../../examples/station/screen/terminal';
import { silentLogger, type CreateAppOptions } from '../../src/index';

class StillMachine extends Machine {
  read(): Promise<readonly Figure[]> {
    return Promise.resolve([{ figure: 'cpu', value: 2, limit: 4, unit: 'cores' }]);
  }
}

/** Options for the station that look at no machine, print nothing and keep nothing. */
export const QUIET_STATION: CreateAppOptions = {
  store: 'memory:',
  logger: silentLogger,
  providers: [
    [Machine, new StillMachine()],
    [Terminal, new Terminal({ write: () => undefined }, { colour: false })],
  ],
};
