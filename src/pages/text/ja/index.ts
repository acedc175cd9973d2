import type { Text } from '../../text.ts'
import { account } from './account.ts'
import { codes } from './codes.ts'
import { device } from './device.ts'
import { inspector } from './inspector.ts'
import { mail } from './mail.ts'
import { organisations } from './organisations.ts'
import { passkeys } from './passkeys.ts'
import { secondFactors } from './second-factors.ts'
import { upstream } from './upstream.ts'

/** Every sentence in Japanese. */
export const ja: Text = {
  dir: 'ltr',

  field: { email: 'メールアドレス', name: '名前', password: 'パスワード' },
  optional: '任意',
  language: '言語',

  scope: {
    openid: 'ここでのあなたを識別する',
    profile: '名前とプロフィールを見る',
    email: 'メールアドレスを見る',
    address: '住所を見る',
    phone: '電話番号を見る',
    offline_access: '操作していない間もアクセスを続ける',
  },

  client: {
    callsItself: '自称',
    name: 'アプリ',
    website: 'ウェブサイト',
    sentTo: '移動先',
    domain: 'ドメイン',
    firstSeen: '初めて確認した日',
    checkedByUs: '確認済みの情報',
    saidByApp: 'アプリの自己申告（未確認）',
    onThisDevice: 'このデバイス上のアプリです。ご自身で今起動した場合にのみ続けてください。',
    onThisDeviceAs: (name) =>
      `このデバイス上で${name}を名乗っています。ご自身で今起動した場合にのみ続けてください。`,
    lookalike: (name) => `名前が${name}に似ていますが、本物だと示すものはここにありません。`,
    usedBy: 'ここでの利用者',
    people: (count) =>
      count >= 1000 ? '1,000人以上' : count === 0 ? 'まだいません' : `${count}人`,
    trust: {
      'first-party': {
        title: '当サービスのアプリ',
        text: 'このページの運営者が提供しています。',
      },
      verified: {
        title: '確認済みのアプリ',
        text: '提供元をここの管理者が確認しています。',
      },
      domain: {
        title: 'ドメインで識別されたアプリ',
        text: 'ドメインは確かですが、名前は確認されていません。',
      },
      unidentified: {
        title: '未確認のアプリ',
        text: '誰が作ったのか、ここでは誰も確認していません。',
      },
    },
  },

  problem: {
    wrong: 'メールアドレスとパスワードの組み合わせが違います。確認して、もう一度お試しください。',
    throttled: '試行回数が多すぎます。しばらく待ってから、もう一度お試しください。',
    throttledFor: (wait) => `試行回数が多すぎます。${wait}後にもう一度お試しください。`,
    email: 'name@example.com のような形でメールアドレスを入力してください。',
    missing: '未入力の項目を入力してください。',
    short: (length) => `パスワードは${length}文字以上にしてください。`,
    common: '攻撃で最初に試されるパスワードです。別のものにしてください。',
    taken:
      'このメールアドレスでは新しいアカウントを作成できません。ご自身のものなら、ログインしてください。',
  },

  signIn: {
    title: 'ログイン',
    welcomeBack: 'パスワードを入力',
    next: '続ける',
    submit: 'ログイン',
    change: '変更',
    changeLong: 'メールアドレスを変更',
    noAccount: 'アカウントをお持ちでない方は',
    signUp: 'アカウントを作成',
    or: 'または',
    continueWith: (name) => `${name}で続ける`,
    emailCode: '代わりにコードをメールで受け取る',
    forgot: 'パスワードをお忘れですか？',
    reason: {
      fresh: 'このアプリがご本人の確認を求めています。もう一度ログインしてください。',
      account: 'このアプリは別のアカウントを求めています。そのアカウントでログインしてください。',
      dangerous: 'アカウントを守るため、変更の前にもう一度ログインしてください。',
    },
  },

  signUp: {
    title: 'アカウントを作成',
    submit: 'アカウントを作成',
    hint: (length) => `${length}文字以上。簡単な単語をいくつか並べるだけでもかまいません。`,
    hasAccount: 'すでにアカウントをお持ちの方は',
    signIn: 'ログイン',
  },

  choose: {
    title: 'アカウントを選択',
    intro: 'すでにログインしています。',
    other: '別のアカウントを使う',
  },

  consent: {
    title: 'アクセスを許可しますか？',
    titleFor: (name) => `${name}にアクセスを許可しますか？`,
    wants: '許可すると、このアプリは次のことができます',
    wantsAt: (resource) => `許可すると、このアプリは${resource}で次のことができます`,
    asUser: 'ログイン中：',
    risk: { medium: '要確認', high: '影響の大きい権限' },
    already: '許可済み',
    keeps: 'これまでに許可した内容はそのままです：',
    more: '追加の許可を求めています。許可すると、次のこともできます',
    moreAt: (resource) => `追加の許可を求めています。許可すると、${resource}で次のこともできます`,
    allow: '許可',
    deny: 'キャンセル',
  },

  goBack: {
    title: 'アプリに戻ります',
    sentTo: '移動先：',
    stuck: '自動で移動しない場合は、ボタンを押してください。',
    button: '続ける',
  },

  logout: {
    title: 'ログアウトしますか？',
    asks: 'ログアウトしますか？',
    asksNamed: (name) => `${name}からログアウトを求められています。`,
    effect: 'このブラウザーでのセッションが終了します。',
    asUser: 'ログイン中：',
    logout: 'ログアウト',
    stay: 'ログインしたままにする',
    doneTitle: 'ログアウトしました',
    done: 'このウィンドウを閉じてもかまいません。',
    again: 'もう一度ログイン',
    back: '続ける',
    backTo: (name) => `${name}に戻る`,
  },

  account,

  error: {
    requestId: 'リクエスト',
    details: '開発者向けの詳細',
    noDetails: 'これ以上の詳細はありません。',
    retry: (wait) => `${wait}後にもう一度お試しください。`,
    kind: {
      'unknown-client': {
        title: '登録されていないアプリです',
        text: 'ここへ案内したアプリは、当サービスに登録されていません。',
        action:
          'アプリに戻って、もう一度やり直してください。繰り返す場合は、アプリの提供元にお知らせください。',
      },
      'client-unavailable': {
        title: 'このアプリの情報を今は取得できません',
        text: 'アプリの情報はアプリ自身のウェブサイトにありますが、そのサイトから応答がありません。',
        action: 'しばらく待ってからアプリに戻り、もう一度やり直してください。',
      },
      'client-refused': {
        title: 'このアプリは受け付けられません',
        text: 'アプリが自身のウェブサイトで公開している情報が規則に反しています。どの規則かは詳細をご覧ください。',
        action: 'アプリの提供元にお知らせください。お客様が変更するものはありません。',
      },
      'client-not-admitted': {
        title: 'このアプリはここでは許可されていません',
        text: 'アクセスを求められるアプリは、このページの運営者が決めています。このアプリは含まれていません。',
        action: '必要な場合は、アプリのドメインを添えて、管理者に許可を依頼してください。',
      },
      'redirect-mismatch': {
        title: 'このアプリの戻り先は登録されていません',
        text: 'アプリが、自分のものではないアドレスへ移動させようとしたため、ここで止めました。',
        action: '元のページで操作を続けず、アプリの提供元にお知らせください。',
      },
      'bad-request': {
        title: 'アプリの要求に対応できません',
        text: '要求の内容が不完全か、矛盾しています。',
        action:
          'アプリに戻って、もう一度やり直してください。繰り返す場合は、アプリの提供元にお知らせください。',
      },
      expired: {
        title: 'ページを開いてから時間がたちすぎました',
        text: '安全のため、ログインは始めてから早めに終える必要があります。',
        action: 'アプリに戻って、もう一度やり直してください。',
      },
      'wrong-browser': {
        title: 'このログインは別のブラウザーで始まりました',
        text: 'ログインは、始めたのと同じブラウザーでのみ完了できます。そのブラウザーで Cookie が有効である必要があります。',
        action:
          'Cookie を許可した一つのブラウザーで、アプリからやり直してください。http://localhost では Safari がセキュアな Cookie を保持しないため、別のブラウザーをお使いください。',
      },
      'form-rejected': {
        title: 'フォームを受け付けられませんでした',
        text: 'こちらが表示したページから送られたものではないか、二度送信されました。',
        action: '前のページに戻って再読み込みし、もう一度送信してください。',
      },
      'not-found': {
        title: 'ページが見つかりません',
        text: 'アドレスの入力が違うか、ページが移動した可能性があります。',
        action: 'アドレスを確認するか、元のアプリに戻ってください。',
      },
      'method-not-allowed': {
        title: 'このアドレスはそのようには使えません',
        text: '送られたものとは別の種類のリクエストのためのアドレスです。',
        action: '元のアプリに戻って、もう一度やり直してください。',
      },
      'too-large': {
        title: '一度に送る量が多すぎます',
        text: 'リクエストが受け付けられる大きさを超えています。',
        action: '前のページに戻って入力を短くするか、アプリの提供元にお知らせください。',
      },
      throttled: {
        title: '試行回数が多すぎます',
        text: 'アカウントを守るため、短時間に何度も試行があると受け付けを遅らせます。',
        action: 'しばらく待ってから、もう一度お試しください。',
      },
      unavailable: {
        title: 'まもなく再開します',
        text: 'サービスの一部が今応答していません。入力内容は保存されていません。',
        action: 'しばらく待ってから、ページを再読み込みしてください。',
      },
      'server-error': {
        title: 'こちらで問題が発生しました',
        text: 'お客様ではなく、こちらの不具合です。',
        action: 'もう一度お試しください。繰り返す場合は、下のリクエスト番号をお知らせください。',
      },
    },
  },

  inspector,
  codes,
  device,
  mail,
  organisations,
  passkeys,
  secondFactors,
  upstream,

  welcome: {
    title: 'ようこそ',
    text: 'ログインはこちらから行います。',
    links: 'ここからの行き先',
  },
}
