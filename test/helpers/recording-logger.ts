import type { LogFields, Logger } from '../../src/observability/logger';

/** One event as it was logged. */
export interface LogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: LogFields;
}

/** A logger that keeps what it is told. Its children keep it in the same list. */
export class RecordingLogger implements Logger {
  constructor(
    readonly entries: LogEntry[] = [],
    private readonly fields: LogFields = {},
  ) {}

  /** What was logged as `event`, in order. */
  of(event: string): readonly LogEntry[] {
    return this.entries.filter((entry) => entry.event === event);
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

  child(fields: LogFields): RecordingLogger {
    return new RecordingLogger(this.entries, { ...this.fields, ...fields });
  }

  private add(level: LogEntry['level'], event: string, fields?: LogFields): void {
    this.entries.push({ level, event, fields: { ...this.fields, ...fields } });
  }
}
