import type { WriteReceipt } from '../../channels/channel-handle';
import { HolonError } from '../../errors/holon-error';
import { createMessage } from '../../model/channel-message';
import { acceptedText } from '../wire/answers';
import { decodeMessageDraft, decodeWriteRequest } from '../wire/write-request';
import { invalidRequest, jsonTextAnswer } from './answer';
import { contentFor } from './content-for';
import type { HttpAnswer, HttpRequest } from './route';

/** `PUT /channels/{id}`: raw data, or with `direct=true` a whole message. */
export async function writeMessage(request: HttpRequest): Promise<HttpAnswer> {
  const key = request.header('idempotency-key');
  const { direct, terms } = decodeWriteRequest(request.query, key);
  const body = await request.body();
  if (body === undefined) throw invalidRequest('The body is empty; it must be the data to write');
  const { channel } = request.channel;
  const receipt = direct
    ? await writeDirect(request, body, key)
    : await channel.write(request.principal, contentFor(request.channel, body), terms);
  return jsonTextAnswer(acceptedText(receipt));
}

function writeDirect(
  { channel, principal, publication }: HttpRequest,
  body: unknown,
  key: string | undefined,
): Promise<WriteReceipt> {
  const draft = decodeMessageDraft(body, channel.generic, key);
  const { clock, ids } = publication.app.environment;
  if (draft.delayMs !== undefined) {
    throw invalidRequest('A message written with direct=true has no delay; write its data instead');
  }
  if (draft.senderId !== undefined && draft.senderId !== principal.systemId) {
    throw new HolonError('HOLON_SENDER_MISMATCH', 'sender_id is not the caller', {
      hint: 'Leave sender_id out, or set it to the id of the calling system.',
    });
  }
  const timestampMs = draft.timestampMs ?? clock.nowMs();
  const message = createMessage({
    ...draft,
    content: contentFor(channel, draft.content),
    id: draft.id ?? ids.next(timestampMs),
    timestampMs,
    senderId: principal.systemId,
  });
  return channel.channel.writeMessage(principal, message);
}
