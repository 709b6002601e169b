import { build } from 'esbuild';
import { join } from 'node:path';

/** One JavaScript file of a program in this folder: it starts in a tenth of the time, and proofs start many. */
export async function bundle(program: string, folder: string): Promise<string> {
  const outfile = join(folder, 'program.js');
  await build({
    entryPoints: [join(__dirname, '..', program)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}
