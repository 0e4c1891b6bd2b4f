export type { SimulatorErrorCode } from './error-codes.ts';
export type { FaultChances, FaultKind, SteadyFault, StruckFault } from './fault-kinds.ts';
export { badDay, everything, faultKinds, lyingFaults, onlyFaults } from './fault-kinds.ts';
export { createFaults } from './faults.ts';
export type { FaultOptions, Faults } from './faults.ts';
export { createNetwork } from './network.ts';
export type { Network, NetworkOptions } from './network.ts';
export type { NetworkWatch } from './network-watch.ts';
export { foundNetwork } from './operator/found-network.ts';
export type { FoundingOptions } from './operator/found-network.ts';
export type { OperatorServices } from './operator/operator-services.ts';
export type { LogView } from './operator/log-view.ts';
export type { ActOptions, SimulatedOperator } from './operator/simulated-operator.ts';
export { honest } from './relay-conduct.ts';
export type { Conduct } from './relay-conduct.ts';
export { createSeededRandom } from './seeded-random.ts';
export type { SeededRandom } from './seeded-random.ts';
export type { Restore, SimulatedHandset } from './simulated-handset.ts';
export {
  cleanedSimulatedPicture,
  simulatedPicture,
  simulatedPictures,
} from './simulated-pictures.ts';
export type { RelaySetup, SimulatedRelay } from './simulated-relay.ts';
export { calm, stormy } from './weather.ts';
export type { Climate } from './weather.ts';
