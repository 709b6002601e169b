// Expected: Unable to resolve signature of property decorator
import { Expose } from '../../../src/index';

export class Camera {
  @Expose()
  readonly look = (): string => 'sky';
}
