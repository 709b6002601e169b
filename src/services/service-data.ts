import { snapshot } from '../content/snapshot';
import { HolonError } from '../errors/holon-error';
import type { JsonValue } from '../model/json';
import { nameOf, type Service } from './find-service';

/**
 * What the method gets: plain frozen data, also where a DTO class describes it, or what a Standard Schema makes of that.
 * @throws HOLON_INVALID_CONTENT, HOLON_NOT_SERIALISABLE
 */
export async function checkInput(service: Service, given: unknown): Promise<unknown> {
  const input = given === undefined ? undefined : snapshot(given, { name: 'input' });
  if (service.input === undefined) return input;
  const checked = await service.input.validate(input);
  if (checked.issues === undefined) return checked.value;
  const fields = checked.issues;
  throw new HolonError(
    'HOLON_INVALID_CONTENT',
    `${nameOf(service)}: the input is no ${service.input.name}: ${fields.join('; ')}`,
    { fields, hint: 'Correct the fields that the message names.' },
  );
}

/**
 * What goes back: JSON, null for nothing.
 * @throws HOLON_INVALID_CONTENT where the output type does not allow it, HOLON_NOT_SERIALISABLE
 */
export async function checkResult(service: Service, result: unknown): Promise<JsonValue> {
  const json = result === undefined ? undefined : snapshot(result, { name: 'result' });
  if (service.output === undefined) return json ?? null;
  const checked = await service.output.validate(json);
  if (checked.issues !== undefined) {
    const problems = checked.issues.join('; ');
    throw new HolonError(
      'HOLON_INVALID_CONTENT',
      `the result is no ${service.output.name}: ${problems}`,
    );
  }
  const { value } = checked;
  if (value === undefined || value === json) return json ?? null;
  return snapshot(value, { name: 'result' }); // a Standard Schema may have made something else of it
}
