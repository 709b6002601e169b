import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { main } from './least-privilege';

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
