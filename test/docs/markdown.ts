import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const PROJECT_ROOT = join(__dirname, '..', '..');

/** One fenced block of a page. */
export interface Block {
  /** Page, relative to the project. */
  readonly page: string;
  /** Line of the page on which the code begins, from 1. */
  readonly line: number;
  /** First word of the info string: `ts`, `sh`. */
  readonly language: string;
  /** The words behind it: `run`. */
  readonly flags: readonly string[];
  readonly code: string;
}

/** The fenced blocks of a page; a fence may be indented, as in a list. */
export function readBlocks(page: string, markdown: string): Block[] {
  const blocks: Block[] = [];
  let open:
    { fence: string; indent: string; line: number; info: string[]; code: string[] } | undefined;
  for (const [index, text] of markdown.split('\n').entries()) {
    const [, indent = '', fence = '', info = ''] = /^(\s*)(`{3,}|~{3,})(.*)$/.exec(text) ?? [];
    if (open === undefined) {
      if (fence !== '')
        open = { fence, indent, line: index + 2, info: info.trim().split(/\s+/), code: [] };
    } else if (fence.startsWith(open.fence) && info.trim() === '') {
      const [language = '', ...flags] = open.info;
      blocks.push({ page, line: open.line, language, flags, code: open.code.join('\n') });
      open = undefined;
    } else {
      open.code.push(text.startsWith(open.indent) ? text.slice(open.indent.length) : text);
    }
  }
  if (open !== undefined)
    throw new Error(`${page}:${open.line - 1} opens a block that nothing closes`);
  return blocks;
}

/** The pages of the project: those beside the README, and every one under docs. Relative to the project. */
export function readPages(): string[] {
  const docs = readdirSync(join(PROJECT_ROOT, 'docs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => relative(PROJECT_ROOT, join(entry.parentPath, entry.name)));
  const root = readdirSync(PROJECT_ROOT).filter((name) => name.endsWith('.md'));
  return [...root, ...docs.sort()];
}

/** The blocks of those pages. */
export function readAllBlocks(): Block[] {
  return readPages().flatMap((page) =>
    readBlocks(page, readFileSync(join(PROJECT_ROOT, page), 'utf8')),
  );
}
