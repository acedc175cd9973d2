import { defineFeature } from '../../flow/feature.ts'
import { ACR_TWO_FACTORS } from '../../flow/sign-in-ways.ts'
import { askForTwo } from './step-up.ts'

/** What second factors have in common: the page that asks, who need not be asked, and when more is wanted. */
export const secondFactor = defineFeature({
  spec: 'RFC 9470',
  prompts: [{ name: 'step-up', stage: 'step-up', ask: askForTwo }],
  async waivesSecondFactor(user, context) {
    const { isRemembered } = await import('../../flow/remembered-devices.ts')
    return isRemembered(user, context)
  },
  accountSections: [
    {
      name: 'second-factors',
      show: async (person, context) => (await import('./account.ts')).factors(person, context),
    },
    {
      name: 'remembered-devices',
      show: async (person, context) => (await import('./account.ts')).devices(person, context),
    },
  ],
  endpoints: [
    {
      path: '/sign-in/second',
      methods: ['POST'],
      audience: 'person',
      handle: async (context) => (await import('../../flow/second-proof.ts')).chooseProof(context),
    },
    {
      path: '/account/remembered-devices',
      methods: ['POST'],
      audience: 'person',
      handle: async (context) => (await import('./account.ts')).forget(context),
    },
  ],
  metadata: { acr_values_supported: [ACR_TWO_FACTORS] },
})
