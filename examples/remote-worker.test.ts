import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (...path: string[]): string => readFileSync(join(__dirname, ...path), 'utf8');

// What it does is tested beside the station, in test/integration/station.
describe('examples/remote-worker', () => {
  it('is the one in the README, and says what it does in ten lines', () => {
    const program = read('remote-worker.ts');
    expect(read('..', 'README.md')).toContain(`\`\`\`ts\n${program}\`\`\`\n`);
    const lines = program.split('\n').filter((line) => /^(?!\/\*\*).*\w/.test(line));
    expect(lines.length).toBeLessThanOrEqual(10);
  });
});
