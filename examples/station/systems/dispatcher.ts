import { CLOCK, ChannelClient, Consume, Inject, System, channelAccess } from 'holon';
import type { ChannelMessage, Clock, Registration } from 'holon';
import { Alerts } from '../channels/alerts';
import { Directory, ON_CALL_SERVICE } from '../channels/directory';
import { Findings, type Finding } from '../channels/findings';
import type { FigureName } from '../machine/machine';
import { percent } from '../screen/percent';

export const dispatching = channelAccess({ read: [Directory, Findings], write: [Alerts] });

/** Makes an alert when a figure becomes anomalous, for whoever is on call; they take turns. */
@System({ id: 'dispatcher', name: 'Dispatcher', channels: dispatching })
export class Dispatcher {
  /** When the registration of each system ends, milliseconds since 1970. */
  private readonly onCall = new Map<string, number>();
  private readonly raised = new Set<FigureName>();
  private turn = 0;

  constructor(
    private readonly client: ChannelClient<typeof dispatching>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Consume(Directory)
  note({ content }: ChannelMessage<Registration>): void {
    if (content.kind !== 'system') return;
    const { systemId, services } = content.descriptor;
    const takesAlerts = services.some(({ name }) => name === ON_CALL_SERVICE);
    if (takesAlerts) this.onCall.set(systemId, content.expiresAtMs);
  }

  @Consume(Findings)
  async dispatch({ id, content }: ChannelMessage<Finding>): Promise<void> {
    const { figure, load, usualLoad, takenMs, isAnomaly } = content;
    if (!isAnomaly) this.raised.delete(figure);
    if (!isAnomaly || this.raised.has(figure)) return;
    const text = `${figure} at ${percent(load)}, usually ${percent(usualLoad)}`;
    // With the id of the finding a second try of the same finding is no second alert.
    await this.client.write(Alerts, { figure, text, takenMs }, { id, recipientId: this.next() });
    this.raised.add(figure);
  }

  private next(): string {
    const nowMs = this.clock.nowMs();
    const present = [...this.onCall].filter(([, expiresAtMs]) => expiresAtMs > nowMs);
    const [systemId] = present[this.turn % present.length] ?? [];
    if (systemId === undefined) throw new Error('Nobody is on call'); // the finding is tried again
    this.turn += 1;
    return systemId;
  }
}
