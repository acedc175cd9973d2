// RFC 8693 §3: what a token is, where one is exchanged for another
export const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token'
export const REFRESH_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:refresh_token'
export const ID_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:id_token'
// draft-ietf-oauth-identity-assertion-authz-grant-04 §4.3, §3.1 and §7.2
export const ID_JAG_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:id-jag'
export const ID_JAG_TYPE = 'oauth-id-jag+jwt'
export const ID_JAG_PROFILE = 'urn:ietf:params:oauth:grant-profile:id-jag'
