import type { PublishedApp } from '../../systems/published-app';
import type { PublicChannels } from './public-channels';
import type { PublishSettings } from './publish-settings';
import type { StreamCounts } from './stream-counts';

/** Where a publication stands: listening but not open, open, letting only settlements in, ended. */
export type PublicationState = 'starting' | 'open' | 'draining' | 'closed';

/** One request that was answered, or one stream that has ended. */
export interface AnsweredRequest {
  readonly method: string;
  /** Pattern of the route: `/channels/{id}`; empty where none matched. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

/** What routes see of their publication. */
export interface PublicationParts {
  readonly app: PublishedApp;
  /** Options with every default applied. */
  readonly settings: PublishSettings;
  readonly channels: PublicChannels;
  /** Event streams and waiting reads that are open now. */
  readonly streams: StreamCounts;
  readonly state: PublicationState;
  /** Where it answers; empty before it listens, and where it is mounted. */
  readonly url: string;
  /** Aborts when the publication begins to drain: waits and streams end then. */
  readonly ending: AbortSignal;
  /** Calls `listener` when it opens, once the channels run. */
  onOpen(listener: () => void): void;
  /** Calls `listener` for every request that was answered. Nothing is measured where nobody listens. */
  observe(listener: (request: AnsweredRequest) => void): void;
}
