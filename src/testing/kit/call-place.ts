import { sep } from 'node:path';

/** Frames of the kit itself and of Node, which no test can change. */
const OWN_FOLDER = `${sep}testing${sep}`;
const FRAMES = 12;
const FRAME = /\(?((?:file:\/\/|[A-Za-z]:[\\/]|\/)[^()]*:\d+:\d+)\)?$/;

/** A stack that is written out only when somebody asks for it: taking one is cheap, formatting is not. */
export interface CallPlace {
  readonly stack?: string;
}

/** Where the present call came from. */
export function callPlace(): CallPlace {
  const place: CallPlace = {};
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = FRAMES;
  Error.captureStackTrace(place, callPlace);
  Error.stackTraceLimit = stackTraceLimit;
  return place;
}

/** The lines of a stack that lie outside of holon and of Node: what who writes a test can change. */
export function userFrames({ stack = '' }: CallPlace): readonly string[] {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && FRAME.test(line) && !line.includes('node:'))
    .filter((line) => !isHolon(line));
}

/** Whether the stack begins in a function of the user's that holon has called. */
export function isWithinCallback({ stack = '' }: CallPlace): boolean {
  const frames = stack.split('\n').filter((line) => FRAME.test(line) && !line.includes('node:'));
  const first = frames.findIndex((line) => !isHolon(line));
  return first !== -1 && frames.slice(first).some((line) => isHolon(line));
}

/** `file:line:column` of the first frame outside of holon; where there is none, of the first outside of the kit. */
export function placeOf(place: CallPlace): string {
  return userPlaceOf(place) ?? places(place).find((one) => !isKit(one)) ?? 'an unknown place';
}

/** `file:line:column` of the first frame outside of holon; undefined where there is none. */
export function userPlaceOf(place: CallPlace): string | undefined {
  return places(place).find((one) => !isHolon(one));
}

function places({ stack = '' }: CallPlace): readonly string[] {
  return stack
    .split('\n')
    .filter((line) => !line.includes('node:'))
    .flatMap((line) => FRAME.exec(line.trim())?.[1] ?? []);
}

/** This file stands two folders below the root of the sources, compiled or not. */
const ROOT = __dirname.slice(0, __dirname.lastIndexOf(OWN_FOLDER) + 1);

/** Who runs with source maps sees the sources where the compiled files are. */
const TWIN = ROOT.replace(/(src|dist)([\\/])$/, (_whole, name: string, slash: string) =>
  name === 'src' ? `dist${slash}` : `src${slash}`,
);

function isHolon(place: string): boolean {
  return place.includes(ROOT) || place.includes(TWIN);
}

/** Whether a frame lies in the testing kit. */
function isKit(place: string): boolean {
  return [ROOT, TWIN].some((root) => place.includes(`${root}testing${sep}`));
}
