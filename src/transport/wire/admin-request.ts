import type { ClearFilter } from '../../stores/channel-store';
import { fieldsOf, flagOf, numberOf, textOf, wrong } from './fields';
import { toMs } from './time';

/** The body of `POST /channels/{id}/clear`. Everything goes only where that is said. @throws HOLON_INVALID_REQUEST */
export function decodeClearRequest(body: unknown): ClearFilter {
  const fields = fieldsOf(body ?? {});
  const senderId = textOf(fields, 'sender_id');
  const recipientId = textOf(fields, 'recipient_id');
  const correlationId = textOf(fields, 'correlation_id');
  const isFilter =
    senderId !== undefined || recipientId !== undefined || correlationId !== undefined;
  if (!isFilter && !flagOf(fields, 'all')) {
    throw wrong(
      'clear needs sender_id, recipient_id or correlation_id, or all: true for everything',
    );
  }
  return {
    ...(senderId === undefined ? {} : { senderId }),
    ...(recipientId === undefined ? {} : { recipientId }),
    ...(correlationId === undefined ? {} : { correlationId }),
  };
}

/** The body of `POST /channels/{id}/evict`. @throws HOLON_INVALID_REQUEST */
export function decodeEvictRequest(body: unknown): {
  readonly beforeMs?: number;
  readonly maxCount?: number;
} {
  const fields = fieldsOf(body ?? {});
  const before = numberOf(fields, 'before');
  const maxCount = numberOf(fields, 'max_count');
  return {
    ...(before === undefined ? {} : { beforeMs: toMs(before) }),
    ...(maxCount === undefined ? {} : { maxCount }),
  };
}
