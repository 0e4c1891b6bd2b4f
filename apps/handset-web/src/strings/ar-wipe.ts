import type { TextsOf } from './forms.ts';
import type { enWipe } from './en-wipe.ts';

export const arWipe: TextsOf<typeof enWipe> = {
  panic: 'مسح هذا الجهاز كليًّا',
  panicExplain:
    'يُمحى كل ما لهذا الجهاز من هذا المتصفح، والمفاتيح أولًا. لا حاجة إلى شبكة. لا يستطيع أحد استعادته.',
  panicKeys: 'الضغط على Escape ثلاث مرات يفتح هذا.',
  panicHold: 'اضغط مطوّلًا للمسح',
  panicCount: {
    zero: 'لا أستطيع الضغط المطوّل: امسح بعد {count} ثانية',
    one: 'لا أستطيع الضغط المطوّل: امسح بعد ثانية واحدة',
    two: 'لا أستطيع الضغط المطوّل: امسح بعد ثانيتين',
    few: 'لا أستطيع الضغط المطوّل: امسح بعد {count} ثوانٍ',
    many: 'لا أستطيع الضغط المطوّل: امسح بعد {count} ثانية',
    other: 'لا أستطيع الضغط المطوّل: امسح بعد {count} ثانية',
  },
  panicCounting: {
    zero: 'المسح بعد {count} ثانية. أوقفه',
    one: 'المسح بعد ثانية واحدة. أوقفه',
    two: 'المسح بعد ثانيتين. أوقفه',
    few: 'المسح بعد {count} ثوانٍ. أوقفه',
    many: 'المسح بعد {count} ثانية. أوقفه',
    other: 'المسح بعد {count} ثانية. أوقفه',
  },
  wiping: 'جارٍ المسح…',
  wipedTitle: 'تم المسح',
  wipedExplain: 'الجهاز الذي كان في هذا المتصفح قد زال.',
  wipedAgain: 'البدء من جديد',
  wipeTest: 'هل يعمل المسح؟',
  wipeTestExplain:
    'يُنشأ جهاز تجريبي بجانب جهازك، ويُمسح كما يُمسح جهازك، ثم يُبحث عنه. يحدث هذا كل أسبوع من تلقاء نفسه ما دام سوتو مفتوحًا.',
  wipeTestNow: 'اختبره الآن',
  wipeTesting: 'جارٍ الاختبار…',
  wipeTestPassed: 'يعمل. اختُبر في {date}.',
  wipeTestFailed: 'المسح لا يعمل هنا. اختُبر في {date}. لا تعتمد عليه.',
  wipeOpens: 'أُنشئ جهاز تجريبي وفُتح',
  wipeFound: 'وُجد على القرص ما خزّنه',
  wipeWiped: 'مُسح',
  wipeRefused: 'عبارة مروره لم تعد تفتح شيئًا',
  wipeEmpty: 'لم يعد المخزن يعطي منه شيئًا',
  wipeGone: 'لم يبقَ منه شيء على القرص',
  wipePassed: 'نجح',
  wipeFailed: 'فشل.',
  wipeUnseen: 'لا يسمح المتصفح بالنظر',
  wipeSkipped: 'لم يُجرَّب',
};
