import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { openStore } from '../../src/stores/open-store';
import { bundle } from '../shared/bundle';
import { Child } from '../shared/child';
import { fingerprint } from '../shared/fingerprint';
import type { Refusal } from './without-rights';

interface Case {
  readonly name: string;
  readonly folder: string;
  readonly file: string;
  /** Of the folder, before rights were taken away. */
  readonly before: string;
}

export interface ReadOnlyResult {
  readonly rows: readonly Readonly<Record<string, string>>[];
  readonly problems: readonly string[];
}

/** Opens files and folders that may not be written: each is refused with a code, and left as it was. */
export async function tryReadOnly(folder: string): Promise<ReadOnlyResult> {
  const cases = [
    await prepare(folder, 'file may only be read', { file: 0o444, folder: 0o777 }),
    await prepare(folder, 'file may not even be read', { file: 0o000, folder: 0o777 }),
    await prepare(folder, 'folder may only be read', { file: 0o666, folder: 0o555 }),
    await prepare(folder, 'no file, folder may only be read', { folder: 0o555 }),
  ];
  const program = await bundle('disk/without-rights.ts', folder);
  const child = new Child<Refusal>(program, [
    join(folder, 'warm-up.db'),
    ...cases.map(({ file }) => file),
  ]);
  await child.ended;
  const rows = cases.map((one) => {
    const refusal = child.reports.find(({ file }) => file === one.file);
    chmodSync(one.folder, 0o755);
    if (existsSync(one.file)) chmodSync(one.file, 0o644);
    return {
      case: one.name,
      'refused with': refusal?.code ?? 'nothing',
      cure: refusal?.hint ?? '',
      'left as it was': fingerprint(one.folder) === one.before ? 'yes' : 'no',
    };
  });
  const problems = rows.flatMap((row) => {
    const isRefused = row['refused with'] === 'HOLON_STORE_UNUSABLE' && row.cure !== '';
    return isRefused && row['left as it was'] === 'yes'
      ? []
      : [`${row.case}: ${JSON.stringify(row)}`];
  });
  return { rows, problems };
}

async function prepare(
  root: string,
  name: string,
  modes: { readonly file?: number; readonly folder: number },
): Promise<Case> {
  const folder = join(root, name.replaceAll(/\W+/g, '-'));
  const file = join(folder, 'orders.db');
  mkdirSync(folder);
  if (modes.file !== undefined) {
    const { store } = openStore(`sqlite:${file}`);
    await store.open('orders');
    await store.close();
  }
  const before = fingerprint(folder);
  if (modes.file !== undefined) chmodSync(file, modes.file);
  chmodSync(folder, modes.folder);
  return { name, folder, file, before };
}
