export { type ClusterQuality, type RowQuality, evaluateClusters, measureRows } from './clusters.ts'
export {
  type Estimate,
  type EstimatePoint,
  type Interval,
  estimateChart,
  estimateQuality,
  posterior,
} from './estimate.ts'
export { type GroupQuality, ageBand, evaluateGroups } from './groups.ts'
export { type EvaluateOptions, type Quality, qualityOf, unlabelled } from './measures.ts'
export { type FalseMerges, type MergeKind, countFalseMerges, mergeKinds } from './mergers.ts'
export { type ThresholdPoint, countTruePairs, evaluateEdges, evaluatePairs, thresholdChart } from './pairs.ts'
export { evaluateReach } from './reach.ts'
