import type { ServiceContext } from '../decorators/expose';
import { HolonError, isHolonError } from '../errors/holon-error';
import type { Principal } from '../model/channel-security';
import type { JsonValue } from '../model/json';
import type { Logger } from '../observability/logger';
import type { Metrics } from '../observability/metrics';
import { callHandler } from '../systems/handler-call';
import type { Clock } from '../util/clock';
import { nameOf, type Service } from './find-service';
import { checkInput, checkResult } from './service-data';
import { serviceFailed, toCallerError, type ServiceFacts } from './service-errors';

/** One call of a service. The caller's right has been checked. */
export interface ServiceCall {
  readonly caller: Principal;
  /** JSON data; undefined where the caller sent nothing. */
  readonly input: unknown;
  /** Milliseconds the caller waits; the service's own time holds as well. */
  readonly timeoutMs?: number | undefined;
  /** Aborts when the caller has gone away. */
  readonly signal?: AbortSignal | undefined;
}

/** What calls run on. */
export interface ServiceEnvironment {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics?: Metrics | undefined;
}

/** What the method threw is told from what ended the wait for it. */
type Outcome = { readonly result: JsonValue } | { readonly error: HolonError };

/**
 * Checks the input, calls the method as work of its system and checks the result; answers JSON, null for a method that
 * returns nothing.
 * @throws HOLON_INVALID_CONTENT, HOLON_HANDLER_TIMEOUT, HOLON_ABORTED, HOLON_DRAINING, HOLON_SERVICE_FAILED, and what
 * the method means for its caller
 */
export async function invokeService(
  service: Service,
  call: ServiceCall,
  environment: ServiceEnvironment,
): Promise<JsonValue> {
  const { clock, metrics } = environment;
  if (metrics?.isOn !== true) return resultOf(await invoke(service, call, environment));
  const startedMs = clock.monotonicMs();
  let outcome: Outcome | undefined;
  try {
    outcome = await invoke(service, call, environment);
    return resultOf(outcome);
  } finally {
    const labels = {
      system: service.system.descriptor.systemId,
      service: service.exposed.method,
      outcome: outcome !== undefined && 'result' in outcome ? 'ok' : 'failed',
    };
    metrics.timings('serviceCall', labels).record(clock.monotonicMs() - startedMs);
  }
}

function resultOf(outcome: Outcome): JsonValue {
  if ('error' in outcome) throw outcome.error;
  return outcome.result;
}

/** Rejects with what ends the wait. */
async function invoke(
  service: Service,
  { caller, input, signal, timeoutMs: callerTimeoutMs }: ServiceCall,
  { clock, logger }: ServiceEnvironment,
): Promise<Outcome> {
  const timeoutMs = shorter(service.exposed.timeoutMs, callerTimeoutMs);
  const facts = {
    systemId: service.system.descriptor.systemId,
    service: service.exposed.method,
    callerId: caller.systemId,
  };
  const context = {
    callerId: caller.systemId,
    ...(timeoutMs === undefined ? {} : { deadlineMs: clock.nowMs() + timeoutMs }),
  };
  try {
    return await service.system.serve((aborting) =>
      callHandler((ending) => run(service, input, { ...context, signal: ending }, logger, facts), {
        clock,
        timeoutMs,
        signals: signal === undefined ? [aborting] : [aborting, signal],
        name: nameOf(service),
      }),
    );
  } catch (error) {
    if (isHolonError(error, 'HOLON_HANDLER_TIMEOUT')) {
      logger.warn('service.timed-out', { ...facts, timeoutMs });
    }
    throw error;
  }
}

/** Never rejects. */
async function run(
  service: Service,
  given: unknown,
  context: ServiceContext,
  logger: Logger,
  facts: ServiceFacts,
): Promise<Outcome> {
  let input: unknown;
  try {
    input = await checkInput(service, given);
  } catch (error) {
    if (error instanceof HolonError) return { error };
    return { error: serviceFailed(error, nameOf(service), logger, facts) };
  }
  let result: unknown;
  try {
    result = await callMethod(service, input, context);
  } catch (error) {
    return { error: toCallerError(error, nameOf(service), logger, facts) };
  }
  try {
    return { result: await checkResult(service, result) };
  } catch (error) {
    return { error: serviceFailed(error, nameOf(service), logger, facts) };
  }
}

async function callMethod(
  { system, exposed }: Service,
  input: unknown,
  context: ServiceContext,
): Promise<unknown> {
  const method = (system.instance as Readonly<Record<string, unknown>>)[exposed.method]; // @Expose stands on a method
  if (typeof method !== 'function') {
    throw new HolonError('HOLON_WRONG_STATE', `${exposed.method} is no method any more`);
  }
  return Reflect.apply(method, system.instance, [input, context]) as unknown;
}

function shorter(first: number | undefined, second: number | undefined): number | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return Math.min(first, second);
}
