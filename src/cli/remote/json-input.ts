import { HolonError } from '../../errors/holon-error';
import type { CliIo } from '../cli-io';
import { findJsonError } from '../json-error-place';

/** What was typed as JSON, or what comes in where `-` was typed. @throws HOLON_INVALID_ARGUMENT */
export async function jsonInput(typed: string, what: string, io: CliIo): Promise<unknown> {
  const text = typed === '-' ? await io.readInput?.() : typed;
  if (text === undefined) {
    throw new HolonError('HOLON_INVALID_ARGUMENT', `Nothing comes in to read the ${what} from`, {
      hint: `Type the ${what} in place of the -.`,
    });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const { line, column } = findJsonError(text) ?? { line: 1, column: 1 };
    throw new HolonError(
      'HOLON_INVALID_ARGUMENT',
      `The ${what} stops being JSON at ${String(line)}:${String(column)}`,
      {
        hint: `Quote it for the shell: '{ "celsius": 22.4 }', and a text as '"text"'. - reads it from the standard input.`,
        cause,
      },
    );
  }
}
