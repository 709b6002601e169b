import { checkRegistration } from '../../discovery/check-registration';
import type { Registration } from '../../discovery/registration';
import type { ChannelMessage } from '../../model/channel-message';
import type { JsonValue } from '../../model/json';
import { decodeListedRegistration } from './decode-registrations';
import { unwrapGeneric } from './message-codec';
import { encodeRegistration } from './registration-codec';

/** How the content of the messages of a channel stands on the wire. */
export interface ContentForm {
  encode(content: JsonValue): JsonValue;
  /** @param content as it came; what is in no such form is taken as it is */
  decode(content: unknown): unknown;
  /** JSON text of messages; a store in memory gives the same object each time. */
  readonly texts: WeakMap<ChannelMessage, string>;
}

/** @param of `generic` for a channel without a content type; `isRegistry` for a discovery channel */
export function contentForm(of: {
  readonly generic: boolean;
  readonly isRegistry: boolean;
}): ContentForm {
  if (of.isRegistry) return of.generic ? WRAPPED_REGISTRATION : REGISTRATION;
  return of.generic ? GENERIC : TYPED;
}

export const TYPED: ContentForm = {
  encode: (content) => content,
  decode: (content) => content,
  texts: new WeakMap(),
};

/** As SSSN's GenericContent. */
export const GENERIC: ContentForm = wrapped(TYPED);

/** The names of the wire, as `GET /channels/{id}/registrations` has them. */
const REGISTRATION: ContentForm = {
  encode: encodeKept,
  decode: decodeSent,
  texts: new WeakMap(),
};

const WRAPPED_REGISTRATION = wrapped(REGISTRATION);

function wrapped(form: ContentForm): ContentForm {
  return {
    encode: (content) => ({ data: form.encode(content) }),
    decode: (content) => form.decode(unwrapGeneric(content)),
    texts: new WeakMap(),
  };
}

/** What a store kept of another version is not believed, and goes out as it is. */
function encodeKept(content: JsonValue): JsonValue {
  const kept: unknown = content;
  try {
    checkRegistration(kept, 'encode');
  } catch {
    return content;
  }
  return encodeRegistration(kept as Registration) as unknown as JsonValue; // what is kept has its end; all of it is plain data
}

/** Servers before had the names of holon's own API, with a `kind`. */
function decodeSent(content: unknown): unknown {
  if (typeof content !== 'object' || content === null || 'kind' in content) return content;
  try {
    return decodeListedRegistration(content) ?? content;
  } catch {
    return content;
  }
}
