/** The entry point `holon/testing`. */
export { VirtualClock } from './virtual-clock';
