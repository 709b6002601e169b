/** Takes the exit code of a command that has done its work. */
export type Finish = (exitCode: number) => void;

/** What every command understands. */
export interface GlobalFlags {
  readonly config?: string;
  readonly verbose?: boolean;
}
