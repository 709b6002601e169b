import type { LogFields, Logger } from '../../observability/logger';
import type { Trace } from './trace';

/** Writes what the app warns of into the trace. */
export function traceLogger(trace: Trace, context: LogFields = {}): Logger {
  const log = (level: string, event: string, fields: LogFields = {}): void => {
    const { systemId, channelId, error } = { ...context, ...fields };
    const who = [systemId, channelId].filter((one) => typeof one === 'string');
    const why = error instanceof Error ? `: ${error.message}` : '';
    trace.add([`${level} ${event}`, ...who].join(' ') + why);
  };
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (event, fields) => {
      log('warning', event, fields);
    },
    error: (event, fields) => {
      log('error', event, fields);
    },
    child: (fields) => traceLogger(trace, { ...context, ...fields }),
  };
}
