import { bytesEqual } from '@sotto/protocol';
import type { ChainDevice } from '@sotto/protocol';
import type { Engine } from '../engine.ts';

/** The devices of this identity that are in use, this one too; recovery keys are none. */
export function ownDevices({
  chains,
  self,
}: Pick<Engine, 'chains' | 'self'>): readonly ChainDevice[] {
  const devices = chains.of(self.identity)?.devices ?? [];
  return devices.filter(
    ({ role, revokedAtHour }) => role === 'device' && revokedAtHour === undefined,
  );
}

/** Whether there is somebody to tell anything. */
export function hasSiblings(engine: Pick<Engine, 'chains' | 'self'>): boolean {
  return ownDevices(engine).some(({ key }) => !bytesEqual(key, engine.self.device.key));
}
