import { renderError } from '../../../src/cli/render-error';
import { throwProblems } from '../../../src/errors/collect-problems';
import { HolonError } from '../../../src/errors/holon-error';

const render = (error: unknown, verbose = false): string => renderError(error, { verbose });

describe('renderError', () => {
  it('shows code, message, place, causes and cure, and no stack', () => {
    const cause = new TypeError('x is no y', { cause: new Error('root of it') });
    const error = new HolonError('HOLON_ENTRY_INVALID', 'main.ts cannot be loaded', {
      path: ['/app/main.ts:3:1'],
      hint: 'Correct it.',
      cause,
    });
    expect(render(error)).toBe(
      [
        '✗ HOLON_ENTRY_INVALID: main.ts cannot be loaded',
        '  at /app/main.ts:3:1',
        '  caused by: TypeError: x is no y',
        '  caused by: Error: root of it',
        '  cure: Correct it.',
        '',
      ].join('\n'),
    );
  });

  it('numbers collected problems, each once', () => {
    const problems = Array.from(
      { length: 10 },
      (_, index) =>
        new HolonError('HOLON_CYCLE', `problem ${index}`, { path: ['a', 'b'], hint: 'Break it.' }),
    );
    let thrown: unknown;
    try {
      throwProblems('HOLON_INVALID_TOPOLOGY', 'Plant', problems);
    } catch (error) {
      thrown = error;
    }
    const lines = render(thrown).split('\n');
    expect(lines.slice(0, 4)).toEqual([
      '✗ HOLON_INVALID_TOPOLOGY: Plant: 10 problems',
      '  1.  HOLON_CYCLE: problem 0',
      '        at a → b',
      '        cure: Break it.',
    ]);
    expect(lines.filter((line) => line.includes('HOLON_CYCLE'))).toHaveLength(10);
    expect(lines).toContain('  10. HOLON_CYCLE: problem 9');
  });

  it('shows stacks, those of causes included, with verbose', () => {
    const cause = new Error('inner');
    const text = render(new HolonError('HOLON_SETUP_FAILED', 'outer', { cause }), true);
    expect(text).toContain('HolonError: outer\n    at ');
    expect(text).toContain('Error: inner\n    at ');
  });

  it.each(['HOLON_PROVIDER_FAILED', 'HOLON_SETUP_FAILED'] as const)(
    'shows where in user code the cause of %s was thrown, and how to see more',
    (code) => {
      const error = new HolonError(code, 'System could not start', { cause: new Error('no db') });
      expect(render(error).split('\n').slice(1)).toEqual([
        '  caused by: Error: no db',
        expect.stringMatching(/^ {4}at \/.*render-error\.test\.ts:\d+:\d+$/),
        expect.stringMatching(/^ {2}cure: .*--verbose/),
        '',
      ]);
    },
  );

  it('shows an error of another kind, or no error at all, with the way to learn more', () => {
    expect(render(new RangeError('too far'))).toMatch(
      /✗ unexpected RangeError: too far\n.*--verbose/,
    );
    expect(render('text')).toContain('✗ unexpected value: text');
  });

  it('leaves out what compilers append to their messages, and survives causes in a circle', () => {
    const cause = new Error(
      '\n  x Expression expected\n   ,-[main.ts]\n\nStack backtrace:\n  0: <unknown>',
    );
    cause.cause = cause;
    const text = render(new HolonError('HOLON_ENTRY_INVALID', 'm', { cause }));
    expect(text).toContain('x Expression expected');
    expect(text).not.toContain('backtrace');
    const missing = new Error(
      "Cannot find module './gone'\nRequire stack:\n- /app/main.js\n- /holon.js",
    );
    expect(render(new HolonError('HOLON_ENTRY_INVALID', 'm', { cause: missing }))).toContain(
      "caused by: Error: Cannot find module './gone'\n  cure:",
    );
  });
});
