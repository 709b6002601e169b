import type { Clock } from '../util/clock';
import { systemClock } from '../util/clock';
import { createLoggable } from './log-fields';
import type { LogFields, Logger } from './logger';
import { formatPrettyLine, type LogRecord } from './pretty-line';

/** From everything to nothing. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where lines go, line break included. */
export interface LogDestination {
  /** Whether a person at a terminal reads them. */
  readonly isTTY?: boolean | undefined;
  write(line: string): unknown;
}

export interface PinoLoggerOptions {
  /** @defaultValue 'info' */
  readonly level?: LogLevel | undefined;
  /** @defaultValue 'pretty' when lines go to a terminal, else 'json' */
  readonly format?: 'json' | 'pretty' | undefined;
  /** @defaultValue stderr; stdout belongs to the program */
  readonly destination?: LogDestination | undefined;
  /** Further keys whose values are secret, at any depth, compared without case and punctuation. */
  readonly redact?: readonly string[] | undefined;
  /** @defaultValue true when lines go to a terminal and NO_COLOR is not set */
  readonly colour?: boolean | undefined;
  /** @defaultValue the clock of the machine */
  readonly clock?: Clock | undefined;
}

type Method = 'debug' | 'info' | 'warn' | 'error';

const STDERR_FD = 2;
const RESERVED = new Set(['level', 'time', 'event']);

/**
 * A logger on pino: one JSON line an event, `{ level, time, event, …fields }`, or one readable line at a terminal.
 * Secrets are removed by key at any depth; errors keep code, message, hint, path and causes, and their stacks in
 * events of level error, at level debug in all. A value or a destination that fails never reaches the caller.
 */
export function createPinoLogger(options: PinoLoggerOptions = {}): Logger {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded when first used, and what pino's types say it is
  const { pino } = require('pino') as typeof import('pino');
  const { level = 'info', clock = systemClock } = options;
  const isTerminal = (options.destination ?? process.stderr).isTTY === true;
  const { format = isTerminal ? 'pretty' : 'json' } = options;
  const { colour = isTerminal && (process.env.NO_COLOR ?? '') === '' } = options;

  const lines = options.destination ?? openStderr(pino);
  const output: LogDestination =
    format === 'json'
      ? lines
      : {
          // What pino has just written is a record.
          write: (line) =>
            lines.write(`${formatPrettyLine(JSON.parse(line) as LogRecord, { colour })}\n`),
        };

  const writer = pino(
    {
      level,
      base: null,
      // Fields are plain data by then: nothing is left for pino to serialise, nor to take a message from.
      errorKey: '',
      timestamp: () => `,"time":"${new Date(clock.nowMs()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    output,
  );
  const { redact } = options;
  const brief = createLoggable({ stacks: level === 'debug', redact });
  const withStacks = createLoggable({ stacks: true, redact });

  /** The fields as data; one that is named like a column of holon's own gets an underscore. */
  const asRecord = (fields: LogFields | undefined, toLoggable = brief): LogFields => {
    const record = toLoggable(fields);
    if (typeof record !== 'object' || record === null) return {};
    return Object.fromEntries(
      Object.entries(record).map(([key, value]) => [RESERVED.has(key) ? `${key}_` : key, value]),
    );
  };
  const log = (method: Method, event: string, bound: LogFields, fields?: LogFields): void => {
    try {
      if (!writer.isLevelEnabled(method)) return;
      const record = asRecord(fields, method === 'error' ? withStacks : brief);
      writer[method]({ event, ...bound, ...record });
    } catch {
      // A full disk or a closed pipe must not take the program with it, and there is nowhere left to report it.
    }
  };
  const bind = (bound: LogFields): Logger => ({
    debug: (event, fields) => log('debug', event, bound, fields),
    info: (event, fields) => log('info', event, bound, fields),
    warn: (event, fields) => log('warn', event, bound, fields),
    error: (event, fields) => log('error', event, bound, fields),
    child: (fields) => bind({ ...bound, ...asRecord(fields) }),
  });
  return bind({});
}

function openStderr(pino: typeof import('pino').pino): LogDestination {
  const stderr = pino.destination({ fd: STDERR_FD, sync: true });
  stderr.on('error', () => undefined); // without a listener a failed write would end the process
  return stderr;
}
