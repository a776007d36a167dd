import { hashNumbers, hashText } from './hash.ts'
import { type Features, doorOf } from './person.ts'

/**
 * The keys under which a person is found again: two people who share one are compared. Each rule answers for a kind of
 * fault; together they should miss next to nobody, and none should be shared by very many.
 */
export function blockingKeys(person: Features): number[] {
  const keys: number[] = []
  const put = (rule: number, ...parts: number[]): void => {
    if (parts.every((part) => part !== 0)) keys.push(hashNumbers(rule, ...parts))
  }
  const { name, birth, address } = person
  const surname = hashText(name?.surname ?? '')
  const sound = name?.sound ?? 0
  for (const { number } of person.documents) {
    put(1, hashText(number))
    // One area and birthday: rounded numbers, a wrong last digit, twins.
    if (/^\d{14}/.test(number)) put(2, hashText(number.slice(0, 14)))
    // What a mask leaves: its last four digits, and the surname.
    if (/[\dX]{4}$/.test(number)) put(3, surname, hashText(number.slice(-4)))
    if (/^\d{6}/.test(number)) put(11, sound, hashText(number.slice(0, 6)))
  }
  for (const { number, masked } of person.phones) {
    if (!masked) keys.push(phoneKey(number))
    put(5, surname, hashText(number.slice(0, 3) + number.slice(-4)))
  }
  put(6, sound, birth)
  put(7, surname, birth)
  put(8, sound, address?.estate ?? 0)
  put(9, surname, doorOf(address))
  put(12, birth, doorOf(address))
  return keys
}

/** The name alone: read only where nothing better was found, because 王伟 has hundreds of bearers. */
export function nameKey(person: Features): number {
  return person.name?.sound ? hashNumbers(10, person.name.sound) : 0
}

/** The users of one phone. */
export function phoneKey(number: string): number {
  return hashNumbers(4, hashText(number))
}
