/** Writes docs/reference/errors.md from the table of codes: `npm run docs:errors`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ERROR_CODES } from '../src/errors/error-codes';

export const ERRORS_DOC = join(__dirname, '..', 'docs', 'reference', 'errors.md');

const INTRODUCTION = `# Errors

Every error that holon throws is a \`HolonError\`. Its \`code\` is one of those below and never changes its meaning;
\`message\` says what was wrong and where, \`hint\` gives the cure at that very place, \`path\` leads from the root to it.
\`retryable\` tells whether the same call may succeed later without a change.

This page is written from \`src/errors/error-codes.ts\` by \`npm run docs:errors\`.
`;

/** The page as it must be. */
export function renderErrorsDoc(): string {
  const sections = Object.entries(ERROR_CODES).map(
    ([code, { meaning, hint, retryable }]) =>
      `## ${code}\n\n${meaning}\n\n- Cure: ${hint}\n- Retryable: ${retryable ? 'yes' : 'no'}\n`,
  );
  return [INTRODUCTION, ...sections].join('\n');
}

if (require.main === module) writeFileSync(ERRORS_DOC, renderErrorsDoc());
