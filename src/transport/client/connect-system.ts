import type { ClientOptions } from '../../channels/channel-client';
import type {
  RemoteCallOptions,
  RemoteToken,
  ServiceCallOptions,
  ServiceInput,
  ServiceName,
  ServiceOutput,
} from '../../channels/remote-options';
import { systemClock } from '../../util/clock';
import { requesterFor, targetOf } from './connection';
import { onlyTarget } from './target';
import { RemoteSystems } from './remote-systems';

/** What `connectSystem` takes beside the address. */
export interface ConnectSystemOptions extends RemoteCallOptions, Pick<ClientOptions, 'clock'> {
  /** @defaultValue none, which only an app without security lets in, as `anonymous` */
  readonly token?: RemoteToken;
  /** The id of the system. @defaultValue the only one at that address that offers the method */
  readonly systemId?: string;
}

/** The exposed methods of a system, as another process calls them. */
export type RemoteSystem<S> = {
  readonly [M in ServiceName<S>]: undefined extends ServiceInput<S, M>
    ? (input?: ServiceInput<S, M>, options?: ServiceCallOptions) => Promise<ServiceOutput<S, M>>
    : (input: ServiceInput<S, M>, options?: ServiceCallOptions) => Promise<ServiceOutput<S, M>>;
};

/** Names that others ask any object for, and that must not look like methods of it. */
const NEVER_METHODS: ReadonlySet<string> = new Set([
  'then',
  'catch',
  'finally',
  'toJSON',
  'constructor',
  'prototype',
]);

/**
 * A system of a published app as an object with its exposed methods. Names it does not expose are refused when called.
 * @throws HOLON_INVALID_ARGUMENT
 * @example
 * const resizer = connectSystem<Resizer>('http://127.0.0.1:8080', { token });
 * const small = await resizer.resize({ width: 100 }, { timeoutMs: 5_000 });
 */
export function connectSystem<S extends object>(
  url: string,
  options: ConnectSystemOptions = {},
): RemoteSystem<S> {
  const place = 'connectSystem';
  const { clock = systemClock, token } = options;
  const target = targetOf({ url, ...(token === undefined ? {} : { token }) }, 'anonymous', place);
  const requester = requesterFor(onlyTarget(target), { clock }, options, place);
  const systems = new RemoteSystems(requester, target, options.systemId);
  const methods = new Map<string, (input?: unknown, options?: ServiceCallOptions) => unknown>();
  const proxy = new Proxy(Object.freeze({}), {
    get(_, name) {
      if (typeof name !== 'string' || NEVER_METHODS.has(name)) return undefined;
      let method = methods.get(name);
      if (method === undefined) {
        method = (input, callOptions = {}) => systems.call(name, input, callOptions);
        methods.set(name, method);
      }
      return method;
    },
  });
  return proxy; // it has whatever is asked of it; what the system exposes is known when it is called
}
