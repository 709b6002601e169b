import { checkSpan } from '../channels/check-arguments';
import type { Intake } from '../channels/message-writer';
import { PassthroughChannel } from '../channels/passthrough-channel';
import { HolonError } from '../errors/holon-error';
import type { ChannelInfo, ChannelKind, Visibility } from '../model/channel-info';
import type { ServiceDescriptor } from '../model/service-descriptor';
import { checkRegistration, LONGEST_TTL_MS } from './check-registration';
import { keyOfRegistration } from './registration-key';
import {
  registeredId,
  type RegisterOptions,
  type Registration,
  type RegistrationRequest,
} from './registration';

/** The sender of registrations, as in SSSN. */
const SENDER = '_discovery';

/** Renewals that are known without looking; more only cost a look. */
const MOST_HOLDERS = 10_000;

/**
 * Where channels and systems are found by what they are. Per id and address there is one live registration; registering
 * again renews it. Expired ones are invisible at once and removed at the next maintenance. Registrations are messages
 * too: who may read the channel can subscribe to them, and a system registers itself by writing one through its client,
 * with `ttlMs` in place of `expiresAtMs` where its clock may differ. While it lives, only its sender may renew, replace or
 * end it, and the app of the channel.
 */
export class DiscoveryChannel<Id extends string = string> extends PassthroughChannel<
  Registration,
  Id
> {
  static override readonly kind: ChannelKind = 'discovery';
  static override readonly claimable = false;
  /** For the compiler: claiming is an error. */
  declare readonly cursorsOnly: true;
  /** Who registered last, by key. */
  private readonly holders = new Map<string, string>();
  private readonly broken = new Set<string>();

  /** Registers or renews a channel. */
  async registerChannel(info: ChannelInfo, options: RegisterOptions = {}): Promise<void> {
    await this.writable().write(SENDER, { kind: 'channel', info, ...this.terms(options) });
  }

  /** Registers or renews a system. */
  async registerSystem(
    descriptor: ServiceDescriptor,
    options: RegisterOptions = {},
  ): Promise<void> {
    await this.writable().write(SENDER, { kind: 'system', descriptor, ...this.terms(options) });
  }

  /** Ends the registrations of this id, at every address or at one; answers whether there were any. */
  async unregister(id: string, options: { readonly url?: string } = {}): Promise<boolean> {
    const { url } = options;
    const ids = (await this.live())
      .filter(({ registration }) => registeredId(registration) === id)
      .filter(({ registration }) => url === undefined || registration.url === url)
      .map(({ messageId }) => messageId);
    return (await this.remove(ids)).length > 0;
  }

  /** Everything that is live, each with its address and its end; the one renewed last comes last. */
  async registrations(): Promise<readonly Registration[]> {
    return (await this.live()).map(({ registration }) => registration);
  }

  /** As `registrations`, with the place of each in the order of the channel. @param afterSeq only those behind it */
  async listed(
    afterSeq = 0,
  ): Promise<readonly { readonly seq: number; readonly registration: Registration }[]> {
    return (await this.live()).filter(({ seq }) => seq > afterSeq);
  }

  /** Live channels, each once; the one renewed last comes last. */
  async findChannels(
    filter: { readonly visibility?: Visibility } = {},
  ): Promise<readonly ChannelInfo[]> {
    const found = await this.latest('channel');
    return found
      .map(({ info }) => info)
      .filter(
        ({ visibility }) => filter.visibility === undefined || visibility === filter.visibility,
      );
  }

  /** Live systems, each once; with `capability` those that have a service of that name. */
  async findSystems(
    filter: { readonly capability?: string } = {},
  ): Promise<readonly ServiceDescriptor[]> {
    const { capability } = filter;
    const found = await this.latest('system');
    return found
      .map(({ descriptor }) => descriptor)
      .filter(
        ({ services }) =>
          capability === undefined || services.some((service) => service.name === capability),
      );
  }

  async getChannel(id: string): Promise<ChannelInfo | undefined> {
    return (await this.findChannels()).find((info) => info.id === id);
  }

  async getSystem(id: string): Promise<ServiceDescriptor | undefined> {
    return (await this.findSystems()).find((descriptor) => descriptor.systemId === id);
  }

  protected override async takeIn(senderId: string, content: unknown): Promise<Intake> {
    const place = `register on '${this.id}'`;
    checkRegistration(content, place);
    const key = keyOfRegistration(content);
    const { taken, expiresAtMs } = this.timed(content, place);
    await this.checkHolder(senderId, key, place);
    return { content: taken, append: { key, expiresAtMs } };
  }

  private timed(
    given: Registration | RegistrationRequest,
    place: string,
  ): { readonly taken: Registration; readonly expiresAtMs: number } {
    const nowMs = this.clock.nowMs();
    if (!('ttlMs' in given)) {
      const expiresAtMs = checkSpan(given.expiresAtMs, 'expiresAtMs', place);
      checkLife(expiresAtMs - nowMs, 'expiresAtMs', place);
      return { taken: given, expiresAtMs };
    }
    const { ttlMs, ...rest } = given;
    const expiresAtMs = nowMs + checkLife(checkSpan(ttlMs, 'ttlMs', place), 'ttlMs', place);
    return { taken: { ...rest, expiresAtMs }, expiresAtMs };
  }

  /** @throws HOLON_FORBIDDEN where a live registration is somebody else's */
  private async checkHolder(senderId: string, key: string, place: string): Promise<void> {
    if (senderId !== SENDER && this.holders.get(key) !== senderId) {
      const entries = await this.active().log.keyed(this.clock.nowMs());
      const held = entries.find(
        ({ message }) => message.senderId !== senderId && keyOfKept(message.content) === key,
      );
      if (held !== undefined) {
        throw new HolonError(
          'HOLON_FORBIDDEN',
          `${place}: '${key}' is registered by another system, and '${senderId}' may not change that`,
          { hint: 'Register as the system that did before, or wait until its registration ends.' },
        );
      }
    }
    if (this.holders.size >= MOST_HOLDERS) this.holders.clear();
    this.holders.set(key, senderId);
  }

  private terms({ ttlMs = this.settings.registrationTtlMs, url }: RegisterOptions) {
    const span = checkSpan(ttlMs, 'ttlMs', `register on '${this.id}'`);
    return { expiresAtMs: this.clock.nowMs() + span, ...(url === undefined ? {} : { url }) };
  }

  /** Of each id the registration that was renewed last. */
  private async latest<K extends Registration['kind']>(
    kind: K,
  ): Promise<readonly Extract<Registration, { readonly kind: K }>[]> {
    const found = new Map<string, Extract<Registration, { readonly kind: K }>>();
    for (const { registration } of await this.live()) {
      if (!isOf(registration, kind)) continue;
      const id = registeredId(registration);
      found.delete(id);
      found.set(id, registration);
    }
    return [...found.values()];
  }

  private async live(): Promise<
    readonly {
      readonly seq: number;
      readonly messageId: string;
      readonly registration: Registration;
    }[]
  > {
    const entries = await this.active().log.keyed(this.clock.nowMs());
    return entries.flatMap(({ seq, message: { id: messageId, content } }) => {
      const registration = content as unknown; // what a store kept is not believed
      try {
        checkRegistration(registration, `registration '${messageId}' on '${this.id}'`);
        return [{ seq, messageId, registration: registration as Registration }]; // takeIn has made times of all ttls
      } catch (error) {
        // One of them must not hide the others.
        if (!this.broken.has(messageId)) this.logger.warn('discovery.broken-entry', { error });
        this.broken.add(messageId);
        return [];
      }
    });
  }
}

function checkLife(ms: number, name: string, place: string): number {
  if (ms <= LONGEST_TTL_MS) return ms;
  throw new HolonError(
    'HOLON_INVALID_ARGUMENT',
    `${place}: ${name} must not lie more than ${String(LONGEST_TTL_MS)} ms ahead`,
    { hint: 'Register for less and renew it, as publish({ registries }) does.' },
  );
}

/** Undefined for what an older version has let in. */
function keyOfKept(content: unknown): string | undefined {
  try {
    checkRegistration(content, '');
    return keyOfRegistration(content);
  } catch {
    return undefined;
  }
}

function isOf<K extends Registration['kind']>(
  registration: Registration,
  kind: K,
): registration is Extract<Registration, { readonly kind: K }> {
  return registration.kind === kind;
}
