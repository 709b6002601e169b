import { createTestApp } from 'holon/testing';

import { Feed, TemperatureService, main } from './discovery';

describe('examples/discovery', () => {
  it('finds a service by capability for as long as it renews its registration', async () => {
    const lines: string[] = [];
    await main((line) => lines.push(line));
    expect(lines).toEqual([
      'before: nobody',
      'registered: Temperature Service, Temperature Feed',
      '90 s later, renewed once: Temperature Service, Temperature Feed',
      'another 60 s later: nobody',
    ]);
  });
});

describe('the temperature service', () => {
  it('tells everybody what it measures', async () => {
    await using test = await createTestApp(TemperatureService);
    await test.system.measure();
    test.channel(Feed).expectContents([{ celsius: 22.4 }]);
  });
});
