import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const listed = [...readme.matchAll(/\((examples\/[\w/-]+)\.ts\)/g)].map(([, path = '']) => path);

describe('an example that the README lists', () => {
  it('is one of many', () => {
    expect(listed.length).toBeGreaterThanOrEqual(12);
  });

  it.each(['examples/plant', ...listed])('has a test written with the kit: %s', (path) => {
    const test = readFileSync(join(ROOT, `${path}.test.ts`), 'utf8');
    expect(test).toMatch(
      /import \{[^}]*\b(createTestApp|mockClient)\b[^}]*\} from 'holon\/testing'/,
    );
    expect(test).toMatch(/await createTestApp\(|= mockClient\(/);
  });
});
