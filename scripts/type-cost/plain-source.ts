/**
 * What a generated app imports in place of holon's types: the same calls, and nothing that looks at what a system
 * declared. `contents` still knows what each channel carries; with `any` every channel carries anything.
 */
export function plainSource(types: 'contents' | 'any'): string {
  return types === 'any' ? HEAD + ANY + TAIL : HEAD + CONTENTS + TAIL;
}

const HEAD = `import type {
  AnyChannelClass,
  ChannelHost,
  ChannelMessage,
  Claim,
  ClaimOptions,
  ContentOf,
  NackOptions,
  ReadOptions,
  SettlementResult,
  StreamOptions,
  SubscribeOptions,
  Subscription,
  WriteOptions,
  WriteReceipt,
} from 'holon';

type AnyClass = abstract new (...args: any[]) => object;
interface PlainAccess {
  readonly own?: readonly AnyClass[];
  readonly read?: readonly AnyClass[];
  readonly write?: readonly AnyClass[];
}
`;

const ANY = `
export declare class ChannelClient {
  read(channel: AnyClass, options?: ReadOptions): Promise<readonly ChannelMessage<any>[]>;
  claim(channel: AnyClass, options?: ClaimOptions): Promise<Claim<any>[]>;
  acknowledge(channel: AnyClass, ids: readonly string[]): Promise<SettlementResult>;
  nack(channel: AnyClass, ids: readonly string[], options?: NackOptions): Promise<SettlementResult>;
  write(channel: AnyClass, content: any, options?: WriteOptions): Promise<WriteReceipt>;
  subscribe(
    channel: AnyClass,
    handler: (message: ChannelMessage<any>) => unknown,
    options?: SubscribeOptions,
  ): Promise<Subscription>;
  stream(channel: AnyClass, options?: StreamOptions): AsyncIterableIterator<ChannelMessage<any>>;
  request(
    channel: AnyClass,
    content: any,
    options: { readonly replies: AnyClass; readonly timeoutMs?: number },
  ): Promise<ChannelMessage<any>>;
  transaction<R>(work: (tx: ChannelClient) => Promise<R>): Promise<R>;
  host(channel: AnyClass): ChannelHost<any>;
}
export declare function Consume(
  channel: AnyClass,
  options?: { readonly to?: AnyClass; readonly concurrency?: number },
): (prototype: object, method: string, descriptor: PropertyDescriptor) => void;
`;

const CONTENTS = `
export declare class ChannelClient {
  read<C extends AnyChannelClass>(
    channel: C,
    options?: ReadOptions,
  ): Promise<readonly ChannelMessage<ContentOf<C>>[]>;
  claim<C extends AnyChannelClass>(
    channel: C,
    options?: ClaimOptions,
  ): Promise<Claim<ContentOf<C>>[]>;
  acknowledge(channel: AnyChannelClass, ids: readonly string[]): Promise<SettlementResult>;
  nack(
    channel: AnyChannelClass,
    ids: readonly string[],
    options?: NackOptions,
  ): Promise<SettlementResult>;
  write<C extends AnyChannelClass>(
    channel: C,
    content: ContentOf<C>,
    options?: WriteOptions,
  ): Promise<WriteReceipt>;
  subscribe<C extends AnyChannelClass>(
    channel: C,
    handler: (message: ChannelMessage<ContentOf<C>>) => unknown,
    options?: SubscribeOptions,
  ): Promise<Subscription>;
  stream<C extends AnyChannelClass>(
    channel: C,
    options?: StreamOptions,
  ): AsyncIterableIterator<ChannelMessage<ContentOf<C>>>;
  request<Q extends AnyChannelClass, R extends AnyChannelClass>(
    channel: Q,
    content: ContentOf<Q>,
    options: { readonly replies: R; readonly timeoutMs?: number },
  ): Promise<ChannelMessage<ContentOf<R>>>;
  transaction<R>(work: (tx: ChannelClient) => Promise<R>): Promise<R>;
  host<C extends AnyChannelClass>(channel: C): ChannelHost<ContentOf<C>>;
}
export declare function Consume<From extends AnyChannelClass, To extends AnyChannelClass>(
  channel: From,
  options: { readonly to: To; readonly concurrency?: number },
): <Method extends (message: ChannelMessage<ContentOf<From>>) => Promise<ContentOf<To>>>(
  prototype: object,
  method: string,
  descriptor: TypedPropertyDescriptor<Method>,
) => void;
`;

// `const`: the lists are taken as tuples, as holon does; the compiler else compares every channel with every other.
const TAIL = `
export declare function channelAccess<const A extends PlainAccess>(access: A): PlainAccess;
export declare function Channel(options: {
  readonly id: string;
  readonly name?: string;
  readonly content?: AnyClass;
  readonly capacity?: number;
}): (target: AnyClass) => void;
export declare function System(options: {
  readonly id: string;
  readonly name?: string;
  readonly channels?: PlainAccess;
  readonly providers?: readonly AnyClass[];
}): (target: AnyClass) => void;
export declare function Subsystem<const A extends PlainAccess>(
  system: AnyClass,
  options: { readonly channels?: A },
): (prototype: object, property: string) => void;
`;
