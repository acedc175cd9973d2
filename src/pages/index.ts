/** The windows: typed props in, a complete HTML document out. */
export type { Child } from 'hono/jsx'
export type { AccountProps, AccountSession, ConnectedApp } from './account.tsx'
export { accountPage } from './account.tsx'
export type { ActivityLine, ActivityProps, LockDownProps } from './account-activity.tsx'
export { activityPage, lockDownPage } from './account-activity.tsx'
export type { DataProps, DeleteProps, LeavingProps } from './account-data.tsx'
export { dataPage, deletePage, leavingPage } from './account-data.tsx'
export type { AccountNotice, AccountPageProps } from './account-frame.tsx'
export type { ChangeEmailProps, EmailLinkProps, ProfileProps } from './account-profile.tsx'
export { changeEmailPage, emailLinkPage, profilePage } from './account-profile.tsx'
export {
  recoveryCodesPage,
  recoveryRemakePage,
  totpRemovePage,
  totpSetUpPage,
} from './authenticator.tsx'
export type { ChooseAccountProps, Person } from './choose-account.tsx'
export { chooseAccountPage } from './choose-account.tsx'
export type { ClientFacts } from './client.tsx'
export type { CodeLinkProps, CodeProps, CodeToldProps, CodeWaitProps } from './code.tsx'
export { codeLinkPage, codePage, codeToldPage, codeWaitPage } from './code.tsx'
export type { ConsentProps, ConsentScope } from './consent.tsx'
export { consentPage } from './consent.tsx'
export type { DeviceCodeProps, DeviceDoneProps, InitiatorFacts } from './device.tsx'
export { deviceCodePage, deviceDonePage } from './device.tsx'
export type { PageProps } from './document.tsx'
export type { ErrorKind, ErrorProps } from './error.tsx'
export { errorPage } from './error.tsx'
export { browserText, dateText, placeText } from './format.ts'
export type { LogoutProps, SignedOutProps } from './logout.tsx'
export { logoutPage, signedOutPage } from './logout.tsx'
export type { MailFacts, MailKind, MailProps } from './mail.tsx'
export { mailOf } from './mail.tsx'
export type {
  ChooseOrganisationProps,
  InvitationProps,
  LeaveOrganisationProps,
  OrganisationsProps,
} from './organisations.tsx'
export {
  chooseOrganisationPage,
  invitationPage,
  leaveOrganisationPage,
  organisationsSection,
} from './organisations.tsx'
export type { PasskeyOffer } from './passkeys/ceremony.tsx'
export type { AddPasskeyProps, RemovePasskeyProps } from './passkeys/pages.tsx'
export { addPasskeyPage, removePasskeyPage, secondPasskeyPage } from './passkeys/pages.tsx'
export type { PasskeysProps } from './passkeys/section.tsx'
export { passkeysSection } from './passkeys/section.tsx'
export type { ChangePasswordProps, PasswordSectionProps } from './password.tsx'
export { changePasswordPage, PasswordSection } from './password.tsx'
export type { NewPasswordProps, RecoverProps } from './recover.tsx'
export { newPasswordPage, recoverPage } from './recover.tsx'
export type { ReturnProps } from './return.tsx'
export { returnPage } from './return.tsx'
export { rememberedDevicesSection, secondFactorSection, secondProofPage } from './second-factor.tsx'
export type { Offers, SignInProps } from './sign-in.tsx'
export { signInPage } from './sign-in.tsx'
export type { SignUpProps } from './sign-up.tsx'
export { signUpPage } from './sign-up.tsx'
export { stylesheet } from './style.ts'
export type { Language, LanguageWish, Text } from './text.ts'
export { accountLabel, chooseLanguage, isLanguage, languageNames, scopeOfIssuer } from './text.ts'
export type { UpstreamTrouble } from './upstream.tsx'
export {
  linkedAccounts,
  upstreamLastPage,
  upstreamLinkPage,
  upstreamTroublePage,
  upstreamUnknownPage,
} from './upstream.tsx'
export type { WelcomeProps } from './welcome.tsx'
export { welcomePage } from './welcome.tsx'
