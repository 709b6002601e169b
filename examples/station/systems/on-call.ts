import {
  CLOCK,
  ChannelClient,
  Consume,
  DESCRIPTOR,
  Expose,
  Inject,
  Outbox,
  System,
  channelAccess,
} from 'holon';
import type { ChannelMessage, Clock, ServiceDescriptor } from 'holon';
import { Alert, Alerts } from '../channels/alerts';
import { Directory } from '../channels/directory';
import type { News } from './board';

/** Somebody who is gone for so long gets no alerts. */
const REGISTRATION_MS = 5_000;

const onCall = channelAccess({ read: [Alerts], write: [Directory] });

/** Takes the alerts that are addressed to it, and says every second that it is there. */
@System({ id: 'on-call', name: 'On call', channels: onCall })
export class OnCall {
  constructor(
    private readonly client: ChannelClient<typeof onCall>,
    private readonly outbox: Outbox<News>,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DESCRIPTOR) private readonly descriptor: ServiceDescriptor,
  ) {}

  async step(): Promise<void> {
    await this.client.write(Directory, {
      kind: 'system',
      descriptor: this.descriptor,
      expiresAtMs: this.clock.nowMs() + REGISTRATION_MS,
    });
  }

  @Consume(Alerts)
  async open({ content }: ChannelMessage<Alert>): Promise<void> {
    await this.takeAlert(content);
  }

  @Expose({ description: 'Takes one alert', input: Alert })
  async takeAlert(alert: Alert): Promise<void> {
    await this.outbox.send({ kind: 'alert', taken: { alert, takenBy: this.client.systemId } });
  }
}
