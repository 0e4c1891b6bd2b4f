import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/** RFC 9420 §7.2: what a client supports beyond what every client must. Numbers as in the IANA registries. */
export interface Capabilities {
  readonly versions: readonly number[];
  readonly cipherSuites: readonly number[];
  readonly extensions: readonly number[];
  readonly proposals: readonly number[];
  readonly credentials: readonly number[];
}

/** RFC 9420 §11.1: what every member of a group has to support. */
export interface RequiredCapabilities {
  readonly extensionTypes: readonly number[];
  readonly proposalTypes: readonly number[];
  readonly credentialTypes: readonly number[];
}

export function readCapabilities(reader: Reader): Capabilities {
  return {
    versions: readNumbers(reader),
    cipherSuites: readNumbers(reader),
    extensions: readNumbers(reader),
    proposals: readNumbers(reader),
    credentials: readNumbers(reader),
  };
}

export function writeCapabilities(writer: Writer, capabilities: Capabilities): void {
  writeNumbers(writer, capabilities.versions);
  writeNumbers(writer, capabilities.cipherSuites);
  writeNumbers(writer, capabilities.extensions);
  writeNumbers(writer, capabilities.proposals);
  writeNumbers(writer, capabilities.credentials);
}

export function readRequiredCapabilities(reader: Reader): RequiredCapabilities {
  return {
    extensionTypes: readNumbers(reader),
    proposalTypes: readNumbers(reader),
    credentialTypes: readNumbers(reader),
  };
}

export function writeRequiredCapabilities(writer: Writer, required: RequiredCapabilities): void {
  writeNumbers(writer, required.extensionTypes);
  writeNumbers(writer, required.proposalTypes);
  writeNumbers(writer, required.credentialTypes);
}

function readNumbers(reader: Reader): readonly number[] {
  const inner = reader.vector();
  const numbers: number[] = [];
  while (inner.more) numbers.push(inner.u16());
  return numbers;
}

function writeNumbers(writer: Writer, numbers: readonly number[]): void {
  writer.varint(2 * numbers.length);
  for (const number of numbers) writer.u16(number);
}
