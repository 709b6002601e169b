import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { createTestApp } from 'holon/testing';

import { Alerts, Display, Plant, Readings, Screen, Sensor, main } from './least-privilege';

describe('examples/least-privilege', () => {
  it('refuses at boot with every problem, and at run time what was not declared', async () => {
    const lines: string[] = [];
    await main((line) => lines.push(line));
    const [boot = '', ...running] = lines;
    expect(boot.split('\n')[0]).toBe(
      'HOLON_INVALID_TOPOLOGY: CarelessPlant cannot be built: 4 problems',
    );
    expect(boot.match(/\d\. \[\w+\]/g)).toEqual([
      '1. [HOLON_GRANT_MODE]',
      '2. [HOLON_GRANT_MISSING]',
      '3. [HOLON_GRANT_UNUSED]',
      '4. [HOLON_UNKNOWN_PROVIDER]',
    ]);
    const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');
    const [, shown = 'nothing'] =
      /```text\n(HOLON_INVALID_TOPOLOGY.*?)\n {2}…\n/s.exec(readme) ?? [];
    expect(boot).toContain(shown);
    expect(running).toEqual([
      "HOLON_CHANNEL_NOT_CONNECTED: System 'sensor' has no 'read' access to channel 'readings'",
      "HOLON_CHANNEL_NOT_CONNECTED: System 'sensor' has no access to channel Alerts",
    ]);
  });
});

describe('a system under test', () => {
  it('has the channels that it declares, and no others', async () => {
    await using test = await createTestApp(Display, { providers: [[Screen, new Screen()]] });
    test.channel(Alerts).expectContents([]);
    expect(() => test.channel(Readings)).toThrow('Display declares no Readings');
  });

  it('is handed them by its parent in the whole app', async () => {
    await using test = await createTestApp(Plant);
    await test.get(Sensor).client.write(Readings, 22);
    test.channel(Readings).expectMessages([{ senderId: 'sensor', content: 22 }]);
  });
});
