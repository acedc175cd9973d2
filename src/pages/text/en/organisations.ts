/** Organisations: members, invitations, and the one a person goes on as. */
export const organisations = {}
