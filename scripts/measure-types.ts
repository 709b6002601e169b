/**
 * What holon's types cost the compiler, on a generated app of 100 systems and 200 channels, beside the same app without
 * them; writes docs/reference/type-cost.md: `npm run measure:types`, some minutes on a machine with nothing else to do.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';

import ts from 'typescript';

import { compileByTurns, SIZE } from './type-cost/compile-by-turns';
import { measureEdit } from './type-cost/edit-app';
import type { AppTypes } from './type-cost/generate-app';
import { renderPage } from './type-cost/render-page';

const ROUNDS = 7;
const TYPES: readonly AppTypes[] = ['any', 'contents', 'holon'];
const PAGE = join(__dirname, '..', 'docs', 'reference', 'type-cost.md');

function measure(): void {
  const folder = mkdtempSync(join(tmpdir(), 'holon-types-'));
  try {
    const runs = compileByTurns(folder, TYPES, ROUNDS);
    const place = (types: AppTypes) => join(folder, types);
    const edits = TYPES.map((types) => ({
      types,
      systemMs: measureEdit(place(types), 'system-50.ts'),
      rootMs: measureEdit(place(types), 'root.ts'),
    }));
    const machine = `${cpus()[0]?.model.trim() ?? 'unknown processor'}, node ${process.version.slice(1)}, TypeScript ${ts.version}`;
    const date = new Date().toISOString().slice(0, 10);
    writeFileSync(PAGE, renderPage({ size: SIZE, rounds: ROUNDS, runs, edits, machine, date }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (require.main === module) measure();
