import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { createContentValidator } from '../../../src/content/content-validator';
import { readDtoShape } from '../../../src/content/dto-shape';
import { compileFastCheck } from '../../../src/content/fast-check';
import { isPending } from '../../../src/util/eventually';
import { DTO_SAMPLES, nearly, type DtoSample } from './dto-samples';

const STRICT = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true };

/** What class-validator says by itself, but for lists and single objects, which it does not tell apart. */
function isAcceptedByClassValidator({ type, one, lists }: DtoSample, value: unknown): boolean {
  if (!isRecord(value)) return false;
  if (!hasStructure(value, one, lists)) return false;
  try {
    return validateSync(plainToInstance(type, value) as object, STRICT).length === 0;
  } catch {
    return false;
  }
}

function hasStructure(
  value: Record<string, unknown>,
  one: readonly string[],
  lists: readonly string[],
): boolean {
  if (one.some((key) => Array.isArray(value[key]))) return false;
  return lists.every((key) => {
    const list = value[key];
    if (list === undefined || list === null) return true;
    if (!Array.isArray(list)) return false;
    const isNested = key === 'items' || key === 'children';
    return !isNested || list.every((item) => isRecord(item) && hasStructure(item, one, lists));
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

describe('the fast check', () => {
  it.each(DTO_SAMPLES.map((sample) => [sample.type.name, sample] as const))(
    'accepts valid values of %s without asking class-validator',
    (_, sample) => {
      const isPlainlyValid = compileFastCheck(readDtoShape(sample.type))!;
      fc.assert(fc.property(sample.valid, (value) => isPlainlyValid(value)));
    },
  );

  it.each(DTO_SAMPLES.map((sample) => [sample.type.name, sample] as const))(
    'and the validator of %s agree with class-validator on every value',
    async (_, sample) => {
      const validator = createContentValidator(sample.type)!;
      let accepted = 0;
      let refused = 0;
      await fc.assert(
        fc.asyncProperty(nearly(sample.valid), async (value) => {
          const expected = isAcceptedByClassValidator(sample, value);
          const check = validator.validate(value);
          if (isPending(check)) expect((await check).issues === undefined).toBe(expected);
          else expect('value' in check).toBe(expected);
          if (expected) accepted += 1;
          else refused += 1;
        }),
        { numRuns: 1000 },
      );
      expect(Math.min(accepted, refused)).toBeGreaterThan(50);
    },
  );
});
