import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { createTestApp } from 'holon/testing';

import { Plant, Readings, Sensor, main } from './plant';

const read = (...path: string[]): string => readFileSync(join(__dirname, ...path), 'utf8');

describe('examples/plant', () => {
  it('reads what the sensor writes', async () => {
    const lines: string[] = [];
    await main((line) => lines.push(line));
    expect(lines).toEqual(['22.4 °C']);
  });

  it('is the first program of the README, in at most 25 lines', () => {
    const program = read('plant.ts');
    const [, first] = /```ts\n(.*?)```/s.exec(read('..', 'README.md')) ?? [];
    expect(first).toBe(program);
    expect(program.trimEnd().split('\n').length).toBeLessThanOrEqual(25);
  });
});

describe('the plant', () => {
  it('is told the temperature twice a second', async () => {
    await using test = await createTestApp(Plant);
    await test.advance(1_000);
    test
      .channel(Readings)
      .expectContents([{ celsius: 22.4 }, { celsius: 22.4 }, { celsius: 22.4 }]);
  });

  it('has a sensor that writes once a step', async () => {
    await using test = await createTestApp(Sensor);
    await test.tick();
    test.channel(Readings).expectMessages([{ senderId: 'sensor', content: { celsius: 22.4 } }]);
  });
});
