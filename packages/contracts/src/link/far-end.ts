/** A connection as the far end of a link sees it. */
export interface FarConnection {
  readonly send: (message: Uint8Array) => Promise<void>;
  readonly messages: AsyncIterable<Uint8Array>;
  readonly close: () => void;
}

/** First byte of a message to the far end: what it should do. */
export const farCommand: {
  readonly echo: 0;
  readonly sendBytes: 1;
  readonly close: 2;
  readonly flood: 3;
} = {
  echo: 0,
  sendBytes: 1,
  close: 2,
  flood: 3,
};

/** A message for the far end, with a number where the command wants one. */
export function farMessage(command: 1 | 2 | 3, amount: number = 0): Uint8Array {
  const message = new Uint8Array(5);
  message[0] = command;
  new DataView(message.buffer).setUint32(1, amount);
  return message;
}

/**
 * The far end that the clauses of the `link` point talk to: it echoes a message, sends one of a given size, closes, or
 * sends a given number of messages of 64 KiB without waiting for an answer.
 */
export async function serveFarEnd(connection: FarConnection): Promise<void> {
  for await (const message of connection.messages) {
    const amount =
      message.length === 5 ? new DataView(message.buffer, message.byteOffset).getUint32(1) : 0;
    if (message[0] === farCommand.sendBytes) await connection.send(new Uint8Array(amount));
    else if (message[0] === farCommand.close) connection.close();
    else if (message[0] === farCommand.flood) {
      for (let sent = 0; sent < amount; sent += 1) await connection.send(new Uint8Array(65_536));
    } else await connection.send(message);
  }
}
