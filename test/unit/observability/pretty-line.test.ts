import { formatPrettyLine, type LogRecord } from '../../../src/observability/pretty-line';

const noon = new Date(2026, 0, 2, 12, 0, 1, 123).toISOString();
const line = (fields: LogRecord, colour = false): string =>
  formatPrettyLine({ level: 'warn', time: noon, event: 'subscriber.slow', ...fields }, { colour });

describe('formatPrettyLine', () => {
  it('reads as local time, level, event and fields', () => {
    expect(line({ channelId: 'readings', waitedMs: 5000, ok: true })).toBe(
      '12:00:01.123 WARN  subscriber.slow channelId=readings waitedMs=5000 ok=true',
    );
  });

  it('aligns events whatever the level', () => {
    const columns = ['debug', 'info', 'warn', 'error'].map((level) =>
      formatPrettyLine({ level, time: noon, event: 'E' }, { colour: false }).indexOf('E', 19),
    );
    expect(new Set(columns)).toEqual(new Set([19]));
  });

  it('rounds figures to thousandths', () => {
    expect(line({ elapsedMs: 2.595766000000026, share: 0.5 })).toContain(
      'elapsedMs=2.596 share=0.5',
    );
  });

  it('quotes what would run into the next field', () => {
    expect(line({ a: 'two words', b: '', c: { d: [1, 'x'] } })).toContain(
      'a="two words" b="" c={"d":[1,"x"]}',
    );
  });

  it('lets no value move the cursor, colour the terminal or begin a line of its own', () => {
    const evil = '\u001b[31mred\nnext\u009b2J\r\u0007';
    const text = formatPrettyLine(
      {
        level: 'info',
        time: noon,
        event: evil,
        [evil]: evil,
        error: { name: 'Error', message: evil },
      },
      { colour: false },
    );
    // eslint-disable-next-line no-control-regex -- control characters are the subject
    expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    expect(text).toContain('red');
  });

  it('tells an error in a headline and indented details', () => {
    const error = {
      name: 'HolonError',
      code: 'HOLON_STORE_FAILED',
      message: 'The store is full',
      path: ['plant', 'sensor'],
      hint: 'Make room.',
      cause: { name: 'Error', code: 'ENOSPC', message: 'no space', cause: 'the cat' },
    };
    expect(line({ error }).split('\n')).toEqual([
      '12:00:01.123 WARN  subscriber.slow error=[HOLON_STORE_FAILED] The store is full',
      '    at plant → sensor',
      '    cure: Make room.',
      '    caused by: [ENOSPC] no space',
      '    caused by: the cat',
    ]);
  });

  it('prints the frames of a stack, once', () => {
    const stack = 'Error: x\n    at step (plant.ts:3:5)\n    at loop (loop.ts:9:1)';
    expect(
      line({ error: { name: 'Error', message: 'x', stack } })
        .split('\n')
        .slice(1),
    ).toEqual(['    at step (plant.ts:3:5)', '    at loop (loop.ts:9:1)']);
  });

  it('colours only when asked to', () => {
    const coloured = line({ a: 1 }, true);
    expect(coloured).toContain('\u001b[33mWARN \u001b[0m');
    // eslint-disable-next-line no-control-regex -- control characters are the subject
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(line({ a: 1 }));
  });
});
