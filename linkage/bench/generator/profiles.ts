/** How bad the lists are: factors on the shares that `sources.ts` and `households.ts` give, and a few shares of their own. */
export interface Profile {
  about: string
  /** On slips: wrong characters, digits, days. */
  slips: number
  /** On values that are not there. */
  missing: number
  /** On names and numbers with stars. */
  masked: number
  /** On the many right ways to write one thing. */
  spellings: number
  /** On phones that have changed or are a relative's. */
  phones: number
  /** Chance that a further child is a twin of one before. */
  twins: number
  /** Share of rows that are the register itself. */
  register: number
  /** Share of list rows about people whom the register does not have. */
  strangers: number
}

const usual: Profile = {
  about: 'half register, half lists of seven sources with the faults that such lists have',
  slips: 1,
  missing: 1,
  masked: 1,
  spellings: 1,
  phones: 1,
  twins: 0.06,
  register: 0.5,
  strangers: 0.15,
}

export const profiles: Readonly<Record<string, Profile>> = {
  usual,
  clean: {
    ...usual,
    about: 'careful offices: few slips, little missing',
    slips: 0.15,
    missing: 0.4,
    masked: 0.5,
    phones: 0.4,
  },
  harsh: {
    ...usual,
    about: 'a bad week: slips twice as often, more missing and masked',
    slips: 2.2,
    missing: 1.6,
    masked: 1.3,
    phones: 2,
  },
  masked: { ...usual, about: 'nearly every source hides names and numbers', masked: 2.5 },
  sparse: { ...usual, about: 'many empty cells', missing: 2.5 },
  families: { ...usual, about: 'phones go round in the family, twins are common', phones: 2.5, twins: 0.25 },
  typed: { ...usual, about: 'everything typed by hand, in a hurry', slips: 4, spellings: 2, masked: 0.3 },
  lists: { ...usual, about: 'hardly a register: one row in ten', register: 0.1, strangers: 0.3 },
}
