/** A full disk and files without rights: clear errors, nothing lost, and on it goes when there is room again. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { withScratch } from '../shared/scratch';
import { conclude, figure, printTable } from '../shared/verdict';
import { fillUp, type FillResult } from './fill-up';
import { DISK_BYTES, onSmallDisk, underLimit } from './places';
import { tryReadOnly } from './read-only';
import { mountSmallDisk } from './small-disk';

async function main(folder: string): Promise<void> {
  const disk = join(folder, 'disk');
  const unmount = mountSmallDisk(disk, DISK_BYTES);
  const filled: FillResult[] = [];
  try {
    if (unmount !== undefined) filled.push(await fillUp(onSmallDisk(disk)));
  } finally {
    unmount?.();
  }
  mkdirSync(join(folder, 'limited'));
  filled.push(await fillUp(underLimit(join(folder, 'limited'))));
  printTable(filled.map(({ row }) => row));
  console.log();
  const readOnly = await tryReadOnly(folder);
  printTable(readOnly.rows);

  const acknowledged = filled.reduce((sum, result) => sum + result.acknowledged, 0);
  const problems = [...filled.flatMap((result) => result.problems), ...readOnly.problems];
  const kind =
    unmount === undefined
      ? 'maxFileBytes alone (this user may not mount)'
      : 'a full tmpfs and maxFileBytes';
  conclude(
    'disk',
    `${kind}, ${figure(acknowledged)} acknowledged, ${problems.length} lost or wrong; ` +
      `${readOnly.rows.length} places without rights refused`,
    problems,
  );
}

void withScratch(main);
