import type { TextsOf } from './forms.ts';
import type { enDevices } from './en-devices.ts';

export const arDevices: TextsOf<typeof enDevices> = {
  devices: 'أجهزتك',
  devicesShort: 'استعمل سوتو على عدة أجهزة، وامسح ما ضاع منها.',
  devicesExplain: 'لكل جهاز مفاتيحه الخاصة. كلها تعرض المحادثات نفسها، ويراك الناس شخصًا واحدًا.',
  deviceThis: 'هذا الجهاز',
  deviceNoName: 'جهاز بلا اسم',
  deviceAdded: 'رُبط في {date}',
  deviceRevokedOn: 'أُنهي في {date}',
  deviceRevoke: 'إنهاء هذا الجهاز',
  deviceRevokeSure:
    'هل تريد إنهاء {name}؟ سيُخرج من كل محادثاتك ولن يقرأ شيئًا بعد ذلك. ويبقى عليه ما لديه الآن.',
  deviceRevoking: 'جارٍ الإنهاء…',
  deviceAdd: 'ربط جهاز آخر',
  deviceAddExplain:
    'على الجهاز الجديد اختر «لدي سوتو على جهاز آخر». سيعرض رمزًا: امسحه أو ضعه هنا. لا تأخذ رمزًا من أحد غيرك: فصاحب الجهاز الذي تربطه يقرأ كل شيء.',
  deviceScan: 'مسح الرمز',
  deviceCode: 'رمز الجهاز الجديد',
  deviceLink: 'ربطه',
  deviceLinking: 'جارٍ الربط… أبقِ الجهازين مفتوحين.',
  deviceLinked: 'رُبط {name}. محادثاتك في طريقها إليه.',
  becomeOffer: 'لدي سوتو على جهاز آخر',
  restoreOffer: 'لدي نسخة احتياطية',
  becomeTitle: 'ربط هذا الجهاز',
  becomeIntro: 'يصبح هذا جهازًا لك إلى جانب الآخر. وتأتي محادثاتك من هناك.',
  becomeName: 'اسم هذا الجهاز',
  becomeNameHint: 'لتعرفه في قائمة أجهزتك.',
  becomeShow: 'عرض الرمز',
  becomeWaiting:
    'على جهازك الآخر افتح الإعدادات ثم «أجهزتك»، وامسح هذا الرمز أو الصقه هناك خلال 10 دقائق. ولا تُره لأحد آخر.',
  becomeQr: 'رمز هذا الجهاز على شكل QR',
  becomeCopied: 'نُسخ الرمز',
  becomeBack: 'أنشئ جهازًا جديدًا بدلًا من ذلك',
  scanHint: 'ضع الرمز أمام الكاميرا. لا تُحفظ أي صورة.',
  scanDenied:
    'لا يسمح هذا المتصفح لسوتو باستخدام الكاميرا. اسمح بها في إعدادات المتصفح لهذه الصفحة، أو الصق الرمز.',
  scanMissing: 'لا توجد كاميرا هنا. الصق الرمز بدلًا من ذلك.',
  scanFailed: 'الكاميرا لا تعمل الآن. أغلق ما يستخدمها غير سوتو وحاول مجددًا، أو الصق الرمز.',
};
