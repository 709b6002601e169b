import { IsIn, IsNumber, Max, Min } from 'class-validator';
import { Consume, Expose, System, channelAccess, type ChannelMessage } from 'holon';
import { Alarms, type Alarm } from '../channels/alarms';
import { Findings, type Finding } from '../channels/findings';
import { FIGURES, type FigureName } from '../machine/machine';

/** From which load on a figure is worth an alarm: a part of its limit. */
export class Threshold {
  @IsIn(FIGURES) figure!: FigureName;
  @IsNumber() @Min(0) @Max(1) load!: number;
}

/** The thresholds that hold now. */
export class Thresholds {
  @IsNumber() cpu = 0.9;
  @IsNumber() memory = 0.9;
  @IsNumber() disk = 0.9;
  @IsNumber() load = 0.9;
  @IsNumber() station = 0.9;
}

/** Raises an alarm when a figure comes to its threshold, and again only after it was below. */
@System({
  id: 'sentry',
  name: 'Sentry',
  description: 'Raises alarms; others may tell it from when on',
  channels: channelAccess({ read: [Findings], write: [Alarms] }),
})
export class Sentry {
  private readonly current = new Thresholds();
  private readonly raised = new Set<FigureName>();

  @Consume(Findings, { to: Alarms, from: 'now' })
  check({ content }: ChannelMessage<Finding>): Alarm | undefined {
    const { figure, load, takenMs } = content;
    const threshold = this.current[figure];
    if (load < threshold) this.raised.delete(figure);
    if (load < threshold || this.raised.has(figure)) return undefined;
    this.raised.add(figure);
    return { figure, load, threshold, takenMs };
  }

  @Expose({
    description: 'Sets from which load on a figure is worth an alarm, until the station ends',
    input: Threshold,
    output: Thresholds,
    idempotent: true,
  })
  async setThreshold({ figure, load }: Threshold): Promise<Thresholds> {
    this.current[figure] = load;
    this.raised.delete(figure);
    return this.current;
  }

  @Expose({ description: 'The thresholds that hold now', output: Thresholds, readOnly: true })
  async thresholds(): Promise<Thresholds> {
    return this.current;
  }
}
