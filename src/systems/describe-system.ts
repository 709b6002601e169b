import { jsonSchemaOf } from '../content/json-schema';
import type { SystemClass } from '../decorators/metadata';
import { readExposed } from '../decorators/metadata-storage';
import { HolonError } from '../errors/holon-error';
import type { ContentType } from '../model/content-type';
import type { ServiceDescriptor } from '../model/service-descriptor';

/** What is said of a system, and the ids of the channels it touches. */
export interface SystemFacts {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly systemClass: SystemClass;
  readonly channelsRead: readonly string[];
  readonly channelsWrite: readonly string[];
}

/** What others may know of a system: its exposed methods and the channels it touches. */
export function describeSystem(facts: SystemFacts): ServiceDescriptor {
  return {
    systemId: facts.id,
    systemName: facts.name,
    description: facts.description,
    services: readExposed(facts.systemClass).map((exposed) => ({
      name: exposed.method,
      description: exposed.description,
      input: schemaOf(exposed.input, 'input'),
      output: schemaOf(exposed.output, 'output'),
      readOnly: exposed.readOnly,
      idempotent: exposed.idempotent,
      ...(exposed.timeoutMs === undefined ? {} : { timeoutMs: exposed.timeoutMs }),
    })),
    channelsRead: [...new Set(facts.channelsRead)],
    channelsWrite: [...new Set(facts.channelsWrite)],
  };
}

/** `{}` for a type that has no schema; that is a problem which `checkContent` reports. */
function schemaOf(
  type: ContentType | undefined,
  direction: 'input' | 'output',
): ServiceDescriptor['services'][number]['input'] {
  try {
    return jsonSchemaOf(type, direction);
  } catch (error) {
    if (error instanceof HolonError) return {};
    throw error;
  }
}
