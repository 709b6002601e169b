import {
  appendFileSync,
  closeSync,
  copyFileSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';

import type { Random } from '../shared/random';
import { makeForeign, makeNewer } from './originals';

export interface Originals {
  /** Small enough to be checked whole when it is opened. */
  readonly small: string;
  readonly large: string;
}

export interface Case {
  readonly name: string;
  /** What must come of it; where it may be either, an opened file has to be whole. */
  readonly expected: 'refused' | 'opened' | 'refused or whole' | 'new';
  /** Whether it must be told at the first look, which is all that the commands of `holon store` take. */
  readonly isTold?: true;
  /** Of a file of its own the store may finish what a kill left undone; what the file says stays the same. */
  readonly keeps?: 'content';
  make(file: string, originals: Originals, random: Random): void;
}

const PAGE_BYTES = 4096;
const DAMAGED_PAGES = 10;

const damaged = (
  name: string,
  place: (random: Random, bytes: number) => readonly [from: number, length: number],
  original: keyof Originals = 'small',
): Case => ({
  name,
  expected: original === 'small' ? 'refused' : 'refused or whole',
  make(file, originals, random) {
    copyFileSync(originals[original], file);
    const [from, length] = place(random, statSync(file).size);
    overwrite(file, from, random.bytes(length));
  },
});

const truncated = (name: string, left: (bytes: number) => number): Case => ({
  name,
  expected: 'refused',
  make(file, { small }) {
    copyFileSync(small, file);
    truncateSync(file, left(statSync(file).size));
  },
});

const pageAt = (random: Random, bytes: number): readonly [number, number] => [
  random.between(1, bytes / PAGE_BYTES - 1) * PAGE_BYTES,
  PAGE_BYTES,
];

const pages = (original: keyof Originals): Case[] =>
  Array.from({ length: DAMAGED_PAGES }, (_, index) =>
    damaged(`${original} file, random bytes over a page (${index + 1})`, pageAt, original),
  );

export const CASES: readonly Case[] = [
  damaged('random bytes over the header', () => [0, 100]),
  damaged('random bytes over the first 16 bytes', () => [0, 16]),
  damaged('random bytes over the rest of page 1', () => [100, PAGE_BYTES - 100]),
  ...pages('small'),
  ...pages('large'),
  truncated('cut off within a page', (bytes) => bytes - PAGE_BYTES / 2),
  truncated('cut off at half', (bytes) => Math.floor(bytes / PAGE_BYTES / 2) * PAGE_BYTES),
  truncated('cut off within the header', () => 50),
  {
    name: 'a text file',
    expected: 'refused',
    isTold: true,
    make: (file) => writeFileSync(file, 'Dear diary,\nthis is no database.\n'.repeat(500)),
  },
  {
    name: 'a file of zeros',
    expected: 'refused',
    isTold: true,
    make: (file) => writeFileSync(file, Buffer.alloc(4 * PAGE_BYTES)),
  },
  {
    name: "another program's database",
    expected: 'refused',
    isTold: true,
    make: (file) => makeForeign(file, { isOpen: false }),
  },
  {
    name: "another program's database, left by a kill",
    expected: 'refused',
    isTold: true,
    make(file) {
      makeForeign(file, { isOpen: true });
      rmSync(`${file}.live`);
    },
  },
  {
    name: 'a newer schema',
    expected: 'refused',
    isTold: true,
    make(file, { small }) {
      copyFileSync(small, file);
      makeNewer(file, { isOpen: false });
    },
  },
  {
    name: 'a newer schema, left by a kill',
    expected: 'refused',
    isTold: true,
    keeps: 'content',
    make(file, { small }) {
      copyFileSync(small, file);
      makeNewer(file, { isOpen: true });
      renameSync(`${file}.killed`, file);
      renameSync(`${file}.killed-wal`, `${file}-wal`);
    },
  },
  {
    name: 'an empty file, as a kill may leave a new one',
    expected: 'new',
    make: (file) => writeFileSync(file, ''),
  },
  {
    name: 'a write-ahead log with a torn end',
    expected: 'opened',
    make(file, { small }, random) {
      copyFileSync(small, file);
      appendFileSync(`${file}-wal`, random.bytes(PAGE_BYTES));
    },
  },
];

function overwrite(file: string, from: number, bytes: Buffer): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, bytes, 0, bytes.length, from);
  closeSync(handle);
}
