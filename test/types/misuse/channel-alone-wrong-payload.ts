// Expected: 'kelvin' does not exist in type 'Reading'
import { PassthroughChannel } from '../../../src/index';
import type { Reading } from '../declared';

const readings = new PassthroughChannel<Reading>({ id: 'readings' });
export const written = readings.write('sensor', { sensor: 's1', celsius: 1, kelvin: 274 });
