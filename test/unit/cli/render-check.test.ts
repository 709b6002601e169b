import { renderSummary } from '../../../src/cli/render-check';
import { plant } from './topology-fixture';

describe('renderSummary', () => {
  it('lists systems in their tree with grants, channels with both ends, and warnings', () => {
    const text = renderSummary(plant, ['nobody reads scratch']);
    const lines = text.split('\n').map((line) => line.replace(/ {2,}/g, ' | '));
    expect(lines[0]).toBe('✓ Station: 10 systems, 7 channels, no problems');
    expect(lines).toContain('SYSTEM | CLASS | OWNS | READS | WRITES');
    expect(lines).toContain(' | sampler | Sampler | – | probe | samples');
    expect(lines).toContain(' | first | Firstline | – | alerts | notes');
    expect(lines).toContain(
      'samples | work-queue | private | Reading | station | sampler | analyst-1, analyst-2, analyst-3',
    );
    expect(text).toContain('1 warning:\n! nobody reads scratch\n');
  });

  it('leaves out what there is none of', () => {
    const text = renderSummary({ ...plant, channels: [], edges: [] }, []);
    expect(text).not.toMatch(/CHANNEL|warning/);
  });
});
