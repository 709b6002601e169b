import type { ServiceCallOptions } from '../../channels/remote-options';
import { HolonError } from '../../errors/holon-error';
import type { ServiceDescriptor } from '../../model/service-descriptor';
import { didYouMean } from '../../util/did-you-mean';
import { decodeSystem, decodeSystems } from '../wire/decode-registrations';
import type { Requester } from './requester';
import { requestService } from './service-request';
import type { Target } from './target';

/** The systems of one app that offer services: all of them, or the one of `systemId`. */
export class RemoteSystems {
  private known: Promise<readonly ServiceDescriptor[]> | undefined;

  constructor(
    private readonly requester: Requester,
    private readonly target: Target,
    private readonly systemId: string | undefined,
  ) {}

  /** @throws HOLON_NOT_FOUND, HOLON_INVALID_ARGUMENT where several offer it, and what the service throws */
  async call(name: string, input: unknown, options: ServiceCallOptions): Promise<unknown> {
    const { requester, target } = this;
    const descriptor = this.choose(name, await this.list());
    const entry = descriptor.services.find((service) => service.name === name);
    const service = { name, systemIdAt: () => descriptor.systemId, entryAt: () => entry };
    return requestService(requester, service, input, options, { target });
  }

  private offeredBy(url: string): string {
    return this.systemId === undefined
      ? `No system at ${url} offers a`
      : `${this.systemId} at ${url} offers no`;
  }

  private choose(name: string, systems: readonly ServiceDescriptor[]): ServiceDescriptor {
    const offering = systems.filter(({ services }) => services.some((one) => one.name === name));
    const [first, ...others] = offering;
    const { url } = this.target.address;
    if (first === undefined) {
      const names = systems.flatMap(({ services }) => services.map((one) => one.name));
      throw new HolonError(
        'HOLON_NOT_FOUND',
        `${this.offeredBy(url)} service '${name}'${didYouMean(name, names)}`,
        { hint: 'Expose the method with @Expose() and publish its app.' },
      );
    }
    if (others.length === 0) return first;
    const ids = offering.map(({ systemId }) => systemId).join(', ');
    throw new HolonError(
      'HOLON_INVALID_ARGUMENT',
      `Several systems at ${url} offer a service '${name}': ${ids}`,
      { hint: 'Say which: connectSystem(url, { systemId }).' },
    );
  }

  /** Asked once; again after a failure. */
  private list(): Promise<readonly ServiceDescriptor[]> {
    this.known ??= this.ask().catch((error: unknown) => {
      this.known = undefined;
      throw error;
    });
    return this.known;
  }

  private async ask(): Promise<readonly ServiceDescriptor[]> {
    const { systemId } = this;
    const path = systemId === undefined ? '/systems' : `/systems/${encodeURIComponent(systemId)}`;
    const { body } = await this.requester.send({ method: 'GET', path, repeatable: true });
    return systemId === undefined ? decodeSystems(body) : [decodeSystem(body)];
  }
}
