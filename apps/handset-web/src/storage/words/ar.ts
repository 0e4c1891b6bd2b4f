import type { TextsOf } from '../../strings/forms.ts';
import type { enStorage } from './en.ts';

export const arStorage: TextsOf<typeof enStorage> = {
  storage: 'فحص التخزين',
  storageExplain:
    'يفحص كل ما خزّنه هذا الجهاز هنا: هل كل جزء موجود، وهل هو آخر ما كُتب. ويفعل ذلك من تلقاء نفسه مرة كل يوم.',
  storageCheck: 'افحص الآن',
  storageChecking: 'جارٍ الفحص…',
  storageProgress: 'فُحص {done} من {total}',
  storageWell: 'كل شيء كما كُتب. عدد السجلات: {count}.',
  storageNotWell: 'هناك ما ليس كما كُتب.',
  storageLast: 'آخر فحص: {date}',
  storageTampered: 'غيّر أحدهم تخزين هذا الجهاز',
  storageWhatToDo:
    'أُزيلت أجزاء أو أُعيدت نسخ قديمة منها أو بُدّلت دون علم هذا الجهاز. فكّر فيمن كان هذا الجهاز في يده، أو كانت لديه نسخة من قرصه. إن كان قد يريد بك ضررًا فامسح هذا الجهاز وابدأ من جديد على جهاز لم تصله يده.',
  storageKeys: 'مفاتيح، اكتُشف في {date}: جدّدت كل المحادثات مفاتيحها، ولا يُستعمل مفتاح مرتين.',
  storageKeysOf: 'مفاتيح «{name}»، اكتُشف في {date}: جدّدت كل المحادثات مفاتيحها.',
  storageContent: 'ما يُعرض، اكتُشف في {date}: البحث أو الصور أو ما ينتظر الإرسال.',
  storageContentOf: 'رسائل أو صور من «{name}»، اكتُشف في {date}: قد يكون بعضها ناقصًا أو قديمًا.',
  storageKnow: 'علمت بذلك',
};
