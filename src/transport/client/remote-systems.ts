import type { ServiceCallOptions } from '../../channels/remote-options';
import { markRemote } from '../../errors/error-origin';
import { HolonError, isHolonError } from '../../errors/holon-error';
import type { ServiceDescriptor } from '../../model/service-descriptor';
import { didYouMean } from '../../util/did-you-mean';
import { decodeSystem, decodeSystems } from '../wire/decode-registrations';
import { CONNECT_MS, type Requester } from './requester';
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
    const asked = this.known;
    let descriptor: ServiceDescriptor | undefined;
    try {
      descriptor = this.choose(name, await this.list());
      return await this.callAt(descriptor, name, input, options);
    } catch (error) {
      if (asked === undefined || !isHolonError(error, 'HOLON_NOT_FOUND')) throw error;
      // The app may have been started anew with other systems since it was asked.
      const now = this.choose(name, await this.askAgain(asked));
      // A service that is there has said itself that something is not.
      if (now.systemId === descriptor?.systemId) throw error;
      return this.callAt(now, name, input, options);
    }
  }

  private callAt(
    { systemId, services }: ServiceDescriptor,
    name: string,
    input: unknown,
    options: ServiceCallOptions,
  ): Promise<unknown> {
    const entry = services.find((service) => service.name === name);
    const service = { name, systemIdAt: () => systemId, entryAt: () => entry };
    return requestService(this.requester, service, input, options, { target: this.target });
  }

  private askAgain(
    asked: Promise<readonly ServiceDescriptor[]>,
  ): Promise<readonly ServiceDescriptor[]> {
    if (this.known === asked) this.known = undefined;
    return this.list();
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
      throw markRemote(
        new HolonError(
          'HOLON_NOT_FOUND',
          `${this.offeredBy(url)} service '${name}'${didYouMean(name, names)}`,
          { hint: 'Expose the method with @Expose() and publish its app.' },
        ),
      );
    }
    if (others.length === 0) return first;
    const ids = offering.map(({ systemId }) => systemId).join(', ');
    throw markRemote(
      new HolonError(
        'HOLON_INVALID_ARGUMENT',
        `Several systems at ${url} offer a service '${name}': ${ids}`,
        { hint: 'Say which: connectSystem(url, { systemId }).' },
      ),
    );
  }

  /** Asked once; again after a failure, and when something is not there. */
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
    const request = { method: 'GET', path, repeatable: true, connectMs: CONNECT_MS } as const;
    const { body } = await this.requester.send(request);
    return systemId === undefined ? decodeSystems(body) : [decodeSystem(body)];
  }
}
