import type { JsonValue } from '../model/json';

/** One event as `createPinoLogger` writes it in JSON. */
export type LogRecord = Readonly<Record<string, JsonValue>>;

const LEVELS: Readonly<Record<string, { readonly label: string; readonly colour: number }>> = {
  debug: { label: 'DEBUG', colour: 90 },
  info: { label: 'INFO ', colour: 32 },
  warn: { label: 'WARN ', colour: 33 },
  error: { label: 'ERROR', colour: 31 },
};
/** What can be read without quotes. */
const BARE = /^[\p{L}\p{N}_./:@%+#→-]+$/u;
/** A terminal acts upon these; JSON.stringify leaves the second range alone. */
// eslint-disable-next-line no-control-regex -- control characters are the subject
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;

/** One line for a person at a terminal, `12:00:01.123 WARN  subscriber.slow channelId=readings`; errors take a few more. */
export function formatPrettyLine(record: LogRecord, options: { colour: boolean }): string {
  const { level, time, event, ...fields } = record;
  const paint = (code: number, text: string): string =>
    options.colour ? `\u001b[${String(code)}m${text}\u001b[0m` : text;

  const facts = LEVELS[asText(level)] ?? { label: asText(level).toUpperCase(), colour: 0 };
  const line = [paint(90, clockTime(asText(time))), paint(facts.colour, facts.label), plain(event)];
  const details: string[] = [];
  for (const [key, value] of Object.entries(fields)) {
    if (isErrorRecord(value)) {
      line.push(`${paint(90, `${plain(key)}=`)}${errorHeadline(value)}`);
      details.push(...errorDetails(value));
    } else {
      line.push(`${paint(90, `${plain(key)}=`)}${formatValue(value)}`);
    }
  }
  return [line.join(' '), ...details.map((detail) => `    ${detail}`)].join('\n');
}

function clockTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const two = (part: number): string => String(part).padStart(2, '0');
  const ms = String(time.getMilliseconds()).padStart(3, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${ms}`;
}

function formatValue(value: JsonValue): string {
  if (typeof value === 'number') return String(Number(value.toFixed(3)));
  if (typeof value === 'string' && BARE.test(value)) return value;
  return JSON.stringify(value).replace(CONTROL, escapeControl);
}

function isErrorRecord(value: JsonValue | undefined): value is LogRecord {
  return typeof value === 'object' && value !== null && 'name' in value && 'message' in value;
}

function errorHeadline(error: LogRecord): string {
  return `[${plain(error.code ?? error.name)}] ${plain(error.message)}`;
}

function errorDetails(error: LogRecord): string[] {
  const { path, hint, cause, stack } = error;
  const details: string[] = [];
  if (Array.isArray(path)) details.push(`at ${path.map(plain).join(' → ')}`);
  if (hint !== undefined) details.push(`cure: ${plain(hint)}`);
  if (isErrorRecord(cause)) {
    details.push(`caused by: ${errorHeadline(cause)}`, ...errorDetails(cause));
  } else if (cause !== undefined) {
    details.push(`caused by: ${plain(cause)}`);
  }
  const frames =
    typeof stack === 'string' ? stack.split('\n').filter((line) => /^\s+at /.test(line)) : [];
  return [...details, ...frames.map((frame) => plain(frame.trim()))];
}

function asText(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}

/** Text as it is, but for control characters. */
function plain(value: JsonValue | undefined): string {
  return asText(value).replace(CONTROL, escapeControl);
}

function escapeControl(character: string): string {
  if (character === '\n') return ' ⏎ ';
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
