/** What stands in a log in place of a secret. */
export const REDACTED = '[redacted]';

const SECRET_NAME =
  /token|secret|passw(?:or)?d|passphrase|authori[sz]ation|cookie|apikey|accesskey|privatekey|credential/;
/** `totalTokens: 532` is a figure, not a secret. */
const FIGURE_NAME = /tokens$|tokencount$/;
const URL_PASSWORD = /(\/\/[^/\s:@]*:)[^/\s@]+@/g;
const AUTH_SCHEME = /\b(Bearer|Basic) +[\w.~+/=-]{8,}/gi;

/** Tells which keys hold secrets, however they are written: `apiKey`, `API_KEY`, `x-api-key`. */
export function createSecretTest(
  moreNames: readonly string[] = [],
): (key: string, value: unknown) => boolean {
  const more = new Set(moreNames.map(normalise));
  return (key, value) => {
    const name = normalise(key);
    if (more.has(name)) return true;
    if (!SECRET_NAME.test(name)) return false;
    return !(typeof value === 'number' && FIGURE_NAME.test(name));
  };
}

/** Removes what is a secret by its form alone: the password of a URL, the credentials of an Authorization header. */
export function redactText(text: string): string {
  return text.replace(URL_PASSWORD, `$1${REDACTED}@`).replace(AUTH_SCHEME, `$1 ${REDACTED}`);
}

function normalise(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]/g, '');
}
