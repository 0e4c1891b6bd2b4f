import type { enLocker } from './en-locker.ts';
import type { TextsOf } from './forms.ts';

/** Arabic of notes and pictures under a passphrase of their own. */
export const arLocker: TextsOf<typeof enLocker> = {
  locker: 'الخزانة',
  lockerShort: 'ملاحظات وصور تبقى مغلقة بينما التطبيق مفتوح.',
  lockerMake: 'إنشاء خزانة',
  lockerExplain:
    'تحفظ ملاحظات وصورًا بعبارة مرور خاصة بها، على هذا الجهاز وحده. اختر عبارة مرور غير عبارة التطبيق. ومن ينسها يفقد ما بداخلها.',
  lockerLocked: 'الخزانة مقفلة',
  lockerLockedExplain: 'تُقفل تلقائيًا بعد خمس دقائق، وعندما تبتعد عنها.',
  lockerOpen: 'فتح الخزانة',
  lockerOpening: 'جارٍ الفتح…',
  lockerWrong: 'ليست هذه عبارة مرور الخزانة.',
  lockerOpenHint: 'الخزانة مفتوحة. تُقفل تلقائيًا بعد خمس دقائق، وعندما تبتعد عنها.',
  lockerLock: 'إقفالها الآن',
  lockerNotes: 'ملاحظات الخزانة',
  lockerNoNotes: 'لا توجد ملاحظات بعد.',
  lockerNote: 'ملاحظة',
  lockerNewNote: 'ملاحظة جديدة',
  lockerUntitled: 'بلا عنوان',
  lockerTitle: 'العنوان',
  lockerText: 'النص',
  lockerSave: 'حفظ',
  lockerRemoveNote: 'حذف هذه الملاحظة',
  lockerRemoveSure: 'تُمحى من هذا الجهاز، ولم تكن في مكان آخر.',
  lockerRemoved: 'مُحيت',
  lockerPictures: 'صور الخزانة',
  lockerNoPictures: 'لا توجد صور بعد.',
  lockerAddPictures: 'إضافة صور',
  lockerPicturesHint:
    'تُحفظ الصورة هنا دون المكان والوقت اللذين تكتبهما الكاميرا فيها. ويبقى الملف الذي اخترته في مكانه: احذفه هناك بنفسك.',
  lockerRemovePicture: 'حذف هذه الصورة',
  lockerClose: 'إغلاق',
  lockerDestroy: 'إتلاف الخزانة',
  lockerDestroyExplain: 'عندما تُنسى عبارة مرورها، أو يجب ألّا يُعثر على شيء فيها.',
  lockerDestroySure: 'يُتلف كل ما في الخزانة. ولا رجعة في ذلك.',
  lockerDestroyed: 'أُتلفت الخزانة',
};
