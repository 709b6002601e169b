import { IsBoolean, IsNumber } from 'class-validator';
import { BroadcastChannel, Channel } from 'holon';
import { Sample } from './sample';

/** What an analyst makes of a sample. Loads are parts of the limit: 1 is all of it. */
export class Finding extends Sample {
  @IsNumber() load!: number;
  /** The mean of the samples before. */
  @IsNumber() usualLoad!: number;
  /** How far the load has risen in the minute before, by the line that fits the samples best. */
  @IsNumber() trend!: number;
  /** How many standard deviations the load is away from the usual one. */
  @IsNumber() zScore!: number;
  @IsBoolean() isAnomaly!: boolean;
}

@Channel({
  id: 'findings',
  name: 'Findings',
  description: 'Load, trend and anomalies of every figure',
  visibility: 'public',
  content: Finding,
  retention: { maxAgeMs: 600_000, maxCount: 5_000 },
})
export class Findings extends BroadcastChannel<Finding, 'findings'> {}
