import { copyFileSync, existsSync, rmSync } from 'node:fs';

import { createMessage } from '../../src/model/channel-message';
import { openStore } from '../../src/stores/open-store';
import { Witness } from '../shared/witness';

export const CHANNEL = 'jobs';

/** Makes a file of holon's with `count` messages of some 300 bytes, everything in the one file. */
export async function makeOriginal(file: string, count: number): Promise<void> {
  const { store } = openStore(`sqlite:${file}?durability=process`);
  const log = await store.open(CHANNEL);
  const append = async (n: number) => {
    const content = { n, text: `message ${n} `.repeat(20) };
    return log.append(createMessage({ id: `m${n}`, timestampMs: n, senderId: 'maker', content }));
  };
  await Promise.all(Array.from({ length: count }, (_, index) => append(index + 1)));
  await store.close();
}

/** Another program's database. With `isOpen` as a kill leaves it: the last commit stands in a second file. */
export function makeForeign(file: string, options: { readonly isOpen: boolean }): void {
  const database = new Witness(options.isOpen ? `${file}.live` : file);
  if (options.isOpen) database.exec('PRAGMA journal_mode = WAL');
  database.exec('CREATE TABLE accounts (owner TEXT, cents INTEGER)');
  database.exec("INSERT INTO accounts VALUES ('ada', 100), ('bob', 200)");
  if (options.isOpen) copyLive(`${file}.live`, file);
  database.close();
}

/** Makes a file of holon's look as if a later version had written it. */
export function makeNewer(file: string, options: { readonly isOpen: boolean }): void {
  const database = new Witness(file);
  if (!options.isOpen) {
    database.exec('PRAGMA user_version = 99');
    database.close();
    return;
  }
  database.exec('PRAGMA wal_autocheckpoint = 0');
  database.exec('PRAGMA user_version = 99');
  copyLive(file, `${file}.killed`);
  database.close();
}

/** What a file of holon's says, whatever its bytes; looked at in a copy. */
export function contentOf(file: string): string {
  const copy = `${file}.copy`;
  copyFileSync(file, copy);
  if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
  const database = new Witness(copy);
  const version = database.rows('PRAGMA user_version');
  const messages = database.rows('SELECT * FROM messages ORDER BY position');
  database.close();
  rmSync(copy);
  return JSON.stringify({ version, messages });
}

function copyLive(from: string, to: string): void {
  copyFileSync(from, to);
  copyFileSync(`${from}-wal`, `${to}-wal`);
}
