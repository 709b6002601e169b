/** A made-up app for measuring what types cost the compiler: the same systems and channels with and without them. */
import { plainSource } from './plain-source';

export interface AppSize {
  readonly systems: number;
  readonly channels: number;
}

/** `holon`: as a user writes it. The others take clients and decorators from `plain.ts`, which knows no access. */
export type AppTypes = 'holon' | 'contents' | 'any';

const KINDS = ['Broadcast', 'WorkQueue', 'Passthrough', 'Mailbox'] as const;
const SYSTEMS_PER_AREA = 10;

const kindOf = (channel: number) => KINDS[channel % KINDS.length]!;
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** The sources by file name. The root owns every channel, areas hand them on, systems use eight each. */
export function generateApp(size: AppSize, types: AppTypes): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const file = (name: string, imports: string, body: string) =>
    files.set(`${name}.ts`, `${imports}\n${body}`);
  const from = types === 'holon' ? 'holon' : './plain';
  const typeArgument = types === 'holon' ? '<typeof access>' : '';
  if (types !== 'holon') files.set('plain.ts', plainSource(types));

  const importing = (names: readonly string[]) =>
    `import { ${names.join(', ')} } from '${from}';\n`;
  const importingChannels = (channels: readonly number[]) =>
    channels.map((at) => `import { Channel${at}, type Content${at} } from './channel-${at}';\n`);

  for (const at of times(size.channels, (index) => index)) {
    const imports = `import { ${kindOf(at)}Channel } from 'holon';\n${importing(['Channel'])}`;
    file(`channel-${at}`, imports, channelSource(at));
  }

  const areas = times(Math.ceil(size.systems / SYSTEMS_PER_AREA), (area) =>
    times(SYSTEMS_PER_AREA, (index) => area * SYSTEMS_PER_AREA + index).filter(
      (system) => system < size.systems,
    ),
  );
  const decorators = ['ChannelClient', 'Consume', 'System', 'channelAccess'];
  for (const system of areas.flat()) {
    const uses = usesOf(system, size.channels);
    const imports = [
      "import type { ChannelMessage } from 'holon';\n",
      importing(decorators),
      ...importingChannels([...uses.read, ...uses.write]),
    ];
    file(`system-${system}`, imports.join(''), systemSource(system, uses, typeArgument));
  }

  for (const [area, systems] of areas.entries()) {
    const children = systems.map((system) => ({
      name: `System${system}`,
      ...usesOf(system, size.channels),
    }));
    const imports = [
      importing(['ChannelClient', 'Subsystem', 'System', 'channelAccess']),
      ...importingChannels(unique(children.flatMap(({ read, write }) => [...read, ...write]))),
      ...systems.map((system) => `import { System${system} } from './system-${system}';\n`),
    ];
    const read = unique(children.flatMap((child) => child.read));
    const write = unique(children.flatMap((child) => child.write));
    file(
      `area-${area}`,
      imports.join(''),
      areaSource(area, { read, write }, children, typeArgument),
    );
  }

  const all = times(size.channels, (index) => index);
  const areaUses = areas.map((systems, area) => ({
    name: `Area${area}`,
    read: unique(systems.flatMap((system) => usesOf(system, size.channels).read)),
    write: unique(systems.flatMap((system) => usesOf(system, size.channels).write)),
  }));
  const imports = [
    importing(['ChannelClient', 'Subsystem', 'System', 'channelAccess']),
    ...importingChannels(all),
    ...areas.map((_, area) => `import { Area${area} } from './area-${area}';\n`),
  ];
  file('root', imports.join(''), rootSource(all, areaUses, typeArgument));
  return files;
}

interface Uses {
  readonly read: readonly number[];
  readonly write: readonly number[];
}

/** Four channels to read, one of each kind, and four to write; neighbours overlap. */
function usesOf(system: number, channels: number): Uses {
  const base = Math.floor((2 * system) / KINDS.length) * KINDS.length;
  const group = (step: number) => times(KINDS.length, (index) => (base + step + index) % channels);
  return { read: group(0), write: group(KINDS.length) };
}

const unique = (numbers: readonly number[]): readonly number[] =>
  [...new Set(numbers)].sort((a, b) => a - b);
const classes = (channels: readonly number[]): string =>
  channels.map((at) => `Channel${at}`).join(', ');
const given = (at: number): string =>
  `{ source: 'me', value${at}: 1, tags: ['a'], place: { x: 1, y: 2 } }`;

function channelSource(at: number): string {
  return `export class Content${at} {
  source!: string;
  value${at}!: number;
  tags!: string[];
  place!: { readonly x: number; readonly y: number };
  note?: string;
}

@Channel({ id: 'channel-${at}', name: 'Channel ${at}', content: Content${at}, capacity: 1000 })
export class Channel${at} extends ${kindOf(at)}Channel<Content${at}, 'channel-${at}'> {}
`;
}

function systemSource(system: number, { read, write }: Uses, typeArgument: string): string {
  const [broadcast, queue, log, mail] = read as [number, number, number, number];
  const [first, second, third, fourth] = write as [number, number, number, number];
  return `
export const access = channelAccess({ read: [${classes(read)}], write: [${classes(write)}] });

export class Service${system} {
  readonly limit: number = ${system};
}

@System({ id: 'system-${system}', name: 'System ${system}', channels: access, providers: [Service${system}] })
export class System${system} {
  private total = 0;

  constructor(
    private readonly client: ChannelClient${typeArgument},
    private readonly service: Service${system},
  ) {}

  async step(): Promise<void> {
    for (const message of await this.client.read(Channel${broadcast}, { limit: 5 })) {
      this.total += message.content.value${broadcast};
    }
    for (const claim of await this.client.claim(Channel${log})) {
      await this.client.write(Channel${first}, ${given(first)}, { correlationId: claim.id });
      await this.client.acknowledge(Channel${log}, [claim.id]);
    }
    await this.client.transaction(async (tx) => {
      await tx.write(Channel${second}, ${given(second)});
      await tx.write(Channel${third}, ${given(third)});
    });
    const reply = await this.client.request(Channel${fourth}, ${given(fourth)}, { replies: Channel${mail} });
    if (reply.content.value${mail} > this.service.limit) this.total = 0;
  }

  async follow(): Promise<void> {
    for await (const message of this.client.stream(Channel${broadcast})) {
      this.total += message.content.place.x;
    }
    await this.client.subscribe(Channel${log}, ({ content }) => {
      this.total += content.tags.length;
    });
  }

  @Consume(Channel${queue}, { to: Channel${first}, concurrency: 4 })
  async work(message: ChannelMessage<Content${queue}>): Promise<Content${first}> {
    this.total += message.content.value${queue};
    return ${given(first)};
  }
}
`;
}

interface Child extends Uses {
  readonly name: string;
}

const subsystem = ({ name, read, write }: Child): string =>
  `  @Subsystem(${name}, { channels: { read: [${classes(read)}], write: [${classes(write)}] } })
  readonly child${name}!: ${name};
`;

function areaSource(
  area: number,
  { read, write }: Uses,
  children: readonly Child[],
  typeArgument: string,
): string {
  const written = write
    .slice(0, 3)
    .map((at) => `    await this.client.write(Channel${at}, ${given(at)});`);
  return `
export const access = channelAccess({ read: [${classes(read)}], write: [${classes(write)}] });

@System({ id: 'area-${area}', name: 'Area ${area}', channels: access })
export class Area${area} {
${children.map(subsystem).join('\n')}
  constructor(private readonly client: ChannelClient${typeArgument}) {}

  async setup(): Promise<void> {
${written.join('\n')}
  }
}
`;
}

function rootSource(
  channels: readonly number[],
  areas: readonly Child[],
  typeArgument: string,
): string {
  const hosted = channels.map(
    (at) => `    sizes.push((await this.client.host(Channel${at}).stats()).count);`,
  );
  return `
export const access = channelAccess({ own: [${classes(channels)}] });

@System({ id: 'root', name: 'Root', channels: access })
export class Root {
${areas.map(subsystem).join('\n')}
  constructor(private readonly client: ChannelClient${typeArgument}) {}

  async step(): Promise<number[]> {
    const sizes: number[] = [];
${hosted.join('\n')}
    return sizes;
  }
}
`;
}
