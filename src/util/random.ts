/** Numbers from 0 up to, but not, 1. Injected where chance decides, so that a run can be replayed. */
export type RandomSource = () => number;

/** The chance of the machine. */
export const systemRandom: RandomSource = () => Math.random();
