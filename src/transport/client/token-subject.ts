import { isSystemId } from '../../util/system-id';

/**
 * Who a token is for, as far as it says so: the `sub` of a JWT, whose signature is the server's to check, or the token
 * itself where it is a name.
 */
export function subjectOf(token: string): string | undefined {
  const [, payload, signature, ...rest] = token.split('.');
  if (payload === undefined || signature === undefined || rest.length > 0) {
    return isSystemId(token) ? token : undefined;
  }
  try {
    const base64 = payload.replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const { sub } = JSON.parse(new TextDecoder().decode(bytes)) as { sub?: unknown }; // looked at below
    return typeof sub === 'string' && sub !== '' ? sub : undefined;
  } catch {
    return isSystemId(token) ? token : undefined;
  }
}
