import { PeekedPages, type NamedPage } from '../../channels/peeked-pages';
import { messageText } from '../wire/message-text';
import { decodePeekRequest, type PeekRequest } from '../wire/peek-request';
import { jsonTextAnswer } from './answer';
import { fittingCount } from './fitting-messages';
import type { HttpAnswer, HttpRequest, RouteFactory } from './route';
import { untilWoken } from './until-woken';

/** `POST /channels/{id}/peek`: messages without moving the cursor, which moves when the reader is done with them. */
export const peekRoutes: RouteFactory = () => {
  const pages = new PeekedPages();
  return [
    {
      method: 'POST',
      pattern: '/channels/{id}/peek',
      access: 'channel',
      right: 'read',
      handle: (request) => peek(request, pages),
    },
  ];
};

async function peek(request: HttpRequest, pages: PeekedPages): Promise<HttpAnswer> {
  const { principal, publication } = request;
  const asked = decodePeekRequest(await request.body(), publication.settings.limits);
  const { channel, form } = request.channel;
  const hasMoved =
    asked.done !== undefined && (await pages.advance(channel, principal, asked.done));
  // Who says that he is done, and asks for nothing, looks at nothing.
  const isOver = asked.done !== undefined && asked.limit === 0;
  const page = isOver ? undefined : await look(request, pages, asked);
  const texts = (page?.messages ?? []).map((message) => messageText(message, form));
  const position = JSON.stringify(page?.name ?? '');
  return jsonTextAnswer(
    `{"messages":[${texts.join(',')}],"position":${position},"moved":${String(hasMoved)}}`,
  );
}

async function look(
  request: HttpRequest,
  pages: PeekedPages,
  { waitMs, ...asked }: PeekRequest,
): Promise<NamedPage> {
  const { principal, publication } = request;
  const { channel, form } = request.channel;
  const { clock } = publication.app.environment;
  const giveBack = waitMs > 0 ? publication.streams.take(request) : undefined;
  try {
    const untilMs = clock.monotonicMs() + waitMs;
    for (;;) {
      const ticket = channel.active().changeTicket();
      const whole = await pages.peek(channel, principal, asked);
      const count = fittingCount(whole.messages, form, publication.settings.limits);
      // A page is named with all that is in it; who is done with it must not be done with more than he got.
      const page =
        count === whole.messages.length
          ? whole
          : await pages.peek(channel, principal, { ...asked, limit: count });
      const leftMs = untilMs - clock.monotonicMs();
      const isOver = leftMs <= 0 || publication.ending.aborted || request.signal.aborted;
      if (page.messages.length > 0 || isOver) return page;
      await untilWoken(channel, ticket, leftMs, request, clock);
    }
  } finally {
    giveBack?.();
  }
}
