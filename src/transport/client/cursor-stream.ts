import type { StreamOptions } from '../../channels/channel-handle';
import { isHolonError, type HolonError } from '../../errors/holon-error';
import type { ChannelMessage } from '../../model/channel-message';
import { sleep } from '../../util/abort';
import { decodePeeked, type PeekedPage } from '../wire/decode-answers';
import { encodePeek, type Peek } from '../wire/encode-requests';
import { LONGEST_WAIT_MS } from './longest-wait';
import { toKnownChannel, type RemoteLink } from './remote-link';
import { backoffMs } from './repetition';
import type { WireRequest } from './wire-request';

const CAPACITY = 64;

/** A page that the loop is not done with, or that the server has not been told of. */
interface OpenPage {
  readonly page: PeekedPage;
  /** Messages of it that the loop is done with. */
  count: number;
}

/** What the end of a loop may take: the messages come again where the server cannot be told. */
const LAST_WORD_MS = 5_000;

/**
 * The messages behind the durable cursor of the reader, which moves behind those that the loop is done with: together
 * with the question for the next page, and when the loop ends. As in the server's own process what the loop was breaking
 * at comes again, and nothing is skipped. Once it has begun it waits for a server that is away.
 */
export async function* cursorStream(
  link: RemoteLink,
  { capacity = CAPACITY, signal }: StreamOptions,
): AsyncGenerator<ChannelMessage, void, undefined> {
  let open: OpenPage | undefined;
  /** Questions without an answer since the last one. */
  let losses = 0;
  /** Messages that the loop is done with and that the server may give out again. */
  const handled = new Set<string>();
  try {
    while (!isAborted(signal)) {
      const page = await nextPage(link, capacity, open, signal);
      if (page === undefined) continue;
      if ('error' in page) {
        losses += 1;
        await rest(link, page.error, losses, signal);
        continue;
      }
      losses = 0;
      if (page.hasMoved) handled.clear();
      open = { page, count: 0 };
      for (const message of page.messages) {
        if (isAborted(signal)) return;
        if (!handled.has(message.id)) yield message;
        handled.add(message.id);
        open.count += 1;
      }
    }
  } finally {
    await sayLastWord(link, toDone(open));
  }
}

/** Undefined when the signal aborts; an error where the server is away and was there before. */
async function nextPage(
  link: RemoteLink,
  limit: number,
  open: OpenPage | undefined,
  signal: AbortSignal | undefined,
): Promise<PeekedPage | { readonly error: HolonError } | undefined> {
  const waitMs = LONGEST_WAIT_MS;
  const body = encodePeek({ limit, waitMs, done: toDone(open) });
  const request = toPeek(link, body);
  try {
    const reply = await link.requester.send({ ...request, waitMs, signal });
    return decodePeeked(reply.body, reply.form);
  } catch (error) {
    if (isAborted(signal)) return undefined;
    if (open === undefined || !isHolonError(error) || !isAway(link, error)) throw error;
    return { error };
  }
}

/** What is discovered may be registered again soon. */
function isAway({ requester }: RemoteLink, error: HolonError): boolean {
  const { mayMove } = requester.parts.targets;
  return error.retryable || (mayMove && error.code === 'HOLON_NOT_FOUND');
}

/** Longer and longer, also where each question fails at once. Ends early when the signal aborts. */
async function rest(
  { channelId, logger, requester }: RemoteLink,
  error: HolonError,
  losses: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { clock, random } = requester.parts;
  if (losses === 1) logger.warn('remote.disconnected', { channelId, error });
  const waitMs = backoffMs(losses, random);
  if (waitMs > 0) await sleep(clock, waitMs, signal);
}

/** Never rejects: the loop has ended, and has nothing to gain from an error. */
async function sayLastWord(link: RemoteLink, done: Peek['done']): Promise<void> {
  if (done === undefined) return;
  const request = toPeek(link, encodePeek({ limit: 0, waitMs: 0, done }));
  try {
    await link.requester.send({ ...request, timeoutMs: LAST_WORD_MS });
  } catch (error) {
    link.logger.warn('remote.cursor-not-moved', { channelId: link.channelId, error });
  }
}

function toPeek(link: RemoteLink, body: string): WireRequest {
  return toKnownChannel(link, { method: 'POST', path: '/peek', body, repeatable: true });
}

function toDone(open: OpenPage | undefined): Peek['done'] {
  return open === undefined || open.count === 0
    ? undefined
    : { position: open.page.position, count: open.count };
}

/** A function, because it changes across an await unseen by the compiler. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
