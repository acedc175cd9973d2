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
}
