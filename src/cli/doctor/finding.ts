/** What stands before a line. */
export const FINDING_MARKS = { ok: '✓', note: '·', warning: '!', bad: '✗' } as const;

/** One line of the doctor's. */
export interface Finding {
  readonly mark: keyof typeof FINDING_MARKS;
  readonly text: string;
  readonly cure?: string;
}
