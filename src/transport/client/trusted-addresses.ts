import type { DiscoveryOptions } from '../../channels/remote-options';
import type { RemoteCaller } from '../../channels/remote-door';
import { HolonError } from '../../errors/holon-error';
import { silentLogger } from '../../observability/logger';
import { parseAddress, type Address } from './address';
import { Credentials, nameAsToken } from './credentials';
import type { Target } from './target';

/**
 * Which registered addresses are called, and with which token. Whoever may write to a registry can register any
 * address; a token given as text therefore goes only where the caller has said, or where it stays on this machine
 * and the registry is on it as well.
 */
export class TrustedAddresses {
  private readonly targets = new Map<string, Target | undefined>();
  private readonly origins: ReadonlySet<string> | undefined;

  /** @throws HOLON_INVALID_ARGUMENT */
  constructor(
    private readonly options: DiscoveryOptions,
    private readonly caller: RemoteCaller,
    private readonly registryOrigin: string | undefined,
    private readonly place: string,
  ) {
    const { origins, token } = options;
    if (origins !== undefined) {
      this.origins = new Set(origins.map((origin) => parseAddress(origin, place).origin));
    }
    if (token === undefined) nameAsToken(caller.systemId, place);
    else if (typeof token !== 'function') new Credentials(token, place);
  }

  /** The app at `url`; undefined where it must not be called. */
  targetAt(url: string): Target | undefined {
    if (!this.targets.has(url)) this.targets.set(url, this.judge(url));
    return this.targets.get(url);
  }

  /** Forgets addresses that are listed no more: a registry may name ever new ones. */
  keepOnly(listed: ReadonlySet<string>): void {
    for (const url of this.targets.keys()) if (!listed.has(url)) this.targets.delete(url);
  }

  /** @param urls addresses that were registered, and none of which may be called */
  refusal(what: string, urls: readonly string[]): HolonError {
    return new HolonError(
      'HOLON_FORBIDDEN',
      `${what} is registered at ${urls.join(', ')}, where this client sends nothing`,
      {
        hint: 'Name the origins that may have the token: { origins: ["https://…"] }, or pass token: (url) => ….',
      },
    );
  }

  private judge(url: string): Target | undefined {
    const { token } = this.options;
    const address = this.parse(url);
    if (address === undefined || !this.isTrusted(address)) {
      (this.options.logger ?? silentLogger).warn('discovery.untrusted', { url: url.slice(0, 200) });
      return undefined;
    }
    const given =
      typeof token === 'function'
        ? () => token(address.url)
        : (token ?? nameAsToken(this.caller.systemId, this.place));
    return { address, credentials: new Credentials(given, this.place) };
  }

  private parse(url: string): Address | undefined {
    try {
      return parseAddress(url, this.place);
    } catch {
      return undefined;
    }
  }

  private isTrusted({ origin, isLoopback }: Address): boolean {
    if (this.origins !== undefined) return this.origins.has(origin);
    if (typeof this.options.token !== 'string') return true;
    if (isLoopback) return this.isRegistryHere();
    return origin === this.registryOrigin && origin.startsWith('https:');
  }

  /** What a registry elsewhere calls loopback is another machine, and here anything may listen. */
  private isRegistryHere(): boolean {
    const { registryOrigin } = this;
    return registryOrigin === undefined || this.parse(registryOrigin)?.isLoopback === true;
  }
}
