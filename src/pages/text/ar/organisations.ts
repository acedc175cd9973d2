import type { Text } from '../../text.ts'

export const organisations: Text['organisations'] = {
  chooseTitle: 'أي مؤسسة؟',
  chooseText: 'تنتمي إلى أكثر من مؤسسة أو يمكنك المتابعة بنفسك. لا يرى التطبيق إلا ما تختاره.',
  alone: 'دون مؤسسة',
  scope: { organization: 'معرفة المؤسسة التي تنتمي إليها', roles: 'معرفة أدوارك فيها' },
  invitation: {
    title: 'هل تنضم إلى هذه المؤسسة؟',
    text: (name, email) => `دعت ${name} العنوان ${email}. سيرى المشرفون عليها أنك عضو.`,
    accept: 'انضمام',
    overTitle: 'لم تعد هذه الدعوة صالحة',
    over: 'انتهت صلاحيتها أو قُبلت من قبل أو سُحبت.',
    other: 'الدعوة موجهة إلى بريد إلكتروني آخر. سجّل الدخول بالعنوان الذي أُرسلت إليه.',
  },
  account: {
    title: 'المؤسسات',
    since: 'عضو منذ',
    roles: 'الأدوار:',
    leave: 'مغادرة…',
    leaveLong: (name) => `مغادرة ${name}…`,
    confirmTitle: 'هل تغادر هذه المؤسسة؟',
    confirmText: (name) =>
      `أنت عضو في ${name}. تفقد التطبيقات التي تستخدمها بصفتك عضوًا وصولها فورًا. وللعودة تحتاج إلى دعوة جديدة.`,
    stay: 'البقاء',
    confirm: 'مغادرة',
  },
}
