import type { Text } from '../../text.ts'

export const account: Text['account'] = {
  title: 'アカウント',
  verified: 'メールアドレス確認済み',
  unverified: 'メールアドレス未確認',
  sessions: 'ログイン中の場所',
  thisDevice: 'このブラウザー',
  since: 'ログイン日：',
  lastSeen: '最終利用日：',
  end: 'ログアウト',
  endOthers: 'ほかのすべての場所からログアウト',
  apps: '接続中のアプリ',
  noApps: 'アカウントにアクセスできるアプリはありません。',
  connected: '接続日：',
  sendsTo: '移動先：',
  disconnect: '接続を解除',
  signOut: 'ログアウト',
  browserOn: (browser, system) => `${browser}（${system}）`,
  unknownBrowser: '不明なブラウザー',
  notice: {
    'session-ended': 'そのセッションを終了しました。',
    'others-ended': 'ほかのすべてのセッションを終了しました。',
    disconnected: 'このアプリはもうアクセスできません。',
  },
}
