import { checkId } from '../channels/check-arguments';
import { HolonError } from '../errors/holon-error';
import type { Registration, RegistrationRequest } from './registration';

/** No registration lives longer without being renewed: whoever is gone for good must be forgotten. */
export const LONGEST_TTL_MS = 3_600_000;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Whoever writes may be untyped, and everybody reads the same list: what is listed must have its whole shape.
 * @throws HOLON_INVALID_ARGUMENT for what is no registration, with the field that is wrong
 */
export function checkRegistration(
  value: unknown,
  place: string,
): asserts value is Registration | RegistrationRequest {
  const { kind, url, info, descriptor } = recordAt(value, 'a registration', place);
  if (url !== undefined) checkUrl(url, place);
  if (kind === 'channel') checkInfo(info, place);
  else if (kind === 'system') checkDescriptor(descriptor, place);
  else throw wrong(place, "kind must be 'channel' or 'system'");
}

function checkInfo(value: unknown, place: string): void {
  const info = recordAt(value, 'info', place);
  checkId(info.id as string, 'info.id', place); // it looks at the type
  checkTexts(info, 'info', ['name', 'description', 'kind'], place);
  if (info.visibility !== 'public' && info.visibility !== 'private') {
    throw wrong(place, "info.visibility must be 'public' or 'private'");
  }
  checkSpanAt(info.periodMs, 'info.periodMs', place);
}

function checkDescriptor(value: unknown, place: string): void {
  const descriptor = recordAt(value, 'descriptor', place);
  checkId(descriptor.systemId as string, 'descriptor.systemId', place); // as above
  checkTexts(descriptor, 'descriptor', ['systemName', 'description'], place);
  for (const name of ['channelsRead', 'channelsWrite']) {
    const isText = (one: unknown) => typeof one === 'string';
    if (listAt(descriptor[name], `descriptor.${name}`, place).every(isText)) continue;
    throw wrong(place, `descriptor.${name} must be an array of strings`);
  }
  const services = listAt(descriptor.services, 'descriptor.services', place);
  services.forEach((service, index) => {
    checkService(service, `descriptor.services[${String(index)}]`, place);
  });
}

/** What SSSN does not know may be absent. */
function checkService(value: unknown, path: string, place: string): void {
  const service = recordAt(value, path, place);
  checkTexts(service, path, ['name', 'description'], place);
  recordAt(service.input, `${path}.input`, place);
  recordAt(service.output ?? {}, `${path}.output`, place);
  for (const name of ['readOnly', 'idempotent']) {
    if (service[name] === undefined || typeof service[name] === 'boolean') continue;
    throw wrong(place, `${path}.${name} must be true or false`);
  }
  checkSpanAt(service.timeoutMs, `${path}.timeoutMs`, place);
}

function checkTexts(fields: Fields, path: string, names: readonly string[], place: string): void {
  for (const name of names) {
    if (typeof fields[name] !== 'string') throw wrong(place, `${path}.${name} must be a string`);
  }
}

function checkSpanAt(value: unknown, path: string, place: string): void {
  if (value === undefined) return;
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return;
  throw wrong(place, `${path} must be milliseconds, 0 or more`);
}

function recordAt(value: unknown, path: string, place: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Fields; // an object that is no array is a record
  }
  throw wrong(place, `${path} must be an object`);
}

function listAt(value: unknown, path: string, place: string): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[]; // isArray has made it any
  throw wrong(place, `${path} must be an array`);
}

/** Clients would go there. */
function checkUrl(url: unknown, place: string): void {
  const address = checkId(url as string, 'url', place); // as above
  if (/^https?:\/\/[^/\s]\S*$/i.test(address)) return;
  throw wrong(place, `url must begin with http:// or https://, not '${address}'`);
}

function wrong(place: string, what: string): HolonError {
  return new HolonError('HOLON_INVALID_ARGUMENT', `${place}: ${what}`);
}
