import type { JsonValue } from './json';

/** One callable method of a system. `input` and `output` are JSON Schemas, `{}` where nothing is known. */
export interface ServiceEntry {
  readonly name: string;
  readonly description: string;
  readonly input: Readonly<Record<string, JsonValue>>;
  readonly output: Readonly<Record<string, JsonValue>>;
  readonly readOnly: boolean;
  readonly idempotent: boolean;
  readonly timeoutMs?: number;
}

/** What a system offers and touches, for discovery and documents. */
export interface ServiceDescriptor {
  readonly systemId: string;
  readonly systemName: string;
  readonly description: string;
  readonly services: readonly ServiceEntry[];
  readonly channelsRead: readonly string[];
  readonly channelsWrite: readonly string[];
}
