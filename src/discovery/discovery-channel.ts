import { checkId, checkSpan } from '../channels/check-arguments';
import type { Intake } from '../channels/message-writer';
import { PassthroughChannel } from '../channels/passthrough-channel';
import { HolonError } from '../errors/holon-error';
import type { ChannelInfo, ChannelKind, Visibility } from '../model/channel-info';
import type { ServiceDescriptor } from '../model/service-descriptor';
import type { RegisterOptions, Registration } from './registration';

/** The sender of registrations, as in SSSN. */
const SENDER = '_discovery';

/**
 * Where channels and systems are found by what they are. Per id there is one live registration; registering again
 * renews it. Expired ones are invisible at once and removed at the next maintenance. Registrations are messages too:
 * who may read the channel can subscribe to them, and a system registers itself by writing one through its client.
 */
export class DiscoveryChannel<Id extends string = string> extends PassthroughChannel<
  Registration,
  Id
> {
  static override readonly kind: ChannelKind = 'discovery';
  static override readonly claimable = false;
  /** For the compiler: claiming is an error. */
  declare readonly cursorsOnly: true;

  /** Registers or renews a channel. */
  async registerChannel(info: ChannelInfo, options: RegisterOptions = {}): Promise<void> {
    await this.writable().write(SENDER, {
      kind: 'channel',
      info,
      ...this.terms(options),
    });
  }

  /** Registers or renews a system. */
  async registerSystem(
    descriptor: ServiceDescriptor,
    options: RegisterOptions = {},
  ): Promise<void> {
    await this.writable().write(SENDER, {
      kind: 'system',
      descriptor,
      ...this.terms(options),
    });
  }

  /** Ends the registrations of this id; answers whether there were any. */
  async unregister(id: string): Promise<boolean> {
    const ids = (await this.live())
      .filter(({ registration }) => registeredId(registration) === id)
      .map(({ messageId }) => messageId);
    return (await this.remove(ids)).length > 0;
  }

  /** Live channels, oldest registration first. */
  async findChannels(
    filter: { readonly visibility?: Visibility } = {},
  ): Promise<readonly ChannelInfo[]> {
    const found: ChannelInfo[] = [];
    for (const { registration } of await this.live()) {
      if (registration.kind !== 'channel') continue;
      const { info } = registration;
      if (filter.visibility === undefined || info.visibility === filter.visibility)
        found.push(info);
    }
    return found;
  }

  /** Live systems; with `capability` those that have a service of that name. */
  async findSystems(
    filter: { readonly capability?: string } = {},
  ): Promise<readonly ServiceDescriptor[]> {
    const found: ServiceDescriptor[] = [];
    for (const { registration } of await this.live()) {
      if (registration.kind !== 'system') continue;
      const { descriptor } = registration;
      const { capability } = filter;
      if (
        capability === undefined ||
        descriptor.services.some((service) => service.name === capability)
      ) {
        found.push(descriptor);
      }
    }
    return found;
  }

  async getChannel(id: string): Promise<ChannelInfo | undefined> {
    return (await this.findChannels()).find((info) => info.id === id);
  }

  async getSystem(id: string): Promise<ServiceDescriptor | undefined> {
    return (await this.findSystems()).find((descriptor) => descriptor.systemId === id);
  }

  private terms({ ttlMs = this.settings.registrationTtlMs, url }: RegisterOptions) {
    const span = checkSpan(ttlMs, 'ttlMs', `register on '${this.id}'`);
    return { expiresAtMs: this.clock.nowMs() + span, ...(url === undefined ? {} : { url }) };
  }

  protected override takeIn(_senderId: string, content: unknown): Intake {
    const registration = content as Registration; // keyOf checks what it uses
    const key = this.keyOf(registration);
    return { content, append: { key, expiresAtMs: registration.expiresAtMs } };
  }

  /** One live registration per key. Whoever writes may be untyped, so the shape is checked. */
  private keyOf(registration: Registration): string {
    const place = `register on '${this.id}'`;
    checkSpan(registration?.expiresAtMs, 'expiresAtMs', place);
    // The same thing offered at two addresses is two offers.
    const at = registration.url === undefined ? '' : `@${checkId(registration.url, 'url', place)}`;
    if (registration.kind === 'channel') {
      return `channel:${checkId(registration.info?.id, 'info.id', place)}${at}`;
    }
    const { descriptor } = registration;
    const key = `system:${checkId(descriptor?.systemId, 'descriptor.systemId', place)}${at}`;
    if (Array.isArray(descriptor.services)) return key;
    throw new HolonError(
      'HOLON_INVALID_ARGUMENT',
      `${place}: descriptor.services must be an array`,
    );
  }

  private async live(): Promise<
    readonly { readonly messageId: string; readonly registration: Registration }[]
  > {
    const entries = await this.active().log.keyed(this.clock.nowMs());
    return entries.map(({ message }) => ({
      messageId: message.id,
      registration: message.content as unknown as Registration, // only takeIn gives keys
    }));
  }
}

function registeredId(registration: Registration): string {
  return registration.kind === 'channel' ? registration.info.id : registration.descriptor.systemId;
}
