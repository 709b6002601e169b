import { createTestApp, type TestApp } from 'holon/testing';

import { Dashboard, type Reading, Telemetry, main, reading } from './broadcast';

describe('examples/broadcast', () => {
  it('pushes to who is there, keeps for who comes later, and refuses what does not fit', async () => {
    const lines: string[] = [];
    await main((line) => lines.push(line));
    expect(lines).toEqual([
      'dashboard: s1 22.4 °C',
      'dashboard: s2 19.8 °C',
      'late reader: s1, s2',
      'late reader: 0 more',
      'refused: celsius: must be a number conforming to the specified constraints',
    ]);
  });
});

describe('the dashboard', () => {
  let lines: string[];
  let test: TestApp<Dashboard>;
  beforeEach(async () => {
    lines = [];
    const print = (line: string) => lines.push(line);
    test = await createTestApp(Dashboard, { providers: [['print', print]] });
  });
  afterEach(() => test.dispose());

  it('shows what is written, and takes it from nobody', async () => {
    await test.channel(Telemetry).write({ sensor: 's1', celsius: 22.4 });
    expect(lines).toEqual(['dashboard: s1 22.4 °C']);
    const read = await test.client(reading, 'late-reader').read(Telemetry);
    expect(read.map(({ content }) => content)).toEqual([{ sensor: 's1', celsius: 22.4 }]);
  });

  it('is never shown what is no reading', async () => {
    const wrong = { sensor: 's1', celsius: 'warm' } as unknown as Reading; // as a caller without types may
    await expect(test.channel(Telemetry).write(wrong)).rejects.toMatchObject({
      code: 'HOLON_INVALID_CONTENT',
    });
    test.channel(Telemetry).expectContents([]);
    expect(lines).toEqual([]);
  });
});
