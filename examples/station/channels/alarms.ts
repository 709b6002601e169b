import { IsIn, IsInt, IsNumber } from 'class-validator';
import { Channel, WorkQueueChannel } from 'holon';
import { FIGURES, type FigureName } from '../machine/machine';

/** A figure has come to its threshold. Loads are parts of the limit: 1 is all of it. */
export class Alarm {
  @IsIn(FIGURES) figure!: FigureName;
  @IsNumber() load!: number;
  @IsNumber() threshold!: number;
  @IsInt() takenMs!: number;
}

/** For programs outside the station: each alarm goes to one of them. Nobody in here takes them. */
@Channel({
  id: 'alarms',
  name: 'Alarms',
  description: 'Figures that have come to their threshold, for whoever does something about it',
  visibility: 'public',
  content: Alarm,
  claimTimeoutMs: 10_000,
  maxAttempts: 5,
  retention: { maxAgeMs: 3_600_000, maxCount: 1_000 },
})
export class Alarms extends WorkQueueChannel<Alarm, 'alarms'> {}
