// Expected: 'timeout' does not exist in type
import { Expose } from '../../../src/index';

export class Camera {
  @Expose({ timeout: 5 })
  look(): string {
    return 'sky';
  }
}
