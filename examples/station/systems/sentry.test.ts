import type { ChannelMessage } from 'holon';
import type { Finding } from '../channels/findings';
import { Sentry } from './sentry';

function finding(load: number, figure: Finding['figure'] = 'cpu'): ChannelMessage<Finding> {
  const measured = { figure, value: load * 4, limit: 4, unit: 'cores', takenMs: 7, load };
  const content = { ...measured, usualLoad: 0.1, trend: 0, zScore: 0, isAnomaly: false };
  return { id: 'f', content, timestampMs: 7, senderId: 'analyst', metadata: {} };
}

describe('the sentry', () => {
  it('raises one alarm when a figure comes to its threshold, and another after it was below', () => {
    const sentry = new Sentry();
    const alarms = [0.89, 0.9, 0.95, 0.5, 1].map((load) => sentry.check(finding(load)));
    const alarm = { figure: 'cpu', threshold: 0.9, takenMs: 7 };
    const none = undefined;
    expect(alarms).toEqual([none, { ...alarm, load: 0.9 }, none, none, { ...alarm, load: 1 }]);
  });

  it('holds figures apart', () => {
    const sentry = new Sentry();
    expect(sentry.check(finding(1))).toBeDefined();
    expect(sentry.check(finding(1, 'disk'))).toMatchObject({ figure: 'disk' });
  });

  it('goes by the threshold that it was told last, and looks at the figure anew', async () => {
    const sentry = new Sentry();
    sentry.check(finding(1));
    expect(await sentry.setThreshold({ figure: 'cpu', load: 0.5 })).toMatchObject({ cpu: 0.5 });
    expect(sentry.check(finding(1))).toMatchObject({ threshold: 0.5 });
    expect(sentry.check(finding(0.89, 'disk'))).toBeUndefined();
    expect(await sentry.thresholds()).toMatchObject({ cpu: 0.5, disk: 0.9 });
  });
});
