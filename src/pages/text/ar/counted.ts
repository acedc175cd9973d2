const rules = new Intl.PluralRules('ar')

/** The form that Arabic grammar asks for with a number: one, two, few (3 to 10), many (11 to 99), or another. */
export function counted(
  count: number,
  forms: Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>,
): string {
  return forms[rules.select(count)] ?? forms.other
}
