import { Channel, PeriodicChannel } from 'holon';
import { Machine } from '../machine/machine';
import { Sample } from './sample';

/** Looks at the machine every second; each figure becomes a message. */
@Channel({
  id: 'vitals',
  name: 'Vitals',
  description: 'What the machine does right now',
  content: Sample,
  periodMs: 1_000,
  retention: { maxCount: 100 },
})
export class Vitals extends PeriodicChannel<Sample, 'vitals'> {
  constructor(private readonly machine: Machine) {
    super();
  }

  protected async pull(): Promise<readonly Sample[]> {
    const takenMs = this.clock.nowMs();
    return (await this.machine.read()).map((figure) => ({ ...figure, takenMs }));
  }
}
