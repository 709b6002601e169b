import type { DiscoveryOptions } from '../../channels/remote-options';
import type { RemoteCaller } from '../../channels/remote-door';
import type { Registration } from '../../discovery/registration';
import { markRemote } from '../../errors/error-origin';
import { HolonError } from '../../errors/holon-error';
import { systemRandom } from '../../util/random';
import type { Directory } from './directory';
import type { LookUpTime, Target, Targets } from './target';
import { TrustedAddresses } from './trusted-addresses';

/** What is looked for in a registry. */
export interface Wanted<T extends Target> {
  /** For messages, and what takes turns: `channel 'orders'`. */
  readonly name: string;
  /** What is to be called there; undefined for what is something else. */
  toTarget(registration: Registration, target: Target): T | undefined;
  /** How a token is passed: `client.connectDiscovered(Channel, { token })`. */
  readonly withToken: string;
  /** What to do where nothing is found. */
  readonly hint: string;
}

/** Chooses among what a registry lists: those that answer before those that did not, and each in its turn. */
export class DiscoveredTargets<T extends Target> implements Targets {
  readonly mayMove = true;
  private readonly trusted: TrustedAddresses;
  private listed: readonly Registration[] | undefined;

  /** @throws HOLON_INVALID_ARGUMENT */
  constructor(
    private readonly wanted: Wanted<T>,
    private readonly directory: Directory,
    private readonly caller: RemoteCaller,
    private readonly options: DiscoveryOptions,
  ) {
    this.trusted = new TrustedAddresses(options, caller, directory.origin, wanted.name);
  }

  /** The token of a registry is for that alone, and goes to nobody whom it names. */
  get tokenHint(): string | undefined {
    if (this.options.token !== undefined) return undefined;
    return `Pass a token for what the registry names: ${this.wanted.withToken}. That of the registry goes nowhere else.`;
  }

  /** @throws HOLON_NOT_FOUND, HOLON_FORBIDDEN, and what asking the registry throws */
  async next(time?: LookUpTime): Promise<T> {
    const { directory, wanted } = this;
    const { clock } = this.caller;
    const found: T[] = [];
    const refused: string[] = [];
    const listed = await directory.list(clock, time);
    this.forgetOthers(listed);
    for (const registration of listed) {
      const { url } = registration;
      if (typeof url !== 'string') continue;
      const target = this.trusted.targetAt(url);
      const fitting = wanted.toTarget(registration, target ?? NOWHERE);
      if (fitting === undefined) continue;
      if (target === undefined) refused.push(url);
      else found.push(fitting);
    }
    if (found.length === 0 && refused.length > 0) {
      throw markRemote(this.trusted.refusal(wanted.name, refused));
    }
    const awake = found.filter(({ address }) => !directory.isResting(address.url, clock));
    const chosen = this.choose(awake.length > 0 ? awake : found);
    if (chosen !== undefined) return chosen;
    throw markRemote(
      new HolonError('HOLON_NOT_FOUND', `No live registration of ${wanted.name} was found`, {
        hint: wanted.hint,
      }),
    );
  }

  /** Once for each answer of the registry. */
  private forgetOthers(listed: readonly Registration[]): void {
    if (listed === this.listed) return;
    this.listed = listed;
    this.trusted.keepOnly(new Set(listed.flatMap(({ url }) => url ?? [])));
  }

  failed({ address }: Target): void {
    this.directory.failed(address.url, this.caller.clock);
  }

  private choose(targets: readonly T[]): T | undefined {
    const { balance = 'round-robin', random = systemRandom } = this.options;
    if (targets.length < 2) return targets[0];
    if (balance === 'random') return targets[Math.floor(random() * targets.length)];
    // Each renewal changes the order in which they are listed.
    const sorted = [...targets].sort((one, two) => (one.address.url < two.address.url ? -1 : 1));
    return sorted[this.directory.turn(this.wanted.name) % sorted.length];
  }
}

/** Only to see whether a registration fits. */
const NOWHERE = Object.freeze({}) as Target;
