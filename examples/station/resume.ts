import { channelAccess, type ChannelClient } from 'holon';
import type { History } from './analysis/history';
import { Alarms } from './channels/alarms';
import { Alerts } from './channels/alerts';
import { Directory } from './channels/directory';
import { Findings } from './channels/findings';
import { RawSamples } from './channels/raw-samples';
import { Vitals } from './channels/vitals';
import { percent } from './screen/percent';
import { time } from './screen/time';

export const owning = channelAccess({
  own: [Vitals, RawSamples, Findings, Alerts, Alarms, Directory],
});

/** Fills the history with what was found before the last stop or crash; answers where the station goes on, in a line. */
export async function resume(
  client: ChannelClient<typeof owning>,
  history: History,
): Promise<string> {
  const { count } = await client.host(Findings).stats();
  if (count === 0) return 'begins anew: nothing is kept yet';
  let last = '';
  let left = count;
  for await (const { content } of client.stream(Findings, { from: 'start' })) {
    history.before(content);
    last = `${content.figure} ${percent(content.load)} at ${time(content.takenMs)}`;
    left -= 1;
    if (left === 0) break;
  }
  const samples = await client.host(RawSamples).stats();
  const { readers } = await client.host(Alerts).stats();
  const alerts = Object.values(readers).reduce((sum, { lag }) => sum + lag, 0);
  return (
    `continues after ${last}: ${counted(count, 'finding')} kept, ` +
    `${counted(samples.pending + samples.claimed, 'sample')} and ${counted(alerts, 'alert')} waiting`
  );
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
