import { createHandle } from '../../channels/create-handle';
import type { WriteReceipt } from '../../channels/channel-handle';
import { Transaction } from '../../channels/transaction';
import { HolonError } from '../../errors/holon-error';
import { encodeReceipt } from '../wire/answers';
import { decodeBatch } from '../wire/write-request';
import { jsonAnswer } from './answer';
import { contentFor } from './content-for';
import { isTold } from './problem-answer';
import type { HttpAnswer, HttpRequest, RouteFactory } from './route';

export const batchRoutes: RouteFactory = () => [
  {
    method: 'POST',
    pattern: '/channels/{id}/messages',
    access: 'channel',
    right: 'write',
    handle: writeBatch,
  },
];

const WRITES = { read: false, write: true, host: false };

/** Stores all messages or none. */
async function writeBatch(request: HttpRequest): Promise<HttpAnswer> {
  const { limits } = request.publication.settings;
  const batch = decodeBatch(await request.body(), limits.batchMessages);
  const transaction = new Transaction();
  const handle = createHandle(request.channel.channel, request.principal, WRITES);
  const { writer } = transaction.handleFor(handle);
  const receipts: WriteReceipt[] = [];
  try {
    for (const [index, { data, terms }] of batch.entries()) {
      try {
        const receipt = await writer?.write(contentFor(request.channel, data), terms);
        if (receipt !== undefined) receipts.push(receipt);
      } catch (error) {
        throw at(`messages[${String(index)}]`, error);
      }
    }
    await transaction.commit();
  } finally {
    transaction.end();
  }
  return jsonAnswer({ results: receipts.map(encodeReceipt) });
}

/** The same, saying which message is wrong. */
function at(place: string, error: unknown): unknown {
  if (!isTold(error)) return error;
  return new HolonError(error.code, `${place}: ${error.message}`, {
    hint: error.hint,
    fields: error.fields?.map((field) => `${place}.data: ${field}`),
  });
}
