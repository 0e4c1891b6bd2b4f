import type { enLock } from './en-lock.ts';
import type { TextsOf } from './forms.ts';

export const arLock: TextsOf<typeof enLock> = {
  lockTitle: 'القفل',
  lockExplain:
    'زر القفل في كل شاشة، أو Ctrl أو Command مع Shift وL، يقفل فورًا. تخرج المفاتيح والصور والمسودات ونتائج البحث من ذاكرة هذه الصفحة.',
  lockHidden: 'القفل عند الغياب عن النظر',
  lockHiddenNever: 'تغطية الصفحة فقط',
  lockHiddenNow: 'فورًا',
  lockHiddenMinute: 'بعد دقيقة',
  lockCollect: 'مواصلة الاستلام أثناء القفل',
  lockCollectExplain:
    'يُحفظ ما يصل مختومًا ويُفتح عند فتح القفل. لهذا تبقى مفاتيح صناديق بريدك في الذاكرة: من يأخذ هذا الجهاز وهو مقفل ويقرأ ذاكرته يستطيع جلب ما يصلك، مختومًا، وحجبه عنك. ولا يستطيع قراءته.',
  lockCollected: {
    zero: 'لم يصل أي ظرف مختوم.',
    one: 'وصل ظرف مختوم واحد. يظهر ما فيه عند فتح القفل.',
    two: 'وصل ظرفان مختومان. يظهر ما فيهما عند فتح القفل.',
    few: 'وصلت {count} ظروف مختومة. يظهر ما فيها عند فتح القفل.',
    many: 'وصل {count} ظرفًا مختومًا. يظهر ما فيها عند فتح القفل.',
    other: 'وصل {count} ظرف مختوم. يظهر ما فيها عند فتح القفل.',
  },
};
