import type { LogFields, Logger } from '../../observability/logger';
import { createPinoLogger } from '../../observability/pino-logger';
import type { Clock } from '../../util/clock';

/** One event as the app has logged it. */
export interface LoggedEvent {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: LogFields;
  /** Virtual wall clock, milliseconds since 1970. */
  readonly atMs: number;
}

/** Something that threw and that the app went on from. */
export interface Failure {
  /** `system.step-failed`, `consumer.failed`, … */
  readonly event: string;
  /** Undefined for what belongs to no one system. */
  readonly systemId?: string;
  readonly atMs: number;
  readonly error: unknown;
}

/** Keeps what the app logs, and passes it on. Its children keep it in the same list. */
export class TestLogger implements Logger {
  constructor(
    private readonly clock: Clock,
    private readonly next: Logger,
    readonly events: LoggedEvent[] = [],
    private readonly fields: LogFields = {},
  ) {}

  /** What has thrown so far, where nobody caught it. */
  get failures(): readonly Failure[] {
    return this.events.flatMap(({ event, fields: { error, systemId }, atMs }) => {
      if (error === undefined) return [];
      return [{ event, atMs, error, ...(typeof systemId === 'string' ? { systemId } : {}) }];
    });
  }

  debug(event: string, fields?: LogFields): void {
    this.add('debug', event, fields);
  }

  info(event: string, fields?: LogFields): void {
    this.add('info', event, fields);
  }

  warn(event: string, fields?: LogFields): void {
    this.add('warn', event, fields);
  }

  error(event: string, fields?: LogFields): void {
    this.add('error', event, fields);
  }

  child(fields: LogFields): TestLogger {
    const all = { ...this.fields, ...fields };
    return new TestLogger(this.clock, this.next.child(fields), this.events, all);
  }

  private add(level: LoggedEvent['level'], event: string, fields?: LogFields): void {
    const all = { ...this.fields, ...fields };
    this.events.push(Object.freeze({ level, event, fields: all, atMs: this.clock.nowMs() }));
    this.next[level](event, fields);
  }
}

/** Prints what fails and nothing else. Loaded with the first failure, so that tests which pass stay quick. */
export function errorsOnly(clock: Clock): Logger {
  const make = (above: readonly LogFields[]): Logger => ({
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error(event, fields) {
      const logger = createPinoLogger({ level: 'error', format: 'pretty', clock });
      above.reduce<Logger>((inner, one) => inner.child(one), logger).error(event, fields);
    },
    child: (fields) => make([...above, fields]),
  });
  return make([]);
}

/** What failed, for the end of a message; empty where nothing did. */
export function tellFailures(failures: readonly Failure[], startMs: number): string {
  if (failures.length === 0) return '';
  const lines = failures.slice(-5).map(({ event, systemId, atMs, error }) => {
    const who = systemId === undefined ? '' : ` of '${systemId}'`;
    const why = error instanceof Error ? error.message : String(error);
    return `  ${event}${who} at +${String(atMs - startMs)} ms: ${why}`;
  });
  return `\nWhat has failed until then:\n${lines.join('\n')}`;
}
