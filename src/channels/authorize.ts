import { HolonError } from '../errors/holon-error';
import type { Action, Caller, ChannelSecurity, Principal } from '../model/channel-security';
import type { Eventually } from '../model/json';
import { isPending } from '../util/eventually';
import { rejection } from './rejection';

/** The id of the system that a caller is. What is no caller comes back as it is, for the checks of ids to refuse. */
export function systemIdOf(caller: Caller): string {
  return typeof caller === 'object' && caller !== null ? caller.systemId : caller;
}

/** Who holds a channel object itself may do everything, as far as roles go: it is in his hand. */
function principalOf(caller: Caller): Principal {
  return typeof caller === 'object' ? caller : { systemId: caller, role: 'admin' };
}

/** Refuses what `security` does not allow. Answers nothing at once where it needs no time to decide. @throws HOLON_FORBIDDEN */
export function authorize(
  security: ChannelSecurity | undefined,
  caller: Caller,
  action: Action,
  channelId: string,
): Promise<void> | undefined {
  if (security === undefined) return undefined;
  const allowed: Eventually<boolean> = security.authorize(principalOf(caller), action, channelId);
  if (isPending(allowed)) {
    return allowed.then((late) => {
      if (!late) throw forbidden(caller, action, channelId);
    });
  }
  if (!allowed) throw forbidden(caller, action, channelId);
  return undefined;
}

/** What `work` answers, once `check` has let it through; no promise is made where nobody waits. */
export function onceAllowed<R>(
  check: () => Promise<void> | undefined,
  work: () => Promise<R>,
): Promise<R> {
  try {
    return check()?.then(work) ?? work();
  } catch (error) {
    return rejection(error);
  }
}

const WORDS: Readonly<Record<Action, string>> = {
  read: 'read',
  write: 'write to',
  admin: 'administer',
};

function forbidden(caller: Caller, action: Action, channelId: string): HolonError {
  return new HolonError(
    'HOLON_FORBIDDEN',
    `'${systemIdOf(caller)}' may not ${WORDS[action]} '${channelId}'`,
    { hint: 'Let the security allow it: a role, a grant, or a token that names it.' },
  );
}

/** What is asked again at each message. */
interface Guarded {
  readonly security: ChannelSecurity | undefined;
  authorize(caller: Caller, action: Action): Promise<void> | undefined;
}

/** `handler`, called only for as long as `caller` may read. What he may no longer see counts as a failed call. */
export function guardHandler<M>(
  channel: Guarded,
  caller: Caller,
  handler: (message: M) => unknown,
): (message: M) => unknown {
  if (channel.security === undefined || typeof handler !== 'function') return handler;
  return (message) => {
    const asked = channel.authorize(caller, 'read');
    return asked === undefined ? handler(message) : asked.then(() => handler(message));
  };
}

/** `messages`, for as long as `caller` may read. */
export function guardStream<M>(
  channel: Guarded,
  caller: Caller,
  messages: AsyncIterableIterator<M>,
): AsyncIterableIterator<M> {
  return channel.security === undefined ? messages : allowed(channel, caller, messages);
}

async function* allowed<M>(
  channel: Guarded,
  caller: Caller,
  messages: AsyncIterableIterator<M>,
): AsyncIterableIterator<M> {
  await channel.authorize(caller, 'read');
  for await (const message of messages) {
    await channel.authorize(caller, 'read');
    yield message;
  }
}
