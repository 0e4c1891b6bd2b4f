import type { TextsOf } from './forms.ts';
import type { enVault } from './en-vault.ts';

export const arVault: TextsOf<typeof enVault> = {
  waitExplain: 'جُرّبت عبارات مرور خاطئة، ولذلك تنتظر هذه. أبقِ هذه الصفحة مفتوحة.',
  triesLeft: {
    one: 'بقيت محاولة خاطئة واحدة، ثم يُمحى كل ما على هذا الجهاز.',
    two: 'بقيت محاولتان خاطئتان، ثم يُمحى كل ما على هذا الجهاز.',
    few: 'بقيت {count} محاولات خاطئة، ثم يُمحى كل ما على هذا الجهاز.',
    many: 'بقيت {count} محاولة خاطئة، ثم يُمحى كل ما على هذا الجهاز.',
    other: 'بقيت {count} محاولة خاطئة، ثم يُمحى كل ما على هذا الجهاز.',
  },
  safety: 'الأمان',
  safetyLock: 'اقفل الآن',
  safetyWipe: 'امسح الآن',
  safetyBackup: 'النسخة الاحتياطية',
  safetySigns: 'القفل واللهب في أعلى كل شاشة.',
  tamperedLine: 'عُبث بالتخزين.',
  tamperedSee: 'انظر ماذا حدث',
  keys: 'عبارة المرور',
  keysShort: 'تغييرها، والاستعداد لمن يجبرك على الفتح، وربط هذا الجهاز بها.',
};
