import type { RemoteToken } from '../../channels/remote-options';
import { HolonError } from '../../errors/holon-error';
import type { Eventually } from '../../model/json';
import { isSystemId } from '../../util/system-id';

/** What one `Authorization` header can carry: printable, without space and comma. */
const TOKEN = /^[!-+\--~]+$/;

/** The token of one caller at one app. One that a function gave is kept until the server refuses it. */
export class Credentials {
  private known: Promise<string | undefined> | undefined;

  /** @param token undefined where none is sent */
  constructor(
    private readonly token: RemoteToken | (() => Eventually<string | undefined>) | undefined,
    private readonly place: string,
  ) {
    if (typeof token !== 'function' && token !== undefined) this.check(token);
  }

  /** @throws HOLON_INVALID_ARGUMENT for what is no token, and whatever the function throws */
  async get(): Promise<string | undefined> {
    const { token } = this;
    if (typeof token !== 'function') return token;
    this.known ??= this.ask(token);
    return this.known;
  }

  /** The server has refused `used`; answers whether there is another one now. */
  async renew(used: string | undefined): Promise<boolean> {
    if (typeof this.token !== 'function') return false;
    if ((await this.get()) === used) this.known = undefined;
    return (await this.get()) !== used;
  }

  private ask(give: () => Eventually<string | undefined>): Promise<string | undefined> {
    const asked = (async () => {
      const token = await give();
      return token === undefined ? undefined : this.check(token);
    })();
    asked.catch(() => {
      if (this.known === asked) this.known = undefined;
    });
    return asked;
  }

  private check(token: unknown): string {
    if (typeof token === 'string' && TOKEN.test(token)) return token;
    const problem = typeof token === 'string' ? 'holds characters that no token has' : typeof token;
    throw new HolonError('HOLON_INVALID_ARGUMENT', `${this.place}: the token ${problem}`, {
      hint: 'Pass the token as text, or a function that gives it.',
    });
  }
}

/** The token of a system that was given none: its own name. @throws HOLON_INVALID_ARGUMENT */
export function nameAsToken(systemId: string, place: string): string {
  const name: unknown = systemId;
  if (isSystemId(name)) return name;
  throw new HolonError(
    'HOLON_INVALID_ARGUMENT',
    `${place}: '${systemId}' is no name that an app without security takes`,
    { hint: 'Pass a token, or a systemId of letters, digits and `._:-`.' },
  );
}
