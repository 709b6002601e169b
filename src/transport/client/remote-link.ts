import type { RemoteCaller } from '../../channels/remote-door';
import type { Logger } from '../../observability/logger';
import type { Requester } from './requester';
import { channelPath, type WireRequest } from './wire-request';

/** One channel in another process, as the parts of its handle see it. */
export interface RemoteLink {
  readonly channelId: string;
  readonly caller: RemoteCaller;
  readonly requester: Requester;
  readonly logger: Logger;
  /** Where it is, when that is one place. */
  readonly origin?: string;
  readonly onError: ((error: unknown) => void) | undefined;
}

type ChannelRequest = Omit<WireRequest, 'path' | 'channelId'> & { readonly path?: string };

/** A request to the channel. */
export function toChannel({ channelId }: RemoteLink, request: ChannelRequest): WireRequest {
  return { ...request, path: channelPath(channelId, request.path) };
}

/** The same, where the request or its answer depends on what the channel is. */
export function toKnownChannel(link: RemoteLink, request: ChannelRequest): WireRequest {
  return { ...toChannel(link, request), channelId: link.channelId };
}
