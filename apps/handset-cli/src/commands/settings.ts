import type { Settings } from '@sotto/handset';
import type { HandsetCommand } from '../command.ts';
import type { Options } from '../options.ts';

export const settings: HandsetCommand = {
  on: 'handset',
  name: 'settings',
  arguments: '',
  summary: 'show what others are told of your reading and typing, or change it',
  options: ['read-receipts', 'delivery-receipts', 'typing'],
  minArguments: 0,
  maxArguments: 0,
  run: async ({ handset, options, emit }) => {
    const change = changeIn(options);
    const { sendReadReceipts, sendDeliveryReceipts, sendTyping } =
      Object.keys(change).length === 0
        ? await handset.settings()
        : await handset.changeSettings(change);
    await emit({
      type: 'settings',
      readReceipts: sendReadReceipts,
      deliveryReceipts: sendDeliveryReceipts,
      typing: sendTyping,
    });
  },
};

function changeIn({ readReceipts, deliveryReceipts, typing }: Options): Partial<Settings> {
  return {
    ...(readReceipts === undefined ? {} : { sendReadReceipts: readReceipts }),
    ...(deliveryReceipts === undefined ? {} : { sendDeliveryReceipts: deliveryReceipts }),
    ...(typing === undefined ? {} : { sendTyping: typing }),
  };
}
