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

/** `file:line:column` of the first frame outside of holon; where there is none, of the first outside of the kit. */
export function placeOf({ stack = '' }: CallPlace): string {
  const places = stack
    .split('\n')
    .filter((line) => !line.includes('node:'))
    .flatMap((line) => FRAME.exec(line.trim())?.[1] ?? []);
  const outside = places.find((place) => !isHolon(place));
  return outside ?? places.find((place) => !isKit(place)) ?? 'an unknown place';
}

/** This file stands two folders below the root of the sources, compiled or not. */
const ROOT = __dirname.slice(0, __dirname.lastIndexOf(OWN_FOLDER) + 1);

function isHolon(place: string): boolean {
  return place.includes(ROOT);
}

/** Whether a frame lies in the testing kit. */
export function isKit(place: string): boolean {
  return place.includes(`${ROOT}testing${sep}`);
}
