import { snapshot } from '../content/snapshot';
import type { ServiceContext } from '../decorators/expose';
import { HolonError, isHolonError } from '../errors/holon-error';
import type { Principal } from '../model/channel-security';
import type { JsonValue } from '../model/json';
import type { Logger } from '../observability/logger';
import { callHandler } from '../systems/handler-call';
import type { Clock } from '../util/clock';
import type { Service } from './find-service';
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
}

type Outcome = { readonly result: JsonValue } | { readonly error: HolonError };

/**
 * Checks the input, calls the method as work of its system and checks the result; answers JSON, null for a method that
 * returns nothing. The input reaches the method as channels carry content: plain frozen data, also where a DTO class
 * describes it, or what a Standard Schema has made of that.
 * @throws HOLON_INVALID_CONTENT, HOLON_HANDLER_TIMEOUT, HOLON_ABORTED, HOLON_DRAINING, HOLON_SERVICE_FAILED, and what
 * the method means for its caller
 */
export async function invokeService(
  service: Service,
  call: ServiceCall,
  environment: ServiceEnvironment,
): Promise<JsonValue> {
  const { clock, logger } = environment;
  const timeoutMs = shorter(service.exposed.timeoutMs, call.timeoutMs);
  const deadline = timeoutMs === undefined ? {} : { deadlineMs: clock.nowMs() + timeoutMs };
  const facts = {
    systemId: service.system.descriptor.systemId,
    service: service.exposed.method,
    callerId: call.caller.systemId,
  };
  const wait = {
    clock,
    timeoutMs,
    name: nameOf(service),
    signals: call.signal === undefined ? [] : [call.signal],
  };
  let outcome: Outcome;
  try {
    outcome = await service.system.serve((aborting) =>
      callHandler<Outcome>(
        (signal) => {
          const context = { callerId: call.caller.systemId, signal, ...deadline };
          return run(service, call.input, context, logger, facts);
        },
        { ...wait, signals: [aborting, ...wait.signals] },
      ),
    );
  } catch (error) {
    if (isHolonError(error, 'HOLON_HANDLER_TIMEOUT')) {
      logger.warn('service.timed-out', { ...facts, timeoutMs });
    }
    throw error;
  }
  if ('error' in outcome) throw outcome.error;
  return outcome.result;
}

/** `service 'process' of system 'image-1'`. */
export function nameOf({ exposed, system }: Service): string {
  return `service '${exposed.method}' of system '${system.descriptor.systemId}'`;
}

/** Never rejects: what the method throws is told from what ends the wait for it. */
async function run(
  service: Service,
  given: unknown,
  context: ServiceContext,
  logger: Logger,
  facts: ServiceFacts,
): Promise<Outcome> {
  try {
    const input = await checkInput(service, given);
    let result: unknown;
    try {
      result = await callMethod(service, input, context);
    } catch (error) {
      return { error: toCallerError(error, nameOf(service), logger, facts) };
    }
    return { result: await checkResult(service, result, logger, facts) };
  } catch (error) {
    if (error instanceof HolonError) return { error };
    return { error: serviceFailed(error, nameOf(service), logger, facts) };
  }
}

/** @throws HOLON_INVALID_CONTENT, HOLON_NOT_SERIALISABLE */
async function checkInput(service: Service, given: unknown): Promise<unknown> {
  const input = given === undefined ? undefined : snapshot(given, { name: 'input' });
  if (service.input === undefined) return input;
  const checked = await service.input.validate(input);
  if (checked.issues === undefined) return checked.value;
  const fields = checked.issues;
  throw new HolonError(
    'HOLON_INVALID_CONTENT',
    `${nameOf(service)}: the input is no ${service.input.name}: ${fields.join('; ')}`,
    { fields, hint: 'Correct the fields that the message names.' },
  );
}

function callMethod(
  { system, exposed }: Service,
  input: unknown,
  context: ServiceContext,
): Promise<unknown> {
  const method = (system.instance as Readonly<Record<string, unknown>>)[exposed.method]; // @Expose stands on a method
  if (typeof method !== 'function') {
    throw new HolonError('HOLON_WRONG_STATE', `${exposed.method} is no method any more`);
  }
  return Promise.resolve(Reflect.apply(method, system.instance, [input, context]));
}

/** @throws HOLON_SERVICE_FAILED for what the output type does not allow, or JSON cannot carry */
async function checkResult(
  service: Service,
  result: unknown,
  logger: Logger,
  facts: ServiceFacts,
): Promise<JsonValue> {
  try {
    const json = result === undefined ? undefined : snapshot(result, { name: 'result' });
    if (service.output === undefined) return json ?? null;
    const checked = await service.output.validate(json);
    if (checked.issues === undefined) {
      const { value } = checked;
      if (value === undefined || value === json) return json ?? null;
      return snapshot(value, { name: 'result' }); // a Standard Schema may have made something else of it
    }
    throw new HolonError(
      'HOLON_INVALID_CONTENT',
      `the result is no ${service.output.name}: ${checked.issues.join('; ')}`,
    );
  } catch (error) {
    throw serviceFailed(error, nameOf(service), logger, facts);
  }
}

function shorter(first: number | undefined, second: number | undefined): number | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return Math.min(first, second);
}
