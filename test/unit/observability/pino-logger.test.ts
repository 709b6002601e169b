import { HolonError } from '../../../src/errors/holon-error';
import { createPinoLogger, type PinoLoggerOptions } from '../../../src/observability/pino-logger';
import type { LogFields } from '../../../src/observability/logger';
import { VirtualClock } from '../../../src/testing/virtual-clock';

function capture(options: PinoLoggerOptions = {}) {
  const lines: string[] = [];
  const clock = new VirtualClock();
  const destination = { write: (line: string) => lines.push(line) };
  const logger = createPinoLogger({ destination, clock, ...options });
  const records = (): Record<string, unknown>[] =>
    lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { logger, lines, records, clock };
}

function logged(fields: LogFields, options?: PinoLoggerOptions): Record<string, unknown> {
  const { logger, records } = capture(options);
  logger.error('it', fields);
  const { level, time, event, ...rest } = records()[0]!;
  expect([level, event, typeof time]).toEqual(['error', 'it', 'string']);
  return rest;
}

describe('createPinoLogger', () => {
  it('writes one JSON line an event: level, time of the clock, event, fields', () => {
    const { logger, lines, clock } = capture();
    logger.warn('subscriber.slow', { channelId: 'readings', waitedMs: 5000 });
    const time = new Date(clock.nowMs()).toISOString();
    expect(lines).toEqual([
      `{"level":"warn","time":"${time}","event":"subscriber.slow","channelId":"readings","waitedMs":5000}\n`,
    ]);
  });

  it('leaves out what is below its level, and everything at silent', () => {
    const { logger, records } = capture({ level: 'warn' });
    logger.debug('a');
    logger.info('b');
    logger.warn('c');
    logger.error('d');
    expect(records().map((record) => record.event)).toEqual(['c', 'd']);

    const quiet = capture({ level: 'silent' });
    quiet.logger.error('e');
    expect(quiet.lines).toEqual([]);
  });

  it('gives a child its fields, which those of the event override', () => {
    const { logger, records } = capture();
    logger.child({ systemId: 'a', run: 1 }).child({ run: 2 }).info('started', { systemId: 'b' });
    expect(records()[0]).toMatchObject({ systemId: 'b', run: 2 });
    expect(Object.keys(records()[0]!)).toHaveLength(5);
  });

  it('keeps fields that are named like its own columns apart from them', () => {
    expect(logged({ level: 9, time: 'noon', event: 'other' })).toEqual({
      level_: 9,
      time_: 'noon',
      event_: 'other',
    });
  });

  it.each([
    ['password'],
    ['accessToken'],
    ['API_KEY'],
    ['x-api-key'],
    ['Authorization'],
    ['set-cookie'],
    ['clientSecret'],
    ['private_key'],
    ['tokens'],
  ])('redacts %s at any depth', (key) => {
    const secret = 'hunter2';
    const line = JSON.stringify(
      logged({ [key]: secret, deep: [{ list: [new Map([[key, { inner: secret }]])] }] }),
    );
    expect(line).not.toContain(secret);
    expect(line.match(/\[redacted\]/g)).toHaveLength(2);
  });

  it('redacts the keys the caller names, in any spelling', () => {
    expect(logged({ card: { IBAN_number: 'DE1' } }, { redact: ['ibanNumber'] })).toEqual({
      card: { IBAN_number: '[redacted]' },
    });
  });

  it('keeps figures that only count tokens', () => {
    expect(logged({ totalTokens: 532, token_count: 3, token: 5 })).toEqual({
      totalTokens: 532,
      token_count: 3,
      token: '[redacted]',
    });
  });

  it('redacts URL passwords and bearer credentials inside text and errors', () => {
    const error = new Error('connect postgres://holon:hunter2@db/plant: refused');
    const line = JSON.stringify(logged({ error, header: 'Bearer abcdefgh.ijkl.mnop' }));
    expect(line).toContain('postgres://holon:[redacted]@db/plant');
    expect(line).toContain('Bearer [redacted]');
    expect(line).not.toMatch(/hunter2|ijkl/);
  });

  it('writes code, message, hint, path and causes of an error', () => {
    const cause = Object.assign(new Error('no space'), { code: 'ENOSPC', request: { huge: true } });
    const error = new HolonError('HOLON_STORE_FAILED', 'The store is full', {
      hint: 'Make room.',
      path: ['plant', 'sensor'],
      cause,
    });
    const expected = {
      name: 'HolonError',
      code: 'HOLON_STORE_FAILED',
      message: 'The store is full',
      hint: 'Make room.',
      path: ['plant', 'sensor'],
      cause: { name: 'Error', code: 'ENOSPC', message: 'no space' },
    };
    const { logger, records } = capture();
    logger.warn('it', { error });
    expect(records()[0]!.error).toEqual(expected);
  });

  it('adds stacks to events of level error, and at level debug to all', () => {
    const stack = expect.stringMatching(/^Error: outer\n +at .*pino-logger\.test/);
    const error = new Error('outer', { cause: new Error('inner') });
    expect(logged({ error }).error).toMatchObject({
      stack,
      cause: { stack: expect.stringMatching(/^Error: inner\n +at /) },
    });
    const { logger, records } = capture({ level: 'debug' });
    logger.warn('it', { error });
    expect(records()[0]!.error).toMatchObject({ stack });
  });

  it.each([
    [undefined, 'threw undefined'],
    [null, 'threw null'],
    ['no space', "threw 'no space'"],
    [7, 'threw 7'],
    [Symbol('s'), 'threw Symbol(s)'],
    ['postgres://holon:hunter2@db', "threw 'postgres://holon:[redacted]@db'"],
    [{ status: 503 }, { status: 503 }],
  ])('says what was thrown where it is no error: %p', (error, says) => {
    expect(logged({ error })).toEqual({ error: says });
  });

  it('leaves out what is undefined anywhere else', () => {
    expect(logged({ reason: undefined, deep: { error: undefined } })).toEqual({ deep: {} });
  });

  it('writes odd values as something readable', () => {
    expect(
      logged({
        big: 10n,
        nan: NaN,
        symbol: Symbol('s'),
        fn: () => 1,
        gone: undefined,
        nothing: null,
        date: new Date(0),
        url: new URL('http://a/b'),
        set: new Set([1]),
        map: new Map([[1, 'one']]),
        bytes: new Uint8Array(3),
        plain: 'text',
      }),
    ).toEqual({
      big: '10',
      nan: 'NaN',
      symbol: 'Symbol(s)',
      fn: '[function]',
      nothing: null,
      date: '1970-01-01T00:00:00.000Z',
      url: 'http://a/b',
      set: [1],
      map: { 1: 'one' },
      bytes: '[3 bytes]',
      plain: 'text',
    });
  });

  it('survives cycles, depth, width, throwing getters and proxies, keeping the rest of the event', () => {
    const cycle: Record<string, unknown> = { name: 'ring' };
    cycle.self = cycle;
    const shared = { n: 1 };
    let deep: unknown = 'bottom';
    for (let level = 0; level < 50; level += 1) deep = [deep];
    const trap = (): never => {
      throw new Error('trap');
    };
    const fields = {
      cycle,
      twice: [shared, shared],
      deep,
      wide: Array.from({ length: 1_000 }, (_, index) => index),
      long: 'x'.repeat(100_000),
      getter: {
        get boom(): string {
          throw new Error('boom');
        },
        kept: 1,
      },
      proxy: new Proxy({}, { ownKeys: trap, get: trap, getPrototypeOf: trap, has: trap }),
    };
    const record = logged(fields);
    expect(record).toMatchObject({
      cycle: { name: 'ring', self: '[circular]' },
      twice: [{ n: 1 }, { n: 1 }],
      getter: { boom: '[unreadable]', kept: 1 },
      proxy: '[unreadable]',
    });
    expect(JSON.stringify(record.deep)).toContain('[too deep]');
    expect(JSON.stringify(record.wide)).toContain('[900 more]');
    expect(JSON.stringify(record).length).toBeLessThan(20_000);
  });

  it('logs the event even when its fields cannot be read at all', () => {
    const { logger, records } = capture();
    const unreadable = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('trap');
        },
      },
    );
    logger.child(unreadable).info('still', unreadable);
    expect(records()).toMatchObject([{ event: 'still' }]);
  });

  it('never lets a failing destination reach the caller', () => {
    let calls = 0;
    const destination = {
      write: () => {
        calls += 1;
        throw new Error('disk full');
      },
    };
    for (const format of ['json', 'pretty'] as const) {
      const logger = createPinoLogger({ destination, format });
      expect(() => logger.error('it', { error: new Error('x') })).not.toThrow();
    }
    expect(calls).toBe(2);
  });

  it('writes the same events as readable lines with format pretty', () => {
    const { logger, lines } = capture({ format: 'pretty' });
    logger.warn('subscriber.slow', { channelId: 'readings', waitedMs: 5000 });
    expect(lines[0]).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} WARN {2}subscriber\.slow channelId=readings waitedMs=5000\n$/,
    );
  });
});
