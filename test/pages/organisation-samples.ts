import {
  type ChooseOrganisationProps,
  chooseOrganisationPage,
  invitationPage,
  leaveOrganisationPage,
  type OrganisationsProps,
  organisationsSection,
} from '../../src/pages/index.ts'

type Echo = (text: string) => string
type Form = Omit<ChooseOrganisationProps, 'organisations' | 'canBeAlone'>

/** The pages of organisations. */
export function organisationSamples({ client, ...form }: Form, echo: Echo) {
  const name = echo('Acme')
  const email = echo('ada@example.com')
  return {
    'choose-organisation': chooseOrganisationPage({
      ...form,
      client,
      organisations: [{ org_id: echo('acme'), name }],
      canBeAlone: true,
    }),
    invitation: invitationPage({ ...form, step: 'ask', name, email, token: echo('token') }),
    'invitation-over': invitationPage({ ...form, step: 'over' }),
    'leave-organisation': leaveOrganisationPage({ ...form, org_id: echo('acme'), name }),
  }
}

/** The part of the account page. */
export const someOrganisations = (page: Omit<OrganisationsProps, 'belongings'>, echo: Echo) =>
  organisationsSection({
    ...page,
    belongings: [
      {
        ...{ org_id: echo('acme'), name: echo('Acme'), since: 1_790_000_000 },
        roles: [echo('admin'), echo('reader')],
      },
      { org_id: 'globex', name: 'Globex', roles: [], since: 1_790_000_000 },
    ],
  })
