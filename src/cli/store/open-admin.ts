import type { Command } from 'commander';
import { HolonError } from '../../errors/holon-error';
import { openStoreAdmin } from '../../stores/open-store-admin';
import type { StoreAdmin } from '../../stores/store-admin';
import type { CliIo } from '../cli-io';
import type { GlobalFlags } from '../commands/command';
import { loadSettings } from '../project-settings';
import { resolveStoreAddress } from './store-address';

/** What every command on a store understands. */
export interface StoreFlags extends GlobalFlags {
  readonly json?: boolean;
}

/**
 * The store that was named, or else the one of the settings.
 * @throws HOLON_INVALID_ARGUMENT when nobody names one
 */
export function openAdmin(address: string | undefined, command: Command, io: CliIo): StoreAdmin {
  const { config } = command.optsWithGlobals<StoreFlags>();
  const { store } = loadSettings({
    cwd: io.cwd,
    env: io.env,
    flags: { config, store: address },
  });
  if (store !== undefined) return openStoreAdmin(resolveStoreAddress(io.cwd, store));
  throw new HolonError('HOLON_INVALID_ARGUMENT', 'No store is named', {
    hint: 'Pass its address, sqlite:<file>, or set `store` in nest-cli-style.json.',
  });
}

/** For machines. */
export function toJsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
