import { IsIn, IsInt, IsNumber, IsPositive, IsString, Min } from 'class-validator';
import { FIGURES, type FigureName } from '../machine/machine';

/** One figure at one moment. */
export class Sample {
  @IsIn(FIGURES) figure!: FigureName;
  @IsNumber() @Min(0) value!: number;
  @IsPositive() limit!: number;
  @IsString() unit!: string;
  @IsInt() takenMs!: number;
}
