import { createContentValidator, type ContentValidator } from '../content/content-validator';
import type { ExposeMetadata, SystemClass } from '../decorators/metadata';
import { readExposed } from '../decorators/metadata-storage';
import type { PublishedApp, PublishedSystem } from '../systems/published-app';

/** One exposed method of one system, ready to be called. */
export interface Service {
  readonly system: PublishedSystem;
  readonly exposed: ExposeMetadata;
  readonly input: ContentValidator | undefined;
  readonly output: ContentValidator | undefined;
}

/** The systems that offer anything. To callers the others do not exist. */
export function offeringSystems(app: PublishedApp): readonly PublishedSystem[] {
  return app.systems().filter(({ descriptor }) => descriptor.services.length > 0);
}

/** Undefined for a system that offers nothing as well. */
export function findSystem(app: PublishedApp, systemId: string): PublishedSystem | undefined {
  return offeringSystems(app).find(({ descriptor }) => descriptor.systemId === systemId);
}

/** Undefined for whatever the system has under this name that is not exposed. */
export function findService(system: PublishedSystem, name: string): Service | undefined {
  const exposed = exposedBy(system).find(({ method }) => method === name);
  return exposed === undefined ? undefined : { system, exposed, ...validatorsOf(exposed) };
}

/** `service 'process' of system 'image-1'`. */
export function nameOf({ exposed, system }: Service): string {
  return `service '${exposed.method}' of system '${system.descriptor.systemId}'`;
}

/** What the class of a system exposes, with its content types. */
export function exposedBy(system: PublishedSystem): readonly ExposeMetadata[] {
  const { constructor } = Object.getPrototypeOf(system.instance) as { constructor: SystemClass }; // systems are made by classes
  return readExposed(constructor);
}

type Validators = Pick<Service, 'input' | 'output'>;

const made = new WeakMap<ExposeMetadata, Validators>();

/** Made at the first call: a validator of a large class takes milliseconds. */
function validatorsOf(exposed: ExposeMetadata): Validators {
  const known = made.get(exposed);
  if (known !== undefined) return known;
  const validators = {
    input: createContentValidator(exposed.input),
    output: createContentValidator(exposed.output),
  };
  made.set(exposed, validators);
  return validators;
}
