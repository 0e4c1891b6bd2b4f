import type { enNetwork } from './en-network.ts';
import type { TextsOf } from './forms.ts';

export const arNetwork: TextsOf<typeof enNetwork> = {
  network: 'الشبكة',
  networkExplain: 'من يشغّلها، وماذا فعلوا، ومن يراقبهم.',
  screenUnshown: 'تعذّر تحميل هذه الشاشة.',
  networkUnshown: 'هناك خبر عن الشبكة تعذّر عرضه.',
  frozenHereSending: 'لا يمكن إرسال شيء حتى {date}: أوقف المشغّلون الإرسال. وما كتبته محفوظ.',
  frozenHereMembers: 'لا يدخل أحد جديد حتى {date}: أوقف المشغّلون ذلك.',
  frozenWhyButton: 'لماذا؟',
};
