import type { Registration } from '../../discovery/registration';
import type { ServiceDescriptor } from '../../model/service-descriptor';
import { asList, asNumber, asRecord, asText, asTexts } from './answer-shapes';
import { decodeDescriptor, type WireDescriptor } from './descriptor-codec';
import { freezeJson } from './freeze-json';
import { decodeRegistration, type WireRegistration } from './registration-codec';

/** A registration as a client reads it; undefined for what names neither a channel nor a system. @throws HOLON_REMOTE_FAILED */
export function decodeListedRegistration(value: unknown): Registration | undefined {
  const wire = asRecord(value, 'a registration');
  asNumber(wire.expires_at, 'the expires_at of a registration');
  if (wire.url != null) asText(wire.url, 'the url of a registration');
  if (wire.info != null) checkInfo(wire.info);
  else if (wire.descriptor != null) checkDescriptor(wire.descriptor);
  const registration = decodeRegistration(wire as unknown as WireRegistration); // every field that is used was looked at
  return registration === undefined ? undefined : freezeJson(registration);
}

function checkInfo(value: unknown): void {
  asText(asRecord(value, 'an info').id, 'the id of a channel');
}

function checkDescriptor(value: unknown): void {
  const { system_id: id, services, ...rest } = asRecord(value, 'a descriptor');
  asText(id, 'the system_id of a system');
  for (const service of asList(services, 'the services of a system')) {
    asText(asRecord(service, 'a service').name, 'the name of a service');
  }
  asTexts(rest.channels_read ?? [], 'channels_read');
  asTexts(rest.channels_write ?? [], 'channels_write');
}

/** The answer of `GET /systems`. @throws HOLON_REMOTE_FAILED */
export function decodeSystems(body: unknown): readonly ServiceDescriptor[] {
  return asList(asRecord(body, 'the systems').systems, 'the systems').map(decodeSystem);
}

/** The answer of `GET /systems/{id}`. @throws HOLON_REMOTE_FAILED */
export function decodeSystem(body: unknown): ServiceDescriptor {
  checkDescriptor(body);
  return freezeJson(decodeDescriptor(body as WireDescriptor)); // every field that is used was looked at
}
