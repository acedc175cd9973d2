import type { Text } from '../../text.ts'

export const account: Text['account'] = {
  title: 'حسابك',
  verified: 'البريد الإلكتروني مؤكَّد',
  unverified: 'البريد الإلكتروني غير مؤكَّد بعد',
  sessions: 'أماكن تسجيل دخولك',
  thisDevice: 'هذا المتصفح',
  since: 'تسجيل الدخول:',
  lastSeen: 'آخر نشاط:',
  end: 'تسجيل الخروج',
  endOthers: 'تسجيل الخروج من كل الأماكن الأخرى',
  apps: 'التطبيقات المتصلة',
  noApps: 'لا يملك أي تطبيق وصولًا إلى حسابك.',
  connected: 'تاريخ الاتصال:',
  sendsTo: 'ينقلك إلى',
  disconnect: 'قطع الاتصال',
  signOut: 'تسجيل الخروج',
  browserOn: (browser, system) => `${browser} على ${system}`,
  unknownBrowser: 'متصفح غير معروف',
  notice: {
    'session-ended': 'انتهت تلك الجلسة.',
    'others-ended': 'انتهت كل الجلسات الأخرى.',
    disconnected: 'لم يعد للتطبيق وصول.',
  },
}
