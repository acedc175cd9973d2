import type { Text } from '../../text.ts'

export const organisations: Text['organisations'] = {
  chooseTitle: 'どの組織で続けますか？',
  chooseText:
    '複数の組織に所属しているか、個人として続けられます。アプリには選んだ組織だけが伝わります。',
  alone: '組織なしで続ける',
  scope: { organization: '所属する組織の確認', roles: '組織での役割の確認' },
  invitation: {
    title: 'この組織に参加しますか？',
    text: (name, email) =>
      `${name} が ${email} を招待しています。組織の管理者には、あなたがメンバーであることが表示されます。`,
    accept: '参加する',
    overTitle: 'この招待は無効です',
    over: '有効期限が切れているか、承諾済みか、取り消されています。',
    other: '別のメールアドレス宛ての招待です。招待を受け取ったアドレスでログインしてください。',
  },
  account: {
    title: '組織',
    since: '参加日',
    roles: '役割:',
    leave: '脱退…',
    leaveLong: (name) => `${name} から脱退…`,
    confirmTitle: 'この組織から脱退しますか？',
    confirmText: (name) =>
      `${name} のメンバーです。脱退すると、メンバーとして使っているアプリはすぐにアクセスできなくなります。再び参加するには新しい招待が必要です。`,
    stay: '脱退しない',
    confirm: '脱退する',
  },
}
