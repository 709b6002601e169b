/** A system of systems that watches the machine it runs on: `npm start`. */
import { appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChannelClient, Subsystem, System, createPinoLogger } from 'holon';
import type { App, CreateAppOptions, Published } from 'holon';
import { History } from './analysis/history';
import { Alarms } from './channels/alarms';
import { Alerts } from './channels/alerts';
import { Directory } from './channels/directory';
import { Findings } from './channels/findings';
import { RawSamples } from './channels/raw-samples';
import { Vitals } from './channels/vitals';
import { Machine } from './machine/machine';
import { NodeMachine } from './machine/node-machine';
import { owning, resume } from './resume';
import { Terminal } from './screen/terminal';
import { Analyst } from './systems/analyst';
import { Board } from './systems/board';
import { Collector } from './systems/collector';
import { Dispatcher } from './systems/dispatcher';
import { Monitor } from './systems/monitor';
import { OnCall } from './systems/on-call';
import { Sentry } from './systems/sentry';
import { Watch } from './systems/watch';

const { stdout, stderr, env } = process;

@System({
  id: 'station',
  name: 'Station',
  description: 'Watches the machine it runs on',
  channels: owning,
  providers: [
    History,
    { provide: Machine, useClass: NodeMachine },
    { provide: Terminal, useFactory: () => new Terminal(stdout, { colour: !env.NO_COLOR }) },
  ],
})
export default class Station {
  @Subsystem(Collector, { channels: { read: [Vitals], write: [RawSamples] } })
  readonly collector!: Collector;

  @Subsystem(Analyst, { replicas: 3, channels: { read: [RawSamples], write: [Findings] } })
  readonly analysts!: readonly Analyst[];

  @Subsystem(Dispatcher, { channels: { read: [Directory, Findings], write: [Alerts] } })
  readonly dispatcher!: Dispatcher;

  @Subsystem(Sentry, { channels: { read: [Findings], write: [Alarms] } })
  readonly sentry!: Sentry;

  @Subsystem(OnCall, {
    id: 'ada',
    channels: { read: [Alerts], write: [Directory] },
    next: [Board],
  })
  readonly ada!: OnCall;

  @Subsystem(OnCall, {
    id: 'grace',
    channels: { read: [Alerts], write: [Directory] },
    next: [Board],
  })
  readonly grace!: OnCall;

  @Subsystem(Watch, { channels: { read: [Findings] }, next: [Board] })
  readonly watch!: Watch;

  @Subsystem(Board, { next: [Monitor] })
  readonly board!: Board;

  @Subsystem(Monitor)
  readonly monitor!: Monitor;

  constructor(
    private readonly client: ChannelClient<typeof owning>,
    private readonly history: History,
    private readonly terminal: Terminal,
  ) {}

  /** Before any part of it starts. */
  async setup(): Promise<void> {
    this.terminal.announce(await resume(this.client, this.history));
  }
}

/** Where others reach it, with `npm start -- --publish`. */
export function onPublished({ url }: Published, app: App): void {
  app.get(Terminal).announce(`${url}/docs says what others can ask for`);
}

function writeLog(line: string): void {
  appendFileSync(join(tmpdir(), 'holon-station.log'), line);
}

export const options: CreateAppOptions = {
  // `npm start` makes the folder.
  store: 'sqlite:./data/station.db',
  // Where log lines would tear the table, they go to a file.
  ...(stdout.isTTY && stderr.isTTY
    ? { logger: createPinoLogger({ destination: { write: writeLog } }) }
    : {}),
};
