/** What goes with an event: plain data, no secrets. `error` may be any thrown value. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Where holon reports what happens. One call is one event and one line; `event` is a stable dotted name
 * (`subscriber.slow`) that people filter by, everything else is in the fields.
 */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** A logger that adds `fields` to every event. */
  child(fields: LogFields): Logger;
}

/** Says nothing. What a channel used alone logs to. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLogger,
};
