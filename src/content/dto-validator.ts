import type { ValidationError } from 'class-validator';
import type { DtoClass } from '../model/content-type';
import type { ContentCheck, ContentValidator } from './content-validator';
import { isRecord, toDtoInstance } from './dto-instance';
import { readDtoShape, type DtoShape } from './dto-shape';
import { compileFastCheck } from './fast-check';
import { fieldPath } from './field-path';
import { loadClassValidator } from './peers';

const OPTIONS = { forbidUnknownValues: true, validationError: { target: false } } as const;

/**
 * Checks by class-validator, as `{ whitelist, forbidNonWhitelisted, forbidUnknownValues }` would, on all levels.
 * A valid value of a class with built-in decorators is answered at once and without class-validator; whatever else
 * comes, class-validator decides and words the problems. The value itself is never changed or converted.
 * @throws HOLON_INVALID_DECORATOR, HOLON_DEPENDENCY_MISSING
 */
export function createDtoValidator(type: DtoClass): ContentValidator {
  const shape = readDtoShape(type);
  const isPlainlyValid = compileFastCheck(shape);
  return {
    name: type.name,
    validate(value) {
      if (isPlainlyValid?.(value) === true) return { value };
      if (!isRecord(value)) return { issues: ['content: must be an object'] };
      return judge(shape, value);
    },
  };
}

async function judge(shape: DtoShape, value: object): Promise<ContentCheck> {
  const structural = new Map<string, string>();
  const instance = toDtoInstance(shape, value, structural);
  const issues = Array.from(structural, ([path, problem]) => `${path}: ${problem}`);
  try {
    const errors = await loadClassValidator().validate(instance, OPTIONS);
    collect(errors, [], false, structural, issues);
  } catch (error) {
    issues.push(`content: could not be checked: ${String(error)}`);
  }
  return issues.length === 0 ? { value } : { issues };
}

function collect(
  errors: readonly ValidationError[],
  parentKeys: readonly (string | number)[],
  inList: boolean,
  structural: ReadonlyMap<string, string>,
  issues: string[],
): void {
  for (const { property, value, constraints, children } of errors) {
    const keys = [...parentKeys, inList ? Number(property) : property];
    const path = fieldPath(keys);
    if (structural.has(path)) continue; // said already, and the reason for what follows
    for (const message of Object.values(constraints ?? {})) {
      issues.push(`${path}: ${withoutName(message, property)}`);
    }
    collect(children ?? [], keys, Array.isArray(value), structural, issues);
  }
}

/** class-validator begins its messages with the property, which stands before the colon already. */
function withoutName(message: string, property: string): string {
  if (message.startsWith(`${property} `)) return message.slice(property.length + 1);
  return message.replace(`each value in ${property} `, 'each value ');
}
