import { join } from 'node:path';

import { writeApp } from './app-on-disk';
import { type CompileFigures, compileApp, emitDeclarations } from './compile-app';
import type { AppSize, AppTypes } from './generate-app';
import type { Runs } from './ratio';

/** The size that the figures are of. */
export const SIZE: AppSize = { systems: 100, channels: 200 };

/**
 * Writes the app with each of `types` below `folder`, in a folder of that name, and compiles them against holon's
 * declarations: by turns, so that a slow minute of the machine falls on all.
 */
export function compileByTurns(folder: string, types: readonly AppTypes[], rounds: number): Runs {
  const library = emitDeclarations(join(folder, 'library'));
  for (const one of types) writeApp(join(folder, one), SIZE, one, library);
  const runs = new Map<AppTypes, CompileFigures[]>(types.map((one) => [one, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const one of types) {
      const figures = compileApp(join(folder, one));
      runs.get(one)?.push(figures);
      console.log(`${round + 1}/${rounds} ${one}: check ${figures.checkMs} ms`);
    }
  }
  return runs;
}
