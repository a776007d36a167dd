import type { Fact } from '#shared/act.ts'
import type { Id } from '#shared/ids.ts'
import type { Offered, Return } from './transfer-acts.ts'

export const transferStatuses = ['offered', 'accepted', 'returned', 'taken_back'] as const
export type TransferStatus = (typeof transferStatuses)[number]

/** Somebody offered by another community, as the receiving one sees it. The first answer counts; later ones do nothing. */
export interface Transfer extends Offered {
  id: Id
  status: TransferStatus
  offeredAt: string
  decidedAt: string | null
  decidedBy: Id | null
  returnReason: string | null
}

export function foldTransfer(transfer: Transfer | undefined, fact: Fact): Transfer | undefined {
  if (fact.kind === 'transfer.offered') {
    const undecided = { decidedAt: null, decidedBy: null, returnReason: null }
    return (
      transfer ?? {
        ...(fact as Fact<Offered>).payload,
        id: fact.subject,
        status: 'offered',
        offeredAt: fact.at,
        ...undecided,
      }
    )
  }
  if (!transfer || transfer.status !== 'offered') return transfer
  const decided = { ...transfer, decidedAt: fact.at, decidedBy: fact.account }
  switch (fact.kind) {
    case 'transfer.accept':
      return { ...decided, status: 'accepted' }
    case 'transfer.return':
      return { ...decided, status: 'returned', returnReason: (fact as Fact<Return>).payload.reason }
    case 'transfer.recalled':
      return { ...decided, status: 'taken_back' }
    default:
      return transfer
  }
}

/** Whether this very act settled the transfer, and not one before it. */
export function settledBy(transfer: Transfer, fact: Fact): boolean {
  return transfer.decidedAt === fact.at && transfer.decidedBy === fact.account
}
