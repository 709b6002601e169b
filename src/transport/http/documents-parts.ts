import type { BaseChannel } from '../../channels/base-channel';
import { PeriodicChannel } from '../../channels/periodic-channel';
import { SchemaCatalogue } from '../../content/schema-catalogue';
import type { SchemaDialect, SchemaDirection } from '../../content/standard-schema';
import { DiscoveryChannel } from '../../discovery/discovery-channel';
import { HolonError } from '../../errors/holon-error';
import type { ContentType } from '../../model/content-type';
import type { ChannelInfo } from '../../model/channel-info';
import { exposedBy, offeringSystems } from '../../services/find-service';
import type { PublishedSystem } from '../../systems/published-app';
import { record, WIRE_SCHEMAS, wireRef, type WireSchema } from '../wire/wire-schemas';
import type { PublicChannel } from './public-channels';
import type { PublicationParts } from './publication-parts';

/** A public channel as documents need it. Schemas refer to the components of the document. */
export interface DocumentedChannel {
  readonly info: ChannelInfo;
  readonly isSharable: boolean;
  readonly isClaimable: boolean;
  /** Whether callers need a token. */
  readonly isGuarded: boolean;
  /** What is written to it. */
  readonly data: WireSchema;
  /** What is read from it. */
  readonly message: WireSchema;
}

/** An exposed method. */
export interface DocumentedService {
  readonly name: string;
  readonly description: string;
  readonly readOnly: boolean;
  readonly timeoutMs: number | undefined;
  /** Undefined where it takes anything, also nothing. */
  readonly input: WireSchema | undefined;
  readonly output: WireSchema;
}

/** A system that offers services. */
export interface DocumentedSystem {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly services: readonly DocumentedService[];
}

/** What documents say of an app: what others may know, and nothing else. */
export interface DocumentedApp {
  readonly title: string;
  readonly description: string;
  /** Whether callers of services and of the app as a whole need a token. */
  readonly isGuarded: boolean;
  readonly channels: readonly DocumentedChannel[];
  readonly systems: readonly DocumentedSystem[];
  /** Components of the document, by name. */
  readonly schemas: Readonly<Record<string, WireSchema>>;
}

/** @param dialect of what Standard Schemas are asked for */
export function documentApp(publication: PublicationParts, dialect: SchemaDialect): DocumentedApp {
  const { app, channels } = publication;
  const catalogue = new SchemaCatalogue({
    prefix: '#/components/schemas/',
    dialect,
    given: WIRE_SCHEMAS,
  });
  const documentedChannels = channels.all().map((channel) => documentChannel(channel, catalogue));
  const systems = offeringSystems(app).map((system) => documentSystem(system, catalogue));
  return {
    title: app.name,
    description: app.description,
    isGuarded: isGuarded(app.environment.security),
    channels: documentedChannels,
    systems,
    schemas: catalogue.schemas,
  };
}

function documentChannel(
  { channel, generic, security }: PublicChannel,
  catalogue: SchemaCatalogue,
): DocumentedChannel {
  const { sharable, claimable } = channel.constructor as typeof BaseChannel; // what made the instance
  const { content } = channel.settings;
  const { info } = channel;
  const isRegistry = channel instanceof DiscoveryChannel;
  const data = isRegistry ? wireRef('Registration') : {};
  const read = generic ? record({ data }) : schemaOf(content, 'output', catalogue);
  return {
    info,
    isSharable: sharable,
    isClaimable: claimable,
    isGuarded: isGuarded(security),
    data: dataOf(channel, catalogue),
    message: catalogue.add(`${info.id}.message`, {
      allOf: [wireRef('Message'), { type: 'object', properties: { content: read } }],
    }),
  };
}

function documentSystem(system: PublishedSystem, catalogue: SchemaCatalogue): DocumentedSystem {
  const { systemId, systemName, description } = system.descriptor;
  const services = exposedBy(system).map((exposed) => ({
    name: exposed.method,
    description: exposed.description,
    readOnly: exposed.readOnly,
    timeoutMs: exposed.timeoutMs,
    input: exposed.input && schemaOf(exposed.input, 'input', catalogue),
    output: schemaOf(exposed.output, 'output', catalogue),
  }));
  return { id: systemId, name: systemName, description, services };
}

/** `{}` for a type that cannot be described, which the check of an app reports. */
function schemaOf(
  type: ContentType | undefined,
  direction: SchemaDirection,
  catalogue: SchemaCatalogue,
): WireSchema {
  try {
    return catalogue.schemaOf(type, direction);
  } catch (error) {
    if (error instanceof HolonError) return {};
    throw error;
  }
}

/** What is written to a channel. */
function dataOf(channel: BaseChannel, catalogue: SchemaCatalogue): WireSchema {
  if (channel instanceof DiscoveryChannel) return REGISTRATION;
  return convertsItself(channel) ? {} : schemaOf(channel.settings.content, 'input', catalogue);
}

const REGISTRATION = record(
  {
    info: wireRef('ChannelInfo'),
    descriptor: wireRef('ServiceDescriptor'),
    ttl: { type: 'number', minimum: 0, maximum: 3_600, description: 'Seconds it lives; 0 ends it' },
    expires_at: { type: 'number', description: 'In place of ttl: seconds since 1970' },
    url: { type: ['string', 'null'], description: 'Where the app that offers it answers' },
  },
  ['info', 'descriptor', 'ttl', 'expires_at', 'url'],
);

/** Whether what is written is no content yet, but what a periodic channel makes content of. */
function convertsItself(channel: BaseChannel): boolean {
  if (!(channel instanceof PeriodicChannel)) return false;
  const { convert } = channel as unknown as { convert: unknown }; // protected; only whether it is another
  return convert !== (PeriodicChannel.prototype as unknown as { convert: unknown }).convert;
}

function isGuarded(security: PublicChannel['security']): boolean {
  return security !== undefined && security.trustsCallers !== true;
}
