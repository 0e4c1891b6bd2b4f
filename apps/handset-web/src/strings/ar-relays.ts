import type { TextsOf } from './forms.ts';
import type { enRelays } from './en-relays.ts';

export const arRelays: TextsOf<typeof enRelays> = {
  relays: 'مُرحِّلاتك',
  relaysShort: 'حيث تنتظر الرسائل إلى هذا الجهاز حتى يجلبها.',
  relaysExplain:
    'ما يُرسل إلى هذا الجهاز ينتظر هنا مختومًا إلى أن يُجلب. وترسل أجهزة جهات اتصالك إلى كل واحد منها.',
  relaysOwn: 'ولأجهزتك الأخرى مُرحِّلاتها الخاصة.',
  relaysOne: 'إذا زال هذا المُرحِّل فلن يصل أحد إلى هذا الجهاز. مُرحِّل ثانٍ عند جهة أخرى أكثر أمانًا.',
  relayLeave: 'ترك هذا المُرحِّل',
  relayLeaveSure:
    'هل تريد ترك {relay}؟ ستُخبر جهات اتصالك إلى أين ترسل من الآن. وما هو في طريقه إليه يُجلب ما دام موجودًا.',
  relayLeft: 'تُرك. وتُخبر جهات اتصالك الآن.',
  relayAdd: 'إضافة مُرحِّل',
  relayAdding: 'جارٍ الإضافة…',
  relayAdded: 'أُضيف. وتُخبر جهات اتصالك الآن.',
  relayAddress: 'عنوان المُرحِّل',
  relayAddressHint: 'مثل https://relay.example، أو الرابط الكامل الذي أعطاك إياه من يديره.',
  relayInviteTitle: 'دعوة إلى مُرحِّل',
  relayInvited: 'يدعوك من يدير المُرحِّل {relay} إلى استعماله.',
  relayInviteUse: 'استعمال هذه الدعوة',
  relayInvitePutAside: 'تركها جانبًا',
  relayInviteUsed: 'يقبل المُرحِّل هذا الجهاز.',
};
