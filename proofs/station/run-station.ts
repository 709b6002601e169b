/** The station as it is, with somebody who reports each finding as soon as subscribers hear of it. */
import 'reflect-metadata';

import { channelAccess, createApp, silentLogger } from 'holon';

import { Findings } from '../../examples/station/channels/findings';
import { Terminal } from '../../examples/station/screen/terminal';
import Station from '../../examples/station/station';
import { report as send } from '../shared/report';

export type StationReport =
  | { readonly kind: 'drew'; readonly line: string }
  | { readonly kind: 'found'; readonly id: string };

const report = (value: StationReport): void => send(value);

async function main(file: string): Promise<void> {
  const screen = { write: (line: string) => report({ kind: 'drew', line }) };
  const app = await createApp(Station, {
    store: `sqlite:${file}`,
    logger: silentLogger,
    providers: [{ provide: Terminal, useValue: new Terminal(screen, { colour: false }) }],
  });
  await app.launch();
  const listener = app.client(channelAccess({ read: [Findings] }), 'listener');
  await listener.subscribe(Findings, ({ id }) => report({ kind: 'found', id }));
}

const [file = ''] = process.argv.slice(2);
void main(file);
