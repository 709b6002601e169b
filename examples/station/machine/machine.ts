/** What is measured, in the order of the table. */
export const FIGURES = ['cpu', 'memory', 'disk', 'load', 'station'] as const;
export type FigureName = (typeof FIGURES)[number];

/** One measured value and what it is measured against, both in `unit`. */
export interface Figure {
  readonly figure: FigureName;
  readonly value: number;
  readonly limit: number;
  readonly unit: string;
}

/** What the station watches. The app is given the real one, a test a scripted one. */
export abstract class Machine {
  abstract read(): Promise<readonly Figure[]>;
}
